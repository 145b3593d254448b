// On a phone, the files of a kit go straight to the app in which they are posted, and the text is copied, since most apps take
// no text with files. A browser lets a page share only at once after a tap, so that the files are fetched before: at the first
// tap, or as soon as the page is there when they are few bytes. What was fetched more than a minute ago is fetched anew: it may
// have been withdrawn.
const FRESH = 60_000;

export function shareButtons(part, announce) {
  for (const button of part.querySelectorAll("[data-share]:not([data-ready])")) {
    button.dataset.ready = "";
    if (canShare()) new Share(button, announce);
  }
}

// While its files are being made the page asks how far they are. What may not go out any more is told by the page that comes then.
document.addEventListener("htmx:responseError", ({ detail: { elt, xhr } }) => {
  if (elt.id === "kit-files" && [404, 409, 410].includes(xhr.status)) location.reload();
});

function canShare() {
  const sample = new File(["x"], "x.jpg", { type: "image/jpeg" });
  return navigator.canShare?.({ files: [sample] }) ?? false;
}

class Share {
  #files; // once they have been fetched
  #fetched; // when

  constructor(button, announce) {
    Object.assign(this, { button, announce });
    button.hidden = false;
    document.getElementById("share-hint").hidden = false;
    button.addEventListener("click", () => (this.#fresh() ? this.#share() : this.#fetch()));
    if (this.#links().every((link) => link.dataset.type.startsWith("image/"))) this.#fetch();
  }

  #fresh() {
    return this.#files && Date.now() - this.#fetched < FRESH;
  }

  // A cover is chosen in the app, and would be a picture of its own among the files.
  #links() {
    return [...document.querySelectorAll("[data-share-file]:not([data-cover])")];
  }

  #say(text) {
    this.button.textContent = text;
    this.announce(text);
  }

  async #fetch() {
    const { fetching, go, failed } = this.button.dataset;
    this.button.disabled = true;
    this.button.textContent = fetching;
    try {
      this.#files = await Promise.all(this.#links().map(fetchFile));
      this.#fetched = Date.now();
      this.button.textContent = go;
    } catch {
      this.#files = undefined;
      this.#say(failed);
    }
    this.button.disabled = false;
  }

  async #share() {
    const text = document.getElementById(this.button.dataset.share)?.value ?? "";
    const copied = navigator.clipboard?.writeText(text).catch(() => {});
    try {
      await navigator.share({ files: this.#files, text });
      await copied;
      this.#say(this.button.dataset.shared);
      document.getElementById("posted")?.scrollIntoView({ block: "center" });
    } catch (error) {
      if (error.name !== "AbortError") this.#say(this.button.dataset.failed);
    }
  }
}

async function fetchFile(link) {
  const answer = await fetch(link.dataset.shareFile);
  if (!answer.ok) throw new Error(String(answer.status));
  return new File([await answer.blob()], link.download, { type: link.dataset.type });
}
