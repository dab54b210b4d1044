"""`/appointment/<token>/`: the link in an invitation. It opens without signing in, so it names a day and a time alone.

Looking changes nothing. A link that is unknown, replaced, answered too late or called off meets the same page.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from practice.calendar import replying
from practice.models import InviteReply
from practice.refusals import BadInput, NotFound

CLOSED = _("This link isn’t open any more. Sign in to see what’s new.")


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    said, status = "", 200
    try:
        session = replying.find_invite(token).session
        if request.method == "POST":
            said = replying.reply(token, request.POST.get("answer", "")).answer
    except NotFound:
        return render(request, "portal/entrance/link_closed.html", {"sentence": CLOSED}, status=404)
    except BadInput:
        status = 400
    facts = {"session": session, "said": said, "answers": InviteReply.Answer.choices}
    return render(request, "portal/entrance/appointment.html", facts, status=status)
