// entries asks a list of the API for entries by name. Names of people go by POST, so that they stand in no address and no log.
export function entries(source, q, limit) {
  if (!source.endsWith("/search")) return fetch(`${source}?${new URLSearchParams({ q, limit })}`);
  return fetch(source, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ q, limit }) });
}
