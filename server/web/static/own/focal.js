// The point that crops keep in view: clicking the picture writes it into its field, as percent from left and top.
export function focalPoints(part) {
  for (const holder of part.querySelectorAll("[data-focal]:not([data-ready])")) {
    holder.dataset.ready = "";
    const field = document.getElementById(holder.dataset.focal);
    const frame = holder.querySelector(".focal");
    const mark = Object.assign(document.createElement("span"), { className: "focal-mark" });
    frame.append(mark);
    const show = () => {
      const [x, y] = field.value.split(",").map(Number);
      mark.hidden = !(x >= 0 && y >= 0) || field.value.trim() === "";
      mark.style.left = `${x}%`;
      mark.style.top = `${y}%`;
    };
    frame.addEventListener("click", (event) => {
      const box = frame.getBoundingClientRect();
      field.value = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((f) => Math.round(f * 100)).join(", ");
      show();
    });
    field.addEventListener("input", show);
    show();
  }
}
