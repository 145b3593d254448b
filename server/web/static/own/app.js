// What every page gets better by when there is script. Nothing here is needed to use a page.
import { paintPlaceholders } from "./blurhash.js";
import { bookForms } from "./book.js";
import { captionForms } from "./captions.js";
import { shotKeys } from "./day.js";
import { films } from "./film.js";
import { focalPoints } from "./focal.js";
import { keys } from "./keys.js";
import { shareButtons } from "./kit.js";
import { pickers } from "./picker.js";
import { keepPlayer, playerTimes, spokenWords } from "./player.js";
import { sendOnce } from "./press.js";
import { scanButtons } from "./scan.js";
import { thumbnails } from "./scrub.js";
import { selection } from "./selection.js";
import { suggestions } from "./suggest.js";

const root = document.documentElement;
root.classList.add("script");

function enhance(part) {
  paintPlaceholders(part);
  pickers(part);
  bookForms(part);
  scanButtons(part);
  focalPoints(part);
  captionForms(part);
  shareButtons(part, announce);
  films(part);
  spokenWords(part);
  selection.renew();
}

document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) return void copyText(copy);
  if (event.target.closest("#filter-toggle")) return toggleFilters();
  const problem = event.target.closest("#problems a[href^='#']");
  if (problem && focusField(problem.hash.slice(1))) return event.preventDefault();
  for (const menu of document.querySelectorAll(".menu-holder[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest(".menu-holder[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

// A group of fields is entered at the first field in which something can be typed or chosen.
function focusField(id) {
  const field = document.getElementById(id);
  const first = field?.matches("fieldset") ? (field.querySelector("input[list], :checked") ?? field.querySelector("input")) : field;
  first?.focus();
  return document.activeElement === first;
}

async function copyText(button) {
  const source = document.getElementById(button.dataset.copy);
  const label = (button.dataset.label ??= button.textContent);
  try {
    await navigator.clipboard.writeText(source.value);
    button.textContent = document.body.dataset.copied;
  } catch {
    source.select();
    button.textContent = document.body.dataset.copyFailed;
  }
  announce(button.textContent);
  setTimeout(() => (button.textContent = label), 2500);
}

function announce(text) {
  const live = document.getElementById("live");
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = text));
}

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// Search: a filter that changes renews the page in place; the address bar always says the same as the page.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.id === "search" && event.target.type !== "search" && form.hasAttribute("hx-get")) window.htmx?.trigger(form, "refine");
});
document.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const [name, value] of Object.entries(detail.parameters)) if (value === "") delete detail.parameters[name];
});

// Showing more goes on from the first new card, and the address says how much is shown, for the way back.
let before = -1;
const cards = () => document.querySelectorAll("#grid .asset-link");
document.addEventListener("htmx:beforeRequest", ({ detail }) => (before = detail.elt.closest("#more") ? cards().length : -1));
function goOn() {
  const all = cards();
  if (before < 0 || all.length <= before) return;
  all[before].focus();
  before = -1;
  const address = new URL(location.href);
  address.searchParams.set("shown", all.length);
  readdress(address);
}

const kept = { open: new Map(), filters: false, time: false };
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  for (const facet of document.querySelectorAll(".facet")) kept.open.set(facet.id, facet.open);
  kept.time = document.activeElement?.matches("#facet-recorded a, #facet-recorded summary");
  kept.filters = document.getElementById("filters")?.hasAttribute("data-open") ?? false;
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  for (const [id, open] of kept.open) {
    const facet = document.getElementById(id);
    if (facet && !facet.querySelector(":checked")) facet.open = open;
  }
  if (kept.filters) showFilters(true);
  if (kept.time) document.querySelector("#facet-recorded summary")?.focus({ preventScroll: true });
  if (detail.target?.id === "main") announce(document.getElementById("hits")?.textContent ?? "");
  goOn();
  enhance(document);
});
// A form that htmx sends and the server refuses comes back on its page with what is wrong, and is shown like any answer.
// What is no such page is left to the browser.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status < 400 || !/id="(asset|building)"/.test(detail.xhr.response)) return;
  Object.assign(detail, { shouldSwap: true, isError: false });
});
document.addEventListener("htmx:responseError", ({ detail: { elt, requestConfig } }) => {
  if (!elt.matches("form[hx-post]")) return;
  const { name, value } = requestConfig.triggeringEvent?.submitter ?? {}; // else the button that was pressed would not be sent
  if (name) elt.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  HTMLFormElement.prototype.submit.call(elt);
});

// Going back to an address that was left without loading a page loads it; a place on the page that is shown does not.
const place = () => location.pathname + location.search;
let shown = place();
for (const pushed of ["htmx:pushedIntoHistory", "htmx:replacedInHistory"]) document.addEventListener(pushed, () => (shown = place()));
window.addEventListener("popstate", () => place() === shown || location.reload());

function readdress(address) {
  history.replaceState(history.state, "", address);
  shown = place();
}

function toggleFilters() {
  showFilters(!document.getElementById("filters").hasAttribute("data-open"));
}
function showFilters(open) {
  document.getElementById("filters")?.toggleAttribute("data-open", open);
  document.getElementById("filter-toggle")?.setAttribute("aria-expanded", String(open));
}

// What was done is said once, not again when the page is loaded anew.
const address = new URL(location.href);
if (address.searchParams.has("done")) {
  for (const name of ["done", "count", "batch"]) address.searchParams.delete(name);
  readdress(address);
}
document.getElementById("problems")?.focus();

keys();
shotKeys();
thumbnails();
playerTimes();
keepPlayer();
suggestions(document.getElementById("q"));
sendOnce(announce);
enhance(document);
