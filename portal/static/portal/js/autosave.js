// Keeps an answer 800 ms after the last change. Words that could not be sent stay in the page and nowhere else.
// <form data-autosave="/where/"> with csrfmiddlewaretoken and idempotency_key; a `data-unit` is sent as a whole.

const PAUSE_MS = 800;
const TRY_AGAIN_MS = [3000, 10000, 30000];
const OWN = new Set(["csrfmiddlewaretoken", "idempotency_key"]);

/** What one change is about: all fields of its question, so that an answer and "rather not" travel together. */
function namesAround(control) {
  const unit = control.closest("[data-unit]");
  const controls = unit ? [...unit.querySelectorAll("[name]")] : [control];
  return controls.map((each) => each.name).filter((name) => name && !OWN.has(name));
}

function bodyOf(form, names) {
  const all = new FormData(form);
  const body = new URLSearchParams();
  for (const name of names) {
    const values = all.getAll(name).filter((value) => typeof value === "string");
    const isBox = form.querySelector(`[name="${CSS.escape(name)}"][type="checkbox"][value="1"]`);
    if (values.length === 0 && !isBox) values.push(""); // taken away again: say so
    values.forEach((value) => body.append(name, value));
  }
  return body;
}

function attach(form) {
  const status = form.ownerDocument.querySelector("[data-autosave-status] > span");
  const trouble = form.ownerDocument.querySelector("[data-autosave-trouble]");
  const key = form.elements.idempotency_key?.value ?? "";
  let waiting = new Set();
  let timer = 0;
  let tries = 0;
  let count = 0;
  let isSending = false;

  function say(words) {
    if (status) status.textContent = words;
  }

  function tell(when) {
    if (!trouble) return;
    trouble.hidden = !when;
    trouble.querySelectorAll("[data-when]").forEach((each) => (each.hidden = each.dataset.when !== when));
  }

  async function post(names) {
    count += 1;
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      redirect: "manual",
      headers: {
        "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
        "Idempotency-Key": `${key}-${count}`,
        Accept: "application/json",
      },
      body: bodyOf(form, names),
    });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return "out";
    if (answer.status >= 500) return "failed";
    if (!answer.ok) return "unfinished"; // half a date, say; Continue will name it
    const kept = await answer.json().catch(() => ({}));
    say(kept.message ?? form.dataset.saved ?? "");
    return "";
  }

  async function send() {
    if (isSending || waiting.size === 0) return;
    const names = [...waiting];
    waiting = new Set();
    isSending = true;
    const problem = await post(names).catch(() => (navigator.onLine ? "failed" : "offline"));
    isSending = false;
    settle(problem, names);
  }

  function settle(problem, names) {
    if (problem === "offline" || problem === "failed") {
      names.forEach((name) => waiting.add(name));
      later(TRY_AGAIN_MS[Math.min(tries++, TRY_AGAIN_MS.length - 1)]);
    } else {
      tries = 0;
      if (!problem) document.dispatchEvent(new CustomEvent("evenlight:seen"));
      if (waiting.size > 0) later(PAUSE_MS);
    }
    tell(problem === "unfinished" ? "" : problem);
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  }

  form.addEventListener("input", (event) => {
    const names = namesAround(event.target);
    if (names.length === 0) return;
    names.forEach((name) => waiting.add(name));
    say("");
    later(PAUSE_MS);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    waiting = new Set();
  });
  window.addEventListener("online", () => later(0));
}

document.querySelectorAll("form[data-autosave]").forEach(attach);
