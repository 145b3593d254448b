// The page on which people without an account send files: chosen, sent at once, and gone on with when the page is opened
// again, whatever the phone has done meanwhile. Who sends and what it is may be written before, during and after.
import { fill, left, number, size } from "./figures.js";
import { fresh } from "./journal.js";
import { Transfers } from "./transfer.js";

const page = document.getElementById("guest");
const words = page.dataset;
const chooser = document.getElementById("files");
const fields = { sent_by: document.getElementById("sent_by"), sent_note: document.getElementById("sent_note") };
const rows = 30; // files shown at a time
const order = ["failed", "missing", "locked", "sending", "checking", "waiting"];
const shown = new Map(); // rows by file
let told = JSON.stringify({ sent_by: "", sent_note: "" }); // the signature that the server knows
let telling = 0;
let settled = false;
let awake = null;

// What the phone remembers of this link; where it remembers nothing, all works until the page is closed.
const kept = {
  get: (name) => {
    try {
      return localStorage.getItem(`${words.scope}:${name}`) ?? "";
    } catch {
      return "";
    }
  },
  set: (name, value) => {
    try {
      localStorage.setItem(`${words.scope}:${name}`, value);
    } catch {
      // a private window
    }
  },
};

const visitor = kept.get("visitor") || fresh() + fresh();
kept.set("visitor", visitor);
let known = kept.get("known") !== ""; // the server has heard of this phone
const headers = { "X-Visitor": visitor };

document.documentElement.classList.add("script");
document.getElementById("send").addEventListener("submit", (event) => event.preventDefault());
for (const [name, field] of Object.entries(fields)) field.value ||= kept.get(name);

let transfers;
for (const [name, field] of Object.entries(fields)) {
  field.addEventListener("input", () => {
    kept.set(name, field.value);
    for (const item of transfers?.items ?? []) if (!item.upload) item.metadata = signature();
    clearTimeout(telling);
    telling = setTimeout(tell, 1000);
  });
}

transfers = await Transfers.open({ scope: words.scope, base: `${words.base}/uploads`, headers, check: false, refuse, onChange: () => transfers && render() });

chooser?.addEventListener("change", choose);
document.getElementById("retry").addEventListener("click", () => transfers.retry());
addEventListener("online", () => {
  render();
  if (unsaid()) tell();
});
addEventListener("offline", render);
addEventListener("beforeunload", (event) => transfers.busy && event.preventDefault());
if (chooser?.files.length) choose(); // while the script was on its way
render();

function choose() {
  transfers.add([...chooser.files], signature());
  chooser.value = "";
}

function refuse(file) {
  const named = /\.([^.]+)$/.exec(file.name);
  if (file.size === 0) return words.empty;
  if (file.size > Number(words.max)) return words.tooLarge;
  if (named && !words.accept.split(",").includes(named[1].toLowerCase())) return words.unsupported;
  return "";
}

// Who sends and what it is. The server is told once it knows of a file, and again when the last has arrived, so that
// none misses what was written meanwhile.
function signature() {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value.trim()]));
}

const unsaid = () => JSON.stringify(signature()) !== told;

async function tell() {
  const said = JSON.stringify(signature());
  if (!known) return;
  const status = document.getElementById("signed");
  try {
    const answer = await fetch(`${words.base}/signature`, {
      method: "PUT",
      keepalive: true,
      headers: { ...headers, "Content-Type": "application/json", Accept: "application/json", "Accept-Language": document.documentElement.lang },
      body: said,
    });
    const problem = answer.ok ? null : await answer.json().catch(() => ({}));
    status.textContent = problem ? [problem.detail, ...(problem.errors ?? []).map((e) => e.message)].filter(Boolean).join(" ") : words.signed;
    if (answer.ok) told = said;
  } catch {
    status.textContent = ""; // without a network it is told when that is back
  }
}

function finish() {
  if (settled) return;
  settled = true;
  if (unsaid()) tell();
}
addEventListener("pagehide", () => unsaid() && tell());

// The screen stays on while something is sent, where the phone lets it.
async function stayAwake(busy) {
  if (!busy) {
    awake?.release().catch(() => {});
    awake = null;
  } else if (!awake && document.visibilityState === "visible") {
    awake = { release: async () => {} };
    awake = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
    awake?.addEventListener?.("release", () => (awake = null));
  }
  document.getElementById("awake").hidden = !awake;
}
document.addEventListener("visibilitychange", () => {
  awake = null;
  render();
});

function render() {
  const sum = transfers.totals();
  const moving = sum.left > 0;
  if (moving) settled = false;
  if (!known && transfers.items.some((item) => item.upload)) kept.set("known", (known = true));
  document.getElementById("progress").hidden = sum.files === 0;
  document.getElementById("total").value = sum.bytes ? sum.sent / sum.bytes : 0;
  document.getElementById("total").hidden = !moving;
  headline(sum, moving);
  const offline = moving && !navigator.onLine;
  const trouble = document.getElementById("trouble");
  trouble.hidden = !(offline || (moving && transfers.trouble));
  trouble.textContent = offline ? words.offline : words[transfers.trouble.code] ?? transfers.trouble.text ?? "";
  document.getElementById("locking").hidden = !moving;
  document.getElementById("missing").hidden = sum.missing + sum.locked === 0;
  document.getElementById("retry").hidden = !transfers.items.some((item) => item.state === "failed" && !item.problem.final);
  document.getElementById("lead").hidden = sum.files > 0;
  const choose = document.getElementById("choose");
  if (choose) choose.textContent = sum.files > 0 ? words.more : words.choose;
  list();
  stayAwake(moving);
  if (!moving && sum.done > 0) finish();
}

function headline(sum, moving) {
  const title = document.getElementById("progress-title");
  const amount = document.getElementById("amount");
  if (moving) {
    title.textContent = fill(words.sending, number(sum.done), number(sum.files - sum.failed - sum.missing - sum.locked));
    const seconds = sum.seconds === undefined ? "" : left(sum.seconds, { soon: words.soon, minutes: words.minutes, hours: words.hours });
    amount.textContent = [`${size(sum.sent)} / ${size(sum.bytes)}`, seconds].filter(Boolean).join(" · ");
    return;
  }
  const whole = sum.failed + sum.missing + sum.locked === 0;
  title.textContent = sum.done > 0 && whole ? words.done : fill(words.partly, number(sum.done), number(sum.files));
  amount.textContent = sum.done > 0 && whole ? fill(sum.done === 1 ? words.doneOne : words.doneOther, number(sum.done)) : "";
  document.getElementById("progress").dataset.done = String(sum.done > 0 && whole);
}

// The list shows what needs somebody first, and never more than anybody reads.
function list() {
  const open = transfers.items.filter((item) => !item.over);
  open.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const visible = open.slice(0, rows);
  const queue = document.getElementById("queue");
  for (const [item, row] of shown) {
    if (visible.includes(item)) continue;
    row.remove();
    shown.delete(item);
  }
  visible.forEach((item, i) => {
    const row = shown.get(item) ?? build(item);
    if (queue.children[i] !== row) queue.insertBefore(row, queue.children[i] ?? null);
    refresh(item, row);
  });
  const rest = document.getElementById("rest");
  rest.hidden = open.length <= rows;
  rest.textContent = fill(words.rest, number(open.length - rows));
}

function build(item) {
  const row = document.getElementById("row").content.firstElementChild.cloneNode(true);
  row.querySelector(".name").textContent = item.name;
  row.querySelector("progress").setAttribute("aria-label", item.name);
  row.querySelector(".again").addEventListener("click", () => transfers.retry(item));
  row.querySelector(".remove").addEventListener("click", () => transfers.cancel(item));
  for (const button of row.querySelectorAll("button")) button.setAttribute("aria-label", `${button.textContent}: ${item.name}`);
  shown.set(item, row);
  return row;
}

function refresh(item, row) {
  row.dataset.state = item.state;
  row.querySelector("progress").value = item.size ? Math.min(1, item.sent / item.size) : 0;
  row.querySelector(".size").textContent = item.state === "sending" ? `${size(item.sent)} / ${size(item.size)}` : size(item.size);
  const said = item.problem?.text || (item.state === "failed" ? words.broken : "");
  const why = row.querySelector(".why");
  if (why.textContent !== said) why.textContent = said;
  row.querySelector(".again").hidden = item.state !== "failed" || item.problem.final;
}
