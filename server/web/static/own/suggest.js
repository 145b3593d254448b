// Completes what is typed into the search box: a combobox as the ARIA Authoring Practices describe it. What names
// something leads to it: a title to its file, the others to all that belongs to them.
export function suggestions(box) {
  if (!box?.dataset.suggest) return;
  const list = Object.assign(document.createElement("ul"), { id: "suggestions", className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.getAttribute("aria-label"));
  box.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) box.setAttribute(name, value);

  let active = -1;
  let timer;
  let asking = false; // one question at a time: what is typed meanwhile is asked for afterwards
  let open = false; // somebody is typing
  const options = () => [...list.children];

  function close() {
    clearTimeout(timer);
    open = false;
    hide();
  }
  function hide() {
    list.hidden = true;
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }
  function mark(index) {
    active = index;
    options().forEach((o, i) => o.setAttribute("aria-selected", String(i === index)));
    if (index < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", `suggestion-${index}`);
    options()[index].scrollIntoView({ block: "nearest" });
  }
  function choose(option) {
    const { text, address } = option.dataset;
    close();
    if (address) return location.assign(address);
    box.value = text;
    box.form.requestSubmit();
  }
  function part(className, text) {
    return Object.assign(document.createElement("span"), { className, textContent: text });
  }
  function row(item, i) {
    const option = Object.assign(document.createElement("li"), { id: `suggestion-${i}` });
    option.setAttribute("role", "option");
    Object.assign(option.dataset, { text: item.text, address: addressOf(item) });
    option.append(part("suggestion-text", item.text), part("suggestion-kind", box.dataset[item.kind] ?? ""));
    return option;
  }
  function show(items) {
    list.replaceChildren(...items.map(row));
    list.hidden = items.length === 0;
    box.setAttribute("aria-expanded", String(items.length > 0));
    mark(-1);
  }
  async function ask() {
    if (asking) return;
    asking = true;
    const typed = box.value;
    let items = [];
    try {
      const answer = await fetch(`${box.dataset.suggest}?${new URLSearchParams({ q: typed, limit: 8 })}`);
      if (answer.ok) items = (await answer.json()).items ?? [];
    } catch {
      // suggestions are a help; without an answer there are none
    }
    asking = false;
    if (!open) return;
    if (box.value === typed) show(items);
    else typing();
  }
  function typing() {
    clearTimeout(timer);
    open = box.value.trim() !== "" && document.activeElement === box;
    if (!open) return hide();
    timer = setTimeout(ask, 60);
  }

  box.addEventListener("input", typing);
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const all = options();
    if (event.key === "ArrowDown") mark((active + 1) % all.length);
    else if (event.key === "ArrowUp") mark((Math.max(active, 0) - 1 + all.length) % all.length);
    else if (event.key === "Enter" && active >= 0) choose(all[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) choose(option);
  });
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
  if (box.value !== box.defaultValue) typing(); // before there was a script
}

// What belongs to a thing is found by its id, whatever else bears the same name. Of titles that several files bear, all
// are searched for.
function addressOf({ kind, id, text, count }) {
  if (kind === "asset") return id && count <= 1 ? `/assets/${encodeURIComponent(id)}` : "";
  return `/?${new URLSearchParams({ [kind]: id || text })}`;
}
