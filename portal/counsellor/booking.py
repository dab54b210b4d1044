"""Booking, moving and cancelling on the wall clock of the practice: the forms, and how they reach the verbs.

Used by the counsellor on a couple’s pages and by the front desk on the calendar.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from portal.forms import Line
from practice import scheduling
from practice.access import Viewer
from practice.models import Couple, TherapySession
from practice.refusals import BadInput
from practice.zones import checked_zone

from .fields import Clock, Day, DeskForm, Number, OneOf, Version
from .here import Someone

NAMES = {"time_zone": "zone", "minutes": "ends", "starts": "starts"}


class When(DeskForm):
    day = Day(label=_("Day"))
    starts = Clock(label=_("From"))
    ends = Clock(label=_("Until"))
    place = Line(label=_("Where"), most=160, required=False)

    def times(self) -> tuple[datetime, datetime]:
        """Start and end on the wall clock, without a zone."""
        asked = self.cleaned_data
        return datetime.combine(asked["day"], asked["starts"]), datetime.combine(asked["day"], asked["ends"])


class Book(When):
    zone = Line(label=_("Time zone"), most=64, help_text=_("The practice’s own, unless you meet elsewhere."))
    who = OneOf(label=_("Who comes"), initial="ab")
    repeats = OneOf(
        label=_("Once, or again and again"),
        choices=[
            ("0", _("Once")),
            ("1", _("Every week")),
            ("2", _("Every two weeks")),
            ("4", _("Every four weeks")),
        ],
        initial="0",
    )
    count = Number(
        label=_("How many sessions in a row"),
        least=1,
        most=scheduling.MOST_IN_A_SERIES,
        initial=6,
        required=False,
    )

    def __init__(self, *args: Any, people: tuple[Someone, ...], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].initial = zone
        here = [person for person in people if not person.has_left]
        one = [(person.mark, _("%(name)s alone") % {"name": person.called}) for person in here]
        both = [("ab", _("Both of them"))] if len(here) == 2 else []
        self.fields["who"].choices = [*both, *one]  # type: ignore[attr-defined]
        if not both and one:
            self.fields["who"].initial = one[0][0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("repeats", "0") != "0" and not cleaned.get("count") and "count" not in self.errors:
            self.add_error("count", _("Write how many sessions, from 1 to 52."))
        return cleaned


class Move(When):
    version = Version()


def move_form(session: TherapySession, data: Any = None) -> Move:
    zone = ZoneInfo(session.zone)
    starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    held = {"day": starts.date(), "starts": starts.time(), "ends": ends.time(), "place": session.place}
    return Move(data, initial=held | {"version": session.version})


def book(couple: Couple, form: Book, people: tuple[Someone, ...], *, by: Viewer) -> None:
    """One session, or a series at the same wall time. Raises Refused with a sentence beside each field."""
    asked = form.cleaned_data
    zone = checked_zone(asked["zone"], "zone")
    starts, ends = form.times()
    _first, minutes = scheduling.between(starts, ends, zone)
    attendees = None
    if asked["who"] != "ab":
        attendees = [person.partner for person in people if person.mark == asked["who"]]
    facts: dict[str, Any] = {"starts": starts, "minutes": minutes, "zone": zone, "place": asked["place"]}
    every = int(asked["repeats"])
    if every:
        scheduling.book_series(
            couple, every_weeks=every, count=asked["count"], attendees=attendees, by=by, **facts
        )
    else:
        scheduling.book(couple, attendees=attendees, by=by, **facts)


def move(session: TherapySession, form: Move, *, by: Viewer) -> None:
    """Move one session; the rest of its series stays."""
    starts, ends = form.times()
    _first, minutes = scheduling.between(starts, ends, session.zone)
    asked = form.cleaned_data
    scheduling.move(
        session, starts=starts, minutes=minutes, place=asked["place"], by=by, version=asked["version"]
    )


def version_of(data: Any) -> int:
    """The version a small form carries; an old or broken page is told so."""
    text = data.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadInput(
            _("This page is an old one. Open it again and send it from there."), code="form_too_old"
        )
    return int(text)
