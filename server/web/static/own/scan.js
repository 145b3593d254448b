// Reads the barcode of a book with the camera, where the browser can: a button with data-scan names the box that the
// number goes into, which then hears "scanned". Elsewhere the buttons stay hidden, and numbers are typed.
const dialog = document.getElementById("scan");

const able = (async () => {
  if (!dialog || !("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  return (await window.BarcodeDetector.getSupportedFormats().catch(() => [])).includes("ean_13");
})();

export async function scanButtons(part) {
  const buttons = part.querySelectorAll("[data-scan][hidden]");
  if (buttons.length === 0 || !(await able)) return;
  for (const button of buttons) {
    if (!button.hidden) continue;
    button.hidden = false;
    button.addEventListener("click", () => scanInto(document.getElementById(button.dataset.scan)));
  }
}

// A dialog tells that it was closed a moment after it is: what is asked for in between waits until the one before has heard.
let underWay;
let asked = 0;

async function scanInto(box) {
  if (dialog.open) return;
  const mine = ++asked;
  await underWay;
  if (mine !== asked) return;
  underWay = scan();
  const isbn = await underWay;
  if (!isbn) return;
  box.value = isbn;
  box.focus();
  box.dispatchEvent(new CustomEvent("scanned", { bubbles: true }));
}

// scan gives a number, or "" when the dialog is closed before one was read. The camera is off afterwards, even when it
// was allowed only after that.
async function scan() {
  const video = dialog.querySelector("video");
  let over = false;
  const closed = new Promise((done) => dialog.addEventListener("close", () => done((over = true) && ""), { once: true }));
  let stream;
  say("");
  video.hidden = false;
  dialog.showModal();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } } });
    if (over) return "";
    video.srcObject = stream;
    return await Promise.race([closed, video.play().then(() => read(video))]);
  } catch (error) {
    if (over) return "";
    video.hidden = true;
    say(dialog.dataset[{ NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "none", OverconstrainedError: "none" }[error.name] ?? "failed"]);
    return await closed;
  } finally {
    for (const track of stream?.getTracks() ?? []) track.stop();
    if (video.srcObject === stream) video.srcObject = null;
    if (!over) {
      dialog.close();
      await closed;
    }
  }
}

async function read(video) {
  const detector = new window.BarcodeDetector({ formats: ["ean_13"] });
  while (dialog.open) {
    const codes = await detector.detect(video).catch(() => []);
    const isbn = codes.map((code) => code.rawValue).find(isISBN);
    if (isbn) return isbn;
    if (codes.length > 0) say(dialog.dataset.other);
    await new Promise((done) => setTimeout(done, 150));
  }
  return "";
}

function isISBN(code) {
  if (!/^97[89]\d{10}$/.test(code)) return false;
  return [...code].reduce((sum, digit, i) => sum + Number(digit) * (i % 2 ? 3 : 1), 0) % 10 === 0;
}

function say(text) {
  dialog.querySelector(".problem").textContent = text;
}
