// Beside a picker of books: a number that the register lacks is looked up and offered; what nobody knows is typed.
import { addBook, lookUp, nameOf, numberIn, paragraph } from "./book.js";

export class BookOffer {
  constructor(field, input, take) {
    this.input = input;
    this.take = take; // (id, label)
    this.box = field.querySelector(".offer");
    this.words = this.box.dataset;
    this.box.addEventListener("click", (event) => event.target.closest("button") && this.#add());
    this.box.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("scanned", () => this.#ask(numberIn(input.value)));
  }

  // typed hears what is in the box after each stroke, and reports whether it is a number.
  typed(text) {
    clearTimeout(this.timer);
    const isbn = numberIn(text);
    if (isbn && isbn === this.isbn) return true;
    this.#clear();
    // Ten digits may be the beginning of thirteen.
    if (isbn) this.timer = setTimeout(() => this.#ask(isbn), isbn.length === 13 ? 150 : 900);
    return isbn !== "";
  }

  // accept takes what is offered, or offers to add what was typed; somebody has pressed Enter or gone on.
  accept(text, entered) {
    const isbn = numberIn(text);
    if (isbn) {
      if (entered && this.book) this.#add();
      else if (isbn !== this.isbn) this.#ask(isbn);
    } else if (entered && text) {
      this.#clear();
      this.#offerForm([], text);
    }
  }

  #clear() {
    this.isbn = this.book = undefined;
    this.box.replaceChildren();
    this.box.hidden = true;
  }

  #show(...parts) {
    this.box.replaceChildren(...parts);
    this.box.hidden = false;
  }

  async #ask(isbn) {
    clearTimeout(this.timer);
    if (!isbn) return;
    this.#clear();
    this.isbn = isbn;
    this.#show(paragraph(this.words.asking, "quiet"));
    const { book, missing, why } = await lookUp(isbn);
    if (this.isbn !== isbn) return;
    if (book?.id) return this.#taken(book);
    if (book) return this.#offer(book);
    const lines = why.length ? why : [this.words.failed];
    if (missing) this.#offerForm(lines, "");
    else this.#show(...lines.map((text) => paragraph(text, "problem")));
  }

  #offer(book) {
    this.book = book;
    const by = book.authors.length ? ` (${book.authors.join(", ")})` : "";
    this.#show(this.#button(this.words.add.replace("{book}", book.title + by)), paragraph(this.words.from.replace("{source}", book.source.name), "hint"));
  }

  #offerForm(lines, title) {
    const boxes = [this.#field(this.words.title, title), this.#field(this.words.author, "")];
    [this.titleBox, this.authorBox] = boxes.map((label) => label.querySelector("input"));
    this.#show(...lines.map((text) => paragraph(text)), ...boxes, paragraph(this.words.hint, "hint"), this.#button(this.words.typed));
    if (title) this.authorBox.focus();
  }

  #field(label, value) {
    const box = Object.assign(document.createElement("input"), { className: "ds-input", type: "text", value, autocomplete: "off" });
    const around = Object.assign(document.createElement("label"), { className: "offer-field", textContent: label });
    around.append(box);
    return around;
  }

  #button(text) {
    const button = Object.assign(document.createElement("button"), { className: "ds-button", type: "button", textContent: text });
    button.dataset.variant = "secondary";
    return button;
  }

  // Enter in these boxes adds the book; the form around them is not sent.
  #key(event) {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    this.#add();
  }

  async #add() {
    if (this.adding) return;
    const typed = this.book ?? {
      title: this.titleBox.value.trim(),
      authors: this.authorBox.value.split(";").map((name) => name.trim()).filter(Boolean),
      isbns: this.isbn ? [this.isbn] : [],
    };
    if (!typed.title) return this.titleBox.focus();
    this.adding = true;
    const { book, why } = await addBook(typed);
    this.adding = false;
    if (book) return this.#taken(book);
    this.box.querySelector(".problem")?.remove();
    this.box.append(paragraph(why[0] ?? this.words.failed, "problem"));
  }

  #taken(book) {
    this.#clear();
    this.take(book.id, nameOf(book));
    this.input.focus();
  }
}
