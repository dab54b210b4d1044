"""`/sessions/calendar/`: how sessions reach one's own calendar, what they say there, and the secret address itself."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.idempotent import FIELD, once
from practice import idempotency
from practice.calendar import choosing, feeds
from practice.models import CalendarChoice, FeedToken
from practice.refusals import BadInput, Refused, StaleEdit

from . import when
from .here import Here, page, show

SWITCHES = ("shows_place", "shows_homework")


@page("GET", "POST")
def calendar(request: HttpRequest, here: Here) -> HttpResponse:
    """Make an address, which is shown this once; end it; or choose how things look."""
    act = (request.POST.get("do") or "make") if request.method == "POST" else ""
    if act == "end":
        return once(request, lambda: _end(here))
    if act == "choose":
        return _choose(request, here)
    address = _make(request, here) if act else None
    return _shown(request, here, address=address, was_shown=bool(act) and not address)


def _shown(
    request: HttpRequest,
    here: Here,
    *,
    address: str | None = None,
    was_shown: bool = False,
    wrong: Refused | None = None,
) -> HttpResponse:
    rows = FeedToken.objects.visible_to(here.viewer).filter(user=here.viewer.user_id, kind="own")
    live = rows.filter(revoked_at=None).first()
    choice = choosing.choices_of(here.partner.user)
    return show(
        request,
        "calendar",
        here,
        status=wrong.status if wrong else 200,
        address=address or "",
        webcal=address.replace("https://", "webcal://").replace("http://", "webcal://") if address else "",
        was_shown=was_shown,
        make_key=uuid4().hex,
        end_key=uuid4().hex,
        made=when.plain_time(live.created_at, here.now) if live else "",
        used=when.plain_time(live.last_used_at, here.now) if live and live.last_used_at else "",
        form=_form(request, choice) if wrong else _held(choice),
        version=choice.version,
        is_newer=isinstance(wrong, StaleEdit),
        problems=wrong.fields if wrong else {},
        wrong=_sentences(wrong),
        did=request.GET.get("did", ""),
        alarms=[(each, ahead_words(each)) for each in choosing.ALARMS],
        mail_hours=[(each, ahead_words(each * 60)) for each in choosing.MAIL_HOURS],
        has_mail=bool(here.partner.user.email),
    )


def _sentences(wrong: Refused | None) -> list[str]:
    if wrong is None:
        return []
    return [str(each) for each in wrong.fields.values()] or [str(wrong.sentence)]


def ahead_words(minutes: int) -> str:
    """15 minutes before, 2 hours before, the day before."""
    if minutes < 60:
        return ngettext("%(n)d minute before", "%(n)d minutes before", minutes) % {"n": minutes}
    hours, days = minutes // 60, minutes // (24 * 60)
    if days:
        return _("The day before") if days == 1 else _("%(n)d days before") % {"n": days}
    return ngettext("%(n)d hour before", "%(n)d hours before", hours) % {"n": hours}


def _held(choice: CalendarChoice) -> dict[str, Any]:
    return {
        "channel": choice.channel,
        "title": choice.title,
        **{name: getattr(choice, name) for name in SWITCHES},
        "alarm": choice.alarm_minutes,
        "mail": choice.mail_hours,
    }


def _form(request: HttpRequest, choice: CalendarChoice) -> dict[str, Any]:
    """What was sent, to be shown again as it was."""
    sent = request.POST
    return {
        "channel": sent.get("channel", choice.channel),
        "title": sent.get("title", ""),
        **{name: name in sent for name in SWITCHES},
        "alarm": _number(sent.get("alarm", "")),
        "mail": _number(sent.get("mail", "")),
    }


def _number(text: str) -> int | None:
    """A number that was picked, None for nothing; what is no number becomes one that is refused."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1


def _choose(request: HttpRequest, here: Here) -> HttpResponse:
    def work() -> str:
        asked = _form(request, choosing.choices_of(here.partner.user))
        choosing.choose(
            here.partner.user,
            channel=asked["channel"],
            title=asked["title"],
            shows_place=asked["shows_place"],
            shows_homework=asked["shows_homework"],
            alarm_minutes=asked["alarm"],
            mail_hours=asked["mail"],
            by=here.viewer,
            version=_number(request.POST.get("version", "")) or 0,
        )
        return reverse("portal:calendar") + "?did=chosen"

    try:
        return once(request, work)
    except (BadInput, StaleEdit) as refusal:
        if refusal.code == "form_too_old":
            raise
        return _shown(request, here, wrong=refusal)


def _make(request: HttpRequest, here: Here) -> str:
    """A new address, or "" when this form was sent before: a secret is shown once and never again."""

    def work() -> idempotency.Reply:
        token = feeds.make(here.partner.user, by=here.viewer)
        address = settings.BASE_URL + reverse("portal:feed", args=[token])
        return idempotency.Reply(200, {"address": address}, secret=True)

    key = request.POST.get(FIELD, "")
    if not key:
        raise BadInput(
            _("This page is an old one. Open it again and send it from there."), code="form_too_old"
        )
    reply = idempotency.once(here.viewer, route=request.path, key=key, body=b"make", work=work)
    return "" if reply.replayed else str(reply.body["address"])


def _end(here: Here) -> str:
    feeds.revoke(here.partner.user, by=here.viewer)
    return reverse("portal:calendar")
