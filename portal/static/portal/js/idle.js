// Two minutes before a session ends by itself the page says so and offers to stay. When it has ended, the page is
// covered and asked for again, which leads to the sign-in. Other open pages are told through a channel; nothing is stored.

const CHECK_MS = 5000;

function watch(notice) {
  const warnAfter = Number(notice.dataset.idleWarn) * 1000;
  const overAfter = Number(notice.dataset.idleOver) * 1000;
  const others = new BroadcastChannel("evenlight-seen");
  let seenAt = Date.now();

  function seen() {
    seenAt = Date.now();
    notice.hidden = true;
  }

  function seenHere() {
    seen();
    others.postMessage("seen");
  }

  function isOver() {
    document.title = "";
    document.documentElement.classList.add("is-left");
    location.replace(location.href.split("#")[0]);
  }

  function look() {
    const quiet = Date.now() - seenAt;
    if (quiet > overAfter) isOver();
    else if (quiet > warnAfter) notice.hidden = false;
  }

  /** Any answer of our own means that we are still known; a redirect means that we are asked who we are. */
  async function stay() {
    try {
      const answer = await fetch(location.pathname, { method: "HEAD", redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect") isOver();
      else seenHere();
    } catch {
      // Offline: the notice stays and so does the button.
    }
  }

  others.addEventListener("message", seen);
  document.addEventListener("evenlight:seen", seenHere);
  document.addEventListener("visibilitychange", look);
  notice.querySelector("[data-idle-stay]").addEventListener("click", stay);
  setInterval(look, CHECK_MS);
  others.postMessage("seen");
}

const notice = document.querySelector("[data-idle-warn]");
if (notice) watch(notice);
