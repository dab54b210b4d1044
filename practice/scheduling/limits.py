"""When sessions are usually held: open hours, closed days, and what a colleague's other calendar says.

These are soft: whoever books may do it anyway. Everything is on the practice's wall clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from practice.calendar.recurrence import instant
from practice.models import BusyBlock, ClosedDays, OpenHours, Practice, Staff
from practice.refusals import Refused, Sentence
from practice.scheduling import wall

OUTSIDE_HOURS, CLOSED_DAY, BUSY_ELSEWHERE = "outside_hours", "closed_day", "busy_elsewhere"
SOFT = frozenset({OUTSIDE_HOURS, CLOSED_DAY, BUSY_ELSEWHERE, wall.HOUR_SKIPPED, wall.HOUR_TWICE})
"""Codes of refusals that `anyway=True` passes by."""

Stretch = tuple[datetime, datetime]


class NotUsual(Refused):
    """Nothing forbids this hour, but it is not one at which sessions are held. Said once, and then done anyway."""

    code = OUTSIDE_HOURS

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(sentence, code=code, fields={"starts": sentence})


@dataclass(frozen=True)
class Limits:
    """What is known of one colleague's time, read once for a stretch of days.

    hours: the stretches of each weekday; None where nobody entered any, which limits nothing.
    """

    staff: Staff
    zone: str
    hours: dict[int, list[tuple[time, time]]] | None
    closed: tuple[tuple[date, date], ...]
    busy: tuple[Stretch, ...]

    def why_not(self, start: datetime, end: datetime) -> NotUsual | None:
        told = {
            "name": self.staff.called,
            "day": wall.day(start, self.zone),
            "start": wall.clock(start, self.zone),
        }
        if any(self.is_closed(day) for day in self._days(start, end)):
            return NotUsual(CLOSED_DAY, _("%(day)s is a closed day.") % told)
        if self.hours is not None and not self._holds(start, end):
            says = _("On %(day)s, %(start)s is outside the hours of %(name)s.")
            return NotUsual(OUTSIDE_HOURS, says % told)
        for since, until in self.busy:
            if since < end and until > start:
                says = _("%(name)s is busy elsewhere on %(day)s, from %(since)s to %(until)s.")
                both = {
                    "since": wall.clock(since, self.zone),
                    "until": wall.clock(until, self.zone),
                    "day": wall.day(since, self.zone),
                }
                return NotUsual(BUSY_ELSEWHERE, says % (told | both))
        return None

    def is_closed(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.closed)

    def stretches(self, day: date) -> list[Stretch]:
        """The open hours of this day as moments; what touches is one. Empty on a closed day."""
        if self.hours is None or self.is_closed(day):
            return []
        found: list[Stretch] = []
        for opens, closes in sorted(self.hours.get(day.weekday(), [])):
            since, until = self._moment(day, opens), self._moment(day, closes)
            if found and since <= found[-1][1]:
                since, until = found[-1][0], max(found.pop()[1], until)
            if until > since:
                found.append((since, until))
        return found

    def _holds(self, start: datetime, end: datetime) -> bool:
        day = wall.local_of(start, self.zone).date()
        return any(since <= start and end <= until for since, until in self.stretches(day))

    def _moment(self, day: date, clock: time) -> datetime:
        return instant(datetime.combine(day, clock.replace(microsecond=0)), self.zone)

    def _days(self, start: datetime, end: datetime) -> set[date]:
        last = end - timedelta(seconds=1)
        return {wall.local_of(start, self.zone).date(), wall.local_of(last, self.zone).date()}


def limits_of(staff: Staff, since: datetime, until: datetime) -> Limits:
    """The limits of one colleague from one moment to another, in four queries."""
    zone = Practice.unscoped.values_list("time_zone", flat=True).get(pk=staff.practice_id)
    first, last = wall.local_of(since, zone).date(), wall.local_of(until, zone).date()
    closed = ClosedDays.unscoped.filter(_of(staff), first_day__lte=last, last_day__gte=first)
    return Limits(
        staff,
        zone,
        _hours(staff),
        tuple(closed.order_by("first_day", "last_day").values_list("first_day", "last_day")),
        tuple(busy_between(staff, since, until)),
    )


def _of(staff: Staff) -> Q:
    return Q(practice=staff.practice_id) & (Q(staff=staff) | Q(staff=None))


def _hours(staff: Staff) -> dict[int, list[tuple[time, time]]] | None:
    """A colleague's own hours, or else the practice's."""
    rows = list(OpenHours.unscoped.filter(_of(staff)).order_by("weekday", "opens"))
    held = [row for row in rows if row.staff_id is not None] or rows
    week: dict[int, list[tuple[time, time]]] = {}
    for row in held:
        week.setdefault(row.weekday, []).append((row.opens, row.closes))
    return week or None


def busy_between(staff: Staff, since: datetime, until: datetime) -> list[Stretch]:
    """When a colleague is busy elsewhere. Nothing is known of why."""
    rows = BusyBlock.unscoped.filter(source__staff=staff, starts_at__lt=until, ends_at__gt=since)
    return list(rows.order_by("starts_at", "ends_at").values_list("starts_at", "ends_at"))


def open_stretches(staff: Staff, day: date) -> list[Stretch]:
    """The open hours of one colleague on one day of the practice, breaks left out."""
    about = datetime.combine(day, time(12))
    since, until = wall.in_utc(about - timedelta(days=1)), wall.in_utc(about + timedelta(days=1))
    return limits_of(staff, since, until).stretches(day)


def why_not(staff: Iterable[Staff], stretches: Iterable[Stretch]) -> NotUsual | None:
    """The first reason why one of these hours is not usual for one of these colleagues, or None."""
    return next((reason for reason in reasons(staff, stretches) if reason), None)


def reasons(staff: Iterable[Staff], stretches: Iterable[Stretch]) -> list[NotUsual | None]:
    """For each stretch why it is not usual, or None."""
    asked = list(stretches)
    if not asked:
        return []
    since, until = min(start for start, _end in asked), max(end for _start, end in asked)
    held = [limits_of(colleague, since, until) for colleague in staff]
    return [
        next((reason for limits in held if (reason := limits.why_not(start, end))), None)
        for start, end in asked
    ]
