// Expands rules as rrule.js does, which is named as the first argument: JSON lines in, the number of days and a digest of them
// out, one line each.
const { rrulestr } = require(process.argv[2]);
const { createHash } = require("crypto");
for (const line of require("fs").readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const ask = JSON.parse(line);
  if (ask.skip) { console.log("skipped"); continue; }
  const start = new Date(ask.start + "Z");
  const found = rrulestr(ask.rule, { dtstart: start }).between(start, new Date(start.getTime() + 30 * 365 * 864e5), true);
  const said = found.map((d) => d.toISOString().slice(0, 10)).join(",");
  console.log(found.length, createHash("sha1").update(said).digest("hex"));
}
