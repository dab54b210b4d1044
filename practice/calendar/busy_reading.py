"""From the bytes of somebody's calendar to the times in which they are busy. Nothing else of it is ever handed on.

Calendars come from anywhere, so reading is bounded: by the number of events and blocks, by how often an event may
repeat, and, since one rule can be made to run for hours, by a process of its own with limits on time and memory
(`python -m practice.calendar.busy_reading`). Pure: knows of no database.
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import prod
from typing import Any

import icalendar
import recurring_ical_events
from icalendar.prop import vDDDLists

from practice.calendar.busy_zones import meant
from practice.calendar.recurrence import zone_info

DAYS_BACK, DAYS_AHEAD = 30, 400
MOST_BLOCKS, MOST_EVENTS = 5_000, 50_000
MOST_BYTES = 5_000_000
OUR_OWN = "@evenlight.invalid"
MOST_A_DAY = 24
MOST_SECONDS, MOST_MEMORY = 20, 2**30
TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE")
WHAT_COUNTS = {*TIMES, "DURATION", "RRULE", "UID", "STATUS", "TRANSP"}
FREE = {"FREE", "WORKINGELSEWHERE"}

Stretch = tuple[datetime, datetime]


class NotACalendar(ValueError):
    """The bytes are no calendar at all."""


class Unclear(ValueError):
    """One event of it cannot be read for sure."""


@dataclass(frozen=True)
class Read:
    """Busy stretches in order, none touching another; how many events were left out; whether some did not fit."""

    blocks: list[Stretch]
    skipped: int
    is_cut: bool


@dataclass(frozen=True)
class Home:
    """Where the practice is, and where a calendar says of itself that it is."""

    practice: str
    said: tzinfo | None

    @property
    def floating(self) -> tzinfo:
        return self.said or zone_info(self.practice)


def read(data: bytes, *, zone: str, now: datetime) -> Read:
    """Busy stretches from 30 days back to 400 ahead. Whole days are those of `zone`. Raises NotACalendar."""
    calendars = _parsed(data)
    since, until = now - timedelta(days=DAYS_BACK), now + timedelta(days=DAYS_AHEAD)
    found: list[Stretch] = []
    skipped = 0
    for calendar in calendars:
        home = Home(zone, meant(str(calendar.get("X-WR-TIMEZONE", ""))))
        for events in _by_uid(calendar).values():
            try:
                found += _busy(events, home, since, until)
            except (ValueError, TypeError, AttributeError, KeyError, OverflowError, ArithmeticError):
                skipped += 1
        found += _stated(calendar)
    blocks = _merged((max(start, since), min(end, until)) for start, end in found)
    return Read(blocks[:MOST_BLOCKS], skipped, len(blocks) > MOST_BLOCKS)


def _parsed(data: bytes) -> list[icalendar.Calendar]:
    if len(data) > MOST_BYTES or b"BEGIN:VCALENDAR" not in data.upper():
        raise NotACalendar
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = icalendar.Calendar.from_ical(data.decode("utf-8-sig", "replace"), multiple=True)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise NotACalendar from None
    calendars = [one for one in found if one.name == "VCALENDAR"]
    if not calendars:
        raise NotACalendar
    return calendars


def _by_uid(calendar: icalendar.Calendar) -> dict[str, list[icalendar.Component]]:
    groups: dict[str, list[icalendar.Component]] = {}
    for number, event in enumerate(calendar.walk("VEVENT")[:MOST_EVENTS]):
        uid = str(event.get("UID") or number)
        if not uid.strip().lower().endswith(OUR_OWN):
            groups.setdefault(uid, []).append(event)
    return groups


def _busy(
    events: list[icalendar.Component], home: Home, since: datetime, until: datetime
) -> Iterator[Stretch]:
    """When the events of one UID, a single one or a series with its exceptions, keep somebody busy."""
    calendar = icalendar.Calendar()
    for event in events:
        _insist_on_sense(event)
        _repair(event, home)
        calendar.add_component(event)
    span = (since - timedelta(days=1), until + timedelta(days=1))
    for one in recurring_ical_events.of(calendar).between(*span):
        start, end = _instant(one.start, home.practice), _instant(one.end, home.practice)
        if _keeps_busy(one) and end > start and end > since and start < until:
            yield start, end


def _insist_on_sense(event: icalendar.Component) -> None:
    if any(name.upper() in WHAT_COUNTS for name, _why in event.errors if name):
        raise Unclear
    ends = [one.dt for name in ("DTSTART", "DTEND") for one in _several(event.get(name))]
    if len({isinstance(one, datetime) for one in ends}) > 1:
        raise Unclear
    for rule in _several(event.get("RRULE")):
        frequency = {str(one).upper() for one in rule.get("FREQ", [])}
        a_day = prod(len(_several(rule.get(name))) or 1 for name in ("BYHOUR", "BYMINUTE", "BYSECOND"))
        if not frequency or frequency & TOO_OFTEN or a_day > MOST_A_DAY:
            raise Unclear


def _repair(event: icalendar.Component, home: Home) -> None:
    """Give every time its zone: the one its name means, or the calendar's own where it has none.

    A calendar that names its zone means that zone by UTC, too: its series stay at their hour when the clocks change.
    """
    for name in TIMES:
        values = _several(event.get(name))
        if not values:
            continue
        event.pop(name)
        for value in values:
            if isinstance(value, vDDDLists):
                event.add(name, [_placed(one.dt, value, home) for one in value.dts])
            else:
                event.add(name, _placed(value.dt, value, home))


def _placed(moment: Any, value: Any, home: Home) -> Any:
    if isinstance(moment, tuple):
        return tuple(_placed(one, value, home) for one in moment)
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is not None:
        is_utc = moment.tzname() == "UTC" and "TZID" not in value.params
        return moment.astimezone(home.said) if is_utc and home.said else moment
    name = value.params.get("TZID")
    zone = home.floating if name is None else meant(str(name))
    if zone is None:
        raise Unclear
    return moment.replace(tzinfo=zone)


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _instant(moment: date, zone: str) -> datetime:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime.combine(moment, time(), tzinfo=zone_info(zone)).astimezone(UTC)


def _keeps_busy(event: icalendar.Component) -> bool:
    return (
        str(event.get("STATUS", "")).upper() != "CANCELLED"
        and str(event.get("TRANSP", "OPAQUE")).upper() != "TRANSPARENT"
        and str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() not in FREE
    )


def _stated(calendar: icalendar.Calendar) -> Iterator[Stretch]:
    """Stretches of a calendar that publishes only when somebody is free or busy."""
    for component in calendar.walk("VFREEBUSY"):
        for value in _several(component.get("FREEBUSY")):
            for period in _several(value):
                if str(period.params.get("FBTYPE", "BUSY")).upper() != "FREE":
                    yield period.start.astimezone(UTC), period.end.astimezone(UTC)


def _merged(found: Iterable[Stretch]) -> list[Stretch]:
    merged: list[Stretch] = []
    for start, end in sorted(found):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def main() -> int:
    """Read a calendar from standard input: zone and moment as arguments, stretches as JSON on standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    zone, now = sys.argv[1:]
    try:
        found = read(sys.stdin.buffer.read(), zone=zone, now=datetime.fromisoformat(now))
    except NotACalendar:
        return 3
    blocks = [[start.isoformat(), end.isoformat()] for start, end in found.blocks]
    json.dump({"blocks": blocks, "skipped": found.skipped, "is_cut": found.is_cut}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
