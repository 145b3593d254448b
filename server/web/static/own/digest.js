// A worker that calculates what a file's bytes are told by, so that the page stays quick meanwhile: the SHA-256 of the
// whole of it, or of samples of a very large one.
import { Sha256 } from "./sha256.js";

const piece = 4 << 20; // bytes that are read at a time
const whole = 32 << 20; // bytes up to which the browser's own calculation is worth the memory
const sampleSize = 65_536;
const samples = 64;

addEventListener("message", async ({ data: { id, file, sampled } }) => {
  try {
    postMessage({ id, sum: await (sampled ? sample(file) : sha256(file)) });
  } catch (error) {
    postMessage({ id, error: String(error) });
  }
});

async function sha256(file) {
  if (file.size <= whole && globalThis.crypto?.subtle) {
    const sum = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(sum)].map((b) => b.toString(16).padStart(2, "0")).join("");
  }
  const hash = new Sha256();
  for (let at = 0; at < file.size; at += piece) hash.update(await bytes(file, at, piece));
  return hash.hex();
}

// sample is the SHA-256 over the size, as 8 bytes with the most significant first, and 64 pieces from beginning to end.
async function sample(file) {
  const size = new DataView(new ArrayBuffer(8));
  size.setBigUint64(0, BigInt(file.size));
  const hash = new Sha256().update(new Uint8Array(size.buffer));
  for (let i = 0; i < samples; i++) hash.update(await bytes(file, Math.floor((i * (file.size - sampleSize)) / (samples - 1)), sampleSize));
  return hash.hex();
}

async function bytes(file, at, length) {
  return new Uint8Array(await file.slice(at, at + length).arrayBuffer());
}
