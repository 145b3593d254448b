// Makes a spreadsheet of the table: written in with the keyboard, saved in the background. Without script, and on a phone,
// the table shows what there is and leads to each file's form.
import { CellEditor } from "./celledit.js";
import { Cells } from "./cells.js";
import { columns } from "./columns.js";
import { add, find, shots } from "./names.js";
import { Problems } from "./problems.js";
import { Saver } from "./saver.js";
import { Sheet, same } from "./sheet.js";
import { format, parse } from "./tsv.js";

const holder = document.getElementById("sheet");
const words = holder?.dataset;
const fill = (text, ...values) => values.reduce((t, v, i) => t.replace(`%${i + 1}`, v), text);
const say = (text) => (document.getElementById("live").textContent = text);

if (holder && !window.matchMedia("(max-width: 40rem)").matches) start();

function start() {
  holder.classList.add("sheet-live");
  holder.closest("main").classList.add("sheet-page"); // wider than other pages; no :has(), which would be looked up at every key
  document.getElementById("sheet-bar").hidden = false;
  document.getElementById("sheet-hint").hidden = true;
  holder.querySelector("table").classList.remove("stacked");
  const sheet = new Sheet(holder);
  columns(sheet, () => cells?.mark());
  const cells = new Cells(sheet);
  const problems = new Problems(sheet, () => status());
  const looking = new Set(); // steps whose names are being looked up
  const saver = new Saver(sheet, {
    state: () => status(),
    done: (row, name) => problems.clear(row, name),
    renewed: (row) => row.cells.forEach((td) => problems.draw(td)),
    refused: (row, name, message) => problems.put(row, name, message),
    conflict: (row, name, theirs) => conflict(row, name, theirs),
  });
  const editor = new CellEditor(sheet, written);
  let copied = null; // what was copied here, with its ids
  let waiting = new Set(); // rows that are marked as being saved
  let leaving = false; // Esc was pressed: Tab leaves the table

  function status() {
    const bar = document.getElementById("sheet-status");
    const busy = saver.waiting + looking.size;
    const text = saver.trouble ? words[saver.trouble] : saver.waiting ? words.saving : busy ? words.looking : problems.count ? fill(words.unsaved, problems.count) : words.saved;
    if (bar.textContent !== text) bar.textContent = text;
    bar.dataset.state = saver.trouble || problems.count ? "problem" : busy ? "busy" : "saved";
    document.getElementById("sheet-problem").hidden = !problems.count;
    const now = saver.rows;
    for (const row of waiting) if (!now.has(row)) row.tr.querySelector(".sheet-state").textContent = "";
    for (const row of now) if (!waiting.has(row)) row.tr.querySelector(".sheet-state").textContent = "…";
    waiting = now;
  }

  // apply writes values in cells as one step. Names that are not known yet are looked up before it is saved.
  async function apply(values) {
    const changes = [];
    for (const { row, column, after } of values) {
      const before = row.value(column.name);
      if (row.locked) {
        say(words.locked);
        continue;
      }
      if (same(before, after) && !row.cells.get(column.name).hasAttribute("aria-invalid")) continue;
      row.show(column.name, after);
      problems.clear(row, column.name);
      changes.push({ row, name: column.name, before, after });
    }
    if (!changes.length) return 0;
    if (!changes.some((c) => sheet.byName.get(c.name).unknown(c.after).length)) saver.push(changes);
    else await lookUp(changes);
    return changes.length;
  }

  async function lookUp(changes) {
    looking.add(changes);
    status();
    const found = new Map();
    for (const change of changes) {
      const column = sheet.byName.get(change.name);
      for (const label of column.unknown(change.after)) {
        const key = column.name === "shot" ? change : `${column.name}\n${label.toLocaleLowerCase()}`;
        if (!found.has(key)) found.set(key, await one(column, change.row, label));
      }
      change.found = (label) => found.get(column.name === "shot" ? change : `${column.name}\n${label.toLocaleLowerCase()}`);
    }
    looking.delete(changes);
    saver.push(changes.filter(complete));
    status();
  }

  async function one(column, row, label) {
    try {
      if (column.name === "shot") return (await shots(row)).find((s) => column.alike(s.label, label)) ?? null;
      return await find(column, label);
    } catch (error) {
      return { error: error.message };
    }
  }

  // complete puts what was found in its cell; with what was not it is no change that could be saved.
  function complete(change) {
    const column = sheet.byName.get(change.name);
    const missing = column.unknown(change.after).find((label) => !change.found(label)?.id);
    if (column.refs) change.after = change.after.map((r) => (r.id === null && change.found(r.label)?.id ? change.found(r.label) : r));
    if (!same(change.row.value(change.name), change.after) && column.refs) change.row.show(change.name, change.after);
    if (missing === undefined) return true;
    const error = change.found(missing)?.error;
    const acts = column.mayAdd && !error ? [[fill(words.add, missing), () => addMissing(change, column, missing)]] : [];
    problems.put(change.row, change.name, error ?? fill(words.unknown, missing), acts);
    return false;
  }

  async function addMissing(change, column, label) {
    try {
      const option = await add(column, { label });
      apply([{ row: change.row, column, after: change.row.value(change.name).map((r) => (r.id === null && column.alike(r.label, label) ? option : r)) }]);
    } catch (error) {
      problems.put(change.row, change.name, error.message);
    }
  }

  function conflict(row, name, theirs) {
    const column = sheet.byName.get(name);
    const shown = (value) => column.text(value) || words.empty;
    problems.put(row, name, words.conflict, [
      [fill(words.mine, shown(row.value(name))), () => apply([{ row, column, after: row.value(name) }])],
      [
        fill(words.theirs, shown(theirs)),
        () => {
          row.show(name, theirs, true);
          problems.clear(row, name);
          status();
        },
      ],
    ]);
  }

  // written is called when the writing in a cell is over.
  function written(row, column, text, picked, move) {
    problems.draw(row.cells.get(column.name));
    if (move) cells.cell(cells.at.r, cells.at.c).focus({ preventScroll: true });
    if (text !== undefined && text !== column.text(row.value(column.name))) {
      let after = column.parse(text);
      if (column.name === "shot") after = after.map((r) => picked.find((o) => column.alike(o.label, r.label)) ?? r);
      apply([{ row, column, after }]);
    }
    if (move === "down") cells.step(1, 0);
    if (move === "up") cells.step(-1, 0);
    if (move === "right") cells.along(1);
    if (move === "left") cells.along(-1);
  }

  function edit(text) {
    const { row, column } = cells.active;
    if (row.locked) return say(words.locked);
    editor.start(row, column, text);
  }

  async function fillDown() {
    const { range } = cells;
    if (range.rows === 1) {
      if (range.top === 0) return;
      range.top -= 1; // a single row takes what stands above it
    }
    const source = sheet.rows[range.top];
    const values = [];
    cells.each({ ...range, top: range.top + 1 }, (row, column) => values.push({ row, column, after: source.value(column.name) }));
    say(fill(words.filled, await apply(values)));
  }

  async function clear() {
    const values = [];
    cells.each(cells.range, (row, column) => values.push({ row, column, after: column.refs ? [] : column.name === "people_status" ? "not_assessed" : "" }));
    say(fill(words.cleared, await apply(values)));
  }

  function copy(event) {
    const rows = [];
    cells.each(cells.range, (row, column, r) => (rows[r] ??= []).push({ value: row.value(column.name), text: column.text(row.value(column.name)), kind: column.name }));
    const text = format(rows.map((row) => row.map((cell) => cell.text)));
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    copied = { text, rows };
    say(fill(words.copied, cells.range.rows * cells.range.columns));
  }

  // paste writes what was copied from the active corner on. What was copied once fills a larger range as often as it fits.
  async function paste(event) {
    const text = event.clipboardData.getData("text/plain");
    event.preventDefault();
    if (!text) return;
    const own = copied && copied.text === text.replaceAll("\r\n", "\n") ? copied.rows : null;
    const rows = own ?? parse(text);
    const { range } = cells;
    const width = Math.max(...rows.map((r) => r.length));
    const tall = range.rows % rows.length === 0 ? range.rows : rows.length;
    const wide = range.columns % width === 0 ? range.columns : width;
    const bottom = Math.min(range.top + tall, sheet.rows.length) - 1;
    const right = Math.min(range.left + wide, cells.columns.length) - 1;
    const values = [];
    cells.each({ top: range.top, left: range.left, bottom, right }, (row, column, r, c) => {
      const cell = rows[r % rows.length][c % width];
      if (cell === undefined) return;
      const after = own && cell.kind === column.name ? cell.value : column.parse(own ? cell.text : cell);
      values.push({ row, column, after });
    });
    const clipped = range.top + tall - 1 - bottom + (range.left + wide - 1 - right);
    cells.from = { r: range.top, c: range.left };
    cells.move(bottom, right, true);
    const count = await apply(values);
    say([fill(words.pasted, count), clipped ? fill(words.clipped, clipped) : ""].filter(Boolean).join(". "));
  }

  async function undo() {
    try {
      const refused = await saver.undo();
      if (refused === null) return undoEarlier();
      say(refused ? fill(words.undo_refused, refused) : words.undone);
    } catch (error) {
      say(error.message);
    }
    status();
  }

  // undoEarlier undoes what was changed before the page was opened.
  async function undoEarlier() {
    const answer = await fetch("/api/v1/batches/last").catch(() => null);
    if (!answer?.ok) return say(words.nothing);
    const last = await answer.json();
    if (problems.count || !window.confirm(fill(words.undo_earlier, last.changed))) return;
    const undone = await fetch(`/api/v1/batches/${encodeURIComponent(last.id)}/undo`, { method: "POST" }).catch(() => null);
    if (undone?.ok) location.reload();
  }

  function key(event) {
    const { key, shiftKey: shift } = event;
    const command = event.ctrlKey || event.metaKey;
    const button = event.target.closest(".sheet-note button");
    if (editor.open || event.isComposing || !event.target.closest("td")) return;
    if (button && key !== "Tab" && key !== "Escape" && !key.startsWith("Arrow")) return;
    const page = Math.max(1, Math.floor(holder.clientHeight / (cells.active.td.offsetHeight || 60)) - 1);
    const last = { r: sheet.rows.length - 1, c: cells.columns.length - 1 };
    const act = {
      ArrowUp: () => cells.move(command ? 0 : cells.at.r - 1, cells.at.c, shift),
      ArrowDown: () => cells.move(command ? last.r : cells.at.r + 1, cells.at.c, shift),
      ArrowLeft: () => cells.move(cells.at.r, command ? 0 : cells.at.c - 1, shift),
      ArrowRight: () => cells.move(cells.at.r, command ? last.c : cells.at.c + 1, shift),
      PageUp: () => cells.step(-page, 0, shift),
      PageDown: () => cells.step(page, 0, shift),
      Home: () => cells.move(command ? 0 : cells.at.r, 0, shift),
      End: () => cells.move(command ? last.r : cells.at.r, last.c, shift),
      Enter: () => edit(),
      F2: () => edit(),
      Delete: clear,
      Backspace: clear,
      Escape: () => cells.move(cells.at.r, cells.at.c),
    }[key];
    if (key === "Tab") return tab(event, button);
    leaving = false;
    const shortcut = command && !event.altKey && { d: fillDown, z: undo, a: () => cells.all(), s: () => saver.hurry() }[key.toLowerCase()];
    if (act ?? shortcut) {
      event.preventDefault();
      event.stopPropagation();
      (act ?? shortcut)();
    } else if ((key.length === 1 && !command && !event.altKey) || key === "Dead" || key === "Process") edit("");
    if (key === "Escape") leaving = true;
    const many = cells.range.rows * cells.range.columns;
    if (shift && act && many > 1) say(fill(words.selected, many));
  }

  // tab goes to the buttons in a cell first, then on; after Esc, and at the end, it leaves the table.
  function tab(event, button) {
    if (leaving) return;
    const buttons = [...cells.active.td.querySelectorAll(".sheet-note button")];
    const next = event.shiftKey ? null : buttons[button ? buttons.indexOf(button) + 1 : 0];
    if (next) next.focus();
    else if (!cells.along(event.shiftKey ? -1 : 1)) return;
    event.preventDefault();
  }

  const inside = () => !editor.open && document.activeElement?.closest("td[role=gridcell]");
  sheet.table.addEventListener("keydown", key);
  sheet.table.addEventListener("focusout", () => (leaving = false));
  sheet.table.addEventListener("dblclick", (event) => event.target.closest("td[role=gridcell]") && !editor.open && edit());
  document.addEventListener("copy", (event) => inside() && !String(getSelection()) && copy(event));
  document.addEventListener("cut", (event) => inside() && (copy(event), clear()));
  document.addEventListener("paste", (event) => inside() && paste(event));
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    saver.hurry();
  });
  document.getElementById("sheet-undo").addEventListener("click", undo);
  document.getElementById("sheet-problem").addEventListener("click", () => {
    const place = problems.first() && cells.place(problems.first());
    if (place) cells.move(place.r, place.c);
  });
  window.addEventListener("online", () => saver.hurry());
  window.addEventListener("beforeunload", (event) => {
    if (saver.waiting || looking.size || problems.count || editor.changed) event.preventDefault();
  });
  status();
}
