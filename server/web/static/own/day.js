// The shot list by keyboard: the arrows walk through it, and 1 to 4 mark the shot that has the focus.
export function shotKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    const shot = event.target.closest("[data-marks]");
    if (!shot) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") return walk(event, shot);
    if (localStorage.getItem("single-keys") === "off") return;
    const mark = shot.querySelectorAll(".marks button")[Number(event.key) - 1];
    if (!mark) return;
    event.preventDefault();
    mark.focus();
    mark.click();
  });
}

// The same button of the next shot gets the focus.
function walk(event, shot) {
  const marks = [...shot.querySelectorAll(".marks button")];
  const next = event.key === "ArrowDown" ? shot.nextElementSibling : shot.previousElementSibling;
  const at = Math.max(0, marks.indexOf(document.activeElement));
  const to = next?.querySelectorAll(".marks button")[at];
  if (!to) return;
  event.preventDefault();
  to.focus();
}
