// Keys: those that the dialog behind "?" lists, and no others. Single letters can be switched off (WCAG 2.1.4).
const setting = "single-keys";

export function keys() {
  const dialog = document.getElementById("keys");
  const box = document.getElementById("single-keys");
  if (box) {
    box.checked = localStorage.getItem(setting) !== "off";
    box.addEventListener("change", () => localStorage.setItem(setting, box.checked ? "on" : "off"));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return escape();
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key.startsWith("Arrow")) return arrow(event);
    if (localStorage.getItem(setting) === "off") return;
    const act = { "/": focusSearch, "?": () => dialog?.showModal(), x: pick }[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
}

const typing = (el) => el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) || el.closest("dialog, video, audio");

function focusSearch() {
  const box = document.getElementById("q");
  box?.focus();
  box?.select();
}

function escape() {
  for (const menu of document.querySelectorAll(".menu-holder[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
}

const idle = () => [null, document.body, document.getElementById("main"), document.getElementById("hits")].includes(document.activeElement);

const pick = () => document.activeElement?.closest(".asset")?.querySelector(".pick input")?.click();

// Arrows move between the cards of the grid. Right enters it when nothing else has the focus; down still scrolls.
function arrow(event) {
  const links = [...document.querySelectorAll("#grid .asset-link")];
  const at = links.indexOf(document.activeElement);
  if (at < 0) return event.key === "ArrowRight" && idle() && links[0]?.focus();
  const columns = links.filter((l) => l.getBoundingClientRect().top === links[0].getBoundingClientRect().top).length;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
  const next = links[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
