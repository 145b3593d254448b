// Pickers: what is typed or chosen from the list becomes a chip at once; further names are fetched while typing.
import { BookOffer } from "./bookoffer.js";
import { entries } from "./entries.js";
import { PersonOffer } from "./personoffer.js";

export function pickers(part) {
  for (const field of part.querySelectorAll("[data-picker]:not([data-ready])")) {
    field.dataset.ready = "";
    new Picker(field);
  }
}

class Picker {
  constructor(field) {
    this.field = field;
    this.input = field.querySelector("input[list]");
    this.list = field.querySelector("datalist");
    this.picked = field.querySelector(".picked");
    if ("adds" in field.dataset) this.offer = new PersonOffer(field, this.input, (id, label) => this.#add(id, label));
    if ("lookup" in field.dataset) this.offer = new BookOffer(field, this.input, (id, label) => this.#add(id, label));
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("change", () => this.#take(this.input.value));
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.picked.addEventListener("change", (event) => this.#drop(event.target));
  }

  #typed() {
    const match = this.#find(this.input.value);
    if (match) return this.#add(match.dataset.id, match.value);
    if (this.offer?.typed(this.input.value)) return clearTimeout(this.timer);
    if (this.field.dataset.source) this.#fetchSoon();
  }

  #key(event) {
    if (event.key !== "Enter" && !(event.key === "," && "free" in this.field.dataset)) return;
    if (this.input.value.trim() === "") return;
    event.preventDefault();
    this.#take(this.input.value, true);
  }

  #find(text) {
    const wanted = text.trim().toLocaleLowerCase();
    return [...this.list.options].find((o) => o.value.toLocaleLowerCase() === wanted);
  }

  #take(text, entered = false) {
    const match = this.#find(text);
    if (match) return this.#add(match.dataset.id, match.value);
    this.offer?.accept(text.trim(), entered);
    if ("free" in this.field.dataset && text.trim()) this.#add(text.trim(), text.trim());
  }

  #add(id, label) {
    if ("single" in this.field.dataset) this.picked.replaceChildren();
    const known = [...this.picked.querySelectorAll("input")].find((box) => box.value === id);
    if (!known) this.picked.append(this.#chip(id, label));
    this.input.value = "";
    this.offer?.typed("");
  }

  #chip(id, label) {
    const box = Object.assign(document.createElement("input"), { type: "checkbox", className: "ds-input", name: this.field.dataset.picker, value: id, checked: true });
    const chip = Object.assign(document.createElement("label"), { className: "ds-chip" });
    chip.append(box, ` ${label}`);
    const item = document.createElement("li");
    item.append(chip);
    return item;
  }

  #drop(box) {
    if (box.checked) return;
    box.closest("li").remove();
    this.input.focus();
  }

  #fetchSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#fetch(), 200);
  }

  async #fetch() {
    const asked = this.input.value.trim();
    if (asked.length < 2) return;
    const answer = await entries(this.field.dataset.source, asked, 20).catch(() => null);
    if (!answer?.ok || this.input.value.trim() !== asked) return;
    for (const item of (await answer.json()).items ?? []) this.#offer(item);
  }

  #offer(item) {
    let label = item.title ? [item.title, (item.authors ?? []).join(", ")].filter(Boolean).join(" – ") : (item.name ?? item.display_name);
    const known = label && this.#find(label);
    if (!label || known?.dataset.id === item.id || [...this.list.options].some((o) => o.dataset.id === item.id)) return;
    if (known && !item.display_name) return;
    if (known) label += ` (${[item.library?.name, item.born, item.id].find(Boolean)})`; // two persons may bear one name
    const option = Object.assign(document.createElement("option"), { value: label });
    option.dataset.id = item.id;
    this.list.append(option);
  }
}
