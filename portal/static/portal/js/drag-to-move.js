// A session is picked up and put down at another hour: the ordinary form to move it is filled in and sent.
// Without this file, and for whoever does not drag, "Move" leads to the same form.

const week = document.querySelector("[data-week]");
const form = document.querySelector("form[data-drag-move]");
const FIRST_HOUR = 7;
const HOURS = 14;
const STEP = 15;
let lifted = null;
let grip = 0;

function clockAt(column, pointer) {
  const box = column.getBoundingClientRect();
  const minutes = ((pointer - grip - box.top) / box.height) * HOURS * 60;
  const kept = Math.min(Math.max(Math.round(minutes / STEP) * STEP, 0), HOURS * 60 - STEP);
  const hour = String(FIRST_HOUR + Math.floor(kept / 60)).padStart(2, "0");
  return `${hour}:${String(kept % 60).padStart(2, "0")}`;
}

function send(column, pointer) {
  const { move, version, minutes, room, place, link } = lifted.dataset;
  const day = column.closest("[data-day]").dataset.day;
  const filled = { version, minutes, room, place, link, day, starts: clockAt(column, pointer) };
  const before = lifted.closest("[data-day]").dataset.day;
  if (day === before && filled.starts === lifted.dataset.starts) return;
  form.action = move;
  for (const [name, value] of Object.entries(filled)) form.elements[name].value = value;
  form.requestSubmit();
}

function lift(event) {
  lifted = event.currentTarget;
  grip = event.clientY - lifted.getBoundingClientRect().top;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  lifted.classList.add("is-lifted");
}

function letGo() {
  lifted?.classList.remove("is-lifted");
  week.querySelectorAll(".is-over-here").forEach((column) => column.classList.remove("is-over-here"));
  lifted = null;
}

function prepare(column) {
  column.addEventListener("dragover", (event) => {
    if (!lifted) return;
    event.preventDefault();
    column.classList.add("is-over-here");
  });
  column.addEventListener("dragleave", () => column.classList.remove("is-over-here"));
  column.addEventListener("drop", (event) => {
    event.preventDefault();
    if (lifted) send(column, event.clientY);
    letGo();
  });
}

if (week && form && !week.classList.contains("cal--list")) {
  for (const one of week.querySelectorAll("[data-starts]")) {
    one.draggable = true;
    one.addEventListener("dragstart", lift);
    one.addEventListener("dragend", letGo);
  }
  week.querySelectorAll(".cal__col").forEach(prepare);
}
