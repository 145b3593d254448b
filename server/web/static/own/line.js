// The line to the server: asks again for as long as that can help, and says what it is waiting for.
const longest = 30; // seconds between two tries
const patience = 6; // tries where the fault is not the network's
const silence = 60_000; // ms without a byte, after which a part is taken for lost

// Refused is the server's final word on a request.
export class Refused extends Error {
  constructor(problem, status) {
    const fields = (problem.errors ?? []).map((e) => e.message);
    super([problem.detail, ...fields].filter(Boolean).join(" "));
    this.duplicateOf = problem.duplicate_of;
    this.code = problem.code;
    this.status = status;
  }
}

// Broken is what may go better another time. Its trouble is one of retrying, busy, full, signed_out.
export class Broken extends Error {
  constructor(status = 0, { detail, after } = {}) {
    super(detail ?? "");
    this.status = status;
    this.after = after;
    this.trouble = { 401: "signed_out", 429: "busy", 503: "busy", 507: "full" }[status] ?? "retrying";
    this.lasting = status !== 0 && ![401, 408, 429, 502, 503, 504, 507].includes(status);
  }
}

function retryAfter(header) {
  const seconds = Number(header ?? NaN);
  return seconds >= 0 ? Math.min(Math.max(seconds, 1), 600) : undefined;
}

export class Line {
  #resting = new Set();

  // onTrouble is told what is being waited for, and "" when it is over.
  constructor({ base, headers = {}, onTrouble }) {
    Object.assign(this, { base, headers, onTrouble });
    const wake = () => this.wake();
    addEventListener("online", wake);
    addEventListener("focus", wake);
    document.addEventListener("visibilitychange", () => document.hidden || wake());
  }

  // wake ends all waiting: something may have changed.
  wake() {
    for (const go of [...this.#resting]) go();
  }

  // ask sends JSON and answers JSON. Where nobody is at fault it does not give up.
  async ask(method, path, body, signal) {
    for (let tries = 1; ; tries++) {
      try {
        const answer = await this.#once(method, path, body, signal);
        this.onTrouble("");
        return answer;
      } catch (error) {
        await this.rest(error, tries, signal);
      }
    }
  }

  async #once(method, path, body, signal) {
    let answer, said;
    try {
      answer = await fetch(this.base + path, {
        method,
        signal,
        headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang, ...(body && { "Content-Type": "application/json" }), ...this.headers },
        body: body && JSON.stringify(body),
      });
      said = await answer.text();
    } catch {
      signal?.throwIfAborted();
      throw new Broken();
    }
    let told = {};
    const after = retryAfter(answer.headers.get("Retry-After"));
    try {
      told = said ? JSON.parse(said) : {};
    } catch {
      throw new Broken(answer.ok ? 502 : answer.status, { after }); // something in between has answered
    }
    if (answer.ok) return told;
    if ([401, 408, 429].includes(answer.status) || answer.status >= 500) throw new Broken(answer.status, { detail: told.detail, after });
    throw new Refused(told, answer.status);
  }

  // put sends bytes once, with XMLHttpRequest, which unlike fetch tells how far it has come.
  put(url, blob, { signal, onProgress }) {
    return new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      let watch;
      const listen = () => {
        clearTimeout(watch);
        watch = setTimeout(() => request.abort(), silence);
      };
      const give = () => request.abort();
      const end = (settle, value) => {
        clearTimeout(watch);
        signal.removeEventListener("abort", give);
        settle(value);
      };
      request.open("PUT", url);
      request.upload.onprogress = ({ loaded }) => (listen(), onProgress(loaded));
      request.onload = () => {
        const { status } = request;
        if (status >= 200 && status < 300) return end(done);
        end(fail, new Broken(status, { after: retryAfter(request.getResponseHeader("Retry-After")) }));
      };
      request.onerror = () => end(fail, new Broken());
      request.onabort = () => end(fail, signal.aborted ? signal.reason : new Broken());
      signal.addEventListener("abort", give, { once: true });
      if (signal.aborted) return end(fail, signal.reason);
      listen();
      request.send(blob);
    });
  }

  // rest waits before the next try, or throws what another try does not mend.
  async rest(error, tries, signal) {
    signal?.throwIfAborted();
    if (!(error instanceof Broken) || (error.lasting && tries >= patience)) throw error;
    this.onTrouble(navigator.onLine ? error.trouble : "offline", error.message);
    const growing = Math.min(longest, 2 ** (tries - 1)) * (0.75 + Math.random() / 2);
    const seconds = error.after ?? (error.trouble === "signed_out" || error.trouble === "full" ? 15 : growing);
    const held = error.after === undefined ? 0 : seconds; // what the server asked for is not cut short
    await this.#sleep(navigator.onLine || held ? seconds : 3600, held, signal);
    signal?.throwIfAborted();
  }

  #sleep(seconds, held, signal) {
    return new Promise((go) => {
      const earliest = Date.now() + held * 1000;
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        this.#resting.delete(wake);
        go();
      };
      const wake = () => (Date.now() >= earliest ? end() : undefined);
      const timer = setTimeout(end, seconds * 1000);
      this.#resting.add(wake);
      signal?.addEventListener("abort", end, { once: true });
    });
  }
}
