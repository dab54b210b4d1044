"""A form sent twice has one effect: the page carries a key of its own in a hidden field."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from practice import idempotency
from practice.refusals import BadInput

from .viewing import go

FIELD = "idempotency_key"
LEFT_OUT = {FIELD, "csrfmiddlewaretoken"}


def key_for(request: HttpRequest) -> str:
    """The key a form carries: the one it came with when it is shown again, or a new one."""
    held = request.POST.get(FIELD, "")
    return held if 0 < len(held) <= 64 and held.isprintable() else uuid4().hex


def once(request: HttpRequest, work: Callable[[], HttpResponse | str]) -> HttpResponse:
    """Do `work` once for this form; sent again, it leads to the same place without doing anything.

    `work` returns the address to go to (or a redirect) and raises Refused for everything that shall not be
    remembered, such as a field that needs another look: then nothing is kept and the same key may come again.
    """
    key = request.POST.get(FIELD, "")
    if not key:
        raise BadInput(
            _("This page is an old one. Open it again and send it from there."), code="form_too_old"
        )

    def reply() -> idempotency.Reply:
        done = work()
        return idempotency.Reply(303, {"to": done if isinstance(done, str) else done["Location"]})

    answer = idempotency.once(request.viewer, route=request.path, key=key, body=_body(request), work=reply)  # type: ignore[attr-defined]
    return go(request, (answer.body or {"to": "/"})["to"])


def _body(request: HttpRequest) -> bytes:
    """What was typed, in one order, without what changes each time the page is drawn."""
    parts = [(n, v) for n in sorted(request.POST) if n not in LEFT_OUT for v in request.POST.getlist(n)]
    return urlencode(parts, errors="surrogatepass").encode()
