// Saves what is written in the table, in the background and in order: what was done in one go is one batch, and can be
// undone as one. Nothing is given up: what cannot be saved now is tried again, and what is refused stays in its cell.
import { same } from "./sheet.js";

const largestBody = 700_000; // bytes of one request, well below what the server takes
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class Saver {
  #queue = []; // steps that are to be saved: {changes: [{row, name, before, after}], batches}
  #running = false;
  #wake = null;
  #done = []; // steps that can be undone
  #settling = 0; // changes that were sent, whose rows are being brought up to date

  // listen is told of what happens: state(), refused(row, name, message), conflict(row, name, theirs), done(row, name), renewed(row).
  constructor(sheet, listen) {
    this.sheet = sheet;
    this.listen = listen;
    this.trouble = ""; // why nothing can be saved right now: "retrying" or "signed_out"
  }

  get waiting() {
    return this.#queue.reduce((n, step) => n + step.changes.length, this.#settling);
  }

  // rows are those with something that waits to be saved.
  get rows() {
    return new Set(this.#queue.flatMap((step) => step.changes.map((c) => c.row)));
  }

  push(changes) {
    if (changes.length === 0) return;
    this.#queue.push({ changes, batches: [], all: changes });
    this.#run();
  }

  // hurry tries again at once.
  hurry() {
    this.#wake?.();
  }

  async #run() {
    if (this.#running) return this.listen.state();
    this.#running = true;
    while (this.#queue.length) {
      this.listen.state();
      const step = this.#queue[0];
      await this.#save(step);
      this.#queue.shift();
      if (step.batches.length) this.#done.push(step);
    }
    this.#running = false;
    this.listen.state();
  }

  // save sends a step a part at a time. Rows that somebody has changed elsewhere meanwhile are sent again with what they are
  // now, as long as it is not the same cell.
  async #save(step) {
    while (step.changes.length) {
      const part = this.#part(step.changes);
      const answer = await this.#send("/api/v1/assets/batch", "POST", { changes: part.rows.map(([row, changes]) => this.#patch(row, changes)) });
      step.changes = step.changes.filter((c) => !part.changes.includes(c));
      if (!answer.ok) {
        for (const c of part.changes) this.listen.refused(c.row, c.name, answer.detail);
        continue;
      }
      if (answer.body.batch) step.batches.push(answer.body.batch);
      const refused = new Map(answer.body.refused.map((r) => [r.id, r]));
      this.#settling = part.changes.length;
      for (const [row, changes] of part.rows) {
        const why = refused.get(row.id);
        if (!why) await this.#saved(row, changes);
        else if (why.code === "stale") step.changes.push(...(await this.#renew(row, changes)));
        else this.#refuse(row, changes, why);
      }
      this.#settling = 0;
    }
  }

  // part takes as many rows of a step as one request may hold, each with its changes.
  #part(changes) {
    const rows = new Map();
    let size = 0;
    for (const c of changes) {
      size += 60 + JSON.stringify(c.after).length * 3;
      if (size > largestBody && rows.size && !rows.has(c.row)) break;
      rows.set(c.row, [...(rows.get(c.row) ?? []), c]);
    }
    const taken = [...rows.values()].flat();
    return { rows: [...rows], changes: taken };
  }

  #patch(row, changes) {
    return { id: row.id, version: row.version, patch: Object.fromEntries(changes.map((c) => [c.name, this.sheet.byName.get(c.name).sent(c.after)])) };
  }

  // send tries until there is an answer of the server's: what somebody in between says in its place is none.
  async #send(address, method, body) {
    for (let wait = 1000; ; wait = Math.min(wait * 2, 15_000)) {
      const init = { method, headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) }, body: body && JSON.stringify(body) };
      const answer = await fetch(address, init).catch(() => null);
      const said = await answer?.json().catch(() => null);
      const trouble = answer?.status === 401 ? "signed_out" : !said || answer.status >= 500 || answer.status === 429 ? "retrying" : "";
      this.trouble = trouble;
      if (!trouble) return { ok: answer.ok, body: said, detail: said.errors?.[0]?.message ?? said.detail ?? answer.statusText };
      this.listen.state();
      const asked = Math.min(600, Number(answer?.headers.get("Retry-After")) || 0) * 1000;
      await Promise.race([pause(Math.max(wait, asked)), new Promise((wake) => (this.#wake = wake))]);
    }
  }

  async #saved(row, changes) {
    row.version++;
    for (const c of changes) {
      row.saved(c.name, c.after);
      this.listen.done(row, c.name);
    }
    // A day brings with it what its files take over.
    if (changes.some((c) => c.name === "recording_day" || c.name === "shot")) await this.#renew(row, []);
  }

  #refuse(row, changes, why) {
    const errors = why.errors ?? [];
    const named = (name) => errors.filter((e) => e.location.split(/[.[]/)[0] === name).map((e) => e.message);
    const some = changes.some((c) => named(c.name).length);
    for (const c of changes) this.listen.refused(row, c.name, some ? named(c.name)[0] : (errors[0]?.message ?? why.detail));
  }

  // renew brings a row up to what the server holds, and gives those of some changes that can be sent again.
  async #renew(row, changes) {
    const answer = await this.#send(`/api/v1/assets/${encodeURIComponent(row.id)}`, "GET");
    if (!answer.ok) {
      for (const c of changes) this.listen.refused(row, c.name, answer.detail);
      return [];
    }
    row.version = answer.body.version;
    const again = [];
    for (const column of this.sheet.columns) {
      const theirs = column.told(answer.body, row);
      const mine = changes.find((c) => c.name === column.name);
      if (!mine) this.#outrun(row, column, theirs) || this.#take(row, column, theirs);
      else if (same(sentOf(column, theirs), sentOf(column, mine.after))) this.listen.done(row, column.name);
      else if (same(sentOf(column, theirs), sentOf(column, row.base(column.name)))) again.push(mine);
      else this.listen.conflict(row, column.name, theirs);
      row.saved(column.name, theirs);
    }
    this.listen.renewed(row);
    return again;
  }

  // outrun takes out of the queue what somebody else has written meanwhile in the same cell, and asks which is to stay.
  #outrun(row, column, theirs) {
    const of = (c) => c.row === row && c.name === column.name;
    const waits = this.#queue.slice(1).some((s) => s.changes.some(of));
    if (!waits || same(sentOf(column, theirs), sentOf(column, row.base(column.name)))) return waits;
    for (const step of this.#queue.slice(1)) step.changes = step.changes.filter((c) => !of(c));
    this.listen.conflict(row, column.name, theirs);
    return true;
  }

  // take shows what somebody else has written, unless there is something in the cell that is not saved.
  #take(row, column, theirs) {
    const untouched = same(sentOf(column, row.value(column.name)), sentOf(column, row.base(column.name)));
    if (untouched && !same(sentOf(column, row.value(column.name)), sentOf(column, theirs))) row.show(column.name, theirs, true);
  }

  // undo takes the last step back: one that has not been sent is forgotten, one that has is undone as a batch. It gives how
  // many rows stayed as they were because others have changed them, or null when there is nothing to undo.
  async undo() {
    if (this.#queue.length > 1) return this.#restore(this.#queue.pop(), new Set());
    while (this.#running) await pause(50);
    const step = this.#done.pop();
    if (!step) return null;
    const refused = new Set();
    for (const batch of step.batches) {
      const answer = await this.#send(`/api/v1/batches/${encodeURIComponent(batch)}/undo`, "POST");
      if (!answer.ok) {
        this.#done.push(step);
        throw new Error(answer.detail);
      }
      for (const r of answer.body.refused) refused.add(r.id);
    }
    return this.#restore(step, refused, true);
  }

  async #restore(step, refused, saved = false) {
    const rows = new Set();
    for (const { row, name, before, after } of step.all) {
      if (refused.has(row.id)) continue;
      if (!rows.has(row) && saved) row.version++;
      rows.add(row);
      // What was never saved, because others had been there first, goes back to what they wrote.
      const column = this.sheet.byName.get(name);
      const was = !saved || same(sentOf(column, row.base(name)), sentOf(column, after)) ? before : row.base(name);
      row.show(name, was, saved);
      this.listen.done(row, name);
    }
    const brought = step.all.some((c) => c.name === "recording_day" || c.name === "shot");
    if (saved && brought) for (const row of rows) await this.#renew(row, []);
    this.listen.state();
    return refused.size;
  }
}

const sentOf = (column, value) => column.sent(value);
