// Copy buttons: shown where the browser lets us copy, and they say so when they have.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const label = button.textContent;
  let back;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const text = "value" in source ? source.value : source.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without https there is no clipboard: selecting leaves Ctrl+C to the reader.
      if (!("select" in source)) return getSelection().selectAllChildren(source);
      source.select();
      if (!document.execCommand("copy")) return;
    }
    button.textContent = button.dataset.done;
    clearTimeout(back);
    back = setTimeout(() => { button.textContent = label; }, 2000);
  });
}
