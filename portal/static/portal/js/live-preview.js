// Shows a question as it is typed, 500 ms after the last change. Without this, the button Preview does the same.
// <form data-preview="/where/"> with csrfmiddlewaretoken; the answer stands in #live-preview. Nothing is kept.

const PAUSE_MS = 500;

function attach(form) {
  const place = form.ownerDocument.getElementById("live-preview");
  let timer = 0;
  let newest = 0;

  async function show() {
    newest += 1;
    const mine = newest;
    const answer = await fetch(form.dataset.preview, {
      method: "POST",
      redirect: "manual",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body: new URLSearchParams(new FormData(form)),
    }).catch(() => null);
    if (!answer?.ok || mine !== newest) return; // what stands there stays
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...page.body.childNodes);
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE_MS);
  });
}

document.querySelectorAll("form[data-preview]").forEach(attach);
