// The captions of sound, for which browsers have no place: in the reader's language, else the first.
for (const player of document.querySelectorAll("audio")) {
  const track = (player.querySelector("track[default]") ?? player.querySelector("track"))?.track;
  if (!track) continue;
  const words = Object.assign(document.createElement("p"), { className: "spoken", lang: track.language });
  track.mode = "hidden"; // read, but not drawn by the browser
  track.addEventListener("cuechange", () => {
    words.textContent = [...track.activeCues].map((cue) => cue.getCueAsHTML().textContent).join("\n");
  });
  player.after(words);
}
