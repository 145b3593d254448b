// The strip of stills below a clip's player: it shows what comes where, and a click or a finger moves the player there.
// The player's own controls do the same for keyboards and screen readers, so the strip is hidden from those.
import { drawStill, sheetAt, stillAt } from "./scrub.js";

export function films(part) {
  for (const holder of part.querySelectorAll("[data-film]:not([data-ready])")) {
    holder.dataset.ready = "";
    const player = holder.closest(".stage").querySelector("video");
    sheetAt(holder.dataset.film).then((sheet) => sheet && sheet.stills.length > 1 && new Film(holder, player, sheet));
  }
}

class Film {
  constructor(holder, player, sheet) {
    Object.assign(this, { holder, player, sheet });
    this.strip = document.createElement("canvas");
    this.place = Object.assign(document.createElement("span"), { className: "film-place" });
    this.bubble = Object.assign(document.createElement("span"), { className: "film-bubble", hidden: true });
    this.still = document.createElement("canvas");
    this.clock = document.createElement("span");
    this.bubble.append(this.still, this.clock);
    holder.append(this.strip, this.place, this.bubble);
    holder.hidden = false;
    new ResizeObserver(() => this.#draw()).observe(holder);
    player.addEventListener("timeupdate", () => this.#follow());
    player.addEventListener("seeking", () => this.#follow());
    holder.addEventListener("pointermove", (event) => this.#over(event));
    holder.addEventListener("pointerdown", (event) => this.#seek(event));
    for (const end of ["pointerleave", "pointerup", "pointercancel"]) holder.addEventListener(end, () => (this.bubble.hidden = true));
  }

  #length() {
    return Number.isFinite(this.player.duration) ? this.player.duration : this.sheet.duration;
  }

  // As many stills as fit side by side in their own shape.
  #draw() {
    const { width, height } = this.sheet.stills[0];
    const sharp = Math.min(devicePixelRatio, 2);
    const canvas = this.strip;
    [canvas.width, canvas.height] = [this.holder.clientWidth * sharp, this.holder.clientHeight * sharp];
    const tile = (canvas.height * width) / height;
    const count = Math.max(1, Math.round(canvas.width / tile));
    const pen = canvas.getContext("2d");
    for (let i = 0; i < count; i++) {
      const s = stillAt(this.sheet, (i + 0.5) / count);
      const wide = canvas.width / count;
      const part = Math.min(1, wide / tile); // what would not fit is cut off at both sides
      pen.drawImage(this.sheet.picture, s.x + (s.width * (1 - part)) / 2, s.y, s.width * part, s.height, i * wide, 0, wide, canvas.height);
    }
    this.#follow();
  }

  #follow() {
    this.place.style.left = `${(this.player.currentTime / this.#length()) * 100}%`;
  }

  #part(event) {
    const box = this.holder.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
  }

  #over(event) {
    if (event.buttons > 0) this.#seek(event);
    const part = this.#part(event);
    drawStill(this.still, this.sheet, stillAt(this.sheet, part));
    const time = part * this.#length();
    this.clock.textContent = `${Math.floor(time / 60)}:${String(Math.floor(time % 60)).padStart(2, "0")}`;
    this.bubble.hidden = false;
    const half = this.bubble.offsetWidth / 2;
    const at = part * this.holder.clientWidth;
    this.bubble.style.left = `${Math.min(Math.max(at, half), this.holder.clientWidth - half)}px`;
  }

  #seek(event) {
    this.player.currentTime = this.#part(event) * this.#length();
  }
}
