// Saying who can be recognised, by keyboard: a key for each answer, one picture after the other or many at once. What is said
// reaches the server in its order, and can be taken back one after the other. Nothing here looks at faces.
import { entries } from "./entries.js";
import { register } from "./personoffer.js";
import { spread } from "./range.js";

const form = document.getElementById("assess");
if (form) assess();

function assess() {
  const words = form.dataset;
  const grid = document.getElementById("grid");
  const stage = document.getElementById("stage");
  const slots = document.getElementById("slots");
  const few = 12; // cards ahead, from where on more are asked for
  const done = []; // {batch, cards: [{card, before}], at}, newest last
  const names = new Map(); // of persons, by id
  let left = Number(words.total);
  let here = null; // the card that is looked at
  let last = null; // the box that was chosen last
  let busy = Promise.resolve();
  let exhausted = false;

  const cards = () => [...grid.querySelectorAll(".asset")];
  const linkOf = (card) => card.querySelector(".asset-link");
  const idOf = (card) => linkOf(card).dataset.asset;
  const boxOf = (card) => card.querySelector(".review-pick input");
  const chosen = () => cards().filter((card) => boxOf(card).checked);
  const peopleOf = (card) => card.dataset.people.split(" ").filter(Boolean);
  const marksOf = (card) => (card.dataset.marks === undefined ? peopleOf(card) : card.dataset.marks.split(" ").filter(Boolean));

  // The persons with a number key: those of the recording day, then those that were found by name before.
  for (const button of slots.children) names.set(button.dataset.person, button.textContent);
  for (const { id, name } of JSON.parse(sessionStorage.getItem("assess-people") ?? "[]")) addSlot(id, name);
  number();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input:not([type=checkbox]), textarea, select, dialog, .menu-holder")) return;
    if (event.key === "Enter" && marked() && !event.target.closest("button")) return act(event, saveMarks);
    if (localStorage.getItem("single-keys") === "off") return;
    if (/^[1-9]$/.test(event.key)) return act(event, () => press(Number(event.key)));
    const work = { n: () => say("nobody"), m: () => crowd(event.shiftKey), p: persons, s: skip, b: back, z: undo, v: view, x: pick }[event.key.toLowerCase()];
    if (work) act(event, work);
  }, true);

  // Other scripts know other things to do with the same keys.
  function act(event, work) {
    event.preventDefault();
    event.stopImmediatePropagation();
    work();
  }

  grid.addEventListener("focusin", (event) => look(event.target.closest(".asset")));
  grid.addEventListener("click", (event) => {
    const box = event.target.closest(".review-pick input");
    if (!box) return;
    if (event.shiftKey) spread(cards().map(boxOf), last, box);
    last = box;
    count();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = event.submitter?.value;
    if (said === "crowd") crowd(false);
    else if (said === "registered") marked() ? saveMarks() : persons();
    else say("nobody");
  });
  slots.addEventListener("click", (event) => {
    const button = event.target.closest("[data-person]");
    if (button) mark(button.dataset.person);
  });
  document.getElementById("undo").addEventListener("click", undo);
  document.getElementById("skip").addEventListener("click", skip);
  document.getElementById("one-by-one").addEventListener("click", view);

  const pick = () => here && boxOf(here).click();
  const marked = () => here?.dataset.marks !== undefined;

  // look shows a card as the one that the keys mean.
  function look(card) {
    if (!card) return;
    here = card;
    for (const other of cards()) other.toggleAttribute("data-here", other === card);
    for (const button of slots.children) button.setAttribute("aria-pressed", String(marksOf(card).includes(button.dataset.person)));
    if (!stage.hidden) showStage();
  }

  function showStage() {
    const picture = document.getElementById("stage-picture");
    const { clip, large } = here.dataset;
    const thumb = here.querySelector(".thumb img");
    const shown = clip
      ? Object.assign(document.createElement("video"), { src: clip, muted: true, loop: true, autoplay: !matchMedia("(prefers-reduced-motion: reduce)").matches, controls: true, playsInline: true })
      : Object.assign(document.createElement("img"), { src: large ?? thumb?.src ?? "", alt: thumb?.alt ?? "" });
    picture.replaceChildren(shown);
    const all = cards();
    document.getElementById("stage-title").textContent = `${here.querySelector(".asset-title").textContent} – ${here.querySelector(".assess-said").textContent}`;
    document.getElementById("stage-place").textContent = words.position.replace("%1", all.indexOf(here) + 1).replace("%2", all.length);
  }

  function view() {
    stage.hidden = !stage.hidden;
    grid.toggleAttribute("data-strip", !stage.hidden);
    document.getElementById("one-by-one").setAttribute("aria-pressed", String(!stage.hidden));
    localStorage.setItem("assess-view", stage.hidden ? "grid" : "one");
    if (here && !stage.hidden) showStage();
    here && linkOf(here).focus();
  }

  // go moves to the card some steps on.
  function go(steps) {
    const all = cards();
    const next = all[all.indexOf(here) + steps];
    if (next) linkOf(next).focus();
    return Boolean(next);
  }
  function skip() {
    marked() ? saveMarks() : go(1) || tell(words.none);
    more();
  }
  function back() {
    go(-1);
  }

  // onwards moves to the next card of which nothing is said, else to the next one.
  function onwards(after) {
    const all = cards();
    const at = all.indexOf(after);
    const next = all.slice(at + 1).find((card) => card.dataset.status === "not_assessed") ?? all[at + 1] ?? all.find((card) => card.dataset.status === "not_assessed");
    if (next) linkOf(next).focus();
  }

  // say says the same of what is chosen, else of the card that is looked at.
  function say(status, more = {}) {
    const about = chosen().length > 0 ? chosen() : here ? [here] : [];
    if (about.length === 0) return tell(words.choose);
    send(about, { people_status: status, ...more }, status, (card) => (status === "crowd" ? peopleOf(card) : []));
  }

  async function crowd(anew) {
    let note = sessionStorage.getItem("assess-note");
    if (!note || anew) {
      const box = document.getElementById("crowd-note");
      box.value = note ?? "";
      if (!(await open("crowd", box)) || !box.value.trim()) return;
      note = box.value.trim();
      sessionStorage.setItem("assess-note", note);
    }
    say("crowd", { people_note: note });
  }

  function press(n) {
    const button = slots.children[n - 1];
    if (button) mark(button.dataset.person);
    else persons();
  }

  // mark notes that a person is on the card, or is not after all. It is said with Enter, or by going on.
  function mark(id) {
    if (!here) return tell(words.choose);
    const now = marksOf(here);
    const marks = now.includes(id) ? now.filter((other) => other !== id) : [...now, id];
    if (marks.join(" ") === peopleOf(here).join(" ")) delete here.dataset.marks;
    else here.dataset.marks = marks.join(" ");
    look(here);
    describe(here);
    tell(words.marked.replace("%", marks.map((m) => names.get(m) ?? m).join(", ") || "–"));
  }

  // saveMarks says who is on the card; of what is chosen beside it only that they are on it, too.
  function saveMarks() {
    const about = [...new Set([here, ...chosen()])];
    const marks = marksOf(here);
    delete here.dataset.marks;
    if (about.length > 1) return send(about, { people: { add: marks } }, "registered", (card) => [...new Set([...peopleOf(card), ...marks])]);
    send(about, { people: marks, ...(marks.length === 0 && { people_status: "not_assessed" }) }, marks.length > 0 ? "registered" : "not_assessed", () => marks);
  }

  // persons finds somebody by name, and gives them a number key.
  async function persons() {
    if (!here) return tell(words.choose);
    const box = document.getElementById("person-name");
    box.value = "";
    document.getElementById("person-problem").textContent = "";
    document.getElementById("person-add").hidden = true;
    if (!(await open("persons", box))) return linkOf(here).focus();
    const person = picked;
    linkOf(here).focus();
    if (!person) return;
    addSlot(person.id, person.name);
    remember();
    number();
    if (!marksOf(here).includes(person.id)) mark(person.id);
  }

  let picked = null;
  const list = document.getElementById("person-list");
  const nameBox = document.getElementById("person-name");
  const addButton = document.getElementById("person-add");
  let timer;
  nameBox.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(findPersons, 150);
  });
  async function findPersons() {
    const asked = nameBox.value.trim();
    if (asked.length < 2) return;
    const answer = await entries("/api/v1/people/search", asked, 20).catch(() => null);
    if (!answer?.ok || nameBox.value.trim() !== asked) return;
    const found = (await answer.json()).items ?? [];
    const twice = (name) => found.filter((p) => p.display_name === name).length > 1;
    list.replaceChildren(...found.map((person) => {
      const label = twice(person.display_name) ? `${person.display_name} (${[person.library?.name, person.born, person.id].find(Boolean)})` : person.display_name;
      const option = Object.assign(document.createElement("option"), { value: label });
      Object.assign(option.dataset, { id: person.id, name: person.display_name });
      return option;
    }));
    addButton.textContent = addButton.dataset.words.replace("%", asked);
    addButton.hidden = Boolean(optionFor(asked));
  }
  const optionFor = (text) => [...list.options].find((o) => o.value.toLocaleLowerCase() === text.trim().toLocaleLowerCase());
  document.getElementById("persons").querySelector("form").addEventListener("submit", async (event) => {
    picked = null;
    if (event.submitter?.value === "") return;
    event.preventDefault();
    await findPersons();
    const option = optionFor(nameBox.value) ?? (list.options.length === 1 ? list.options[0] : null);
    if (!option) return addButton.hidden ? nameBox.focus() : addButton.focus();
    take({ id: option.dataset.id, name: option.dataset.name });
  });
  addButton.addEventListener("click", async () => {
    const { person, why } = await register(nameBox.value.trim());
    if (person) take({ id: person.id, name: person.display_name });
    else document.getElementById("person-problem").textContent = why ?? words.broken;
  });
  function take(person) {
    picked = person;
    document.getElementById("persons").close("ok");
  }

  function addSlot(id, name) {
    names.set(id, name);
    if ([...slots.children].some((button) => button.dataset.person === id)) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "ds-button", textContent: name });
    Object.assign(button.dataset, { variant: "secondary", size: "sm", person: id });
    button.setAttribute("aria-pressed", "false");
    slots.append(button);
    while (slots.children.length > 9) slots.querySelector("[data-found]")?.remove() ?? slots.lastElementChild.remove();
    button.dataset.found = "";
  }
  function remember() {
    sessionStorage.setItem("assess-people", JSON.stringify([...slots.querySelectorAll("[data-found]")].map((b) => ({ id: b.dataset.person, name: names.get(b.dataset.person) }))));
  }
  function number() {
    [...slots.children].forEach((button, i) => {
      const key = Object.assign(document.createElement("kbd"), { textContent: i + 1 });
      button.replaceChildren(key, ` ${names.get(button.dataset.person)}`);
    });
  }

  // open asks in a dialog, and tells whether it was answered.
  function open(id, box) {
    const dialog = document.getElementById(id);
    dialog.returnValue = "";
    dialog.showModal();
    box.focus();
    return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok"), { once: true }));
  }

  // send says it on the page at once, and tells the server in its turn.
  function send(about, patch, status, people) {
    const turn = { cards: about.map((card) => ({ card, status: card.dataset.status, people: card.dataset.people })) };
    for (const card of about) {
      boxOf(card).checked = false;
      const who = people(card); // somebody named is registered, also in a crowd
      put(card, who.length > 0 ? "registered" : status, who.join(" "));
    }
    done.push(turn);
    onwards(about.at(-1));
    queue(async () => {
      const answer = await ask("/api/v1/assets/bulk", { ids: about.map(idOf), patch });
      const said = answer?.ok ? await answer.json() : null;
      const refused = new Set(said ? (said.refused ?? []).map((r) => r.id) : about.map(idOf));
      turn.batch = said?.batch;
      revert(turn.cards.filter(({ card }) => refused.has(idOf(card))));
      turn.cards = turn.cards.filter(({ card }) => !refused.has(idOf(card)));
      if (turn.cards.length === 0) done.splice(done.indexOf(turn), 1);
      tell(refused.size > 0 ? words.broken : words.said.replace("%1", turn.cards.length).replace("%2", words[status]));
      await more();
    });
  }

  function undo() {
    const turn = done.pop();
    if (!turn) return tell(words.nothing);
    queue(async () => {
      const answer = turn.batch && (await ask(`/api/v1/batches/${encodeURIComponent(turn.batch)}/undo`));
      const refused = new Set(answer?.ok ? ((await answer.json()).refused ?? []).map((r) => r.id) : turn.cards.map(({ card }) => idOf(card)));
      const back = turn.cards.filter(({ card }) => !refused.has(idOf(card)));
      revert(back);
      if (back.length > 0) linkOf(back[0].card).focus();
      tell(refused.size > 0 ? words.broken : words.undone);
    });
  }

  function revert(list) {
    for (const { card, status, people } of list) put(card, status, people);
  }

  // put shows what is said of a card.
  function put(card, status, people) {
    if (card.dataset.status === "not_assessed" && status !== "not_assessed") left -= 1;
    if (card.dataset.status !== "not_assessed" && status === "not_assessed") left += 1;
    Object.assign(card.dataset, { status, people });
    card.querySelector(".clear-state")?.remove(); // what it was before; the server knows it anew
    describe(card);
    count();
  }
  function describe(card) {
    const people = marksOf(card).map((id) => names.get(id) ?? "…").join(", ");
    const pending = card.dataset.marks !== undefined;
    card.querySelector(".assess-said").textContent = (pending ? words.registered : words[card.dataset.status]) + (people ? `: ${people}` : "") + (pending ? ` (${words.remember})` : "");
    if (card === here && !stage.hidden) showStage();
  }

  // One answer after the other reaches the server, in the order in which they were given.
  function queue(work) {
    busy = busy.then(work).catch(() => tell(words.broken));
    count();
  }
  function ask(url, body) {
    return fetch(url, {
      method: "POST",
      headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang, ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
    }).catch(() => null);
  }

  // more fetches what waits behind: the first page again, since what is said of has left it.
  async function more() {
    const all = cards();
    if (exhausted || all.length - all.indexOf(here) > few || new URLSearchParams(location.search).has("id")) return;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const known = new Set(all.map(idOf));
    const fresh = [...page.querySelectorAll("#grid > li")].filter((li) => !known.has(li.querySelector(".asset-link").dataset.asset));
    exhausted = fresh.length === 0;
    for (const li of fresh) grid.append(document.adoptNode(li));
    learn();
  }

  // learn reads the names that stand on the cards.
  function learn() {
    for (const card of cards()) {
      const ids = peopleOf(card);
      const said = card.querySelector(".assess-said").textContent.split(": ")[1]?.split(", ") ?? [];
      ids.forEach((id, i) => !names.has(id) && said[i] && names.set(id, said[i]));
    }
  }

  function count() {
    const n = chosen().length;
    const label = document.getElementById("chosen");
    label.textContent = n === 0 ? "" : (n === 1 ? label.dataset.single : label.dataset.other).replace("%", n);
    document.getElementById("left").textContent = left > 0 ? words.left.replace("%", left.toLocaleString(document.documentElement.lang)) : words.none;
    document.getElementById("undo").disabled = done.length === 0;
  }

  function tell(text) {
    const live = document.getElementById("live");
    live.textContent = "";
    requestAnimationFrame(() => (live.textContent = text));
  }

  learn();
  if (localStorage.getItem("assess-view") === "one") view();
  const first = cards()[0];
  if (first) {
    linkOf(first).focus({ preventScroll: true });
    look(first);
  }
  count();
}
