"""How a reader that is written in Python tells what it found."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

from icalendar import Calendar, Event

SINCE, UNTIL = datetime(2025, 5, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)

Told = list[str | int | bool]


def in_words(event: Event) -> Told:
    """One session that a reader has laid out: uid, start, end, title, cancelled."""
    start, end = (int(moment.timestamp()) for moment in (event.start, event.end))
    return [str(event["uid"]), start, end, str(event["summary"]), event.get("status") == "CANCELLED"]


def of_file(text: str | bytes) -> list[Told]:
    """The sessions of a file in which every one stands by itself."""
    return [in_words(event) for event in Calendar.from_ical(text).events]


def tell(found: Iterable[Told]) -> None:
    json.dump(list(found), sys.stdout)
