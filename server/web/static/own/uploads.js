// Shows what is on its way, in groups, with no more rows than anybody looks at.
import { fill, number, size } from "./figures.js";

const few = 20; // rows of a group, until more are asked for
const more = 100;

// The groups, most pressing first, and the states in them in order.
const groups = {
  asking: ["asking"],
  problems: ["failed"],
  lost: ["locked", "missing"],
  going: ["sending", "checking", "waiting"],
  done: ["done", "existing"],
};

export class List {
  #rows = new Map(); // by item
  #shown = {};

  constructor(transfers, words) {
    Object.assign(this, { transfers, words, template: document.getElementById("file-row").content.firstElementChild });
    for (const name of Object.keys(groups)) {
      this.#shown[name] = few;
      document.querySelector(`#group-${name} .more`).addEventListener("click", () => {
        this.#shown[name] += more;
        this.render();
      });
    }
  }

  render() {
    const byState = Object.groupBy ? Object.groupBy(this.transfers.items, (item) => item.state) : grouped(this.transfers.items);
    const alive = new Set();
    for (const [name, states] of Object.entries(groups)) {
      const items = states.flatMap((state) => byState[state] ?? []);
      const section = document.getElementById(`group-${name}`);
      section.hidden = items.length === 0;
      section.querySelector(".count").textContent = number(items.length);
      const visible = items.slice(0, this.#shown[name]);
      const rest = section.querySelector(".more");
      rest.hidden = visible.length === items.length;
      rest.textContent = fill(this.words.more, number(items.length - visible.length));
      arrange(section.querySelector(".files"), visible.map((item) => this.#row(item)));
      for (const item of visible) alive.add(item);
    }
    for (const item of this.#rows.keys()) if (!alive.has(item)) this.#rows.delete(item);
  }

  #row(item) {
    const known = this.#rows.get(item) ?? { row: this.template.cloneNode(true), said: "" };
    this.#rows.set(item, known);
    const bar = known.row.querySelector("progress");
    bar.value = item.size ? Math.min(1, item.sent / item.size) : 0;
    const said = [item.state, item.problem?.text, item.asset?.id, this.transfers.paused].join();
    if (said !== known.said) {
      known.said = said;
      this.#fill(known.row, item, bar);
    }
    return known.row;
  }

  #fill(row, item, bar) {
    const part = (name) => row.querySelector(`.file-${name}`);
    row.dataset.state = item.state;
    part("name").textContent = item.path || item.name;
    part("size").textContent = size(item.size);
    bar.hidden = item.state !== "sending";
    bar.setAttribute("aria-label", item.name);
    part("state").replaceChildren(...this.#state(item));
    part("state").classList.toggle("problem", item.state === "failed");
    part("actions").replaceChildren(...this.#actions(item).map(([text, act]) => button(text, item, act)));
    const thumb = part("thumb");
    thumb.hidden = !(item.state === "asking" && item.duplicate.thumbnail_url);
    if (!thumb.hidden) thumb.src = item.duplicate.thumbnail_url;
  }

  #state(item) {
    const { words } = this;
    switch (item.state) {
      case "asking":
        if (item.duplicate.item) return [fill(words.twice, item.duplicate.title)];
        return [link(item.duplicate.url, item.duplicate.text ?? fill(words.duplicate, item.duplicate.title))];
      case "failed":
        return [item.problem.text || words.failed];
      case "done":
        return [link(`/assets/${item.asset.id}`, words.done)];
      case "existing":
        return item.asset ? [link(`/assets/${item.asset.id}`, words.existing)] : [words.existing];
      case "sending":
        return [];
      case "waiting":
        return [this.transfers.paused ? words.paused : words.waiting];
    }
    return [words[item.state]];
  }

  #actions(item) {
    const { transfers, words } = this;
    const remove = [words.remove, () => transfers.cancel(item)];
    switch (item.state) {
      case "asking":
        return [
          [words.skip, () => transfers.decide("skip", item)],
          [words.use, () => transfers.decide("existing", item)],
          [words.keep, () => transfers.decide("both", item)],
        ];
      case "failed":
        return item.problem.final ? [remove] : [[words.again, () => transfers.retry(item)], remove];
      case "done":
      case "existing":
        return [];
    }
    return [remove];
  }
}

function grouped(items) {
  const by = {};
  for (const item of items) (by[item.state] ??= []).push(item);
  return by;
}

// arrange makes rows the children of a list and leaves alone what stands right, so that nobody loses the focus.
function arrange(list, rows) {
  rows.forEach((row, i) => list.children[i] === row || list.insertBefore(row, list.children[i] ?? null));
  while (list.children.length > rows.length) list.lastElementChild.remove();
}

function link(href, text) {
  return Object.assign(document.createElement("a"), { href, target: "_blank", textContent: text });
}

function button(text, item, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "ds-button", textContent: text });
  Object.assign(made.dataset, { variant: "tertiary", size: "sm" });
  made.append(Object.assign(document.createElement("span"), { className: "ds-sr-only", textContent: `: ${item.name}` }));
  made.addEventListener("click", act);
  return made;
}
