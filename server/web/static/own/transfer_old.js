// Sends one file in parts and survives what networks do: every part may be sent again, and an upload that was broken off
// goes on where it stopped, also after the page was closed, as soon as the same file is chosen again.
const api = "/api/v1/uploads";
const tries = 8; // of one request, with growing pauses, while the network is there
const stored = "upload:";

const hashed = 64e6; // bytes; up to here a file is compared with what is there before it is sent

// digest gives the SHA-256 in hex, or undefined where the browser does not calculate (on an address without https).
async function digest(file) {
  const sum = await globalThis.crypto?.subtle?.digest("SHA-256", await file.arrayBuffer());
  return sum && [...new Uint8Array(sum)].map((b) => b.toString(16).padStart(2, "0")).join("");
}

export class Refused extends Error {
  constructor(problem) {
    const fields = (problem.errors ?? []).map((e) => e.message);
    super([problem.detail, ...fields].filter(Boolean).join(" "));
    this.duplicateOf = problem.duplicate_of;
    this.status = problem.status;
  }
}

// unfinished lists what was begun in this browser and not completed: [{key, name}].
export function unfinished() {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(stored))
    .map((key) => ({ key, name: JSON.parse(localStorage.getItem(key)).name }));
}

export function forget(key) {
  localStorage.removeItem(key);
}

// Lanes bounds how many parts are on their way at once, over all files.
export class Lanes {
  #free;
  #waiting = [];
  constructor(count) {
    this.#free = count;
  }
  async run(work) {
    if (this.#free > 0) this.#free--;
    else await new Promise((go) => this.#waiting.push(go));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

// Transfer sends one file. onProgress is told the bytes that have arrived, onState "offline" or "retrying" or "".
export class Transfer {
  constructor(file, metadata, { lanes, keep, onProgress, onState }) {
    Object.assign(this, { file, metadata, lanes, keep, onProgress, onState });
    this.key = `${stored}${file.name}:${file.size}:${file.lastModified}`;
    this.sent = new Map(); // bytes by part number
    this.stop = new AbortController();
  }

  // run answers the asset, or throws Refused.
  async run() {
    const upload = await this.#begin();
    const missing = await this.#missing(upload);
    await Promise.all(missing.map((n) => this.lanes.run(() => this.#part(upload, n))));
    const asset = await this.#ask("POST", `${api}/${upload.id}/complete`).catch((error) => {
      // Sending the same bytes again would change nothing, unless it was only the session that had run out.
      if (error instanceof Refused && error.status !== 401) forget(this.key);
      throw error;
    });
    forget(this.key);
    return asset;
  }

  async cancel() {
    this.stop.abort();
    const known = this.#remembered();
    forget(this.key);
    if (known) await fetch(`${api}/${known.id}`, { method: "DELETE" }).catch(() => {});
  }

  #remember(upload) {
    localStorage.setItem(this.key, JSON.stringify(upload));
  }

  #remembered() {
    return JSON.parse(localStorage.getItem(this.key) ?? "null");
  }

  async #begin() {
    const known = this.#remembered();
    if (known && new Date(known.expires_at) > new Date()) {
      try {
        const now = await this.#ask("GET", `${api}/${known.id}`);
        if (now.state === "receiving" || now.state === "complete") return known;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    }
    const body = { file_name: this.file.name, size: this.file.size, metadata: this.metadata };
    if (!this.keep && this.file.size <= hashed) body.sha256 = await digest(this.file);
    const upload = await this.#ask("POST", this.keep ? `${api}?duplicate=keep` : api, body);
    this.#remember({ ...upload, name: this.file.name, arrived: [] });
    return upload;
  }

  async #missing(upload) {
    const now = await this.#ask("GET", `${api}/${upload.id}`);
    // A part counts when the server has it and has told us so: one that broke off is sent again whatever is listed.
    const told = new Set(this.#remembered()?.arrived);
    for (const part of now.parts ?? []) {
      if (told.has(part.number) && part.size === this.#slice(upload, part.number).size) this.sent.set(part.number, part.size);
    }
    this.#tell();
    if (now.state === "complete") return [];
    return Array.from({ length: upload.part_count }, (_, i) => i + 1).filter((n) => !this.sent.has(n));
  }

  #slice(upload, number) {
    return this.file.slice((number - 1) * upload.part_size, number * upload.part_size);
  }

  #tell() {
    this.onProgress([...this.sent.values()].reduce((sum, bytes) => sum + bytes, 0));
  }

  async #part(upload, number) {
    await this.#again(async () => {
      const { parts } = await this.#once("POST", `${api}/${upload.id}/parts`, { numbers: [number] });
      await this.#put(parts[0].url, this.#slice(upload, number), number);
    });
    const known = this.#remembered();
    if (known) this.#remember({ ...known, arrived: [...known.arrived, number] });
  }

  // put sends bytes with XMLHttpRequest, which, unlike fetch, tells how far it has come.
  #put(url, blob, number) {
    return new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      request.open("PUT", url);
      request.upload.onprogress = ({ loaded }) => {
        this.sent.set(number, loaded);
        this.#tell();
      };
      const broken = () => {
        this.sent.delete(number);
        this.#tell();
        fail(new Error(`part ${number}: ${request.status}`));
      };
      request.onload = () => {
        if (request.status >= 300) return broken();
        this.sent.set(number, blob.size);
        this.#tell();
        done();
      };
      request.onerror = request.ontimeout = request.onabort = broken;
      this.stop.signal.addEventListener("abort", () => request.abort(), { once: true });
      request.send(blob);
    });
  }

  #ask(method, url, body) {
    return this.#again(() => this.#once(method, url, body));
  }

  async #once(method, url, body) {
    const answer = await fetch(url, {
      method,
      signal: this.stop.signal,
      headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang, ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) return said;
    if (answer.status === 429 || answer.status >= 500) throw new Error(said.detail ?? `${method} ${answer.status}`);
    throw new Refused(said);
  }

  // again repeats what the network broke. Refusals are final; without a network it waits for as long as that lasts.
  async #again(work) {
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await work();
        this.onState("");
        return result;
      } catch (error) {
        if (error instanceof Refused || this.stop.signal.aborted || attempt >= tries) throw error;
        this.onState(navigator.onLine ? "retrying" : "offline");
        await this.#pause(attempt);
      }
    }
  }

  async #pause(attempt) {
    if (!navigator.onLine) await new Promise((go) => window.addEventListener("online", go, { once: true }));
    const seconds = Math.min(30, 2 ** (attempt - 1)) * (0.75 + Math.random() / 2);
    await new Promise((go) => setTimeout(go, seconds * 1000));
  }
}
