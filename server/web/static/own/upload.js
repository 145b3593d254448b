// The upload page: files and folders, dropped or chosen, each with its progress, all with one description.
import { keepBoth, lookForAlike } from "./alike.js";
import { chosen, dropped, opened } from "./dropped.js";
import { fill, left, number, size } from "./figures.js";
import { Transfers } from "./transfer.js";
import { List } from "./uploads.js";

const mostDescribed = 300; // files that one page describes: they stand in its address
const quiet = 20_000; // ms between two announcements of progress

const form = document.getElementById("upload");
const words = form.dataset;
const drop = document.getElementById("drop");
const at = (id) => document.getElementById(id);

form.addEventListener("submit", (event) => event.preventDefault());
const choosers = [at("files"), at("folder")];
for (const chooser of choosers) chooser.addEventListener("change", () => take(chooser));
function take(chooser) {
  if (chooser.files.length === 0) return;
  add(chosen(chooser.files));
  chooser.value = "";
}

// Where the browser has a dialog that lets us open the files again after a reload, that one is used.
function offer(id, dialog, ask) {
  if (!window[dialog]) return;
  document.querySelector(`label[for="${id}"]`).addEventListener("click", async (event) => {
    event.preventDefault();
    const handles = await ask().catch(() => []);
    if (handles.length > 0) add(await opened(handles));
  });
}
offer("files", "showOpenFilePicker", () => window.showOpenFilePicker({ multiple: true }));
offer("folder", "showDirectoryPicker", async () => [await window.showDirectoryPicker({ mode: "read" })]);

// Dropping, anywhere on the page.
addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.dataset.over = "";
});
addEventListener("dragleave", (event) => event.relatedTarget || delete drop.dataset.over);
addEventListener("drop", async (event) => {
  event.preventDefault();
  delete drop.dataset.over;
  add(await dropped(event.dataTransfer));
});

const opening = Transfers.open({ scope: `upload:${words.scope}`, refuse: refusal, onChange: () => list && show() });
let transfers, list;

async function add({ found, unread }) {
  await opening;
  at("unread").hidden = unread.length === 0;
  at("unread-list").replaceChildren(...unread.map((name) => Object.assign(document.createElement("li"), { textContent: name })));
  const added = await transfers.add(found, description());
  say(fill(words.added, number(added.length)));
}

// What stands in the description when a file is added goes with that file, as does a name that is still being typed.
function description() {
  const said = {};
  for (const box of form.querySelectorAll("[data-picker] input[list]")) if (box.value.trim()) box.dispatchEvent(new Event("change"));
  for (const field of form.querySelectorAll("#day [name], #description [name]")) {
    const { name, value, type, checked } = field;
    // What a picker is typing and what says that there is a box are for the form alone.
    if (name.endsWith("_add") || name.endsWith("_shown") || ((type === "checkbox" || type === "radio") && !checked) || value === "") continue;
    if (name === "internal") said.usage_terms = "internal";
    else if (field.closest("[data-picker]") && name !== "series") (said[name] ??= []).push(value);
    else said[name] = type === "checkbox" ? true : value;
  }
  return said;
}

function refusal(file) {
  const extension = `.${file.name.split(".").pop().toLowerCase()}`;
  if (file.size === 0) return words.empty;
  if (file.size > Number(words.max)) return words.tooLarge;
  if (!words.accept.split(",").includes(extension)) return words.unsupported;
  return "";
}

at("pause").addEventListener("click", () => (transfers.paused ? transfers.resume() : transfers.pause()));
at("again").addEventListener("click", () => transfers.retry());
at("unlock").addEventListener("click", () => transfers.unlock());
at("choose-again").addEventListener("click", () => at("files").click());
at("forget").addEventListener("click", () => transfers.cancel(...transfers.items.filter((item) => item.state === "missing" || item.state === "locked")));
at("stop").addEventListener("click", () => {
  if (window.confirm(words.stopConfirm)) transfers.cancel(...transfers.items.filter((item) => !item.over));
});
at("group-asking").addEventListener("click", ({ target }) => {
  const { choice } = target.closest("[data-choice]")?.dataset ?? {};
  if (!choice) return;
  transfers.always = at("always").checked ? choice : "";
  transfers.decide(choice, ...transfers.items.filter((item) => item.state === "asking"));
});

let shown = 0; // what was said last, so that it is said once
function show() {
  const sum = transfers.totals();
  at("progress").hidden = sum.files === 0;
  at("drop").toggleAttribute("data-small", sum.files > 0);
  const going = sum.left > 0;
  at("progress-title").textContent = fill(going ? (transfers.paused ? words.pausedTotal : words.total) : words.finished, number(sum.done), number(sum.files));
  at("total").value = sum.bytes ? sum.sent / sum.bytes : 0;
  at("total-size").textContent = [
    `${size(sum.sent)} / ${size(sum.bytes)}`,
    going && !transfers.paused && sum.rate > 0 && sum.seconds !== undefined && `${size(sum.rate)}/s`,
    going && !transfers.paused && sum.seconds !== undefined && left(sum.seconds, words),
  ].filter(Boolean).join(" · ");
  at("pause").hidden = at("stop").hidden = !going;
  at("pause").textContent = transfers.paused ? words.resume : words.pause;
  at("again").hidden = !transfers.items.some((item) => item.state === "failed" && !item.problem.final);
  at("unlock").hidden = sum.locked === 0;
  at("choose-again").hidden = sum.missing === 0;
  trouble(going);
  finished(sum, going);
  keepBoth(transfers.items);
  list.render();
  announce(sum, going);
}

function trouble(going) {
  const code = going && (navigator.onLine || transfers.paused ? transfers.trouble.code : "offline");
  at("network").hidden = !code;
  if (!code) return;
  const text = code === "retrying" ? words.retrying : words[code];
  if (at("network-text").textContent !== text) at("network-text").textContent = text;
  at("sign-in").hidden = code !== "signed_out";
}

// finished leads on to what has arrived: to its description, page by page where one is too short.
function finished(sum, going) {
  const ids = [...new Set(transfers.items.filter((item) => item.over && item.asset).map((item) => item.asset.id))];
  at("finished").hidden = going || ids.length === 0;
  if (at("finished").hidden) return;
  lookForAlike(ids);
  const pages = Array.from({ length: Math.ceil(ids.length / mostDescribed) }, (_, i) => ids.slice(i * mostDescribed, (i + 1) * mostDescribed));
  if (at("describe").childElementCount === 2 * pages.length && at("describe").dataset.count === String(ids.length)) return;
  at("describe").dataset.count = ids.length;
  at("describe").replaceChildren(
    ...pages.flatMap((page, i) => {
      const part = `${number(i * mostDescribed + 1)}–${number(i * mostDescribed + page.length)}`;
      const text = pages.length === 1 ? words.describe : fill(words.describePart, ...part.split("–"));
      const ids = new URLSearchParams(page.map((id) => ["id", id]));
      const link = (href, textContent) => Object.assign(document.createElement("a"), { className: "ds-button", href, textContent });
      const table = link(`/table?${ids}`, pages.length === 1 ? words.describeTable : `${words.describeTable} ${part}`);
      table.dataset.variant = "secondary";
      return [link(`/bulk?${ids}`, text), table];
    }),
  );
}

let said = "";
let saidAt = 0;
function say(text) {
  if (!text || text === said) return;
  said = text;
  saidAt = Date.now();
  at("live").textContent = text;
}

// announce tells those who do not see the page what matters, now and then.
function announce(sum, going) {
  const state = [going, transfers.paused, transfers.trouble.code, sum.asking > 0, sum.failed > 0].join();
  if (state === shown && (!going || Date.now() - saidAt < quiet)) return;
  shown = state;
  const parts = [at("progress-title").textContent];
  if (!at("network").hidden) parts.push(at("network-text").textContent);
  if (sum.asking) parts.push(fill(words.asksCount, number(sum.asking)));
  if (sum.failed) parts.push(fill(words.failedCount, number(sum.failed)));
  if (sum.files > 0) say(parts.join(". "));
}

transfers = await opening;
list = new List(transfers, words);
addEventListener("online", show);
addEventListener("offline", show);
addEventListener("beforeunload", (event) => {
  if (transfers.busy) event.preventDefault();
});
show();
for (const chooser of choosers) take(chooser); // what was chosen before there was script
