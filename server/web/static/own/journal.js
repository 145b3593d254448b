// What is on its way, kept in the browser (IndexedDB) so that it goes on after a reload, a closed tab or a crash: a record
// of each file, where possible a handle through which the file can be opened again, else a copy of small ones. Where the
// browser keeps nothing, as in some private windows, everything works but for that.
const records = "records"; // by id
const copies = "copies"; // files, by record
const roots = "roots"; // handles of files and folders, by id

const largestCopy = 2 ** 31; // bytes
const roomForCopies = 2 ** 32; // bytes, at most half of what the browser still offers

// fresh makes an id. crypto.randomUUID is not there on addresses without https.
export function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

function settled(request) {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

export class Journal {
  #database;
  #scope;
  #tab = fresh();
  #room; // bytes that copies may still take; undefined until somebody asks
  #kept = new Map(); // bytes of copies, by record
  #copying = Promise.resolve();

  // A scope is one purpose of one person: what was begun in another is not shown.
  static async open(scope) {
    const journal = new Journal();
    journal.#scope = scope;
    try {
      const request = indexedDB.open("fellesmappa-uploads", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(records, { keyPath: "id" }).createIndex("scope", "scope");
        request.result.createObjectStore(copies);
        request.result.createObjectStore(roots);
      };
      journal.#database = await settled(request);
      journal.#database.onversionchange = () => journal.#database.close();
      await journal.#sign();
    } catch {
      journal.#database = null;
    }
    return journal;
  }

  // sign holds a lock for as long as the tab lives: other tabs leave its files alone.
  #sign() {
    return new Promise((held) => {
      if (!navigator.locks) return held();
      navigator.locks.request(`upload:${this.#tab}`, () => {
        held();
        return new Promise(() => {});
      });
    });
  }

  #in(stores, mode, work) {
    return new Promise((done, fail) => {
      if (!this.#database) return done(undefined);
      const transaction = this.#database.transaction(stores, mode);
      const request = work(transaction);
      transaction.oncomplete = () => done(request?.result);
      transaction.onabort = () => fail(transaction.error);
    }).catch(() => undefined); // a full disk costs the continuation, not the upload
  }

  // claim takes over the records that no other tab is at work on.
  async claim() {
    const take = async () => {
      const found = (await this.#in([records], "readonly", (t) => t.objectStore(records).index("scope").getAll(this.#scope))) ?? [];
      const { held = [] } = (await navigator.locks?.query()) ?? {};
      const alive = new Set(held.map((lock) => lock.name));
      const free = found.filter((r) => r.tab === this.#tab || !alive.has(`upload:${r.tab}`));
      await this.put(...free);
      return free;
    };
    return navigator.locks ? navigator.locks.request("upload:claim", take) : take();
  }

  put(...list) {
    return this.#in([records], "readwrite", (t) => {
      for (const record of list) t.objectStore(records).put({ ...record, scope: this.#scope, tab: this.#tab });
    });
  }

  // remove forgets a file. Handles are forgotten with the last file.
  remove(...ids) {
    for (const id of ids) {
      if (this.#kept.has(id)) this.#room += this.#kept.get(id);
      this.#kept.delete(id);
    }
    return this.#in([records, copies, roots], "readwrite", (t) => {
      for (const id of ids) {
        t.objectStore(records).delete(id);
        t.objectStore(copies).delete(id);
      }
      const left = t.objectStore(records).count();
      left.onsuccess = () => left.result === 0 && t.objectStore(roots).clear();
    });
  }

  // keep stores a copy of a file that cannot be opened again otherwise, one after the other. It tells whether there was room.
  keep(id, file) {
    this.#copying = this.#copying.then(async () => {
      if (!this.#database || file.size > largestCopy) return false;
      if (this.#room === undefined) {
        const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
        this.#room = Math.min(roomForCopies, (quota - usage) / 2);
      }
      if (file.size > this.#room) return false;
      this.#room -= file.size;
      this.#kept.set(id, file.size);
      const wanted = (t) => {
        const record = t.objectStore(records).getKey(id);
        record.onsuccess = () => record.result && t.objectStore(copies).put(file, id); // it may have arrived meanwhile
        return record;
      };
      return (await this.#in([records, copies], "readwrite", wanted)) !== undefined;
    });
    return this.#copying;
  }

  copy(id) {
    return this.#in([copies], "readonly", (t) => t.objectStore(copies).get(id));
  }

  async keepRoot(handle) {
    const id = fresh();
    await this.#in([roots], "readwrite", (t) => void t.objectStore(roots).put(handle, id));
    return id;
  }

  root(id) {
    return this.#in([roots], "readonly", (t) => t.objectStore(roots).get(id));
  }
}
