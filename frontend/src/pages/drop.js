// Files that are dropped anywhere on the page go into its file field; without this script the field itself takes them.
const form = document.querySelector("[data-drop]");
const field = form.querySelector('input[type="file"]');
const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

document.addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  form.classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  form.classList.remove("over");
  if (!event.dataTransfer.files.length) return;
  field.files = event.dataTransfer.files;
  form.requestSubmit();
});
form.addEventListener("submit", () => {
  form.querySelector("button").setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => form.querySelector("button").removeAttribute("aria-busy"));
