// What stands beside cells that are not saved: why, and what can be done about it. Such a cell keeps what was typed.

export class Problems {
  #all = new Map(); // by cell: {row, name, text, acts}

  constructor(sheet, changed) {
    this.sheet = sheet;
    this.changed = changed;
  }

  get count() {
    return this.#all.size;
  }

  // put says what is wrong in a cell. acts are buttons: [label, act].
  put(row, name, text, acts = []) {
    const td = row.cells.get(name);
    this.#all.set(td, { row, name, text, acts });
    this.draw(td);
    document.getElementById("live").textContent = `${this.sheet.byName.get(name).label}: ${text}`;
    this.changed();
  }

  clear(row, name) {
    const td = row.cells.get(name);
    if (!this.#all.delete(td)) return;
    td.querySelector(".sheet-note")?.remove();
    td.removeAttribute("aria-invalid");
    td.removeAttribute("aria-describedby");
    this.changed();
  }

  // draw puts the words into a cell that was written anew.
  draw(td) {
    const problem = this.#all.get(td);
    if (!problem) return;
    td.querySelector(".sheet-note")?.remove();
    const note = Object.assign(document.createElement("div"), { className: "sheet-note", id: `note-${problem.row.id}-${problem.name}` });
    note.append(Object.assign(document.createElement("p"), { className: "problem small", textContent: problem.text }));
    for (const [label, act] of problem.acts) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "ds-button", textContent: label, tabIndex: -1 });
      Object.assign(button.dataset, { variant: "secondary", size: "sm" });
      button.addEventListener("click", (event) => {
        event.stopPropagation();
        td.focus();
        act();
      });
      note.append(button);
    }
    td.append(note);
    td.setAttribute("aria-invalid", "true");
    td.setAttribute("aria-describedby", note.id);
  }

  // first is the cell with a problem that comes first on the page.
  first() {
    return this.sheet.rows.flatMap((row) => [...row.cells.values()]).find((td) => this.#all.has(td));
  }
}
