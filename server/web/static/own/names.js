// Names that people type in a cell, and what they stand for: suggested while typing, found when they are done, added when
// they are new.
import { entries } from "./entries.js";
import { labelOf } from "./sheet.js";

const looksLikeISBN = (text) => /^(97[89][\s-]?)?[\d\s-]{9,}[\dXx]$/.test(text.trim()) && [10, 13].includes(text.replace(/[\s-]/g, "").length);

const ask = (address, init) => read(fetch(address, init));

async function read(asked) {
  const answer = await asked;
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error((await answer.json().catch(() => null))?.detail ?? answer.statusText);
  return answer.json();
}

const post = (address, body) => ask(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

const optionOf = (item) => ({ id: item.id ?? item.name, label: labelOf(item) });

// near lists the options of a column that what is typed may mean, those first that begin with it.
export function near(options, typed, most = 8) {
  const wanted = typed.trim().toLocaleLowerCase();
  const label = (o) => o.label.toLocaleLowerCase();
  const found = options.filter((o) => label(o).includes(wanted));
  return [...found.filter((o) => label(o).startsWith(wanted)), ...found.filter((o) => !label(o).startsWith(wanted))].slice(0, most);
}

// further asks the register for what the page does not know.
export async function further(column, typed) {
  if (!column.source || typed.trim().length < 2) return [];
  if (column.lookup && looksLikeISBN(typed)) {
    const book = await lookUp(column, typed);
    return book ? [book] : [];
  }
  const found = await read(entries(column.source, typed.trim(), 8));
  return (found?.items ?? []).map(optionOf);
}

// lookUp finds a book by its ISBN. One that is not in the register yet has no id, and what is needed to add it.
async function lookUp(column, isbn) {
  const book = await ask(`${column.source}/lookup?${new URLSearchParams({ isbn: isbn.trim() })}`);
  if (!book) return null;
  return book.id ? optionOf(book) : { id: null, label: labelOf(book), book, from: book.source?.name ?? "" };
}

// find looks a whole name up, and adds a book that an open catalogue knows by the ISBN that was typed; null when there is
// none.
export async function find(column, typed) {
  const known = column.find(typed);
  if (known || !column.source) return known ?? null;
  if (column.lookup && looksLikeISBN(typed)) {
    const book = await lookUp(column, typed);
    if (!book) return null;
    return book.id ? learnt(column, book) : column.mayAdd ? add(column, book) : null;
  }
  const title = column.lookup ? typed.split(" – ")[0] : typed;
  const found = (await read(entries(column.source, title.trim(), 100)))?.items ?? [];
  const match = found.find((i) => column.alike(labelOf(i), typed)) ?? found.find((i) => [i.name, i.display_name, i.title, ...(i.aliases ?? [])].some((n) => n && column.alike(n, typed)));
  return match ? learnt(column, optionOf(match)) : null;
}

function learnt(column, option) {
  column.learn(option);
  return option;
}

// add adds an entry to the register: a book that was looked up with all that is known of it, else what bears the name alone.
export async function add(column, { label, book }) {
  const body = book
    ? { title: book.title, authors: book.authors, isbns: book.isbns, publisher: book.publisher, ...(book.published ? { published: book.published } : {}) }
    : { [column.lookup ? "title" : "name"]: label };
  return learnt(column, optionOf(await post(column.source, body)));
}

// shots lists the planned clips of the recording day of a row.
const days = new Map();
export async function shots(row) {
  const day = row.value("recording_day")[0]?.id;
  if (!day) return [];
  if (!days.has(day)) days.set(day, ask(`/api/v1/recording-days/${encodeURIComponent(day)}`));
  const found = await days.get(day);
  return (found?.shots ?? []).map((s) => ({ id: s.id, label: s.title }));
}
