// Tells, before a byte is sent, which files are there already, on the server or twice in the selection. Only a file whose
// size is there is read for it, in a worker.
const whole = 512 * 2 ** 20; // bytes; of larger files samples are compared
const together = 1000; // files in one question

export class Twins {
  #line;
  #worker = null;
  #asked = new Map(); // by number of the question to the worker
  #count = 0;
  #sizes = new Map(); // items by size
  #sums = new Map(); // the first item of each sum
  #turn = Promise.resolve();

  constructor(line) {
    this.#line = line;
  }

  // check calls verdict with each item and its duplicate, or null. It throws what the server refuses.
  async check(items, verdict) {
    for (let at = 0; at < items.length; at += together) {
      const some = items.slice(at, at + together);
      const { files } = await this.#line.ask("POST", "/check", { files: some.map(({ size }) => ({ size })) });
      const doubtful = some.filter((item, i) => {
        const like = this.#sizes.get(item.size) ?? this.#sizes.set(item.size, []).get(item.size);
        const alone = !files[i].same_size && like.length === 0;
        like.push(item);
        if (alone) verdict(item, null);
        return !alone;
      });
      this.#turn = this.#turn.then(() => this.#compare(doubtful, verdict)).catch((error) => doubtful.forEach((item) => verdict(item, null, error)));
    }
  }

  async #compare(items, verdict) {
    for (let at = 0; at < items.length; at += 20) {
      const some = items.slice(at, at + 20);
      for (const item of some) for (const like of this.#sizes.get(item.size)) await this.#sum(like);
      const { files } = await this.#line.ask("POST", "/check", { files: some.map(({ size, sum }) => ({ size, ...sum })) });
      some.forEach((item, i) => verdict(item, files[i].duplicate ?? this.#twice(item)));
    }
  }

  // twice finds the item of the selection with the same bytes that was there first.
  #twice(item) {
    const sum = item.sum && Object.values(item.sum)[0];
    const first = this.#sums.get(sum);
    if (!first || first === item || first.gone) return null;
    return { title: first.name, item: first };
  }

  async #sum(item) {
    if (item.sum || !item.file || item.gone) return;
    const sampled = item.size > whole;
    const sum = await this.#digest(item.file, sampled).catch(() => null); // what cannot be read shows when it is sent
    if (!sum) return;
    item.sum = { [sampled ? "sample" : "sha256"]: sum };
    if (!this.#sums.has(sum) || this.#sums.get(sum).gone) this.#sums.set(sum, item);
  }

  #digest(file, sampled) {
    if (!this.#worker) {
      this.#worker = new Worker(new URL("./digest.js", import.meta.url), { type: "module" });
      this.#worker.onmessage = ({ data: { id, sum, error } }) => {
        const { done, fail } = this.#asked.get(id);
        this.#asked.delete(id);
        if (sum) done(sum);
        else fail(new Error(error));
      };
      this.#worker.onerror = () => {
        this.#worker = null; // the next question is put to another: this one may not have come over a bad line
        for (const { fail } of this.#asked.values()) fail(new Error("no worker"));
        this.#asked.clear();
      };
    }
    const id = this.#count++;
    return new Promise((done, fail) => {
      this.#asked.set(id, { done, fail });
      this.#worker.postMessage({ id, file, sampled });
    });
  }
}
