// What script makes better where people agree to be shown: a signature can be drawn, a picture is made small before it is
// sent, and nothing is sent twice. Without it a typed name signs.
document.documentElement.classList.add("script");

const form = document.getElementById("sign");
if (form) {
  drawing(form);
  smaller(document.getElementById("field-picture"));
  once(form);
}
copying(document.getElementById("copy"));
document.getElementById("problems")?.focus();

function drawing(form) {
  const pad = document.getElementById("pad"), canvas = document.getElementById("canvas"), kept = form.elements.signature;
  const pen = canvas.getContext("2d");
  pad.hidden = false;
  Object.assign(pen, { lineWidth: 5, lineCap: "round", lineJoin: "round", strokeStyle: "#000" });
  if (kept.value) { // what was drawn before the form came back
    const before = new Image();
    before.onload = () => pen.drawImage(before, 0, 0);
    before.src = kept.value;
  }
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
  };
  let drawn = false;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
    pen.lineTo(...at(event));
    pen.stroke();
    drawn = true;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) pen.lineTo(...at(each));
    pen.stroke();
  });
  document.getElementById("wipe").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    kept.value = "";
    drawn = false;
  });
  form.addEventListener("submit", () => {
    if (drawn) kept.value = canvas.toDataURL("image/png");
  });
}

// A picture to know somebody by needs few pixels, and nothing that a camera writes beside them.
function smaller(field) {
  field?.addEventListener("change", async () => {
    const [file] = field.files;
    if (!file) return;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, 1000 / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      if (!blob || field.files[0] !== file) return;
      const list = new DataTransfer();
      list.items.add(new File([blob], "bilde.jpg", { type: "image/jpeg" }));
      field.files = list.files;
    } catch {
      // The file goes as it is.
    }
  });
}

function once(form) {
  let sent = false;
  const button = form.querySelector("[type=submit]"), label = button.textContent;
  form.addEventListener("submit", (event) => {
    if (sent) return event.preventDefault();
    sent = true;
    button.textContent = form.dataset.busy;
  });
  addEventListener("pageshow", () => {
    sent = false;
    button.textContent = label;
  });
}

function copying(button) {
  if (!button) return;
  const field = document.getElementById("own-address"), label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = button.dataset.copied;
    } catch {
      field.select();
      button.textContent = button.dataset.failed;
    }
    setTimeout(() => button.textContent = label, 3000);
  });
}
