"""Hands a plan to the product, which writes it as it writes every calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from practice.calendar import ical
from practice.calendar.recurrence import Rule
from tests.conformance.plans import Cancelled, Moved, Plan
from tests.conformance.reference import instant, planned

STAMP = datetime(2025, 11, 3, 9, 30, tzinfo=UTC)


class NotWritten(Exception):
    """The product left an event of a plan out of its calendar."""


def body(plans: Iterable[Plan]) -> bytes:
    written = ical.feed([event for plan in plans for event in events(plan)], name="Appointments")
    if written.skipped:
        raise NotWritten("; ".join(f"{one.uid}: {one.reason}" for one in written.skipped))
    return written.body


def events(plan: Plan) -> Iterator[ical.FeedEvent]:
    if plan.unit == "once":
        start = instant(plan.first, plan.zone)
        yield replace(
            _event(plan, start, plan.minutes), cancelled=0 in plan.changes, sequence=len(plan.changes)
        )
        return
    rule = Rule(
        starts_local=plan.first,
        zone=plan.zone,
        every=plan.every,
        minutes=plan.minutes,
        count=plan.count,
        unit=plan.unit,
    )
    bare = [number for number, change in plan.changes.items() if change == Cancelled(marked=False)]
    series = ical.series(rule, uid=plan.uid, stamp=STAMP, exdates=[_planned(plan, number) for number in bare])
    yield replace(series, summary=plan.title, sequence=len(plan.changes))
    yield from (_exception(plan, number) for number in plan.changes if number not in bare)


def _exception(plan: Plan, number: int) -> ical.FeedEvent:
    was, change = _planned(plan, number), plan.changes[number]
    if isinstance(change, Moved):
        event = _event(plan, instant(change.local, plan.zone), change.minutes)
    else:
        event = replace(_event(plan, was, plan.minutes), cancelled=True)
    return replace(event, recurrence_id=was, sequence=len(plan.changes))


def _event(plan: Plan, start: datetime, minutes: int) -> ical.FeedEvent:
    end = start + timedelta(minutes=minutes)
    return ical.FeedEvent(uid=plan.uid, start=start, end=end, zone=plan.zone, stamp=STAMP, summary=plan.title)


def _planned(plan: Plan, number: int) -> datetime:
    return instant(planned(plan, number), plan.zone)
