// The button says what will happen: its words follow the choice of who sees it, and so does the line below it.
// <input type="radio" name="audience" data-label="Share with Noor" data-note="…">,
// <button data-follows="audience">, <p data-follows-note="audience">

function follow(form, name) {
  const picked = form.querySelector(`input[name="${CSS.escape(name)}"]:checked`);
  const button = form.querySelector(`[data-follows="${CSS.escape(name)}"]`);
  const note = form.querySelector(`[data-follows-note="${CSS.escape(name)}"]`);
  if (picked?.dataset.label) button.textContent = picked.dataset.label;
  if (note && picked) note.textContent = picked.dataset.note ?? "";
}

for (const button of document.querySelectorAll("[data-follows]")) {
  const { form } = button;
  const name = button.dataset.follows;
  form.addEventListener("change", (event) => event.target.name === name && follow(form, name));
  follow(form, name);
}
