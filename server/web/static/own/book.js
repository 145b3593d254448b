// Books by ISBN: what the register, or an open catalogue outside, says about a number that was typed or scanned.

// numberIn gives the digits of what looks like an ISBN, else "". The server checks the check digit.
export function numberIn(text) {
  const digits = text.replace(/[-\s\u2010-\u2013]/g, "").toUpperCase();
  return /^(97[89]\d{10}|\d{9}[\dX])$/.test(digits) ? digits : "";
}

// lookUp answers with a book, whose id is null when it is only proposed, or with sentences that say why there is none.
export async function lookUp(isbn) {
  const said = await ask(`/api/v1/books/lookup?${new URLSearchParams({ isbn })}`);
  return said.ok ? { book: said.body } : { missing: said.status !== 422, why: said.why };
}

// addBook adds a book to the register.
export async function addBook({ title, authors, isbns, publisher, published }) {
  const said = await ask("/api/v1/books", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ title, authors, isbns, publisher: publisher ?? "", published: published ?? "" }),
  });
  return said.ok ? { book: said.body } : { why: said.why };
}

async function ask(address, options) {
  const answer = await fetch(address, options).catch(() => null);
  const body = await answer?.json().catch(() => null);
  if (answer?.ok && body) return { ok: true, body };
  const fields = (body?.errors ?? []).map((e) => e.message);
  return { ok: false, status: answer?.status, why: [...(fields.length ? fields : [body?.detail]), ...(body?.reasons ?? [])].filter(Boolean) };
}

export const nameOf = (book) => [book.title, (book.authors ?? []).join(", ")].filter(Boolean).join(" – ");

export function paragraph(text, className = "") {
  return Object.assign(document.createElement("p"), { textContent: text, className });
}

// The form for a new book is filled in where it stands. What a person has typed is kept.
export function bookForms(part) {
  const form = part.querySelector("#book-lookup:not([data-ready])");
  if (!form) return;
  form.dataset.ready = "";
  new BookForm(form);
}

class BookForm {
  constructor(form) {
    this.form = form;
    this.input = form.elements.isbn;
    this.said = form.querySelector("#lookup-said");
    for (const box of ["title", "authors", "publisher", "published", "isbns"].map(boxOf)) box.dataset.filled = box.value;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#lookUp();
    });
    this.input.addEventListener("scanned", () => this.#lookUp());
  }

  async #lookUp() {
    const isbn = this.input.value.trim();
    if (!isbn) return;
    this.#say(paragraph(this.form.dataset.asking, "quiet"));
    this.input.removeAttribute("aria-invalid");
    const { book, missing, why } = await lookUp(isbn);
    if (this.input.value.trim() !== isbn) return;
    if (book?.id) return this.#known(book);
    if (book) return this.#found(book);
    if (missing) fill("isbns", isbn);
    else this.input.setAttribute("aria-invalid", "true");
    this.#say(...(why.length ? why : [this.form.dataset.failed]).map((text) => paragraph(text, missing ? "" : "problem")));
    if (missing) boxOf("title").focus();
  }

  #known(book) {
    const link = Object.assign(document.createElement("a"), { href: this.form.dataset.knownPath + encodeURIComponent(book.id), textContent: nameOf(book) });
    const line = paragraph(`${this.form.dataset.known} `);
    line.append(link);
    this.#say(line);
  }

  #found(book) {
    fill("title", book.title);
    fill("authors", book.authors.join("\n"));
    fill("isbns", book.isbns_hyphenated.join("\n"));
    fill("publisher", book.publisher);
    fill("published", book.published ?? "");
    this.#say(paragraph(this.form.dataset.found.replace("{source}", book.source.name)));
  }

  #say(...lines) {
    this.said.replaceChildren(...lines);
  }
}

const boxOf = (name) => document.getElementById(`field-${name}`);

function fill(name, value) {
  const box = boxOf(name);
  if (box.value.trim() !== "" && box.value !== box.dataset.filled) return;
  box.value = value;
  box.dataset.filled = box.value;
}
