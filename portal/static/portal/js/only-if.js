// A field that counts only after one answer stands there when that answer is picked. Without this file it stands there always.
// <div data-only-if="a-told" data-only-equals="yes">

function settle(part, form) {
  const { onlyIf, onlyEquals } = part.dataset;
  const picked = [...form.querySelectorAll(`[name="${CSS.escape(onlyIf)}"]`)].filter((input) => input.checked);
  part.hidden = !picked.some((input) => input.value === onlyEquals);
}

for (const part of document.querySelectorAll("[data-only-if]")) {
  const form = part.closest("form");
  form.addEventListener("change", () => settle(part, form));
  settle(part, form);
}
