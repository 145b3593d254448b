// The table as columns and rows with values. A value is a text, or for what names others a list of {id, label}, in which id
// is null for a name that has not been found (yet).

export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export class Sheet {
  constructor(holder) {
    this.holder = holder;
    this.table = holder.querySelector("table");
    this.columns = [...holder.querySelectorAll("thead th")].slice(1).map((th) => new Column(th));
    this.rows = [...this.table.tBodies[0].rows].map((tr) => new Row(tr, this));
    this.byName = new Map(this.columns.map((c) => [c.name, c]));
  }

  get shown() {
    return this.columns.filter((c) => !c.th.hidden);
  }
}

export class Column {
  constructor(th) {
    this.th = th;
    this.label = th.textContent;
    const { column, kind, source } = th.dataset;
    Object.assign(this, { name: column, kind, source, free: "free" in th.dataset, lookup: "lookup" in th.dataset, mayAdd: "add" in th.dataset });
    Object.assign(this, { flag: "flag" in th.dataset, last: "last" in th.dataset, zone: th.closest("[data-zone]").dataset.zone });
    this.refs = kind === "many" || kind === "one";
    this.options = [...(document.getElementById(`options-${column}`)?.options ?? [])].map((o) => ({ id: o.dataset.id, label: o.value }));
  }

  // read takes a value from the page.
  read(td) {
    if (!this.refs) return td.dataset.value ?? "";
    return [...td.querySelectorAll("[data-id]")].map((s) => ({ id: s.dataset.id, label: s.textContent }));
  }

  // text is how a value is written: names are divided by semicolons.
  text(value) {
    if (this.refs) return value.map((r) => r.label).join("; ");
    if (this.kind === "date") return value.replace(/^(\d{4})-(\d\d)-(\d\d)$/, "$3.$2.$1");
    return this.kind === "select" ? (this.options.find((o) => o.id === value)?.label ?? value) : value;
  }

  // parse reads what was typed. Names that are known get their ids; codes that are not known stay as they were typed.
  parse(text) {
    if (this.kind === "text") return text.trim().replace(/\s+/g, " ");
    if (this.kind === "area") return text.trim();
    if (this.kind === "date") return text.trim().replace(/^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/, (_, day, month, year) => [year, month.padStart(2, "0"), day.padStart(2, "0")].join("-"));
    if (this.kind === "select") return this.find(text)?.id ?? text.trim();
    const names = this.kind === "one" ? [text] : text.split(/[;\n]/);
    const refs = names.map((n) => n.trim()).filter(Boolean).map((n) => this.find(n) ?? { id: this.free ? n : null, label: n });
    return refs.filter((r, i) => refs.findIndex((o) => this.alike(o.label, r.label)) === i);
  }

  alike(a, b) {
    return a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase();
  }

  // find knows a name by the whole label, or by the title of a book without its authors.
  find(text) {
    return this.options.find((o) => this.alike(o.label, text)) ?? this.options.find((o) => this.lookup && this.alike(o.label.split(" – ")[0], text));
  }

  learn(option) {
    if (!this.options.some((o) => o.id === option.id)) this.options.push(option);
  }

  // unknown lists the names in a value that have not been found.
  unknown(value) {
    if (this.refs) return value.filter((r) => r.id === null).map((r) => r.label);
    return this.kind === "select" && value !== "" && !this.options.some((o) => o.id === value) ? [value] : [];
  }

  // sent is a value as the API takes it.
  sent(value) {
    if (this.kind === "many") return value.map((r) => r.id);
    if (this.kind === "one") return value[0]?.id ?? null;
    if (this.flag) return value === "true";
    return this.kind === "select" || this.kind === "date" ? value || null : value;
  }

  // told is a value as the API tells it of an asset.
  told(asset, row) {
    const said = asset[this.name];
    const ref = (r) => (typeof r === "string" ? { id: r, label: r } : { id: r.id, label: this.options.find((o) => o.id === r.id)?.label ?? labelOf(r) });
    if (this.kind === "many") return said.map(ref);
    if (this.kind === "one") return said ? [ref(said)] : [];
    if (this.flag) return String(said);
    if (this.kind === "date") return said ? this.#day(new Date(said)) : "";
    return this.name === "title" && said === row.madeTitle && row.base("title") === "" ? "" : (said ?? "");
  }

  // day is the day of a moment where the server stands; what ends with a day is told by the midnight after it.
  #day(at) {
    return new Date(at - (this.last ? 1 : 0)).toLocaleDateString("sv-SE", { timeZone: this.zone });
  }
}

export const labelOf = (item) => (item.title ? [item.title, (item.authors ?? []).join(", ")].filter(Boolean).join(" – ") : (item.name ?? item.display_name));

class Row {
  #values = new Map();
  #saved = new Map();

  constructor(tr, sheet) {
    Object.assign(this, { tr, sheet, id: tr.dataset.id, version: Number(tr.dataset.version), locked: "locked" in tr.dataset });
    this.madeTitle = tr.querySelector(".sheet-title").textContent;
    this.cells = new Map([...tr.cells].map((td) => [td.dataset.column, td]));
  }

  get title() {
    return this.value("title") || this.madeTitle;
  }

  value(name) {
    if (!this.#values.has(name)) this.#values.set(name, this.sheet.byName.get(name).read(this.cells.get(name)));
    return this.#values.get(name);
  }

  // base is what the server holds, as far as is known.
  base(name) {
    return this.#saved.has(name) ? this.#saved.get(name) : this.value(name);
  }

  // show gives a cell another value; with saved the server holds it.
  show(name, value, saved = false) {
    if (!this.#saved.has(name)) this.#saved.set(name, this.value(name));
    if (saved) this.#saved.set(name, value);
    this.#values.set(name, value);
    this.#render(name, value);
  }

  saved(name, value) {
    this.#saved.set(name, value);
  }

  #render(name, value) {
    const column = this.sheet.byName.get(name);
    const td = this.cells.get(name);
    const parts = [];
    if (!column.refs) parts.push(column.text(value));
    else
      value.forEach((ref, i) => {
        if (i) parts.push("; ");
        const span = Object.assign(document.createElement("span"), { textContent: ref.label, className: ref.id === null ? "sheet-unknown" : "" });
        parts.push(span);
      });
    td.replaceChildren(...parts);
    if (name === "title") this.tr.querySelector(".sheet-title").textContent = value || this.madeTitle;
  }
}
