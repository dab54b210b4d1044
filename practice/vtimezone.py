"""The clock changes of a zone, written as a VTIMEZONE that every calendar program reads alike.

The table is made from the zone's own offsets, not by the icalendar library, for three reasons that
were seen: the library writes all dates of a change in one RDATE, of which ical.js reads only the first;
it gives spring changes an hour late (RFC 5545 counts in the offset before the change); and it leaves
out changes now and then (Africa/Casablanca, Ramadan 2027).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from practice.recurrence import zone_info


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


@lru_cache(maxsize=256)
def lines(zone: str, first_year: int, last_year: int) -> tuple[str, ...]:
    """The VTIMEZONE of a zone, right for every wall time from first_year to last_year, both whole."""
    tz = zone_info(zone)
    table: dict[tuple[str, timedelta, timedelta, str], list[datetime]] = {}
    for change in [_opening(tz, first_year), *changes(tz, first_year, last_year)]:
        table.setdefault((change.kind, change.before, change.after, change.name), []).append(change.onset)
    body = [line for key, onsets in table.items() for line in _observance(*key, onsets)]
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


def _observance(
    kind: str, before: timedelta, after: timedelta, name: str, onsets: list[datetime]
) -> list[str]:
    """One row of the table. Each further date has an RDATE line of its own."""
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{onsets[0]:%Y%m%dT%H%M%S}",
        *(f"RDATE:{onset:%Y%m%dT%H%M%S}" for onset in onsets[1:]),
        f"TZNAME:{name}",
        f"TZOFFSETFROM:{_signed(before)}",
        f"TZOFFSETTO:{_signed(after)}",
        f"END:{kind}",
    ]


def _offset(tz: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(tz).utcoffset() or timedelta()


def _signed(offset: timedelta) -> str:
    sign, seconds = ("-", -offset) if offset < timedelta() else ("+", offset)
    minutes, rest = divmod(int(seconds.total_seconds()), 60)
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{rest:02}" if rest else "")
