// Beside a picker of persons: somebody whom the register does not have is registered on the spot.
import { paragraph } from "./book.js";

export class PersonOffer {
  constructor(field, input, take) {
    this.input = input;
    this.take = take; // (id, label)
    this.words = field.dataset;
    this.box = Object.assign(document.createElement("div"), { className: "offer stack-tight", hidden: true });
    this.box.setAttribute("aria-live", "polite");
    input.after(this.box);
    this.box.addEventListener("click", (event) => event.target.closest("button") && this.#add());
  }

  // typed hears what is in the box after each stroke.
  typed() {
    this.name = "";
    this.box.replaceChildren();
    this.box.hidden = true;
    return false;
  }

  // accept offers to register a name that nobody bears; somebody has pressed Enter or gone on.
  accept(name, entered) {
    if (!entered || !name) return;
    if (this.name === name) return this.#add();
    this.name = name;
    const button = Object.assign(document.createElement("button"), { className: "ds-button", type: "button", textContent: this.words.adds.replace("%", name) });
    button.dataset.variant = "secondary";
    this.box.replaceChildren(button);
    this.box.hidden = false;
  }

  async #add() {
    if (this.adding) return;
    this.adding = true;
    const { person, why } = await register(this.name);
    this.adding = false;
    if (!person) return this.box.append(paragraph(why ?? this.words.failed, "problem"));
    this.typed();
    this.take(person.id, person.display_name);
    this.input.focus();
  }
}

// register adds a person of whom nothing is known but the name; the rest is for their own page.
export async function register(name) {
  const answer = await fetch("/api/v1/people", {
    method: "POST",
    headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang, "Content-Type": "application/json" },
    body: JSON.stringify({ display_name: name }),
  }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  return answer?.ok ? { person: said } : { why: said?.errors?.[0]?.message ?? said?.detail };
}
