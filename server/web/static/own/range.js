// Choosing with Shift in a grid: everything between the box that was clicked before and this one becomes as this one is.
export function spread(boxes, from, to) {
  const [a, b] = [boxes.indexOf(from), boxes.indexOf(to)].sort((x, y) => x - y);
  if (a >= 0) for (const box of boxes.slice(a, b + 1)) box.checked = to.checked;
}
