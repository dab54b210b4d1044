// A field that counts only after one answer stands there when that answer is picked. Without this file it stands there always.
// <div data-only-if="a-told" data-only-equals="yes">, or data-only-not="no" for every answer but one

function settle(part, form) {
  const { onlyIf, onlyEquals, onlyNot } = part.dataset;
  const picked = [...form.querySelectorAll(`[name="${CSS.escape(onlyIf)}"]`)].filter((input) => input.checked);
  part.hidden = !picked.some((input) => (onlyNot === undefined ? input.value === onlyEquals : input.value !== onlyNot));
}

for (const part of document.querySelectorAll("[data-only-if]")) {
  const form = part.closest("form, [data-asks]");
  form.addEventListener("change", () => settle(part, form));
  settle(part, form);
}
