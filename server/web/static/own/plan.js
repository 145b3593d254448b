// Moving posts in the plan: drag a post to another day, or hold Alt and press the arrows while it has the focus. Every post has
// a form that does the same.
let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".plan-card[draggable]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.id);
  dragged.dataset.dragged = "";
});

document.addEventListener("dragend", () => {
  dragged?.removeAttribute("data-dragged");
  dragged = null;
  mark(null);
});

document.addEventListener("dragover", (event) => {
  const day = dragged && event.target.closest?.("[data-day]");
  mark(day);
  if (day) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const day = dragged && event.target.closest?.("[data-day]");
  if (!day) return;
  event.preventDefault();
  if (day !== dragged.closest("[data-day]")) move(dragged, day.dataset.day);
});

function mark(day) {
  for (const other of document.querySelectorAll("[data-over]")) if (other !== day) other.removeAttribute("data-over");
  if (day) day.dataset.over = "";
}

const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.("[data-movable]")?.closest(".plan-card");
  const day = card?.closest("[data-day]");
  if (!day || !event.altKey || !(event.key in steps)) return;
  event.preventDefault();
  move(card, later(day.dataset.day, steps[event.key]));
});

// A day some days later, as 2026-12-24.
function later(day, days) {
  const at = new Date(`${day}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

let moving = false;

async function move(card, day) {
  if (moving) return;
  moving = true;
  const { id, move: to, version } = card.dataset;
  const words = document.getElementById("plan").dataset;
  try {
    const answer = await fetch(to, { method: "POST", body: new URLSearchParams({ day, version, from: location.pathname + location.search }), headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.type !== "opaqueredirect" && !answer.ok) return refused((await answer.json().catch(() => ({}))), words.failed);
    let moved = await show(location.href, id);
    if (!moved) { // it has left the days that are shown
      const there = new URL(location.href);
      there.searchParams.set("at", day);
      moved = await show(there, id);
      history.replaceState(null, "", there);
    }
    moved?.focus();
    say(moved ? `${moved.textContent.trim()}: ${moved.closest("[data-day]")?.getAttribute("aria-label") ?? words.moved}` : words.moved);
  } catch {
    refused({}, words.failed);
  } finally {
    moving = false;
  }
}

// Shows the plan at an address, and gives the link of a post in it.
async function show(address, id) {
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  document.getElementById("plan").replaceWith(page.getElementById("plan"));
  return document.querySelector(`.plan-card[data-id="${CSS.escape(id)}"] .plan-link`);
}

function refused(problem, otherwise) {
  const alert = Object.assign(document.createElement("p"), { className: "ds-alert", textContent: problem.errors?.[0]?.message ?? problem.detail ?? otherwise });
  alert.dataset.color = "danger";
  alert.setAttribute("role", "alert");
  document.querySelector("#plan > .ds-alert[role]")?.remove();
  document.getElementById("plan").prepend(alert);
}

function say(text) {
  const live = document.getElementById("live");
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = text));
}
