// How fast it goes and how long it will take: smoothed, and honest in that what has to be sent again takes off what was
// counted before.
const memory = 15_000; // ms
const soonest = 3000; // ms before anything is foretold

export class Pace {
  #sent = 0;
  #at = null;
  #since = null;
  #rate = 0; // bytes per ms

  // note is told, now and then, how many bytes are there by now.
  note(sent, at = performance.now()) {
    if (this.#at === null) {
      this.#sent = sent;
      this.#since = this.#at = at;
      return;
    }
    const time = at - this.#at;
    if (time < 200) return;
    const weight = Math.max(1 - Math.exp(-time / memory), time / (at - this.#since)); // at first the plain mean
    this.#rate = Math.max(0, this.#rate + ((sent - this.#sent) / time - this.#rate) * weight);
    this.#sent = sent;
    this.#at = at;
  }

  // rest keeps a pause from counting.
  rest() {
    this.#at = null;
  }

  // rate is in bytes per second.
  get rate() {
    return this.#rate * 1000;
  }

  // left tells the seconds for so many bytes; undefined while that cannot be told.
  left(bytes) {
    if (this.#at === null || this.#at - this.#since < soonest || this.#rate <= 0) return undefined;
    return bytes / this.rate;
  }
}
