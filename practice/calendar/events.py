"""Events of a calendar file, written by the icalendar library: one part for each session that stands alone or series.

A series and its exceptions are one part: they stand or fall together, since a series without its moved session would
send people to the wrong hour.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Alarm, Event
from icalendar.prop import vDuration, vRecur, vText, vUri

from practice.calendar.content_lines import (
    Value,
    is_plain,
    is_web_address,
    local_of,
    minutes,
    number,
    said,
    utc,
    wall,
)
from practice.calendar.recurrence import (
    BadRule,
    Occurrence,
    Rule,
    nth_weekday,
    occurrences,
    zone_info,
)
from practice.calendar.runs import Run, runs, runs_evenly

SUMMARY = "Appointment"
LONGEST_UID = 255
LONGEST_ALARM = 4 * 7 * 24 * 60
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
CONFIRMED, CANCELLED, TRANSPARENT, DISPLAY = (
    vText(word) for word in ("CONFIRMED", "CANCELLED", "TRANSPARENT", "DISPLAY")
)


class CannotWrite(ValueError):
    """This event cannot be said in a calendar; the sentence says why and quotes nothing of it."""


NOT_WELL_FORMED = (ValueError, TypeError, AttributeError, ArithmeticError, LookupError)
"""What a broken row can raise on its way into a calendar. One such row is left out; the others stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """One session, one series, or one moved or cancelled session of a series, for one viewer.

    A series carries its rule, and in `exdates` the planned starts of sessions that are not there at all. It begins with
    the session of the plan that `start` names, and `count` sessions of the plan stand in it; without `count`, all from
    there on. A session that was moved, or is shown as cancelled, is an event of its own with the uid of the series and, in
    `recurrence_id`, the start the rule had given it. All times are aware. `stamp` is when the data last changed,
    never the clock. alarm_minutes: the calendar itself reminds so long before.
    """

    uid: str
    start: datetime
    end: datetime
    zone: str
    stamp: datetime
    summary: str = SUMMARY
    location: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False
    alarm_minutes: int | None = None
    rrule: Rule | None = None
    count: int | None = None
    exdates: tuple[datetime, ...] = ()
    recurrence_id: datetime | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes of one UID, what they were made from, where they sort, and the years each of their zones is needed for.

    fingerprint: equal for equal events. sequence: of the first event, the one that stands for the whole.
    """

    uid: str
    fingerprint: bytes
    sequence: int
    start: datetime
    years: tuple[tuple[str, int, int], ...]
    body: bytes


def fingerprint(group: Sequence[FeedEvent]) -> bytes:
    """The same for the same events, and for no others."""
    return hashlib.blake2b(repr(group).encode("utf-8", "backslashreplace"), digest_size=16).digest()


def write(group: Sequence[FeedEvent]) -> Part:
    """One session, or one series with its moved and cancelled sessions. Raises CannotWrite, or what NOT_WELL_FORMED names."""
    for event in group:
        _check(event)
    masters = [event for event in group if event.recurrence_id is None]
    if len(masters) != 1:
        raise CannotWrite("Several events share a UID without being one series.")
    master = masters[0]
    if master.rrule is None:
        if len(group) > 1 or master.exdates or master.count is not None:
            raise CannotWrite("A single session has no exceptions.")
        return _part(group, master, _years(master), _single(master).to_ical())
    return _series(group, master, master.rrule)


def _part(group: Sequence[FeedEvent], master: FeedEvent, years: Any, body: bytes) -> Part:
    return Part(master.uid, fingerprint(group), master.sequence, master.start, years, body)


def _series(group: Sequence[FeedEvent], master: FeedEvent, rule: Rule) -> Part:
    planned = _planned(master, rule)
    plan = {each.local.date(): each.local for each in planned}
    exceptions = [event for event in group if event is not master]
    changed = {_day_of(plan, event.recurrence_id, rule.zone): event for event in exceptions}
    away = {_day_of(plan, start, rule.zone) for start in master.exdates}
    if len(changed) < len(exceptions) or away & changed.keys():
        raise CannotWrite("One session of the series is both left out and changed, or changed twice.")
    written = [
        event
        for run in runs(rule)
        if (shown := [each for each in run.planned if each.local.date() in plan])
        for event in _run(run, shown, master, rule, away, changed)
    ]
    years = (
        (rule.zone, min(plan).year, max(plan).year),
        *(each for one in exceptions for each in _years(one)),
    )
    return _part(group, master, years, b"".join(event.to_ical() for event in written))


def _run(
    run: Run,
    shown: list[Occurrence],
    master: FeedEvent,
    rule: Rule,
    away: set[datetime],
    changed: dict[datetime, FeedEvent],
) -> Iterator[Event]:
    """The sessions that are shown of one run: as a rule with its exceptions, or as one that stands alone."""
    uid, first = run.uid(master.uid), shown[0]
    if run.stands_alone:
        planned = replace(master, start=first.start, end=first.end)
        alone = changed.get(first.local, planned)
        if first.local not in away:
            yield _single(replace(alone, uid=uid, sequence=max(alone.sequence, master.sequence)))
        return
    yield _repeating(
        replace(master, uid=uid), rule, shown, [each.local for each in shown if each.local in away]
    )
    for each in shown:
        if (event := changed.get(each.local)) is not None:
            exception = _single(replace(event, uid=uid))
            exception["RECURRENCE-ID"] = wall(each.local, rule.zone)
            yield exception


def _planned(master: FeedEvent, rule: Rule) -> list[Occurrence]:
    """The sessions of the plan that this series stands for."""
    plan = occurrences(rule)
    start = master.start.astimezone(UTC)
    first = next((place for place, each in enumerate(plan) if each.start == start), None)
    if first is None or master.zone != rule.zone:
        raise CannotWrite("The series does not begin with a session of its rule.")
    count = len(plan) - first if master.count is None else master.count
    if not 1 <= count <= len(plan) - first:
        raise CannotWrite("The series is longer than its rule.")
    return plan[first : first + count]


def _day_of(plan: dict[date, datetime], start: datetime | None, zone: str) -> datetime:
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
    if event.alarm_minutes is not None and not 0 <= event.alarm_minutes <= LONGEST_ALARM:
        raise CannotWrite("The reminder lies too far ahead.")
    try:
        zone_info(event.zone)
    except BadRule:
        raise CannotWrite("The zone is not known.") from None
    if event.rrule is not None and event.recurrence_id is not None:
        raise CannotWrite("An exception does not repeat.")


def _years(event: FeedEvent) -> tuple[tuple[str, int, int], ...]:
    first, last = (local_of(moment, event.zone).year for moment in (event.start, event.end))
    return ((event.zone, first, last),)


def _single(event: FeedEvent) -> Event:
    """A session with a start and a length.

    Where a clock change comes between, or shows its start or end twice, both ends are written in UTC: readers add a
    length on the clock, and each takes its own one of two equal times.
    """
    written = _vevent(event)
    start, end = (moment.replace(microsecond=0) for moment in (event.start, event.end))
    if runs_evenly(start, end, event.zone):
        written["DTSTART"] = wall(local_of(start, event.zone), event.zone)
        written["DURATION"] = _length(end - start)
    else:
        written["DTSTART"], written["DTEND"] = utc(start), utc(end)
    return written


def _length(length: timedelta) -> Any:
    whole, rest = divmod(int(length.total_seconds()), 60)
    return vDuration(length) if rest or not whole else minutes(whole)


def _repeating(master: FeedEvent, rule: Rule, planned: list[Occurrence], away: list[datetime]) -> Event:
    """The rule of a series, whose sessions last minutes.

    Each exception has a line of its own, since some readers take only the first date of a line.
    """
    written = _vevent(master)
    written["DTSTART"] = wall(planned[0].local, rule.zone)
    written["DURATION"] = minutes(rule.minutes)
    written["RRULE"] = vRecur(_frequency(rule), INTERVAL=rule.every, COUNT=len(planned))
    if away:
        written["EXDATE"] = [wall(local, rule.zone) for local in away]
    return written


def _frequency(rule: Rule) -> dict[str, Any]:
    if rule.unit == "week":
        return {"FREQ": "WEEKLY"}
    day = rule.starts_local.date()
    return {"FREQ": "MONTHLY", "BYDAY": f"{nth_weekday(day)}{WEEKDAYS[day.weekday()]}"}


def _vevent(event: FeedEvent) -> Event:
    """What all events have. Values are set ready-made, which spares the library half of its time."""
    summary = said(event.summary)
    summary.line = summary.line or SUMMARY
    written = Event()
    written["UID"] = said(event.uid)
    written["DTSTAMP"] = utc(event.stamp)
    written["SUMMARY"] = summary
    written["SEQUENCE"] = number(event.sequence)
    written["STATUS"] = CANCELLED if event.cancelled else CONFIRMED
    _add_place(written, event)
    if event.cancelled:
        written["TRANSP"] = TRANSPARENT
    elif event.alarm_minutes is not None:
        written.add_component(_alarm(event.alarm_minutes, summary))
    return written


def _add_place(written: Event, event: FeedEvent) -> None:
    """Where it is. An address that cannot stand in a URL as it is, is said as text."""
    url = event.url.strip()
    places = [event.location, "" if is_web_address(url) else url]
    place = said(", ".join(each for each in places if each.strip()))
    if place.line:
        written["LOCATION"] = place
    if is_web_address(url):
        written["URL"] = vUri(url)


def _alarm(before: int, summary: Value) -> Alarm:
    alarm = Alarm()
    alarm["ACTION"] = DISPLAY
    alarm["TRIGGER"] = vDuration(timedelta(minutes=-before))
    alarm["DESCRIPTION"] = summary
    return alarm
