// Once files have arrived and are processed, shows which of them look nearly the same as something that is there.
const most = 200; // files in one question: they stand in its address
const soon = 3000; // ms
const late = 30_000;

let asked = "";
let timer = 0;
let wait = soon;

// lookForAlike looks until the files are processed. The same files are asked for once.
export function lookForAlike(ids) {
  const address = `/alike?${new URLSearchParams(ids.slice(-most).map((id) => ["id", id]))}`;
  if (ids.length === 0 || address === asked) return;
  asked = address;
  wait = soon;
  look();
}

async function look() {
  clearTimeout(timer);
  const address = asked;
  const answer = await fetch(address).catch(() => null);
  const text = answer?.ok ? await answer.text() : "";
  if (address !== asked) return;
  const found = new DOMParser().parseFromString(text, "text/html").getElementById("pairs");
  if (found) show(found);
  if (found?.dataset.pending === "0") return;
  timer = setTimeout(look, wait);
  wait = Math.min(late, wait * 1.5);
}

// show leaves what is shown alone while it says the same, so that nobody is disturbed in choosing.
function show(found) {
  const here = document.getElementById("pairs");
  if (found.dataset.count === here.dataset.count) return;
  here.replaceWith(found);
  window.htmx?.process(found);
  document.getElementById("alike").hidden = found.dataset.count === "0";
}

// keepBoth remembers of files that were sent although they are there that both are wanted.
export async function keepBoth(items) {
  const pairs = [];
  for (const item of items) {
    const other = item.twin?.id ?? item.twin?.item?.asset?.id;
    if (item.state !== "done" || !other || item.told) continue;
    item.told = true;
    pairs.push({ asset: item.asset.id, other });
  }
  if (pairs.length === 0) return;
  const body = JSON.stringify({ pairs });
  await fetch("/api/v1/pairs/keep", { method: "POST", headers: { "Content-Type": "application/json" }, body }).catch(() => {}); // then it is asked again
}
