// A form sends once: a second press while the first is under way does nothing. The key in the form guards the rest.

const RELEASE_MS = 10000;

function release(form) {
  delete form.dataset.sending;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

// At the window, so that whatever stopped the sending for a reason of its own has already spoken.
window.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.dataset.once === "off") return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  // A download leaves the page where it is; then the button must work again.
  setTimeout(release, RELEASE_MS, form);
});

window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));
