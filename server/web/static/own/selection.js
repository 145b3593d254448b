// Selecting assets: click, Shift for a range; the choice survives paging and filters until it is used or cleared.
const store = "selection";

class Selection {
  #ids = new Set(JSON.parse(sessionStorage.getItem(store) ?? "[]"));
  #last = null;

  constructor() {
    document.addEventListener("click", (event) => {
      const box = event.target.closest?.(".pick input");
      if (box) this.#toggle(box, event.shiftKey);
      if (event.target.closest?.("#selection-clear")) this.#clear();
    });
    document.addEventListener("submit", (event) => {
      // A field of the form is called id, so the form's own id is not its property.
      if (event.target.matches("#selection")) this.#send(event.target);
    });
  }

  // renew marks what is selected on a page that has changed.
  renew() {
    for (const box of this.#boxes()) box.checked = this.#ids.has(box.value);
    this.#show();
  }

  #boxes() {
    return [...document.querySelectorAll(".pick input")];
  }

  #toggle(box, range) {
    const boxes = this.#boxes();
    const from = boxes.findIndex((b) => b.value === this.#last);
    const at = boxes.indexOf(box);
    const touched = range && from >= 0 ? boxes.slice(Math.min(from, at), Math.max(from, at) + 1) : [box];
    for (const b of touched) {
      b.checked = box.checked;
      if (box.checked) this.#ids.add(b.value);
      else this.#ids.delete(b.value);
    }
    this.#last = box.value;
    this.#keep();
  }

  #clear() {
    this.#ids.clear();
    this.#keep();
    this.renew();
  }

  #keep() {
    sessionStorage.setItem(store, JSON.stringify([...this.#ids]));
    this.#show();
  }

  #show() {
    const bar = document.getElementById("selection-bar");
    if (!bar) return;
    const count = document.getElementById("selection-count");
    bar.hidden = this.#ids.size === 0;
    count.textContent = (this.#ids.size === 1 ? count.dataset.single : count.dataset.other).replace("%", this.#ids.size);
  }

  // What was selected on other pages goes along; the choice has then been used.
  #send(form) {
    const here = new Set(this.#boxes().map((b) => b.value));
    for (const id of this.#ids) {
      if (here.has(id)) continue;
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: "id", value: id });
      form.append(field);
    }
    sessionStorage.removeItem(store);
  }
}

export const selection = new Selection();
