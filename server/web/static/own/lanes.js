// How many parts are on their way at once, over all files: as many as make the line carry more.
const least = 2;
const window = 3000; // ms over which throughput is compared
const better = 1.1; // by how much more lanes have to carry

export class Lanes {
  #free = [];
  #busy = 0;
  #direction = 1;
  #window = null; // {from, bytes}: since when there was always something waiting
  #before = 0; // bytes per ms with the width before

  constructor({ most = 6, now = () => performance.now() } = {}) {
    Object.assign(this, { most, now, width: Math.min(3, most) });
  }

  get waiting() {
    return this.#free.length;
  }

  // run does the work when there is a lane for it. What is given up while it waits never begins.
  async run(work, signal) {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      this.#busy--;
      this.#next();
    }
  }

  #enter(signal) {
    return new Promise((enter, fail) => {
      const place = { enter: () => (signal.removeEventListener("abort", leave), enter()) };
      const leave = () => {
        this.#free = this.#free.filter((other) => other !== place);
        fail(signal.reason);
      };
      if (signal.aborted) return fail(signal.reason);
      signal.addEventListener("abort", leave, { once: true });
      this.#free.push(place);
      this.#next();
    });
  }

  #next() {
    while (this.#busy < this.width && this.#free.length > 0) {
      this.#busy++;
      this.#free.shift().enter();
    }
    if (this.#free.length === 0) this.#window = null; // the files are the bottleneck, not the line
  }

  // carried is told of the bytes that went out.
  carried(bytes) {
    if (this.#free.length === 0) return;
    this.#window ??= { from: this.now(), bytes: 0 };
    this.#window.bytes += bytes;
    const time = this.now() - this.#window.from;
    if (time < window) return;
    const rate = this.#window.bytes / time;
    const change = this.#before > 0 ? rate / this.#before : better;
    if (change >= better) this.#direction ||= 1;
    else this.#direction = change > 1 / better ? 0 : -(this.#direction || 1);
    this.#before = rate;
    this.#window = null;
    this.width = Math.max(least, Math.min(this.most, this.width + this.#direction));
    this.#next();
  }

  // broke is told of a part that did not arrive: fewer at once lose less.
  broke() {
    this.width = Math.max(least, Math.ceil(this.width / 2));
    this.#direction = 1;
    this.#before = 0;
    this.#window = null;
  }
}
