// A form that takes a caption file: the file may be dropped on it, and its name may tell the language, as film.nn.srt does.
export function captionForms(part) {
  for (const form of part.querySelectorAll("[data-captions]:not([data-ready])")) {
    form.dataset.ready = "";
    const chooser = form.querySelector("input[type=file]");
    const language = form.querySelector("select");
    const over = (event) => {
      event.preventDefault();
      form.dataset.over = "";
    };
    form.addEventListener("dragenter", over);
    form.addEventListener("dragover", over);
    form.addEventListener("dragleave", (event) => form.contains(event.relatedTarget) || delete form.dataset.over);
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      delete form.dataset.over;
      if (event.dataTransfer.files.length === 0) return;
      chooser.files = event.dataTransfer.files;
      guess(chooser, language);
    });
    chooser.addEventListener("change", () => guess(chooser, language));
  }
}

function guess(chooser, language) {
  const named = /[._-]([a-z]{2})\.(?:vtt|srt)$/i.exec(chooser.files[0]?.name ?? "");
  const tag = named?.[1].toLowerCase();
  if ([...language.options].some((o) => o.value === tag)) language.value = tag;
}
