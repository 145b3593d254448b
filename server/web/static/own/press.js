// A button that has sent its form shows that it is busy, and sends it no second time: until something in the form is changed, the
// page is come back to, or no answer has come for long.
const patience = 20_000; // ms

export function sendOnce(announce) {
  // At the window, after all who may have kept the form from being sent.
  window.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.defaultPrevented || !button || event.target.getAttribute("method") !== "post") return;
    if (button.ariaBusy === "true") return event.preventDefault();
    button.ariaBusy = "true";
    announce(document.body.dataset.sending);
    setTimeout(free, patience, button);
  });
  document.addEventListener("input", (event) => freeAll(event.target.form));
  window.addEventListener("pageshow", () => freeAll(document));
}

function free(button) {
  button.removeAttribute("aria-busy");
}

function freeAll(part) {
  part?.querySelectorAll("button[aria-busy]").forEach(free);
}
