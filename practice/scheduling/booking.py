"""Booking sessions, one or a series, on the wall clock of the practice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practice import audit
from practice.access import Viewer
from practice.calendar import recurrence
from practice.calendar.zones import checked_zone
from practice.models import Couple, Partner, Room, Series, SessionChange, Staff, TherapySession
from practice.refusals import BadInput
from practice.scheduling import keeping, limits, seats, taken, wall
from practice.scheduling.taken import Slot
from practice.scheduling.where import Where, checked_where

SHORTEST, LONGEST = 10, 240
MOST_IN_A_SERIES = 52
FARTHEST_APART = 8


def checked_minutes(minutes: int) -> int:
    if not SHORTEST <= minutes <= LONGEST:
        raise BadInput(
            fields={
                "minutes": _("A session lasts from %(a)d to %(b)d minutes.") % {"a": SHORTEST, "b": LONGEST}
            }
        )
    return minutes


def between(starts: datetime, ends: datetime, zone: str, *, anyway: bool = False) -> tuple[datetime, int]:
    """A start and an end on the wall clock as a start and minutes. Refuses an end before its start."""
    first = wall.instant_of(starts, zone, field="starts", anyway=anyway)
    last = wall.instant_of(ends, zone, field="ends", anyway=anyway)
    if last <= first:
        raise BadInput(fields={"ends": _("This ends before it starts. Look at both times again.")})
    return starts, checked_minutes(int((last - first).total_seconds() // 60))


@dataclass(frozen=True)
class Asked:
    """What was asked for, checked: whose session, how long, where and with whom."""

    couple: Couple
    minutes: int
    zone: str
    where: Where
    second: Staff | None
    expected: tuple[Partner, ...]

    @property
    def staff(self) -> list[Staff]:
        return [self.couple.counsellor, *([self.second] if self.second else [])]

    def slot(self, start: datetime) -> Slot:
        return Slot(start, start + timedelta(minutes=self.minutes), self.where.room)


def checked(
    couple: Couple,
    *,
    minutes: int,
    zone: str = "",
    room: Room | None = None,
    place: str = "",
    link: str = "",
    second: Staff | None = None,
    attendees: Sequence[Partner] | None = None,
) -> Asked:
    return Asked(
        couple,
        checked_minutes(minutes),
        checked_zone(zone or couple.practice.time_zone),
        checked_where(couple.practice_id, room, place, link),
        seats.checked_second(couple, second),
        tuple(seats.expected_of(couple, attendees)),
    )


@transaction.atomic
def book(
    couple: Couple,
    *,
    starts: datetime,
    minutes: int,
    by: Viewer,
    zone: str = "",
    room: Room | None = None,
    place: str = "",
    link: str = "",
    second: Staff | None = None,
    attendees: Sequence[Partner] | None = None,
    anyway: bool = False,
) -> TherapySession:
    """Book one session at a wall time. Without attendees both partners are expected.

    anyway: also at an hour that is not usual, or that a clock change makes odd. Never at one that is taken.
    """
    asked = checked(
        couple, minutes=minutes, zone=zone, room=room, place=place, link=link, second=second, attendees=attendees
    )  # fmt: skip
    start = wall.instant_of(starts, asked.zone, anyway=anyway)
    (session,) = store(asked, [(start, None)], by=by, anyway=anyway)
    audit.record(by, "session.booked", session, couple=couple)
    return session


@transaction.atomic
def book_series(
    couple: Couple,
    *,
    starts: datetime,
    minutes: int,
    every: int,
    by: Viewer,
    unit: recurrence.Unit = "week",
    count: int | None = None,
    until: date | None = None,
    zone: str = "",
    room: Room | None = None,
    place: str = "",
    link: str = "",
    second: Staff | None = None,
    attendees: Sequence[Partner] | None = None,
    anyway: bool = False,
) -> Series:
    """Book sessions every few weeks or months, so many or until a day. The wall time stays across clock changes.

    Where the clocks skip that hour the session is the one after the gap; where it comes twice it is the first.
    """
    asked = checked(
        couple, minutes=minutes, zone=zone, room=room, place=place, link=link, second=second, attendees=attendees
    )  # fmt: skip
    planned = _planned(starts, asked, every, unit, count, until)
    series = Series.unscoped.create(
        couple=couple,
        first_local=wall.in_utc(starts),
        zone=asked.zone,
        unit=unit,
        every=every,
        count=len(planned),
        minutes=asked.minutes,
    )
    sessions = store(asked, [(one.start, one.local) for one in planned], by=by, series=series, anyway=anyway)
    audit.record(by, "series.booked", series, couple=couple, sessions=len(sessions))
    return series


@dataclass(frozen=True)
class Planned:
    """One session of a series that is being thought about.

    reading: "missing" or "twice" where a clock change makes its hour odd. clash: why it cannot be, or is not usual.
    """

    local: datetime
    starts_at: datetime
    ends_at: datetime
    reading: recurrence.LocalTime
    clash: str | Promise
    is_taken: bool


def preview_series(
    couple: Couple,
    *,
    starts: datetime,
    minutes: int,
    every: int,
    unit: recurrence.Unit = "week",
    count: int | None = None,
    until: date | None = None,
    zone: str = "",
    room: Room | None = None,
    place: str = "",
    link: str = "",
    second: Staff | None = None,
    attendees: Sequence[Partner] | None = None,
) -> list[Planned]:
    """What `book_series` would book, with everything that stands in its way. Nothing is stored."""
    asked = checked(
        couple, minutes=minutes, zone=zone, room=room, place=place, link=link, second=second, attendees=attendees
    )  # fmt: skip
    rows = _planned(starts, asked, every, unit, count, until)
    hard = taken.clashes([asked.slot(one.start) for one in rows], asked.staff, asked.zone)
    soft = limits.reasons(asked.staff, [(one.start, one.end) for one in rows])
    return [
        Planned(
            one.local,
            one.start,
            one.end,
            recurrence.check_local(one.local, asked.zone),
            clash.says if clash else unusual.sentence if unusual else "",
            clash is not None,
        )
        for one, clash, unusual in zip(rows, hard, soft, strict=True)
    ]


def _planned(
    starts: datetime,
    asked: Asked,
    every: int,
    unit: recurrence.Unit,
    count: int | None,
    until: date | None,
) -> list[recurrence.Occurrence]:
    """When the sessions fall. Refuses what makes no series."""
    too_many = BadInput(fields={"count": _("Choose 1 to 52 sessions, every 1 to 8 weeks or months.")})
    if not 1 <= every <= FARTHEST_APART or (count is not None and not 1 <= count <= MOST_IN_A_SERIES):
        raise too_many
    if (count is None) == (until is None):
        raise BadInput(fields={"count": _("Say how many sessions, or until which day.")})
    if until is not None and until < starts.date():
        raise BadInput(fields={"until": _("This is before the first session. Pick a later day.")})
    wall.instant_of(starts, asked.zone, anyway=True)
    try:
        rule = recurrence.Rule(
            starts_local=starts,
            zone=asked.zone,
            every=every,
            unit=unit,
            minutes=asked.minutes,
            count=count,
            until=until,
        )
        found = recurrence.occurrences(rule)
    except recurrence.BadRule:
        raise too_many from None
    if len(found) > MOST_IN_A_SERIES:
        raise BadInput(fields={"until": _("That is more than 52 sessions. Pick an earlier day.")})
    return found


def store(
    asked: Asked,
    times: Sequence[tuple[datetime, datetime | None]],
    *,
    by: Viewer,
    series: Series | None = None,
    anyway: bool = False,
) -> list[TherapySession]:
    """Book what was asked for at these moments, each with its place in the series: all of them, or none."""
    slots = [asked.slot(start) for start, _local in times]
    room = asked.where.room
    taken.hold([one.pk for one in asked.staff], [room.pk] if room else [])
    taken.insist_free(slots, asked.staff, asked.zone)
    if not anyway and (reason := limits.why_not(asked.staff, [(slot.start, slot.end) for slot in slots])):
        raise reason
    now = timezone.now()
    sessions = TherapySession.unscoped.bulk_create(
        [
            TherapySession(
                couple=asked.couple,
                series=series,
                series_local=wall.in_utc(local) if local else None,
                starts_at=slot.start,
                ends_at=slot.end,
                zone=asked.zone,
                room=asked.where.room,
                place=asked.where.place,
                link=asked.where.link,
                second=asked.second,
                changed_at=now,
            )
            for slot, (_start, local) in zip(slots, times, strict=True)
        ]
    )
    seats.seat(sessions, asked.expected)
    keeping.write_history([(session, {}) for session in sessions], SessionChange.What.BOOKED, by, now)
    keeping.tell_calendars(sessions)
    return sessions
