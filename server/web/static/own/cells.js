// Moves between the cells of the table and selects ranges of them, as the ARIA Authoring Practices describe a grid.

export class Cells {
  constructor(sheet) {
    this.sheet = sheet;
    this.at = { r: 0, c: 0 };
    this.from = { r: 0, c: 0 };
    this.marked = new Set();
    this.#describe();
    sheet.table.addEventListener("pointerdown", (event) => this.#press(event));
    sheet.table.addEventListener("focusin", ({ target }) => target.matches("td") && this.#entered(target));
  }

  // describe tells assistive technology what the script has made of the table.
  #describe() {
    const { table, rows, columns } = this.sheet;
    const role = (el, name, more = {}) => {
      el.setAttribute("role", name);
      for (const [key, value] of Object.entries(more)) el.setAttribute(`aria-${key}`, String(value));
    };
    role(table, "grid", { rowcount: rows.length + 1, colcount: columns.length + 1, multiselectable: true, label: this.sheet.holder.dataset.label });
    role(table.tHead, "rowgroup");
    role(table.tBodies[0], "rowgroup");
    role(table.tHead.rows[0], "row", { rowindex: 1 });
    for (const th of table.tHead.rows[0].cells) role(th, "columnheader");
    rows.forEach((row, r) => {
      role(row.tr, "row", { rowindex: r + 2 });
      role(row.tr.cells[0], "rowheader");
      for (const [name, td] of row.cells) {
        if (name === "file") continue;
        role(td, "gridcell", row.locked ? { readonly: true } : {});
        td.tabIndex = -1;
      }
    });
    this.cell(0, 0).tabIndex = 0;
  }

  get columns() {
    return this.sheet.shown;
  }

  cell(r, c) {
    return this.sheet.rows[r].cells.get(this.columns[c].name);
  }

  get active() {
    return { row: this.sheet.rows[this.at.r], column: this.columns[this.at.c], td: this.cell(this.at.r, this.at.c) };
  }

  // range is the rectangle that is selected.
  get range() {
    const [top, bottom] = [this.from.r, this.at.r].sort((a, b) => a - b);
    const [left, right] = [this.from.c, this.at.c].sort((a, b) => a - b);
    return { top, bottom, left, right, rows: bottom - top + 1, columns: right - left + 1 };
  }

  // each calls for every cell of a rectangle.
  each({ top, bottom, left, right }, act) {
    for (let r = top; r <= bottom; r++) for (let c = left; c <= right; c++) act(this.sheet.rows[r], this.columns[c], r - top, c - left);
  }

  move(r, c, extend = false) {
    const last = { r: this.sheet.rows.length - 1, c: this.columns.length - 1 };
    const was = this.cell(this.at.r, this.at.c);
    this.at = { r: Math.max(0, Math.min(r, last.r)), c: Math.max(0, Math.min(c, last.c)) };
    if (!extend) this.from = { ...this.at };
    const td = this.cell(this.at.r, this.at.c);
    was.tabIndex = -1;
    td.tabIndex = 0;
    td.focus({ preventScroll: true });
    this.#reveal(td);
    this.mark();
  }

  step(rows, columns, extend) {
    this.move(this.at.r + rows, this.at.c + columns, extend);
  }

  // along moves to the next cell in reading order; false at the end of the table.
  along(by) {
    const width = this.columns.length;
    const next = this.at.r * width + this.at.c + by;
    if (next < 0 || next >= width * this.sheet.rows.length) return false;
    this.move(Math.floor(next / width), next % width);
    return true;
  }

  all() {
    this.from = { r: 0, c: 0 };
    this.move(this.sheet.rows.length - 1, this.columns.length - 1, true);
  }

  // mark shows the selected range. A single cell shows by its focus.
  mark() {
    const now = new Set();
    if (this.range.rows * this.range.columns > 1) this.each(this.range, (row, column) => now.add(row.cells.get(column.name)));
    for (const td of this.marked) if (!now.has(td)) td.removeAttribute("aria-selected");
    for (const td of now) if (!this.marked.has(td)) td.setAttribute("aria-selected", "true");
    this.marked = now;
  }

  // reveal scrolls a cell out from under the header and the first column.
  #reveal(td) {
    const { holder, table } = this.sheet;
    const head = table.tHead.getBoundingClientRect();
    const file = table.tHead.rows[0].cells[0].getBoundingClientRect();
    const box = td.getBoundingClientRect();
    const view = holder.getBoundingClientRect();
    if (box.top < head.bottom) holder.scrollTop -= head.bottom - box.top;
    else if (box.bottom > view.bottom) holder.scrollTop += box.bottom - view.bottom + 18;
    if (box.left < file.right) holder.scrollLeft -= file.right - box.left;
    else if (box.right > view.right) holder.scrollLeft += box.right - view.right + 18;
  }

  place(td) {
    const r = this.sheet.rows.findIndex((row) => row.tr === td.parentElement);
    const c = this.columns.findIndex((column) => column.name === td.dataset.column);
    return r < 0 || c < 0 ? null : { r, c };
  }

  #entered(td) {
    const place = this.place(td);
    if (!place || (place.r === this.at.r && place.c === this.at.c)) return;
    this.cell(this.at.r, this.at.c).tabIndex = -1;
    td.tabIndex = 0;
    this.at = place;
    this.from = { ...place };
    this.mark();
  }

  #press(event) {
    const td = event.target.closest("td[role=gridcell]");
    if (!td || event.button !== 0 || event.target.closest("button, input, textarea, a")) return;
    const place = this.place(td);
    if (!place) return;
    event.preventDefault();
    this.move(place.r, place.c, event.shiftKey);
    const drag = ({ clientX, clientY }) => {
      const over = document.elementFromPoint(clientX, clientY)?.closest("td[role=gridcell]");
      const to = over && this.place(over);
      if (to && (to.r !== this.at.r || to.c !== this.at.c)) this.move(to.r, to.c, true);
    };
    document.addEventListener("pointermove", drag);
    document.addEventListener("pointerup", () => document.removeEventListener("pointermove", drag), { once: true });
  }
}
