"""Booking, moving and calling off, from the press of a button to the verb: one flow for two doors.

The counsellor comes from a couple’s pages, the front desk from the calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse

from practice import scheduling
from practice.access import Viewer
from practice.models import Couple, TherapySession
from practice.refusals import NotFound, Refused, StaleEdit

from .booking_forms import NAMES, Book, CallOff, Move, choices_for
from .fields import settle
from .here import Desk, Someone

BOOK, LOOK, CHANGE = "book", "look", "change"
Way = Callable[[str], str]


@dataclass
class Booking:
    """Where a booking stands: done, a series to look at first, or a form that needs another look."""

    form: Book
    response: HttpResponse | None = None
    planned: list[Line] = field(default_factory=list)

    @property
    def is_previewed(self) -> bool:
        return bool(self.planned)

    @property
    def is_blocked(self) -> bool:
        return any(line.is_taken for line in self.planned)

    @property
    def is_unusual(self) -> bool:
        """Something of the series is not usual, so that booking it needs a second word."""
        return self.form.is_soft or any(line.says for line in self.planned)


@dataclass(frozen=True)
class Line:
    """One session of a series that is being thought about, on the clock of its zone."""

    starts: datetime
    ends: datetime
    meant: datetime
    reading: str
    says: str
    is_taken: bool


def book_form(desk: Desk, couple: Couple, people: tuple[Someone, ...], request: HttpRequest) -> Book:
    """The form, with what the calendar already knows filled in: the day, the hour, and how long they meet."""
    terms = scheduling.terms_of(couple)
    held: dict[str, Any] = {"minutes": terms.minutes, "room": str(terms.room_id or "")}
    for name in ("day", "starts"):
        if text := request.GET.get(name, "")[:10]:
            held[name] = text
    is_sent = request.method == "POST" and "day" in request.POST
    return Book(
        request.POST if is_sent else None,
        initial=held,
        people=people,
        zone=desk.practice.time_zone,
        choices=choices_for(desk, couple),
    )


def book(request: HttpRequest, desk: Desk, couple: Couple, form: Book, way: Way) -> Booking:
    """A single session is booked at once; a series is shown first, with every date, and booked on the next press."""
    found = Booking(form)
    step = request.POST.get("step", LOOK)
    if not form.is_valid() or step == CHANGE:
        return found
    if not form.is_series or step == BOOK:
        found.response = settle(request, form, lambda: way(_book(couple, form, desk.viewer)), names=NAMES)
    if found.response is None and form.is_series and (step == LOOK or form.is_soft):
        found.planned = _preview(couple, form)
    return found


def _book(couple: Couple, form: Book, by: Viewer) -> str:
    facts = form.facts()
    if form.is_series:
        scheduling.book_series(couple, **form.rhythm(), **facts, anyway=form.anyway, by=by)
    else:
        scheduling.book(couple, **facts, anyway=form.anyway, by=by)
    return f"{form.cleaned_data['day']:%Y-%m-%d}"


def _preview(couple: Couple, form: Book) -> list[Line]:
    try:
        facts = form.facts()
        planned = scheduling.preview_series(couple, **form.rhythm(), **facts)
    except (NotFound, StaleEdit):
        raise
    except Refused as refusal:
        form.refuse_with(refusal, NAMES)
        return []
    zone = ZoneInfo(facts["zone"])
    return [
        Line(
            one.starts_at.astimezone(zone),
            one.ends_at.astimezone(zone),
            one.local,
            one.reading,
            str(one.clash),
            one.is_taken,
        )
        for one in planned
    ]


def move(session: TherapySession, form: Move, *, by: Viewer) -> str:
    """Move one session, those from here on, or all. Returns the day it is on now."""
    asked = form.cleaned_data
    scheduling.move(
        session,
        starts=form.starts_at,
        minutes=form.length(session.zone),
        **form.whereabouts(),
        scope=asked.get("scope") or "one",
        anyway=form.anyway,
        by=by,
        version=asked["version"],
    )
    return f"{asked['day']:%Y-%m-%d}"


def call_off(session: TherapySession, form: CallOff, *, by: Viewer) -> None:
    asked = form.cleaned_data
    scheduling.cancel(
        session,
        scope=asked.get("scope") or "one",
        called_off=form.called_off(),
        by=by,
        version=asked["version"],
    )
