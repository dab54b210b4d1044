"""Appointments: when and where, and what can be done about them from here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.counsellor.money import spoken
from practice import caring, scheduling
from practice.calendar import feeds
from practice.models import BookingTerms, ChangeRequest, Fee, TherapySession
from practice.scheduling import brought

from . import when
from .here import Here, page, show

PAST_LISTED = 12
Mode = BookingTerms.Mode


@page("GET", reduced=True)
def listing(request: HttpRequest, here: Here) -> HttpResponse:
    """`/sessions/`: the next one first. A session that a code alone opened shows appointments and nothing else."""
    visible = TherapySession.objects.visible_to(here.viewer).select_related("room")
    facts: dict[str, Any] = {} if here.is_reduced else _around(here)
    return show(
        request,
        "sessions",
        here,
        upcoming=_lines(visible.upcoming()),
        past=_lines(visible.held()[:PAST_LISTED]),
        did=request.GET.get("did", ""),
        **facts,
    )


def mode_of(here: Here) -> str:
    """What this partner may do about their hours: see, ask or book. Nothing while they belong to no couple."""
    couple = caring.couple_of(here.partner)
    if couple is None or here.is_reduced:
        return Mode.SEE
    return scheduling.terms_of(couple).mode


def _around(here: Here) -> dict[str, Any]:
    own = [each for each in brought.own(here.partner, by=here.viewer) if not each.is_done]
    theirs = brought.from_other(here.partner, by=here.viewer)
    return {"mode": mode_of(here), "own": own, "theirs": theirs}


@page("GET", reduced=True)
def session(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/sessions/<id>/`: one appointment."""
    row = mine(here, pk)
    facts = {} if here.is_reduced else _beside(here, row)
    return show(request, "session", here, **line(row), did=request.GET.get("did", ""), **facts)


def _beside(here: Here, row: TherapySession) -> dict[str, Any]:
    asked = asked_for(here, row)
    is_ahead = row.state == TherapySession.State.BOOKED and row.starts_at > timezone.now()
    return {
        "asked": asked,
        "asked_times": [when.local_words(datetime.fromisoformat(text)) for text in asked.wished]
        if asked
        else [],
        "may_ask": is_ahead and mode_of(here) != Mode.SEE and not (asked and asked.state == "open"),
        "fee": _fee(here, row),
    }


@page("GET", reduced=True)
def appointment(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/sessions/<id>/appointment.ics`: for "Add to calendar", under a title that names nothing."""
    body = feeds.one(here.viewer.user_id, mine(here, pk))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


def asked_for(here: Here, session: TherapySession) -> ChangeRequest | None:
    """What this partner asked for about this session: what is open, or else what was answered last."""
    rows = ChangeRequest.objects.visible_to(here.viewer).filter(session=session, partner=here.partner)
    found = list(rows.exclude(state="withdrawn").select_related("partner").order_by("-made_at")[:5])
    return next((one for one in found if one.state == "open"), found[0] if found else None)


def _fee(here: Here, session: TherapySession) -> str:
    """What this partner still owes for it, in words; their own alone."""
    row = Fee.objects.visible_to(here.viewer).filter(session=session, payer=here.partner, state="due").first()
    return spoken(row.amount, row.currency) if row and row.amount else ""


def mine(here: Here, pk: UUID) -> TherapySession:
    rows = TherapySession.objects.visible_to(here.viewer).select_related("room", "couple")
    found: TherapySession | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _lines(sessions: Iterable[TherapySession]) -> list[dict[str, object]]:
    return [line(session) for session in sessions]


def line(session: TherapySession) -> dict[str, object]:
    """One session in words, on the clock it was booked on."""
    return {
        "session": session,
        "when": when.moment_words(session.starts_at, session.zone),
        "until": when.clock(session.ends_at, session.zone),
        "zone": session.zone,
        "where": where(session),
        "is_over": session.ends_at <= timezone.now(),
        "is_cancelled": session.state == TherapySession.State.CANCELLED,
        "minutes": _("%(n)d minutes")
        % {"n": int((session.ends_at - session.starts_at).total_seconds() // 60)},
    }


def where(session: TherapySession) -> str:
    """The room and how to find it, or the place; a link is shown by itself."""
    if session.room is None:
        return session.place
    return ", ".join(part for part in (session.room.called, session.room.where, session.place) if part)
