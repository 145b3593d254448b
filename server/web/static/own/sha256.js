// SHA-256 (FIPS 180-4) piece by piece: what the browser itself offers wants the whole file in memory at once.
const K = new Int32Array(64);
const start = new Int32Array(8);

// The constants are the first 32 bits of the fractional parts of the roots of the first primes.
for (let n = 2, found = 0; found < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
  if (!prime) continue;
  if (found < 8) start[found] = fraction(Math.sqrt(n));
  K[found++] = fraction(Math.cbrt(n));
}
function fraction(x) {
  return Math.floor((x - Math.floor(x)) * 2 ** 32) | 0;
}

export class Sha256 {
  #state = start.slice();
  #schedule = new Int32Array(64);
  #rest = new Uint8Array(64); // what does not fill a block yet
  #held = 0;
  #length = 0; // bytes

  update(bytes) {
    this.#length += bytes.length;
    let at = 0;
    if (this.#held > 0) {
      at = Math.min(64 - this.#held, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#held);
      if ((this.#held += at) < 64) return this;
      this.#blocks(this.#rest, 0, 64);
    }
    const end = bytes.length - ((bytes.length - at) % 64);
    this.#blocks(bytes, at, end);
    this.#rest.set(bytes.subarray(end));
    this.#held = bytes.length - end;
    return this;
  }

  // hex ends the sum and gives it in 64 digits.
  hex() {
    const bits = this.#length * 8;
    const tail = new Uint8Array(this.#held < 56 ? 64 - this.#held : 128 - this.#held);
    tail[0] = 0x80;
    const view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(tail.length - 4, bits % 2 ** 32);
    this.update(tail);
    return [...this.#state].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  #blocks(bytes, from, end) {
    const w = this.#schedule;
    const s = this.#state;
    for (let at = from; at < end; at += 64) {
      for (let i = 0, b = at; i < 16; i++, b += 4) w[i] = (bytes[b] << 24) | (bytes[b + 1] << 16) | (bytes[b + 2] << 8) | bytes[b + 3];
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15];
        const y = w[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
      }
      let a = s[0]; // not taken apart in one go: that is several times slower
      let b = s[1];
      let c = s[2];
      let d = s[3];
      let e = s[4];
      let f = s[5];
      let g = s[6];
      let h = s[7];
      for (let i = 0; i < 64; i++) {
        const e1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const one = (h + e1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        const a0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const two = (a0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g;
        g = f;
        f = e;
        e = (d + one) | 0;
        d = c;
        c = b;
        b = a;
        a = (one + two) | 0;
      }
      s[0] += a;
      s[1] += b;
      s[2] += c;
      s[3] += d;
      s[4] += e;
      s[5] += f;
      s[6] += g;
      s[7] += h;
    }
  }
}
