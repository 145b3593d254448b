// One file on its way, and how far it has come.
import { fresh } from "./journal.js";

// The states of an item: "checking" whether it is there already, "asking" what to do since it is, "waiting", "sending",
// "done", "existing" (the one that is there is used), "failed", "locked" until the browser may open the file again, and
// "missing" until somebody chooses the same file again.
export class Item {
  state = "checking";
  problem = null; // {code, text, final}: why it failed
  duplicate = null; // {title, url, thumbnail_url}, {id} of an asset or {item} of this selection
  twin = null; // the duplicate that it was sent in spite of
  asset = null; // {id, …} once it is there
  sum = null; // {sha256} or {sample}
  upload = null; // {id, part_size, part_count, expires_at}
  keep = false; // sent although it is there
  file = null;
  root = null; // {id, path} of the handle through which the file can be opened again
  arrived = new Set(); // numbers of acknowledged parts
  landed = 0; // bytes of them
  flying = new Map(); // bytes on their way, by part
  addresses = new Map(); // {url, until} by part
  signing = null;
  stop = new AbortController();

  constructor(file, metadata, { path = "", root = null } = {}) {
    const { name, size, lastModified } = file;
    Object.assign(this, { id: fresh(), file, metadata, path, root, name, size, lastModified, added: Date.now() });
  }

  static of({ arrived, ...record }) {
    const item = Object.assign(new Item(record, record.metadata, record), record, { file: null });
    for (const number of arrived) item.land(number);
    return item;
  }

  record() {
    const { id, name, size, lastModified, path, root, metadata, keep, upload, added } = this;
    return { id, name, size, lastModified, path, root, metadata, keep, upload, added, arrived: [...this.arrived] };
  }

  is(file) {
    return this.name === file.name && this.size === file.size && this.lastModified === file.lastModified;
  }

  get sent() {
    if (this.state === "done") return this.size;
    let bytes = this.landed;
    for (const flying of this.flying.values()) bytes += flying;
    return bytes;
  }

  get over() {
    return this.state === "done" || this.state === "existing";
  }

  span(number) {
    const { part_size: size } = this.upload;
    return [(number - 1) * size, Math.min(number * size, this.size)];
  }

  part(number) {
    return this.file.slice(...this.span(number));
  }

  land(number) {
    this.flying.delete(number);
    if (this.arrived.has(number)) return;
    this.arrived.add(number);
    const [from, to] = this.span(number);
    this.landed += to - from;
  }

  // forget lets an upload go that the server no longer has.
  forget() {
    this.upload = null;
    this.landed = 0;
    for (const known of [this.arrived, this.flying, this.addresses]) known.clear();
  }

  get missing() {
    return Array.from({ length: this.upload.part_count }, (_, i) => i + 1).filter((n) => !this.arrived.has(n));
  }
}
