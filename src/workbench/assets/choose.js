// Quotes that are chosen together: all at once, and how many there are.

function boxes(form) {
  return [...form.elements].filter((box) => box.name === "chosen");
}

function count(form) {
  const all = boxes(form), chosen = all.filter((box) => box.checked).length;
  form.toggleAttribute("data-chosen", chosen > 0);
  const everything = form.querySelector("[data-all]");
  form.querySelector("[data-count]").textContent = chosen ? `${chosen} / ${all.length}` : "";
  everything.checked = chosen > 0 && chosen === all.length;
  everything.indeterminate = chosen > 0 && chosen < all.length;
}

document.addEventListener("change", (event) => {
  const form = event.target.form?.closest("[data-choosing]");
  if (!form) return;
  if (event.target.matches("[data-all]")) for (const box of boxes(form)) box.checked = event.target.checked;
  if (event.target.name === "chosen" || event.target.matches("[data-all]")) count(form);
});
