// "Need a way in?": a press puts the first words into the field and leaves the cursor behind them.
// <div data-starters="field-id" hidden> <button type="button" data-starter="Thank you for ">

function begin(field, words) {
  const before = field.value.slice(0, field.selectionStart);
  const gap = before && !/\s$/.test(before) ? " " : "";
  field.focus();
  field.setRangeText(gap + words, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const group of document.querySelectorAll("[data-starters]")) {
  const field = document.getElementById(group.dataset.starters);
  if (!field) continue;
  group.hidden = false; // without this file the buttons would do nothing, so they are not shown
  group.addEventListener("click", (event) => {
    const button = event.target.closest("[data-starter]");
    if (button) begin(field, button.dataset.starter);
  });
}
