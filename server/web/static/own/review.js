// Accepting and binning what came in without an account, by keyboard: what is decided leaves the grid at once, more comes in
// behind it, and the last decisions can be taken back one after the other.
import { spread } from "./range.js";

const form = document.getElementById("review");
const words = form.dataset;
const grid = document.getElementById("grid");
const few = 12; // cards left, from where on more are asked for
const decided = new Set(); // ids, so that a page that lags does not bring them back
const done = []; // {action, items: [{li, at}]}, newest last
let left = Number(/\d+/.exec(document.getElementById("left").textContent.replace(/[\s\u00a0]/g, ""))?.[0] ?? 0);
let last = null; // the box that was chosen last
let busy = Promise.resolve();

const links = () => [...grid.querySelectorAll(".asset-link")];
const boxes = () => [...grid.querySelectorAll(".review-pick input")];
const chosen = () => boxes().filter((box) => box.checked);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input:not([type=checkbox]), textarea, select, dialog, video")) return;
  if (event.shiftKey && event.key.startsWith("Arrow")) return stretch();
  if (event.key === "Delete") return act(event, () => decide("bin"));
  if (localStorage.getItem("single-keys") === "off") return;
  const work = { a: () => decide("accept"), x: () => decide("bin"), z: undo }[event.key.toLowerCase()];
  if (work) act(event, work);
}, true);

// Other scripts know other things to do with the same keys.
function act(event, work) {
  event.preventDefault();
  event.stopImmediatePropagation();
  work();
}

// Shift with an arrow chooses what is left and what is come to.
function stretch() {
  const before = document.activeElement?.closest(".asset");
  setTimeout(() => {
    const now = document.activeElement?.closest(".asset");
    for (const card of [before, now]) if (card) card.querySelector(".review-pick input").checked = true;
    count();
  });
}

grid.addEventListener("click", (event) => {
  const box = event.target.closest(".review-pick input");
  if (!box) return;
  if (event.shiftKey) spread(boxes(), last, box);
  last = box;
  count();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  decide(event.submitter?.value ?? "accept");
});
document.getElementById("undo").addEventListener("click", () => undo());

// decide is for what is chosen, else for the card that has the focus.
function decide(action) {
  const here = document.activeElement?.closest(".asset");
  const cards = chosen().map((box) => box.closest("li"));
  if (cards.length === 0 && here) cards.push(here.closest("li"));
  if (cards.length === 0) return say(words.nothing);
  const all = [...grid.children];
  const items = cards.map((li) => ({ li, at: all.indexOf(li), id: li.querySelector(".asset-link").dataset.asset }));
  const next = all.slice(items[0].at).find((li) => !cards.includes(li)) ?? all.findLast((li) => !cards.includes(li));
  for (const { li, id } of items) {
    decided.add(id);
    li.querySelector(".review-pick input").checked = false;
    li.remove();
  }
  left -= items.length;
  next?.querySelector(".asset-link").focus();
  count();
  const turn = { action, items };
  done.push(turn);
  queue(async () => {
    const refused = await send(action, items);
    if (refused.length > 0) back(refused);
    say(refused.length > 0 ? words.broken : words[action === "bin" ? "binned" : "accepted"].replace("%", items.length));
    turn.items = items.filter((item) => !refused.includes(item));
    if (turn.items.length === 0 && done.includes(turn)) done.splice(done.indexOf(turn), 1);
    await more();
  });
}

function undo() {
  const turn = done.pop();
  if (!turn) return say(words.nothing);
  queue(async () => {
    if (turn.items.length === 0) return; // all of it was refused meanwhile
    const refused = await send(turn.action === "bin" ? "restore" : "wait", turn.items);
    if (refused.length > 0) done.push({ action: turn.action, items: refused });
    back(turn.items.filter((item) => !refused.includes(item)));
    say(refused.length > 0 ? words.broken : words.undone);
  });
}

// One decision after the other reaches the server, in the order in which they were made.
function queue(work) {
  busy = busy.then(work).catch(() => say(words.broken));
  count();
}

// send tells the server and gives the items that it refused.
async function send(action, items) {
  if (action === "accept" || action === "wait") {
    const answer = await ask("POST", "/api/v1/assets/bulk", { ids: items.map((item) => item.id), patch: { review: action === "wait" ? "waiting" : null } });
    const said = answer?.ok && (await answer.json().catch(() => null));
    if (!said) return items;
    const refused = new Set((said.refused ?? []).map((r) => r.id));
    return items.filter((item) => refused.has(item.id));
  }
  const refused = [];
  for (const item of items) {
    const answer = action === "bin" ? await ask("DELETE", `/api/v1/assets/${item.id}`) : await ask("POST", `/api/v1/assets/${item.id}/restore`);
    if (!answer?.ok) refused.push(item);
  }
  return refused;
}

function ask(method, url, body) {
  return fetch(url, {
    method,
    headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang, ...(body && { "Content-Type": "application/json" }) },
    body: body && JSON.stringify(body),
  }).catch(() => null);
}

// back puts cards where they were.
function back(items) {
  for (const { li, at, id } of items.toSorted?.((a, b) => a.at - b.at) ?? items) {
    decided.delete(id);
    grid.insertBefore(li, grid.children[at] ?? null);
  }
  left += items.length;
  items[0]?.li.querySelector(".asset-link").focus();
  count();
}

// more fetches what waits behind: the first page again, since what is decided has left it.
async function more() {
  if (grid.children.length >= few || grid.children.length >= left) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const here = new Set(links().map((link) => link.dataset.asset));
  const unfocused = !grid.contains(document.activeElement);
  for (const li of page.querySelectorAll("#grid > li")) {
    const id = li.querySelector(".asset-link").dataset.asset;
    if (!here.has(id) && !decided.has(id)) grid.append(document.adoptNode(li));
  }
  if (unfocused) links()[0]?.focus();
  count();
}

function count() {
  const picked = chosen().length;
  const label = document.getElementById("chosen");
  label.textContent = picked === 0 ? "" : (picked === 1 ? label.dataset.single : label.dataset.other).replace("%", picked);
  document.getElementById("left").textContent = left > 0 ? words.left.replace("%", left.toLocaleString(document.documentElement.lang)) : words.none;
  document.getElementById("undo").disabled = done.length === 0;
  document.getElementById("decisions").hidden = grid.children.length === 0 && done.length === 0;
}

function say(text) {
  const live = document.getElementById("live");
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = text));
}

links()[0]?.focus({ preventScroll: true });
count();
