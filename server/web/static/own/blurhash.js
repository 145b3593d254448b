// Paints blurhashes (https://blurha.sh, version 1) behind pictures, so that a page has its colours before its bytes.
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
const size = 32; // pixels of the painted square; the style sheet stretches it

export function paintPlaceholders(part) {
  for (const holder of part.querySelectorAll("[data-blurhash]:not([data-painted])")) {
    holder.dataset.painted = "";
    const canvas = paint(holder.dataset.blurhash);
    if (canvas) holder.prepend(canvas);
  }
}

const number = (text) => [...text].reduce((n, c) => n * 83 + digits.indexOf(c), 0);
const linear = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const signedSquare = (v) => Math.sign(v) * v * v;

// A page may hold sixty pictures: what all of them need is computed once.
const waves = Array.from({ length: 9 }, (_, i) => Float32Array.from({ length: size }, (_, x) => Math.cos((Math.PI * x * i) / size)));
const shades = 4096;
const display = Uint8ClampedArray.from({ length: shades + 1 }, (_, i) => {
  const v = i / shades;
  return 255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);
});
const shown = (v) => display[Math.round(Math.min(Math.max(v, 0), 1) * shades)];

function paint(hash) {
  const flag = number(hash[0] ?? "0");
  const columns = (flag % 9) + 1;
  const rows = Math.floor(flag / 9) + 1;
  if (hash.length !== 4 + 2 * columns * rows) return null;
  const largest = (number(hash[1]) + 1) / 166;
  const colours = Array.from({ length: columns * rows }, (_, i) => {
    if (i === 0) {
      const dc = number(hash.slice(2, 6));
      return [dc >> 16, (dc >> 8) & 255, dc & 255].map(linear);
    }
    const ac = number(hash.slice(4 + i * 2, 6 + i * 2));
    return [Math.floor(ac / 361), Math.floor(ac / 19) % 19, ac % 19].map((v) => signedSquare((v - 9) / 9) * largest);
  });
  return draw(colours, columns, rows);
}

function draw(colours, columns, rows) {
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  canvas.setAttribute("aria-hidden", "true");
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(size, size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let [red, green, blue] = [0, 0, 0];
      for (let j = 0; j < rows; j++) {
        for (let i = 0; i < columns; i++) {
          const wave = waves[i][x] * waves[j][y];
          const colour = colours[j * columns + i];
          red += colour[0] * wave;
          green += colour[1] * wave;
          blue += colour[2] * wave;
        }
      }
      image.data.set([shown(red), shown(green), shown(blue), 255], 4 * (y * size + x));
    }
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}
