// The upload page: files and folders, dropped or chosen, each with its progress, all with one description.
import { Lanes, Refused, Transfer, forget, unfinished } from "./transfer_old.js";

const form = document.getElementById("upload");
const words = form.dataset;
const queue = document.getElementById("queue");
const drop = document.getElementById("drop");
const filesAtOnce = new Lanes(3);
const partsAtOnce = new Lanes(4);
const entries = [];

form.addEventListener("submit", (event) => event.preventDefault());
for (const chooser of [document.getElementById("files"), document.getElementById("folder")]) {
  chooser.addEventListener("change", () => {
    add([...chooser.files]);
    chooser.value = "";
  });
}

// Dropping, anywhere on the page.
addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.dataset.over = "";
});
addEventListener("dragleave", (event) => event.relatedTarget || delete drop.dataset.over);
addEventListener("drop", async (event) => {
  event.preventDefault();
  delete drop.dataset.over;
  const roots = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = [...event.dataTransfer.files];
  add(roots.length ? (await Promise.all(roots.map(walk))).flat() : files);
});

async function walk(entry) {
  if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
  const reader = entry.createReader();
  const found = [];
  for (let batch; (batch = await new Promise((done, fail) => reader.readEntries(done, fail))).length > 0; ) found.push(...batch);
  return (await Promise.all(found.map(walk))).flat();
}

// What stands in the description when a file is added goes with that file.
function description() {
  const said = {};
  for (const field of document.querySelectorAll("#description [name]")) {
    const { name, value, type, checked } = field;
    if (name.endsWith("_add") || ((type === "checkbox" || type === "radio") && !checked) || value === "") continue;
    if (name === "internal") said.usage_terms = "internal";
    else if (field.closest("[data-picker]") && name !== "series") (said[name] ??= []).push(value);
    else said[name] = value;
  }
  return said;
}

function add(files) {
  const metadata = description();
  for (const file of files) {
    if (file.name.startsWith(".") || file.name === "Thumbs.db" || file.name === "desktop.ini") continue;
    const entry = new Entry(file, metadata);
    entries.push(entry);
    queue.append(entry.row);
    const wrong = refusal(file);
    if (wrong) entry.fail(wrong);
    else entry.start();
  }
  document.getElementById("progress").hidden = entries.length === 0;
  total();
}

function refusal(file) {
  const extension = `.${file.name.split(".").pop().toLowerCase()}`;
  if (file.size === 0) return words.empty;
  if (file.size > Number(words.max)) return words.tooLarge;
  if (!words.accept.split(",").includes(extension)) return words.unsupported;
  return "";
}

class Entry {
  constructor(file, metadata) {
    Object.assign(this, { file, metadata, sent: 0, state: "waiting", asset: null });
    this.row = document.getElementById("file-row").content.firstElementChild.cloneNode(true);
    this.part(".file-name").textContent = file.name;
    this.part(".file-size").textContent = size(file.size);
    this.part("progress").setAttribute("aria-label", file.name);
    this.say(words.waiting);
    this.actions([words.remove, () => this.remove()]);
  }
  part(selector) {
    return this.row.querySelector(selector);
  }
  say(text) {
    this.part(".file-state").textContent = text;
  }
  actions(...list) {
    this.part(".file-actions").replaceChildren(
      ...list.map(([text, act]) => {
        const button = Object.assign(document.createElement("button"), { type: "button", className: "ds-button", textContent: text });
        Object.assign(button.dataset, { variant: "tertiary", size: "sm" });
        button.addEventListener("click", act);
        return button;
      }),
    );
  }
  move(state) {
    this.state = this.row.dataset.state = state;
    this.part(".file-state").classList.toggle("problem", state === "failed");
    total();
  }

  async start(keep = false) {
    this.move("waiting");
    this.transfer = new Transfer(this.file, this.metadata, {
      lanes: partsAtOnce,
      keep,
      onProgress: (bytes) => this.progress(bytes),
      onState: (state) => this.say(state ? words[state] : ""),
    });
    try {
      this.asset = await filesAtOnce.run(() => {
        if (this.state === "gone") throw new Error("removed");
        this.move("sending");
        return this.transfer.run();
      });
      this.finish();
    } catch (error) {
      const final = error instanceof Refused;
      if (this.state !== "gone") this.fail(final ? error.message : words.failed, { final, duplicateOf: error.duplicateOf });
    }
  }
  progress(bytes) {
    this.sent = bytes;
    this.part("progress").value = bytes / this.file.size;
    total();
  }
  finish() {
    this.sent = this.file.size;
    const link = Object.assign(document.createElement("a"), { href: `/assets/${this.asset.id}`, textContent: words.done });
    this.part(".file-state").replaceChildren(link);
    this.actions();
    this.move("done");
  }
  fail(why, { final = true, duplicateOf } = {}) {
    this.say(why);
    if (duplicateOf) {
      const link = Object.assign(document.createElement("a"), { href: `/assets/${duplicateOf}`, textContent: why });
      this.part(".file-state").replaceChildren(link);
      this.actions([words.keep, () => this.start(true)], [words.remove, () => this.remove()]);
    } else if (final) this.actions([words.remove, () => this.remove()]);
    else this.actions([words.again, () => this.start()], [words.remove, () => this.remove()]);
    this.move("failed");
  }
  remove() {
    this.move("gone");
    this.row.remove();
    this.transfer?.cancel();
    entries.splice(entries.indexOf(this), 1);
    total();
  }
}

function total() {
  const counted = entries.filter((e) => e.state !== "failed" || !refusal(e.file));
  const all = counted.reduce((sum, e) => sum + e.file.size, 0);
  const sent = counted.reduce((sum, e) => sum + Math.min(e.sent, e.file.size), 0);
  const done = entries.filter((e) => e.state === "done");
  const busy = entries.some((e) => e.state === "waiting" || e.state === "sending");
  document.getElementById("total").value = all ? sent / all : 0;
  document.getElementById("total-size").textContent = `${size(sent)} / ${size(all)}`;
  document.getElementById("progress-title").textContent = (busy ? words.total : words.finished).replace("%1", done.length).replace("%2", entries.length);
  document.getElementById("finished").hidden = busy || done.length === 0;
  document.getElementById("describe").href = `/bulk?${new URLSearchParams(done.map((e) => ["id", e.asset.id]))}`;
  const network = document.getElementById("network");
  network.hidden = navigator.onLine;
  network.textContent = words.offline;
}
addEventListener("online", total);
addEventListener("offline", total);

const lang = document.documentElement.lang;
function size(bytes) {
  const power = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const value = bytes / 1000 ** power;
  return `${value.toLocaleString(lang, { maximumFractionDigits: power && value < 100 ? 1 : 0 })}\u00a0${["B", "kB", "MB", "GB", "TB"][power]}`;
}

addEventListener("beforeunload", (event) => {
  if (entries.some((e) => e.state === "waiting" || e.state === "sending")) event.preventDefault();
});

// What an earlier visit left unfinished goes on when the same files are chosen again.
const left = unfinished();
document.getElementById("unfinished").hidden = left.length === 0;
document.getElementById("unfinished-list").replaceChildren(...left.map(({ name }) => Object.assign(document.createElement("li"), { textContent: name })));
document.getElementById("forget").addEventListener("click", () => {
  for (const { key } of left) forget(key);
  document.getElementById("unfinished").hidden = true;
});
