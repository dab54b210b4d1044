"""When the sessions of a series fall: the same weekday and wall time, every N weeks or every N months.

A month means the same weekday of its month: a series that starts on a second Tuesday stays on second Tuesdays. One
that starts on a fifth one falls on the last of each month, since most months have no fifth.

A series keeps its wall time: "Tuesdays at six" stays at six when the clocks change, so the instant
moves by the size of the change. Two hours a year make trouble in most zones: one that the clocks jump
over and one that they run through twice. `check_local` names them, so that whoever books can say a
kind sentence and ask for another time. When such a time is read all the same, it is read as RFC 5545
section 3.3.5 asks: a missing time with the offset in force before the change (02:30 becomes 03:30), a
repeated one as the first of the two.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

LocalTime = Literal["ok", "missing", "twice"]
Unit = Literal["week", "month"]

MOST_SESSIONS = 520
"""Ten years of weekly sessions; a longer series is a slip of the keyboard."""

LAST_YEAR = 2100

_OF_THE_MACHINE = frozenset({"localtime", "posixrules", "Factory"})
_ZONE_NAME = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}")


class BadRule(ValueError):
    """The series cannot be laid out: its numbers, dates or zone make no sense together."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A series as the counsellor says it: from when, how often, how long each, how many or until which day.

    starts_local: wall time of the first session, without a zone. every: that many units lie between two sessions.
    until: the last day, itself included. Exactly one of count and until is given.
    """

    starts_local: datetime
    zone: str
    every: int
    minutes: int
    count: int | None = None
    until: date | None = None
    unit: Unit = "week"

    def __post_init__(self) -> None:
        zone_info(self.zone)
        _check_naive(self.starts_local)
        if self.unit not in ("week", "month"):
            raise BadRule("A series repeats by weeks or by months.")
        if not 1 <= self.every <= 52:
            raise BadRule("A series repeats every 1 to 52 weeks or months.")
        if not 1 <= self.minutes <= 24 * 60:
            raise BadRule("A session lasts from 1 minute to 24 hours.")
        if (self.count is None) == (self.until is None):
            raise BadRule("A series ends after a number of sessions or on a day: exactly one of them.")
        if self.until is not None and self.until < self.starts_local.date():
            raise BadRule("A series cannot end before it begins.")
        if not 1 <= _length(self) <= MOST_SESSIONS:
            raise BadRule(f"A series has 1 to {MOST_SESSIONS} sessions.")
        _check_naive(_local(self, _length(self) - 1))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One planned session of a series: the wall time as planned, and the instants it stands for (UTC)."""

    local: datetime
    start: datetime
    end: datetime


@lru_cache(maxsize=1024)
def zone_info(name: str) -> ZoneInfo:
    """The zone of that IANA name. Raises BadRule for anything else, odd characters included."""
    if not isinstance(name, str) or name in _OF_THE_MACHINE or not _ZONE_NAME.fullmatch(name):
        raise BadRule("That is not the name of a time zone.")
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadRule("That is not the name of a time zone.") from None


def check_local(local: datetime, zone: str) -> LocalTime:
    """Whether the clocks of that zone show this wall time once, never, or twice."""
    _check_naive(local)
    tz = zone_info(zone)
    earlier = local.replace(tzinfo=tz, fold=0).utcoffset() or timedelta()
    later = local.replace(tzinfo=tz, fold=1).utcoffset() or timedelta()
    if earlier == later:
        return "ok"
    return "twice" if earlier > later else "missing"


def instant(local: datetime, zone: str) -> datetime:
    """The UTC instant of a wall time; missing and repeated times are read as the module says."""
    _check_naive(local)
    return local.replace(tzinfo=zone_info(zone), fold=0).astimezone(UTC)


@lru_cache(maxsize=1024)
def _laid_out(rule: Rule) -> tuple[Occurrence, ...]:
    return tuple(_occurrence(rule, number) for number in range(_length(rule)))


def occurrences(rule: Rule) -> list[Occurrence]:
    """Every session of the series in order; each lasts its minutes even across a clock change."""
    return list(_laid_out(rule))


def unclear(rule: Rule) -> list[tuple[datetime, LocalTime]]:
    """The wall times of the series that a clock change removes or repeats, with which of the two."""
    read = [(one.local, check_local(one.local, rule.zone)) for one in _laid_out(rule)]
    return [(local, reading) for local, reading in read if reading != "ok"]


def nth_weekday(day: date) -> int:
    """Which of its month's such weekdays this is: 1 to 4, or -1 for a fifth, which is read as the last."""
    nth = (day.day - 1) // 7 + 1
    return -1 if nth == 5 else nth


def _occurrence(rule: Rule, number: int) -> Occurrence:
    local = _local(rule, number)
    start = instant(local, rule.zone)
    return Occurrence(local=local, start=start, end=start + timedelta(minutes=rule.minutes))


def _local(rule: Rule, number: int) -> datetime:
    """The wall time of the session with that number, the first being 0."""
    if rule.unit == "week":
        return rule.starts_local + timedelta(weeks=rule.every * number)
    first = rule.starts_local
    years, month = divmod(first.month - 1 + rule.every * number, 12)
    if first.year + years > LAST_YEAR:
        raise BadRule(f"A session lies between 1970 and {LAST_YEAR}.")
    day = _nth_of_month(first.year + years, month + 1, first.weekday(), nth_weekday(first.date()))
    return datetime.combine(day, first.time())


def _nth_of_month(year: int, month: int, weekday: int, nth: int) -> date:
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = date(year, month, monthrange(year, month)[1])
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def _length(rule: Rule) -> int:
    if rule.until is None:
        return rule.count or 0
    if rule.unit == "week":
        return (rule.until - rule.starts_local.date()).days // (7 * rule.every) + 1
    months = (rule.until.year - rule.starts_local.year) * 12 + rule.until.month - rule.starts_local.month
    number = months // rule.every
    return number + (_local(rule, number).date() <= rule.until)


def _check_naive(local: datetime) -> None:
    """A wall time has no zone of its own, belongs to our century and is whole to the second."""
    if local.tzinfo is not None or local.microsecond:
        raise BadRule("A wall time is given without a zone and to the second.")
    if not 1970 <= local.year <= LAST_YEAR:
        raise BadRule(f"A session lies between 1970 and {LAST_YEAR}.")
