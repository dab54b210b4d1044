"""Calendars to check: one troublesome series, and what every reader ought to find in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from practice.calendar.ical import FeedEvent, series
from practice.calendar.recurrence import Rule, instant, occurrences

STAMP = datetime(2025, 1, 2, 9, 30, tzinfo=UTC)

Found = list[tuple[str, datetime, datetime]]
"""UID, start and end of every session that stands, by start."""

ACROSS_A_CHANGE = [
    ("Europe/London", datetime(2025, 3, 4, 18, 0)),
    ("Europe/London", datetime(2025, 9, 30, 18, 0)),
    ("Europe/Berlin", datetime(2026, 10, 8, 18, 0)),
    ("America/New_York", datetime(2025, 2, 25, 9, 15)),
    ("America/St_Johns", datetime(2025, 10, 7, 19, 0)),
    ("Australia/Lord_Howe", datetime(2025, 9, 9, 8, 0)),
    ("Australia/Lord_Howe", datetime(2026, 3, 10, 8, 0)),
    ("Pacific/Chatham", datetime(2025, 9, 2, 17, 30)),
    ("Africa/Casablanca", datetime(2025, 2, 4, 16, 0)),
    ("Africa/Casablanca", datetime(2027, 1, 26, 16, 0)),
    ("Europe/Dublin", datetime(2025, 10, 1, 20, 0)),
    ("America/Santiago", datetime(2025, 3, 11, 20, 0)),
    ("UTC", datetime(2025, 3, 4, 18, 0)),
]


def fortnightly(zone: str, starts_local: datetime) -> tuple[list[FeedEvent], Found]:
    """Seven fortnightly sessions: the second cancelled, the fourth moved to the next day at noon."""
    rule = Rule(starts_local, zone, 2, 50, count=7)
    planned = occurrences(rule)
    master = series(rule, uid="series@evenlight", stamp=STAMP, exdates=[planned[1].start])
    start = instant((planned[3].local + timedelta(days=1)).replace(hour=12, minute=0), zone)
    end = start + timedelta(minutes=80)
    moved = replace(
        master, rrule=None, exdates=(), recurrence_id=planned[3].start, start=start, end=end, sequence=1
    )
    standing = [(one.start, one.end) for number, one in enumerate(planned) if number not in (1, 3)]
    return [master, moved], [("series@evenlight", *one) for one in sorted([*standing, (start, end)])]


def session(uid: str = "one@evenlight", zone: str = "Europe/London", *, day: int = 0) -> FeedEvent:
    """A dull single session: 50 minutes on a January morning."""
    start = datetime(2025, 1, 7, 10, 0, tzinfo=UTC) + timedelta(days=day)
    return FeedEvent(uid=uid, start=start, end=start + timedelta(minutes=50), zone=zone, stamp=STAMP)
