// Matching by keyboard: 1 to 9 choose a person, the space bar a file, and M says that the person is on the files.
const form = document.getElementById("match");
document.addEventListener("keydown", (event) => {
  if (!form || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem("single-keys") === "off") return;
  if (event.target.closest("textarea, select, dialog, input:not([type=radio], [type=checkbox])")) return;
  if (/^[1-9]$/.test(event.key)) {
    const person = form.querySelectorAll("[name=person]")[Number(event.key) - 1];
    if (!person) return;
    event.preventDefault();
    person.checked = true;
    person.focus();
  } else if (event.key === "m" || event.key === "M") {
    event.preventDefault();
    form.querySelector("[name=how][value=add]").click();
  }
});
