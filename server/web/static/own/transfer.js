// Sends files in parts and survives what networks, phones and browsers do: lost lines, sleep, reloads, closed tabs, a
// session that has run out, a server that is away. Acknowledged parts are never sent again.
//
//   const transfers = await Transfers.open({ scope, base, headers, check, refuse, onChange })
//
// scope     names the purpose and the person; what was begun under it goes on, in this browser, when it is opened again
// base      the address of the uploads, "/api/v1/uploads" unless told; headers go with every request to it
// check     false where nobody may learn what is there already
// refuse    (file) => why it cannot be taken, in the reader's language, or ""
// onChange  () => void, at most four times a second: look at items, trouble, paused and totals() anew
//
// add(files, metadata)        files are File objects or {file, path, root}, where root is {handle, path}: the handle
//                             of the file or of the folder it lies in, if there is one. It tells what was added.
// pause() resume()            all
// retry(...items)             those, or all that failed
// cancel(...items)            and forget
// decide(choice, ...items)    "skip", "existing" or "both", for items in state "asking"; always = choice for later ones
// unlock()                    after a click: opens files that the browser asks permission for
// items, paused, trouble      trouble is "" or {code, text}: offline, retrying, busy, full, signed_out
// busy                        whether closing the page would break something off
// totals()                    {files, done, failed, asking, missing, locked, left, bytes, sent, rate, seconds}
import { Item } from "./item.js";
import { Journal } from "./journal.js";
import { Lanes } from "./lanes.js";
import { Broken, Line, Refused } from "./line.js";
import { Pace } from "./pace.js";
import { Twins } from "./twins.js";

const filesAtOnce = 8;
const signedAtOnce = 50;
const addressLife = 50 * 60_000; // ms; the server gives an hour
const newBeginnings = 3;
const quietly = 250; // ms between two looks

// A browser has six connections to a host, unless the server speaks HTTP/2. One is left for everything else.
function connections() {
  const protocol = performance.getEntriesByType("navigation")[0]?.nextHopProtocol;
  return protocol === "h2" || protocol === "h3" ? 8 : 5;
}

class Unreadable extends Error {}

export class Transfers {
  items = [];
  paused = false;
  trouble = "";
  always = "";
  #active = new Set();
  #line;
  #lanes = new Lanes({ most: connections() });
  #pace = new Pace();
  #journal;
  #twins;
  #timer = 0;

  static async open({ scope, base = "/api/v1/uploads", headers, check = true, refuse = () => "", onChange = () => {} }) {
    const transfers = new Transfers();
    Object.assign(transfers, { refuse, onChange });
    transfers.#line = new Line({ base, headers, onTrouble: (code, text) => transfers.#troubled(code, text) });
    transfers.#twins = check ? new Twins(transfers.#line) : null;
    transfers.#journal = await Journal.open(scope);
    await transfers.#restore();
    setInterval(() => transfers.#measure(), 1000);
    return transfers;
  }

  get busy() {
    return this.items.some((item) => ["checking", "waiting", "sending"].includes(item.state));
  }

  totals() {
    const sum = { files: 0, done: 0, failed: 0, asking: 0, missing: 0, locked: 0, left: 0, bytes: 0, sent: 0 };
    for (const item of this.items) {
      sum.files++;
      if (item.over) sum.done++;
      else if (item.state in sum) sum[item.state]++;
      else sum.left++;
      if (item.state === "existing" || item.state === "asking" || item.problem?.final) continue;
      sum.bytes += item.size;
      sum.sent += Math.min(item.sent, item.size);
    }
    return { ...sum, rate: this.#pace.rate, seconds: this.#pace.left(sum.bytes - sum.sent) };
  }

  async add(files, metadata = {}) {
    const added = [];
    const back = [];
    for (const given of files) {
      const { file, path = "", root } = given instanceof Blob ? { file: given } : given;
      const known = this.items.find((item) => item.is(file) && (item.state === "missing" || item.state === "locked" || !path || !item.path || item.path === path));
      if (known?.state === "missing" || known?.state === "locked") this.#found(known, file), back.push(known);
      else if (!known) added.push(Object.assign(new Item(file, metadata, { path }), { given: root }));
    }
    this.items.push(...added);
    const taken = added.filter((item) => {
      const text = this.refuse(item.file);
      if (text) this.#fail(item, { code: "refused", text, final: true });
      return !text;
    });
    this.#changed();
    await this.#keep(taken);
    this.#check([...taken, ...back.filter((item) => item.state === "checking")]);
    this.#pump();
    return added;
  }

  pause() {
    this.paused = true;
    this.trouble = "";
    this.#pace.rest();
    for (const item of this.#active) item.stop.abort(new DOMException("paused", "AbortError"));
    this.#changed();
  }

  resume() {
    this.paused = false;
    this.#line.wake();
    this.#pump();
    this.#changed();
  }

  retry(...items) {
    for (const item of items.length ? items : this.items) {
      if (item.state === "failed" && !item.problem.final) this.#move(item, "waiting");
    }
    this.#line.wake();
    this.#pump();
  }

  cancel(...items) {
    const gone = new Set(items);
    this.items = this.items.filter((item) => !gone.has(item));
    for (const item of this.items) if (gone.has(item.duplicate?.item) && !item.asset) this.#move(item, "waiting");
    for (const item of items) {
      item.gone = true;
      item.stop.abort(new DOMException("cancelled", "AbortError"));
      if (item.upload && !item.over) this.#line.ask("DELETE", `/${item.upload.id}`).catch(() => {}); // the server forgets it by itself in time
    }
    this.#journal.remove(...items.map((item) => item.id));
    this.#pump();
    this.#changed();
  }

  decide(choice, ...items) {
    for (const item of items) {
      if (item.state !== "asking") continue;
      if (choice === "skip") this.cancel(item);
      else if (choice === "both") Object.assign(item, { keep: true, twin: item.duplicate, duplicate: null }) && this.#move(item, "waiting");
      else this.#use(item);
    }
    this.#pump();
  }

  async unlock() {
    const asked = new Map();
    const locked = this.items.filter((item) => item.state === "locked");
    for (const item of locked) {
      const handle = await this.#journal.root(item.root.id);
      if (!asked.has(item.root.id)) asked.set(item.root.id, await handle?.requestPermission({ mode: "read" }).catch(() => "denied"));
      if (asked.get(item.root.id) === "granted") await this.#reopen(item, handle);
      if (item.file) this.#found(item, item.file);
    }
    this.#check(locked.filter((item) => item.state === "checking"));
    this.#pump();
  }

  // use takes what is there in place of the file: it counts among what was sent.
  #use(item) {
    const { item: first, id, title } = item.duplicate;
    item.asset = first ? first.asset : { id, title }; // that of the selection may still be on its way
    this.#journal.remove(item.id);
    this.#move(item, "existing");
  }

  async #restore() {
    const records = await this.#journal.claim();
    records.sort((a, b) => a.added - b.added);
    const items = records.map((record) => Item.of(record));
    this.items.push(...items);
    for (const item of items) {
      item.state = "missing";
      item.file = (await this.#journal.copy(item.id)) ?? null;
      if (!item.file) await this.#open(item);
      if (item.file) this.#found(item, item.file);
    }
    this.#check(items.filter((item) => item.state === "checking"));
    this.#pump();
    this.#changed();
  }

  // open opens a file through its handle, where the browser lets us without asking.
  async #open(item) {
    const handle = item.root && (await this.#journal.root(item.root.id));
    if (!handle) return;
    const may = await handle.queryPermission({ mode: "read" }).catch(() => "denied");
    if (may === "granted") await this.#reopen(item, handle);
    else if (may === "prompt") item.state = "locked";
  }

  async #reopen(item, handle) {
    try {
      const folders = item.root.path.split("/").filter(Boolean);
      const name = folders.pop();
      for (const folder of folders) handle = await handle.getDirectoryHandle(folder);
      if (handle.kind === "directory") handle = await handle.getFileHandle(name);
      const file = await handle.getFile();
      if (item.is(file)) item.file = file;
    } catch {
      // Moved or renamed meanwhile: somebody has to choose it again.
    }
    item.state = item.file ? item.state : "missing";
  }

  // found goes on with a file that is there again. What was not begun is to be checked first, as all else is.
  #found(item, file) {
    item.file = file;
    this.#move(item, item.upload || item.keep ? "waiting" : "checking");
  }

  // keep remembers files, and how to open them again.
  async #keep(items) {
    const roots = new Map();
    for (const item of items) {
      if (!item.given) continue;
      const { handle, path } = item.given;
      if (!roots.has(handle)) roots.set(handle, await this.#journal.keepRoot(handle));
      item.root = { id: roots.get(handle), path };
    }
    await this.#journal.put(...items.map((item) => item.record()));
    for (const item of items) if (!item.root) this.#journal.keep(item.id, item.file);
  }

  async #check(items) {
    if (items.length === 0) return;
    const clear = (item, duplicate, error) => {
      if (item.gone || item.state !== "checking") return;
      if (error) this.#failed(item, error);
      else if (duplicate) this.#ask(item, duplicate);
      else this.#move(item, "waiting");
      this.#pump();
    };
    if (!this.#twins) return items.forEach((item) => clear(item, null));
    try {
      await this.#twins.check(items, clear);
    } catch (error) {
      for (const item of items) clear(item, null, error);
    }
  }

  #ask(item, duplicate) {
    item.duplicate = duplicate;
    this.#move(item, "asking");
    if (this.always) this.decide(this.always, item);
  }

  #pump() {
    if (this.paused) return;
    for (const item of this.items) {
      if (this.#active.size >= filesAtOnce || (this.#active.size > 0 && this.#lanes.waiting >= this.#lanes.width)) return;
      if (item.state === "waiting" && !this.#active.has(item)) this.#start(item);
    }
  }

  async #start(item) {
    this.#active.add(item);
    item.stop = new AbortController();
    item.fresh = false;
    this.#move(item, "sending");
    try {
      item.asset = await this.#send(item);
      this.#arrived(item);
    } catch (error) {
      item.stop.abort();
      item.flying.clear();
      if (!item.gone) this.#failed(item, error);
    }
    this.#active.delete(item);
    this.#pump();
  }

  #arrived(item) {
    this.#journal.remove(item.id);
    this.#move(item, "done");
    item.file = null;
    for (const other of this.items) if (other.duplicate?.item === item && other.state === "existing") other.asset = item.asset;
  }

  // send answers the asset. An upload that the server no longer knows is begun anew.
  async #send(item) {
    for (let tries = 0; ; tries++) {
      const parts = [];
      try {
        if (!item.upload || !(await this.#listed(item))) await this.#begin(item);
        const { signal } = item.stop;
        for (const number of item.missing) parts.push(this.#part(item, number, signal));
        await Promise.all(parts);
        return await this.#line.ask("POST", `/${item.upload.id}/complete`, undefined, signal);
      } catch (error) {
        item.stop.signal.throwIfAborted();
        const anew = error instanceof Refused && (error.status === 404 || (error.status === 409 && !error.duplicateOf));
        if (!anew || tries >= newBeginnings) throw error;
        await this.#recall(item, parts);
      }
    }
  }

  // recall ends what is left of a try that failed: none of its parts may be taken for one of the next.
  async #recall(item, parts) {
    item.stop.abort(new DOMException("recalled", "AbortError"));
    await Promise.allSettled(parts);
    item.fresh = false;
    if (this.paused || item.gone) throw item.stop.signal.reason;
    item.stop = new AbortController();
  }

  async #begin(item) {
    item.forget();
    const body = { file_name: item.name, size: item.size, metadata: item.metadata };
    if (!item.keep && item.sum?.sha256) body.sha256 = item.sum.sha256;
    item.upload = await this.#line.ask("POST", item.keep ? "?duplicate=keep" : "", body, item.stop.signal);
    item.fresh = true;
    await this.#journal.put(item.record());
  }

  // listed asks what has arrived of an upload, and whether it still takes parts.
  async #listed(item) {
    if (item.fresh) return true;
    const now = await this.#line.ask("GET", `/${item.upload.id}`, undefined, item.stop.signal).catch((error) => {
      if (error instanceof Refused && error.status === 404) return {};
      throw error;
    });
    const { upload } = item;
    const open = now.state === "complete" || (now.state === "receiving" && new Date(upload.expires_at) > new Date());
    if (!open) return false;
    item.forget();
    item.upload = upload;
    if (now.state === "complete") for (const number of item.missing) item.land(number);
    for (const { number, size } of now.parts ?? []) {
      const [from, to] = item.span(number);
      if (size === to - from) item.land(number);
    }
    return true;
  }

  async #part(item, number, signal) {
    const blob = item.part(number);
    for (let tries = 1; ; tries++) {
      try {
        await this.#lanes.run(() => this.#put(item, number, blob, signal), signal);
        break;
      } catch (error) {
        await this.#mend(item, number, blob, error, tries, signal);
      }
    }
    item.land(number);
    this.#troubled("");
    this.#changed();
    await this.#journal.put(item.record());
    this.#pump();
  }

  async #put(item, number, blob, signal) {
    const url = await this.#address(item, number, signal);
    let before = 0;
    await this.#line.put(url, blob, {
      signal,
      onProgress: (bytes) => {
        this.#lanes.carried(bytes - before);
        before = bytes;
        item.flying.set(number, bytes);
        this.#changed();
      },
    });
  }

  // mend waits until a part may be tried again, or throws why that is no use.
  async #mend(item, number, blob, error, tries, signal) {
    item.flying.delete(number);
    item.addresses.delete(number);
    item.fresh = false;
    signal.throwIfAborted();
    if (!(error instanceof Broken)) throw error;
    if (error.status === 0) {
      this.#lanes.broke();
      await blob.slice(0, 1).arrayBuffer().catch(() => { throw new Unreadable(); });
    }
    if ((error.status === 403 || error.status === 404) && tries > 1) throw new Refused({}, 404);
    await this.#line.rest(error, tries, signal);
  }

  // address gives where a part is to be sent; the server signs many at once.
  async #address(item, number, signal) {
    for (;;) {
      const known = item.addresses.get(number);
      if (known && known.until > Date.now()) return known.url;
      item.signing ??= this.#sign(item, number, signal).finally(() => (item.signing = null));
      await item.signing;
    }
  }

  async #sign(item, number, signal) {
    const numbers = item.missing.filter((n) => n >= number && !item.flying.has(n)).slice(0, signedAtOnce);
    const { parts } = await this.#line.ask("POST", `/${item.upload.id}/parts`, { numbers: [...new Set([number, ...numbers])] }, signal);
    for (const part of parts) item.addresses.set(part.number, { url: part.url, until: Date.now() + addressLife });
  }

  #failed(item, error) {
    if (error.name === "AbortError") return this.#move(item, "waiting");
    if (error instanceof Refused && error.duplicateOf) return this.#ask(item, { id: error.duplicateOf, title: item.name, url: `/assets/${error.duplicateOf}`, thumbnail_url: null, text: error.message });
    if (error instanceof Unreadable) return this.#move(Object.assign(item, { file: null }), "missing");
    const final = error instanceof Refused;
    if (final) this.#journal.remove(item.id);
    this.#fail(item, { code: final ? "refused" : "broken", text: error.message, final });
  }

  #fail(item, problem) {
    item.problem = problem;
    this.#move(item, "failed");
  }

  #move(item, state) {
    if (state !== "failed") item.problem = null;
    item.state = state;
    this.#changed();
  }

  #troubled(code, text = "") {
    if ((this.trouble.code ?? "") === code) return;
    this.trouble = code ? { code, text } : "";
    this.#changed();
  }

  #measure() {
    const moving = [...this.#active].some((item) => item.state === "sending");
    if (!moving) return this.#pace.rest();
    this.#pace.note(this.totals().sent);
    this.#changed();
  }

  #changed() {
    this.#timer ||= setTimeout(() => {
      this.#timer = 0;
      this.onChange();
    }, quietly);
  }
}
