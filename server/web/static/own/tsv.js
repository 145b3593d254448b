// Cells on the clipboard as spreadsheets write them: tabs between cells, line ends between rows. A cell that holds either,
// or a quotation mark, stands in quotation marks, and those in it are doubled.

export function format(rows) {
  return rows.map((row) => row.map(quote).join("\t")).join("\n");
}

function quote(text) {
  return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// parse reads what format writes, and what people write by hand: a quotation mark that is not closed at the end of a cell is
// a letter like others. A line end at the very end is none.
export function parse(text) {
  const rows = [[]];
  let at = 0;
  const put = (cell) => rows.at(-1).push(cell);
  while (at <= text.length) {
    const quoted = text[at] === '"' ? inQuotes(text, at) : null;
    const end = quoted ? quoted.end : cellEnd(text, at);
    put(quoted ? quoted.cell : text.slice(at, end));
    if (end >= text.length) break;
    at = end + 1;
    if (text[end] === "\t") continue;
    if (text[end] === "\r" && text[at] === "\n") at++;
    if (at >= text.length) break;
    rows.push([]);
  }
  return rows;
}

function cellEnd(text, at) {
  const found = text.slice(at).search(/[\t\r\n]/);
  return found < 0 ? text.length : at + found;
}

// inQuotes reads a cell in quotation marks, and where it ends; null when it is not closed as one.
function inQuotes(text, at) {
  let cell = "";
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] !== '"') cell += text[i];
    else if (text[i + 1] === '"') cell += text[i++];
    else return i + 1 === text.length || /[\t\r\n]/.test(text[i + 1]) ? { cell, end: i + 1 } : null;
  }
  return null;
}
