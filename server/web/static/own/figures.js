// Sizes and times as people read them.
const lang = document.documentElement.lang;

export function number(n) {
  return n.toLocaleString(lang);
}

export function size(bytes) {
  const power = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const value = bytes / 1000 ** power;
  return `${value.toLocaleString(lang, { maximumFractionDigits: power && value < 100 ? 1 : 0 })}\u00a0${["B", "kB", "MB", "GB", "TB"][power]}`;
}

// fill puts values in a sentence that has %1, %2 … for them.
export function fill(sentence, ...values) {
  return sentence.replace(/%(\d)/g, (_, n) => values[n - 1]);
}

// left says how long something takes, no finer than is known. The words are sentences: soon, minutes with %1, hours with
// %1 and %2.
export function left(seconds, words) {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return words.soon;
  if (minutes < 60) return fill(words.minutes, minutes < 10 ? minutes : Math.round(minutes / 5) * 5);
  const tens = Math.round(minutes / 10) * 10;
  return fill(words.hours, Math.floor(tens / 60), tens % 60);
}
