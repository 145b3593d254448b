// Which columns the table shows, and in which order: chosen by the reader and remembered in this browser.
const setting = "table-columns";

const widths = { title: "15rem", alt_text: "18rem", description: "18rem", language: "8rem", editing: "9rem", content_type: "12rem" };

export function columns(sheet, changed) {
  const list = document.getElementById("sheet-columns");
  const items = () => [...list.children];
  const kept = JSON.parse(localStorage.getItem(setting) ?? "null");
  if (kept) {
    for (const { name, shown } of kept) {
      const item = items().find((li) => li.dataset.column === name);
      if (!item) continue;
      item.querySelector("input").checked = shown;
      list.append(item);
    }
    items().filter((li) => !kept.some((k) => k.name === li.dataset.column)).forEach((li) => list.append(li)); // newer than the choice
  }
  arrange(sheet, items());
  const keep = () => {
    const chosen = items().map((li) => ({ name: li.dataset.column, shown: li.querySelector("input").checked }));
    localStorage.setItem(setting, JSON.stringify(chosen));
    arrange(sheet, items());
    changed();
  };
  list.addEventListener("change", (event) => {
    if (items().every((li) => !li.querySelector("input").checked)) event.target.checked = true; // one at least
    keep();
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const item = button.closest("li");
    if (button.dataset.move === "-1") item.previousElementSibling?.before(item);
    else item.nextElementSibling?.after(item);
    button.focus();
    keep();
  });
}

function arrange(sheet, items) {
  const order = items.map((li) => li.dataset.column);
  const shown = new Set(items.filter((li) => li.querySelector("input").checked).map((li) => li.dataset.column));
  sheet.columns.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const place = (tr, cell) => {
    for (const column of sheet.columns) {
      const el = cell(column);
      el.hidden = !shown.has(column.name);
      tr.append(el);
    }
  };
  place(sheet.table.tHead.rows[0], (column) => column.th);
  for (const row of sheet.rows) place(row.tr, (column) => row.cells.get(column.name));
  const template = sheet.columns.filter((c) => shown.has(c.name)).map((c) => widths[c.name] ?? "13rem");
  sheet.table.style.setProperty("--columns", ["15rem", ...template].join(" "));
  [sheet.table.tHead.rows[0], ...sheet.rows.map((r) => r.tr)].forEach((tr) => [...tr.cells].forEach((el, i) => el.setAttribute("aria-colindex", i + 1)));
}
