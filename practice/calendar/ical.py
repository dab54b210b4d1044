"""Sessions as iCalendar bytes: a whole feed, or one session for "Add to calendar".

Nothing here decides who may see a session: the caller hands in what this viewer may know, under UIDs of
its own, and the same input gives the same bytes. A session is written as wall time with its zone, a
series as one rule with its exceptions. There is never an organiser, an attendee or a category.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from practice.calendar import vtimezone
from practice.calendar.content_lines import file, needs_table, text
from practice.calendar.events import (
    NOT_WELL_FORMED,
    SUMMARY,
    CannotWrite,
    FeedEvent,
    Part,
    fingerprint,
    write,
)
from practice.calendar.recurrence import Rule, occurrences

__all__ = ["SUMMARY", "CannotWrite", "Feed", "FeedEvent", "Part", "Skipped", "feed", "one", "series"]

PRODID = "-//Evenlight//Sessions//EN"
END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class Skipped:
    """An event that was left out of a feed, and why; without a word of its content."""

    uid: str
    reason: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar file, the events it had to leave out, and its parts in the order in which they stand in it.

    head: how many bytes stand before the first part.
    """

    body: bytes
    skipped: tuple[Skipped, ...]
    parts: tuple[Part, ...]
    head: int


def series(rule: Rule, *, uid: str, stamp: datetime, exdates: Iterable[datetime] = ()) -> FeedEvent:
    """The event of a whole series; `dataclasses.replace` gives it a title, a place or a sequence."""
    first = occurrences(rule)[0]
    return FeedEvent(
        uid=uid,
        start=first.start,
        end=first.end,
        zone=rule.zone,
        stamp=stamp,
        rrule=rule,
        exdates=tuple(exdates),
    )


def feed(
    events: Sequence[FeedEvent],
    *,
    name: str,
    prodid: str = PRODID,
    refresh_minutes: int = 60,
    kept: Mapping[str, Part] | None = None,
) -> Feed:
    """A calendar to subscribe to. An event that cannot be written is left out, the others stay.

    A series and its exceptions stand or fall together. The order of events does not matter. No METHOD: a feed is
    not an invitation. There is no zone of the calendar as a whole either: some readers then move what
    is written in UTC. kept: parts of an earlier file by UID; what was made from the same events is taken as it is.
    """
    parts: list[Part] = []
    skipped: list[Skipped] = []
    for uid, group in _by_uid(events).items():
        try:
            parts.append(_written(group, (kept or {}).get(uid)))
        except CannotWrite as why:
            skipped.append(Skipped(text(uid), str(why)))
        except NOT_WELL_FORMED as why:
            skipped.append(Skipped(text(uid), f"It is not well formed ({type(why).__name__})."))
    parts.sort(key=lambda part: (part.start, part.uid))
    head = _head([*_about(name, refresh_minutes)], parts, prodid=prodid)
    return Feed(
        b"".join([head, *(part.body for part in parts), END]),
        tuple(sorted(skipped, key=lambda each: each.uid)),
        tuple(parts),
        len(head),
    )


def one(event: FeedEvent, *, prodid: str = PRODID) -> bytes:
    """One session alone, to add to a calendar by hand. Raises CannotWrite.

    What ties it to a series is left out: the file stands for this date only.
    """
    part = write([replace(event, rrule=None, count=None, exdates=(), recurrence_id=None)])
    return _head([], [part], prodid=prodid) + part.body + END


def _by_uid(events: Iterable[FeedEvent]) -> dict[str, list[FeedEvent]]:
    groups: dict[str, list[FeedEvent]] = {}
    for event in events:
        groups.setdefault(str(event.uid), []).append(event)
    return {
        uid: sorted(group, key=lambda each: (each.recurrence_id is not None, str(each.recurrence_id)))
        for uid, group in groups.items()
    }


def _written(group: list[FeedEvent], kept: Part | None) -> Part:
    if kept is not None and kept.fingerprint == fingerprint(group):
        return kept
    return write(group)


def _about(name: str, refresh_minutes: int) -> Iterator[str]:
    called = text(name)
    yield f"NAME:{called}"
    yield f"X-WR-CALNAME:{called}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:PT{refresh_minutes:d}M"
    yield f"X-PUBLISHED-TTL:PT{refresh_minutes:d}M"


def _head(about: list[str], parts: list[Part], *, prodid: str) -> bytes:
    return file(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            f"PRODID:{text(prodid)}",
            "CALSCALE:GREGORIAN",
            *about,
            *_tables(years for part in parts for years in part.years),
        ]
    )


def _tables(needed: Iterable[tuple[str, int, int]]) -> Iterator[str]:
    """The clock changes of every zone in the file, from the first year it is used in to the last."""
    spans: dict[str, list[int]] = {}
    for zone, first, last in needed:
        if needs_table(zone):
            spans.setdefault(zone, []).extend((first, last))
    for zone, years in sorted(spans.items()):
        yield from vtimezone.lines(zone, min(years), max(years))
