"""Appointments: when and where, one for a calendar, and a secret calendar address of one's own."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.idempotent import FIELD, once
from practice import feeds, idempotency
from practice.models import FeedToken, TherapySession
from practice.refusals import BadInput

from . import when
from .here import Here, page, show

PAST_LISTED = 12


@page("GET", reduced=True)
def listing(request: HttpRequest, here: Here) -> HttpResponse:
    """`/sessions/`: the next one first."""
    visible = TherapySession.objects.visible_to(here.viewer)
    upcoming = [_line(session) for session in visible.upcoming()]
    past = [_line(session) for session in visible.held()[:PAST_LISTED]]
    return show(request, "sessions", here, upcoming=upcoming, past=past)


@page("GET", reduced=True)
def session(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/sessions/<id>/`: one appointment."""
    return show(request, "session", here, **_line(_mine(here, pk)))


@page("GET", reduced=True)
def appointment(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/sessions/<id>/appointment.ics`: for "Add to calendar", under a title that names nothing."""
    body = feeds.one(here.viewer.user_id, _mine(here, pk))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


@page("GET", "POST")
def calendar(request: HttpRequest, here: Here) -> HttpResponse:
    """`/sessions/calendar/`: make a secret address, which is shown this once, or put an end to the one there is."""
    if request.method == "POST" and request.POST.get("do") == "end":
        return once(request, lambda: _end(here))
    address = _make(request, here) if request.method == "POST" else None
    live = FeedToken.objects.visible_to(here.viewer).filter(user=here.viewer.user_id, revoked_at=None).first()
    return show(
        request,
        "calendar",
        here,
        address=address or "",
        webcal=address.replace("https://", "webcal://").replace("http://", "webcal://") if address else "",
        was_shown=request.method == "POST" and not address,
        make_key=uuid4().hex,
        end_key=uuid4().hex,
        made=when.plain_time(live.created_at, here.now) if live else "",
    )


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


def _mine(here: Here, pk: UUID) -> TherapySession:
    found: TherapySession | None = TherapySession.objects.visible_to(here.viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _line(session: TherapySession) -> dict[str, object]:
    return {
        "session": session,
        "when": when.moment_words(session.starts_at, session.zone),
        "until": when.clock(session.ends_at, session.zone),
        "zone": session.zone,
        "is_cancelled": session.state == TherapySession.State.CANCELLED,
        "minutes": _("%(n)d minutes")
        % {"n": int((session.ends_at - session.starts_at).total_seconds() // 60)},
    }
