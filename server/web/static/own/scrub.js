// Stills of a clip while the pointer, or a finger moved sideways, goes over its thumbnail. The stills lie side by side in
// one picture; a WebVTT file says where each is and for which time.
const sheets = new Map(); // by address: a promise of the sheet, or of null when there is none
const patience = 120; // milliseconds that a mouse must rest on a thumbnail before anything is loaded

export function sheetAt(address) {
  if (!sheets.has(address)) sheets.set(address, load(address).catch(() => null));
  return sheets.get(address);
}

async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) return null;
  const cues = [...(await answer.text()).matchAll(/(\S+) --> (\S+)\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g)];
  if (cues.length === 0) return null;
  const picture = new Image();
  picture.src = new URL(cues[0][3], answer.url);
  await picture.decode();
  const stills = cues.map(([, from, to, , ...place]) => {
    const [x, y, width, height] = place.map(Number);
    return { from: seconds(from), to: seconds(to), x, y, width, height };
  });
  return { picture, stills, duration: stills.at(-1).to };
}

const seconds = (clock) => clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

// stillAt finds the still for a part of the clip's length, 0 to 1.
export function stillAt(sheet, part) {
  const time = Math.min(Math.max(part, 0), 1) * sheet.duration;
  return sheet.stills.find((still) => time < still.to) ?? sheet.stills.at(-1);
}

// drawStill fills a canvas, whose size follows the still's.
export function drawStill(canvas, sheet, still) {
  if (canvas.width !== still.width) canvas.width = still.width;
  if (canvas.height !== still.height) canvas.height = still.height;
  canvas.getContext("2d").drawImage(sheet.picture, still.x, still.y, still.width, still.height, 0, 0, still.width, still.height);
}

// thumbnails shows stills over the thumbnails of clips.
export function thumbnails() {
  let over = null; // the thumbnail, its canvas and the part of the clip that is shown
  let timer;

  function leave() {
    clearTimeout(timer);
    over?.canvas.remove();
    over = null;
  }
  async function show() {
    const here = over;
    const sheet = await sheetAt(here.thumb.dataset.stills);
    if (over !== here || !sheet) return;
    drawStill(here.canvas, sheet, stillAt(sheet, here.part));
    const pen = here.canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, here.canvas.height - 3, here.canvas.width * here.part, 3);
    if (!here.canvas.isConnected) here.thumb.querySelector("img")?.after(here.canvas);
  }
  document.addEventListener("pointermove", (event) => {
    const thumb = event.target.closest?.(".thumb[data-stills]");
    if (over && over.thumb !== thumb) leave();
    if (!thumb) return;
    const box = thumb.getBoundingClientRect();
    const part = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    if (over) {
      over.part = part;
      if (over.canvas.isConnected) show();
      return;
    }
    const canvas = Object.assign(document.createElement("canvas"), { className: "still" });
    canvas.setAttribute("aria-hidden", "true");
    over = { thumb, canvas, part };
    timer = setTimeout(show, event.pointerType === "mouse" ? patience : 0);
  });
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, (event) => event.pointerType === "mouse" || leave());
  document.documentElement.addEventListener("pointerleave", leave);
}
