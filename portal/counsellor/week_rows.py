"""What a week holds for one colleague: sessions, other busy times, open hours, closed days. Seven queries for all of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse

from homework.days import midnight
from practice.access import COUNSELLOR, SCHEDULER
from practice.models import (
    Attendee,
    BusyBlock,
    ClosedDays,
    Couple,
    Membership,
    OpenHours,
    Staff,
    TherapySession,
)

from . import week
from .here import Desk, Someone, names_of, people_of
from .sessions import SessionLine, line_of

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Entry:
    """One session in the week. url: where this colleague goes from here; move: where it can be moved, if at all.

    kind: "mine", "with" (a colleague's, at which I am the second) or "other".
    """

    line: SessionLine
    names: str
    url: str
    kind: str
    move: str
    starts: datetime
    ends: datetime
    place: str = ""

    @property
    def minutes(self) -> int:
        return int((self.line.session.ends_at - self.line.session.starts_at).total_seconds() // 60)

    @property
    def colleague(self) -> str:
        """Whose session it is, when it is not one's own."""
        return "" if self.kind == "mine" else self.line.session.couple.counsellor.spoken


@dataclass(frozen=True)
class Busy:
    starts: datetime
    ends: datetime
    place: str


@dataclass(frozen=True)
class Day:
    day: date
    entries: list[Entry]
    busy: list[Busy]
    open: list[tuple[time, time, str]]
    slots: list[week.Slot]
    closed: str | None

    @property
    def is_closed(self) -> bool:
        return self.closed is not None


def days_of(
    desk: Desk, monday: date, *, colleague: Staff | None, room: str, may_book: bool
) -> tuple[list[Day], int]:
    """The seven days of a week, and how many sessions they hold. colleague: whose week; None at the front desk: all."""
    rows = TherapySession.objects.visible_to(desk.viewer).filter(
        starts_at__gte=midnight(monday, desk.practice), starts_at__lt=midnight(monday + WEEK, desk.practice)
    )
    if colleague is not None:
        rows = rows.filter(
            Q(couple__counsellor=colleague) | Q(second=colleague) | Q(couple__in=desk.viewer.covers)
        )
    if room:
        rows = rows.filter(room=room)
    entries = entries_of(desk, rows)
    hours, closed = open_hours(desk, colleague), closed_days(desk, monday, colleague)
    busy = _busy(desk, monday, colleague)
    days = [
        _day(monday + timedelta(days=step), entries, busy, hours, closed, may_book=may_book)
        for step in range(7)
    ]
    return days, len(entries)


def _day(
    day: date,
    entries: list[Entry],
    busy: list[week.Stretch],
    hours: dict[int, list[tuple[time, time]]] | None,
    closed: list[ClosedDays],
    *,
    may_book: bool,
) -> Day:
    shut = next((row.called for row in closed if row.first_day <= day <= row.last_day), None)
    of_day = [] if hours is None or shut is not None else hours.get(day.weekday(), [])
    usual = None if hours is None and shut is None else of_day
    return Day(
        day,
        placed([one for one in entries if one.starts.date() == day], day),
        [Busy(a, b, week.place(day, a, b)) for a, b in week.on_day(busy, day) if _is_seen(day, a, b)],
        [(a, b, week.place(day, datetime.combine(day, a), datetime.combine(day, b))) for a, b in of_day],
        week.slots(day, usual) if may_book else [],
        shut,
    )


def _is_seen(day: date, starts: datetime, ends: datetime) -> bool:
    first, last = week.edges(day)
    return starts < last and ends > first


def placed(entries: list[Entry], day: date) -> list[Entry]:
    """The same entries with where they stand; what is called off takes no room beside the others."""
    standing = [one for one in entries if not one.line.is_cancelled]
    lanes = dict(
        zip(
            (one.line.session.pk for one in standing),
            week.lanes([(one.starts, one.ends) for one in standing]),
            strict=True,
        )
    )
    return [
        replace(one, place=f"{week.place(day, one.starts, one.ends)} {lanes.get(one.line.session.pk, '')}")
        for one in entries
    ]


def entries_of(desk: Desk, rows: Any) -> list[Entry]:
    """Sessions with names, in three queries."""
    sessions = list(rows.select_related("couple__counsellor", "room").order_by("starts_at", "pk"))
    people = people_by_couple(desk, {session.couple_id for session in sessions})
    seats: dict[UUID, set[UUID]] = {}
    held = Attendee.objects.visible_to(desk.viewer).filter(session__in=sessions)
    for session_id, partner_id in held.values_list("session_id", "partner_id"):
        seats.setdefault(session_id, set()).add(partner_id)
    return [_entry(desk, one, people.get(one.couple_id, ()), seats.get(one.pk, set())) for one in sessions]


def _entry(desk: Desk, session: TherapySession, people: tuple[Someone, ...], seats: set[UUID]) -> Entry:
    line = line_of(session, people, seats)
    zone = ZoneInfo(desk.practice.time_zone)
    url, move = _ways(desk, session)
    is_open = not line.is_cancelled and not line.is_over
    return Entry(
        line,
        names_of(line.who) or names_of(people),
        url,
        _kind(desk, session),
        move if is_open else "",
        session.starts_at.astimezone(zone).replace(tzinfo=None),
        session.ends_at.astimezone(zone).replace(tzinfo=None),
    )


def _kind(desk: Desk, session: TherapySession) -> str:
    if treats(desk, session.couple):
        return "mine"
    return "with" if session.second_id == desk.viewer.staff_id else "other"


def _ways(desk: Desk, session: TherapySession) -> tuple[str, str]:
    """Where a session opens and where it is moved: the couple's pages, or the front desk's; a second one has neither."""
    if treats(desk, session.couple):
        there = [session.couple_id, session.pk]
        return reverse("portal:desk-session", args=there), reverse("portal:desk-session-move", args=there)
    if desk.viewer.has(SCHEDULER):
        there = [session.pk]
        url = reverse("portal:desk-calendar-session", args=there)
        return url, url
    return "", ""


def undo_way(desk: Desk, session: TherapySession) -> str:
    """Where a slip is taken back; nowhere for somebody who only sits in."""
    if treats(desk, session.couple):
        return reverse("portal:desk-session-undo", args=[session.couple_id, session.pk])
    return reverse("portal:desk-calendar-undo", args=[session.pk]) if desk.viewer.has(SCHEDULER) else ""


def treats(desk: Desk, couple: Couple) -> bool:
    mine = desk.viewer.has(COUNSELLOR) and couple.counsellor_id == desk.viewer.staff_id
    return mine or couple.pk in desk.viewer.covers


def people_by_couple(desk: Desk, couples: Any) -> dict[UUID, tuple[Someone, ...]]:
    rows = Membership.objects.visible_to(desk.viewer).filter(couple__in=couples)
    members: dict[UUID, list[Membership]] = {}
    for row in rows.select_related("partner").order_by("mark"):
        members.setdefault(row.couple_id, []).append(row)
    return {couple: people_of(held) for couple, held in members.items()}


def open_hours(desk: Desk, colleague: Staff | None) -> dict[int, list[tuple[time, time]]] | None:
    """A colleague's own hours, or else the practice's; None where nobody entered any."""
    rows = OpenHours.objects.visible_to(desk.viewer).filter(practice=desk.practice)
    held = list(rows.filter(Q(staff=colleague) | Q(staff=None)).order_by("weekday", "opens"))
    own = [row for row in held if row.staff_id is not None]
    found: dict[int, list[tuple[time, time]]] = {}
    for row in own or held:
        found.setdefault(row.weekday, []).append((row.opens, row.closes))
    return found or None


def closed_days(desk: Desk, monday: date, colleague: Staff | None) -> list[ClosedDays]:
    rows = ClosedDays.objects.visible_to(desk.viewer).filter(practice=desk.practice)
    rows = rows.filter(Q(staff=colleague) | Q(staff=None))
    return list(rows.filter(first_day__lt=monday + WEEK, last_day__gte=monday).order_by("first_day", "pk"))


def _busy(desk: Desk, monday: date, colleague: Staff | None) -> list[week.Stretch]:
    """When a colleague is busy elsewhere. Nobody's, where all colleagues are shown at once."""
    if colleague is None:
        return []
    rows = BusyBlock.objects.visible_to(desk.viewer).filter(
        source__staff=colleague,
        starts_at__lt=midnight(monday + WEEK, desk.practice),
        ends_at__gt=midnight(monday, desk.practice),
    )
    zone = ZoneInfo(desk.practice.time_zone)
    held = rows.order_by("starts_at", "ends_at").values_list("starts_at", "ends_at")
    return [
        (a.astimezone(zone).replace(tzinfo=None), b.astimezone(zone).replace(tzinfo=None)) for a, b in held
    ]
