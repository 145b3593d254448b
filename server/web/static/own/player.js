// What the player's place in a clip is good for: buttons that write it into a field, as minutes and seconds.
export function playerTimes() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-now]");
    const player = (button?.closest(".with-player") ?? document).querySelector(".stage :is(video, audio)");
    if (!button || !player) return;
    player.pause();
    const field = document.getElementById(button.dataset.now);
    field.value = clock(player.currentTime);
    if (button.type === "button") field.focus();
  });
}

// spokenWords shows the captions of sound, for which browsers have no place: in the reader's language, else the first.
export function spokenWords(part) {
  for (const player of part.querySelectorAll("audio:not([data-ready])")) {
    player.dataset.ready = "";
    const track = (player.querySelector("track[default]") ?? player.querySelector("track"))?.track;
    if (!track) continue;
    const words = Object.assign(document.createElement("p"), { className: "spoken", lang: track.language });
    track.mode = "hidden"; // read, but not drawn by the browser
    track.addEventListener("cuechange", () => {
      words.textContent = [...track.activeCues].map((cue) => cue.getCueAsHTML().textContent).join("\n");
    });
    player.after(words);
  }
}

// clock rounds up to the next millisecond, so that the picture that is shown is the one that is meant.
function clock(time) {
  const all = Math.ceil(time * 1000 - 0.001);
  const minutes = Math.floor(all / 60000);
  const [whole, rest] = ((all % 60000) / 1000).toFixed(3).split(".");
  const decimal = document.documentElement.lang === "en" ? "." : ",";
  return `${minutes}:${whole.padStart(2, "0")}${rest === "000" ? "" : decimal + rest}`;
}

// keepPlayer leaves alone what a renewed page shows the same way, and a player that may be playing: only its poster is
// renewed.
export function keepPlayer() {
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const now = detail.target;
    const next = detail.fragment.querySelector(`#${now.id}`);
    if (!next || !("shown" in next.dataset)) return;
    const [player, other] = [now, next].map((part) => part.querySelector(".stage video"));
    if (player && other) player.poster = other.poster;
    if (now.dataset.shown === next.dataset.shown || (player && other)) detail.shouldSwap = false;
  });
}
