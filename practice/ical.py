"""Sessions as iCalendar bytes: a whole feed, or one session for "Add to calendar".

Nothing here decides who may see a session: the caller hands in what this viewer may know, under UIDs of
its own, and the same input gives the same bytes. A session is written as wall time with its zone, a
series as one rule with its exceptions. There is never an organiser, an attendee or a category.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from practice import vtimezone
from practice.content_lines import file, is_plain, local_of, needs_table, text, utc, wall
from practice.recurrence import BadRule, Rule, check_local, occurrences, zone_info

PRODID = "-//Evenlight//Sessions//EN"
SUMMARY = "Appointment"
LONGEST_UID = 255


class CannotWrite(ValueError):
    """This event cannot be said in a calendar; the sentence says why and quotes nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """One session, one series, or one moved or cancelled session of a series, for one viewer.

    A series carries its rule, and in `exdates` the planned starts of its cancelled sessions. A session
    of a series that was moved is an event of its own with the uid of the series and, in
    `recurrence_id`, the start the rule had given it. All times are aware. `stamp` is when the data last
    changed, never the clock.
    """

    uid: str
    start: datetime
    end: datetime
    zone: str
    stamp: datetime
    summary: str = SUMMARY
    location: str = ""
    sequence: int = 0
    cancelled: bool = False
    rrule: Rule | None = None
    exdates: tuple[datetime, ...] = ()
    recurrence_id: datetime | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """An event that was left out of a feed, and why; without a word of its content."""

    uid: str
    reason: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar file, and the events it had to leave out."""

    body: bytes
    skipped: tuple[Skipped, ...]


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
    zone: str = "UTC",
    refresh_minutes: int = 60,
) -> Feed:
    """A calendar to subscribe to. An event that cannot be written is left out, the others stay.

    A series and its exceptions stand or fall together: without its moved session it would send people
    to the wrong hour. The order of events does not matter. No METHOD: a feed is not an invitation.
    """
    header = [
        f"NAME:{text(name)}",
        f"X-WR-CALNAME:{text(name)}",
        f"X-WR-TIMEZONE:{zone_info(zone).key}",
        f"REFRESH-INTERVAL;VALUE=DURATION:PT{refresh_minutes:d}M",
        f"X-PUBLISHED-TTL:PT{refresh_minutes:d}M",
    ]
    written: list[_Written] = []
    skipped: list[Skipped] = []
    for uid, group in _by_uid(events).items():
        try:
            written.append(_write(group))
        except CannotWrite as why:
            skipped.append(Skipped(text(uid), str(why)))
        except (ValueError, TypeError, AttributeError, OverflowError) as why:
            skipped.append(Skipped(text(uid), f"It is not well formed ({type(why).__name__})."))
    return Feed(_calendar(header, written, prodid=prodid), tuple(sorted(skipped, key=lambda one: one.uid)))


def one(event: FeedEvent, *, prodid: str = PRODID) -> bytes:
    """One session alone, to add to a calendar by hand. Raises CannotWrite.

    What ties it to a series is left out: the file stands for this date only.
    """
    alone = replace(event, rrule=None, exdates=(), recurrence_id=None)
    return _calendar([], [_write([alone])], prodid=prodid)


@dataclass(frozen=True, slots=True)
class _Written:
    """The lines of one UID, the instant it sorts by, and the years each of its zones is needed for."""

    start: datetime
    uid: str
    lines: list[str]
    years: list[tuple[str, int, int]]


def _by_uid(events: Iterable[FeedEvent]) -> dict[str, list[FeedEvent]]:
    groups: dict[str, list[FeedEvent]] = {}
    for event in events:
        groups.setdefault(str(event.uid), []).append(event)
    return groups


def _calendar(header: list[str], written: list[_Written], *, prodid: str) -> bytes:
    rows = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{text(prodid)}", "CALSCALE:GREGORIAN", *header]
    rows.extend(_tables(years for one in written for years in one.years))
    for one in sorted(written, key=lambda one: (one.start, one.uid)):
        rows.extend(one.lines)
    rows.append("END:VCALENDAR")
    return file(rows)


def _tables(needed: Iterable[tuple[str, int, int]]) -> Iterator[str]:
    """The clock changes of every zone in the file, from the first year it is used in to the last."""
    spans: dict[str, list[int]] = {}
    for zone, first, last in needed:
        if needs_table(zone):
            spans.setdefault(zone, []).extend((first, last))
    for zone, years in sorted(spans.items()):
        yield from vtimezone.lines(zone, min(years), max(years))


def _write(group: list[FeedEvent]) -> _Written:
    """One session, or one series with its moved and cancelled sessions."""
    for event in group:
        _check(event)
    masters = [event for event in group if event.recurrence_id is None]
    if len(masters) != 1:
        raise CannotWrite("Several events share a UID without being one series.")
    master = masters[0]
    if master.rrule is not None:
        return _write_series(master, master.rrule, [event for event in group if event is not master])
    if len(group) > 1 or master.exdates:
        raise CannotWrite("A single session has no exceptions.")
    return _Written(master.start, master.uid, _single(master), [_years(master)])


def _write_series(master: FeedEvent, rule: Rule, exceptions: list[FeedEvent]) -> _Written:
    plan = {each.local.date(): each.local for each in occurrences(rule)}
    changed = {_planned(plan, event.recurrence_id, rule.zone): event for event in exceptions}
    away = {_planned(plan, start, rule.zone) for start in master.exdates}
    moved = {was: event for was, event in changed.items() if not event.cancelled}
    if len(changed) < len(exceptions) or away & moved.keys():
        raise CannotWrite("One session of the series is both cancelled and moved, or moved twice.")
    rows = _repeating(master, rule, sorted(away | (changed.keys() - moved.keys())))
    for was, event in sorted(moved.items()):
        rows += _single(event, wall("RECURRENCE-ID", was, rule.zone))
    years = [(rule.zone, min(plan).year, max(plan).year), *map(_years, exceptions)]
    return _Written(master.start, master.uid, rows, years)


def _planned(plan: dict[date, datetime], start: datetime | None, zone: str) -> datetime:
    """The wall time the rule gives for the day of that start.

    Looked up by day: a start kept from before a country changed its clocks lies an hour beside the
    plan, and an exception an hour beside its session would leave a cancelled one standing.
    """
    if start is None or start.tzinfo is None:
        raise CannotWrite("An exception needs the start it stands for.")
    local = plan.get(local_of(start, zone).date())
    if local is None:
        raise CannotWrite("An exception stands on a day that the series does not have.")
    return local


def _check(event: FeedEvent) -> None:
    if not event.uid or len(event.uid) > LONGEST_UID or not is_plain(event.uid):
        raise CannotWrite("The UID is empty, too long or holds control characters.")
    if any(moment.tzinfo is None for moment in (event.start, event.end, event.stamp)):
        raise CannotWrite("A time without a zone.")
    if not 1970 <= event.start.year <= event.end.year <= 2100 or event.end <= event.start:
        raise CannotWrite("The session ends before it begins, or lies outside 1970 to 2100.")
    if event.sequence < 0:
        raise CannotWrite("The sequence is below zero.")
    try:
        zone_info(event.zone)
    except BadRule:
        raise CannotWrite("The zone is not known.") from None
    if event.rrule is not None and event.recurrence_id is not None:
        raise CannotWrite("A moved session has no rule of its own.")


def _years(event: FeedEvent) -> tuple[str, int, int]:
    return (event.zone, local_of(event.start, event.zone).year, local_of(event.end, event.zone).year)


def _single(event: FeedEvent, *identity: str) -> list[str]:
    """One session as wall time; in UTC when a clock change makes its wall time unclear."""
    start, end = local_of(event.start, event.zone), local_of(event.end, event.zone)
    if {check_local(start, event.zone), check_local(end, event.zone)} == {"ok"}:
        times = [wall("DTSTART", start, event.zone), wall("DTEND", end, event.zone)]
    else:
        times = [utc("DTSTART", event.start), utc("DTEND", event.end)]
    return _vevent(event, [*identity, *times])


def _repeating(master: FeedEvent, rule: Rule, away: list[datetime]) -> list[str]:
    """The rule of a series, by count and duration: readers differ on where a last day ends, and on
    how long a session is when the first one ran over a clock change.

    Each exception has a line of its own, since some readers take only the first date of a line.
    """
    planned = occurrences(rule)
    if (master.start.astimezone(UTC), master.zone) != (planned[0].start, rule.zone):
        raise CannotWrite("The series does not begin where its rule does.")
    return _vevent(
        master,
        [
            wall("DTSTART", planned[0].local, rule.zone),
            f"DURATION:PT{rule.minutes}M",
            f"RRULE:FREQ=WEEKLY;INTERVAL={rule.every_weeks};COUNT={len(planned)}",
            *(wall("EXDATE", local, rule.zone) for local in away),
        ],
    )


def _vevent(event: FeedEvent, times: list[str]) -> list[str]:
    rows = ["BEGIN:VEVENT", f"UID:{text(event.uid)}", utc("DTSTAMP", event.stamp), *times]
    rows.append(f"SUMMARY:{text(event.summary) or SUMMARY}")
    if place := text(event.location):
        rows.append(f"LOCATION:{place}")
    rows.append(f"SEQUENCE:{event.sequence:d}")
    rows += ["STATUS:CANCELLED", "TRANSP:TRANSPARENT"] if event.cancelled else ["STATUS:CONFIRMED"]
    return [*rows, "END:VEVENT"]
