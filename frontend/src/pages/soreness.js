// A tap on the drawn calf chooses the region in the form beside it.
const choose = (group) => {
  const radio = document.querySelector(`input[name="region"][value="${CSS.escape(group.dataset.region)}"]`);
  if (radio) {
    radio.checked = true;
    radio.focus();
  }
};
for (const group of document.querySelectorAll("[data-calf] [data-region]")) {
  group.addEventListener("click", () => choose(group));
  group.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose(group);
    }
  });
}
