// Leave page: cover at once, then go. Without this file the link itself does the same, a moment later.

const PRESSES = 3;
const WITHIN_MS = 1500;

/** Empty the page and its title first: the network may be slow, and somebody may be standing there. */
function leave(address) {
  document.title = "";
  document.documentElement.classList.add("is-left");
  document.body.replaceChildren();
  location.replace(address);
}

/** Three presses of Shift alone, in a row. Any other key in between starts the count again. */
function watchShift(go) {
  let pressed = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift" || event.repeat) {
      pressed = [];
      return;
    }
    pressed = [...pressed, event.timeStamp].filter((at) => event.timeStamp - at < WITHIN_MS);
    if (pressed.length === PRESSES) go();
  });
}

const link = document.querySelector("[data-leave]");
if (link) {
  const address = link.getAttribute("href");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(address);
  });
  watchShift(() => leave(address));
}

// A page that the browser kept for its Back button may belong to a session that is over.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
