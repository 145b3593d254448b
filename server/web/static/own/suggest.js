// Completes what is typed into the search box: a combobox as the ARIA Authoring Practices describe it.
export function suggestions(box) {
  if (!box?.dataset.suggest) return;
  const list = Object.assign(document.createElement("ul"), { id: "suggestions", className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.getAttribute("aria-label"));
  box.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) box.setAttribute(name, value);

  let active = -1;
  let timer, running;
  const options = () => [...list.children];

  function close() {
    clearTimeout(timer);
    running?.abort();
    list.hidden = true;
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }
  function mark(index) {
    active = index;
    options().forEach((o, i) => o.setAttribute("aria-selected", String(i === index)));
    if (index >= 0) box.setAttribute("aria-activedescendant", `suggestion-${index}`);
    else box.removeAttribute("aria-activedescendant");
  }
  function choose(option) {
    box.value = option.firstChild.textContent;
    close();
    box.form.requestSubmit();
  }
  function show(items) {
    list.replaceChildren(
      ...items.map((item, i) => {
        const option = Object.assign(document.createElement("li"), { id: `suggestion-${i}` });
        option.setAttribute("role", "option");
        option.append(Object.assign(document.createElement("span"), { textContent: item.text }));
        return option;
      }),
    );
    list.hidden = items.length === 0;
    box.setAttribute("aria-expanded", String(items.length > 0));
    mark(-1);
  }
  async function ask() {
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.suggest}?${new URLSearchParams({ q: box.value })}`, { signal: running.signal });
      if (answer.ok && document.activeElement === box) show((await answer.json()).items ?? []);
    } catch {
      close(); // suggestions are a help; without an answer there are none
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    if (box.value.trim().length < 2) return close();
    timer = setTimeout(ask, 120);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const all = options();
    if (event.key === "ArrowDown") mark((active + 1) % all.length);
    else if (event.key === "ArrowUp") mark((active - 1 + all.length) % all.length);
    else if (event.key === "Enter" && active >= 0) choose(all[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("li");
    if (option) choose(option);
    event.preventDefault();
  });
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
}
