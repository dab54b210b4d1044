"""The clock changes of a zone, written as a VTIMEZONE that every calendar program reads alike.

Each change is a block of its own, with a DTSTART and nothing that repeats: of a block with RDATE, ical.js
(inside Thunderbird and others) forgets the DTSTART, and of an RDATE with several dates all but the first.
The icalendar library is not asked for the table: it writes several dates in one RDATE, gives spring
changes an hour late (RFC 5545 section 3.6.5 counts in the offset before the change), and leaves some out
(Africa/Casablanca, Ramadan 2027).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

import tzdata

from practice.calendar.recurrence import zone_info


@dataclass(frozen=True, slots=True)
class ClockChange:
    """One change of the clocks: when the old clock showed `onset`, the offset became `after`."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def kind(self) -> str:
        return "DAYLIGHT" if self.after > self.before else "STANDARD"


@lru_cache(maxsize=1)
def release() -> str:
    """Which release of the time zone data is read here. What was written from another one has to be written anew."""
    for folder in TZPATH:
        listed = Path(folder, "tzdata.zi")
        if listed.is_file():
            with listed.open(encoding="utf-8", errors="replace") as rows:
                return rows.readline(80).strip()
    return tzdata.IANA_VERSION


UNLIKE_UTC = 2019
"""Radicale's reader compares a table with UTC from 2000 to 2019. One that begins later, and with no offset, it takes for
UTC, and then refuses every file that names the zone. So a table like that is given the changes of this year too."""


@lru_cache(maxsize=256)
def lines(zone: str, first_year: int, last_year: int) -> tuple[str, ...]:
    """The VTIMEZONE of a zone, right for every wall time from first_year to last_year, both whole."""
    tz = zone_info(zone)
    spans = [(first_year, last_year)]
    if first_year > UNLIKE_UTC and not _opening(tz, first_year).after:
        spans.insert(0, (UNLIKE_UTC, UNLIKE_UTC))
    body = [
        line
        for first, last in spans
        for change in (_opening(tz, first), *changes(tz, first, last))
        for line in _block(change)
    ]
    return ("BEGIN:VTIMEZONE", f"TZID:{zone}", *body, "END:VTIMEZONE")


def changes(tz: ZoneInfo, first_year: int, last_year: int) -> Iterator[ClockChange]:
    """Every change of offset within those years, found to the second, in order."""
    day = datetime(first_year, 1, 1, tzinfo=UTC) - timedelta(days=1)
    stop = datetime(last_year, 12, 31, tzinfo=UTC) + timedelta(days=2)
    while day < stop:
        following = day + timedelta(days=1)
        if _offset(tz, day) != _offset(tz, following):
            change = _change_between(tz, day, following)
            if change.onset.year >= first_year:
                yield change
        day = following


def _opening(tz: ZoneInfo, year: int) -> ClockChange:
    """What is in force when the first year begins; not a change, but readers need a first row."""
    began = datetime(year, 1, 1, tzinfo=tz)
    offset = began.utcoffset() or timedelta()
    return ClockChange(began.replace(tzinfo=None), offset, offset, began.tzname() or "")


def _change_between(tz: ZoneInfo, before: datetime, after: datetime) -> ClockChange:
    old, new = _offset(tz, before), _offset(tz, after)
    low, high = before, after
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _offset(tz, middle) == old else (low, middle)
    onset = (high + old).replace(tzinfo=None)
    return ClockChange(onset, old, new, high.astimezone(tz).tzname() or "")


def _block(change: ClockChange) -> list[str]:
    return [
        f"BEGIN:{change.kind}",
        f"DTSTART:{change.onset:%Y%m%dT%H%M%S}",
        f"TZNAME:{change.name}",
        f"TZOFFSETFROM:{_signed(change.before)}",
        f"TZOFFSETTO:{_signed(change.after)}",
        f"END:{change.kind}",
    ]


def _offset(tz: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(tz).utcoffset() or timedelta()


def _signed(offset: timedelta) -> str:
    sign, seconds = ("-", -offset) if offset < timedelta() else ("+", offset)
    minutes, rest = divmod(int(seconds.total_seconds()), 60)
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{rest:02}" if rest else "")
