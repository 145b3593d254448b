// Writes in one cell: a text, or a combobox as the ARIA Authoring Practices describe it, which completes the name that is
// being typed. Names in a list are divided by semicolons.
import { add, further, near, shots } from "./names.js";

export class CellEditor {
  #asked = 0;

  // done(row, column, text, picked, move) is called when the writing is over: picked are the options chosen on the way. Without a text it
  // was given up.
  constructor(sheet, done) {
    this.sheet = sheet;
    this.done = done;
    this.td = null;
  }

  get open() {
    return this.td !== null;
  }

  get changed() {
    return this.open && this.box.value !== this.first;
  }

  start(row, column, text) {
    const td = row.cells.get(column.name);
    Object.assign(this, { row, column, td, picked: [], first: column.text(row.value(column.name)) });
    this.completes = column.refs || column.kind === "select";
    this.box = document.createElement(column.kind === "area" ? "textarea" : "input");
    this.box.className = "ds-input sheet-box";
    this.box.setAttribute("aria-label", this.sheet.holder.dataset.editing.replace("%1", `${column.label}, ${row.title}`));
    this.box.autocomplete = "off";
    this.box.value = text ?? this.first;
    if (text === undefined && column.kind === "many" && this.first) this.box.value += "; ";
    td.classList.add("sheet-editing");
    td.append(this.box);
    if (this.completes) this.#list();
    for (const [event, act] of [["keydown", this.#key], ["input", this.#typed], ["blur", this.#left]]) this.box.addEventListener(event, act.bind(this));
    this.box.focus({ preventScroll: true });
    this.box.setSelectionRange(this.box.value.length, this.box.value.length);
    if (this.completes) this.#typed();
  }

  #list() {
    this.list = Object.assign(document.createElement("ul"), { className: "suggestions sheet-list", id: "sheet-list", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.column.label);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "sheet-list", "aria-autocomplete": "list" })) this.box.setAttribute(name, value);
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const at = [...this.list.children].indexOf(event.target.closest("li"));
      if (at >= 0) this.#choose(at);
    });
    document.body.append(this.list);
    this.#place();
  }

  #place() {
    const { left, bottom, top, width } = this.td.getBoundingClientRect();
    const below = bottom + 260 < window.innerHeight || top < 260;
    Object.assign(this.list.style, { position: "fixed", inset: "auto", left: `${Math.max(0, Math.min(left, window.innerWidth - 300))}px`, minWidth: `${Math.max(width, 240)}px` });
    if (below) this.list.style.top = `${bottom}px`;
    else this.list.style.bottom = `${window.innerHeight - top}px`;
  }

  // typing is the part of the text that is being typed.
  #typing() {
    return this.column.kind === "many" ? this.box.value.split(";").at(-1).trim() : this.box.value.trim();
  }

  async #typed() {
    if (!this.completes) return;
    const mine = ++this.#asked;
    const typed = this.#typing();
    const whole = this.box.value === this.first && this.column.kind !== "many"; // what was there is not what is looked for
    const known = this.column.name === "shot" ? await shots(this.row).catch(() => []) : this.column.options;
    if (mine !== this.#asked) return;
    let found = near(known, whole ? "" : typed, 12);
    this.#show(found, typed);
    if (whole || !this.column.source) return;
    await new Promise((wait) => setTimeout(wait, 150));
    if (mine !== this.#asked || !this.open) return;
    const more = await further(this.column, typed).catch(() => []);
    if (mine !== this.#asked || !this.open) return;
    found = [...found, ...more.filter((m) => !found.some((f) => f.id === m.id && m.id !== null))].slice(0, 14);
    const exists = this.column.free || found.some((o) => this.column.alike(o.label, typed));
    if (this.column.mayAdd && typed && !exists && !more.some((m) => m.book)) found.push({ id: null, label: typed, fresh: true });
    this.#show(found, typed);
  }

  #show(found, typed) {
    const words = this.sheet.holder.dataset;
    this.found = found;
    this.list.replaceChildren(
      ...found.map((option, i) => {
        const li = Object.assign(document.createElement("li"), { id: `sheet-option-${i}` });
        li.setAttribute("role", "option");
        li.textContent = option.fresh ? words.add.replace("%1", option.label) : option.book ? words.lookup.replace("%1", option.label).replace("%2", option.from) : option.label;
        return li;
      }),
    );
    this.list.hidden = found.length === 0;
    this.box.setAttribute("aria-expanded", String(found.length > 0));
    // The first is meant as soon as something is typed that it begins with, or that only it holds.
    const first = found[0];
    const meant = typed && first && !first.fresh && this.box.value !== this.first && (!this.column.free || this.column.alike(first.label, typed));
    this.#mark(meant ? 0 : -1);
  }

  #mark(at) {
    this.at = at;
    [...this.list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === at)));
    if (at < 0) return this.box.removeAttribute("aria-activedescendant");
    this.box.setAttribute("aria-activedescendant", `sheet-option-${at}`);
    this.list.children[at].scrollIntoView({ block: "nearest" });
  }

  // choose puts an option in the place of what is being typed. New ones are added to the register at once.
  async #choose(at, move) {
    let option = this.found[at];
    if (option.fresh || option.book) {
      this.box.readOnly = true;
      try {
        option = await add(this.column, option);
      } catch (error) {
        this.box.readOnly = false;
        return this.#problem(error.message);
      }
      if (!this.open) return;
      this.box.readOnly = false;
    }
    if (this.column.name !== "shot") this.column.learn(option);
    this.picked.push(option);
    const before = this.box.value.split(";").slice(0, -1).map((n) => n.trim());
    this.box.value = this.column.kind === "many" ? [...before, option.label].join("; ") : option.label;
    if (move || this.column.kind !== "many") return this.#finish(move);
    this.box.value += "; ";
    this.#typed();
  }

  #problem(text) {
    document.getElementById("live").textContent = text;
    this.box.setCustomValidity(text);
    this.box.reportValidity();
    setTimeout(() => this.box?.setCustomValidity(""), 4000);
  }

  #key(event) {
    event.stopPropagation();
    const { key } = event;
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "s") {
      event.preventDefault();
      return this.#finish("stay");
    }
    const count = this.completes && !this.list.hidden ? this.found.length : 0;
    if ((key === "ArrowDown" || key === "ArrowUp") && count) {
      event.preventDefault();
      return this.#mark((this.at + (key === "ArrowDown" ? 1 : this.at < 0 ? 0 : -1) + count) % count);
    }
    if (key === "Enter" && this.column.kind === "area" && (event.altKey || event.shiftKey)) {
      event.preventDefault();
      return this.box.setRangeText("\n", this.box.selectionStart, this.box.selectionEnd, "end");
    }
    if (key === "Escape") {
      event.preventDefault();
      return this.#end();
    }
    if (key !== "Enter" && key !== "Tab") return;
    event.preventDefault();
    const move = key === "Enter" ? (event.shiftKey ? "up" : "down") : event.shiftKey ? "left" : "right";
    if (count && this.at >= 0 && this.#typing() !== "") return this.#choose(this.at, move);
    this.#finish(move);
  }

  #left() {
    if (this.open && !this.box.readOnly) this.#finish("");
  }

  #finish(move) {
    this.#end(this.box.value, move);
  }

  #end(text, move = "stay") {
    const { td, box, row, column, picked } = this;
    if (!td) return;
    this.td = null;
    this.#asked++;
    this.list?.remove();
    this.list = null;
    box.remove();
    td.classList.remove("sheet-editing");
    this.done(row, column, text, picked, move);
  }
}
