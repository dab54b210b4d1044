"""A series as one person has it: a rule cut to their own sessions, with what differs from it as exceptions.

What was cancelled lately is shown as cancelled, so that every calendar sees it; what was cancelled longer ago is left
out like a day that never had a session. A series of which nothing stands any more is itself cancelled.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from practice.calendar import ical, recurrence
from practice.calendar.events import NOT_WELL_FORMED
from practice.models import Series, TherapySession

log = logging.getLogger(__name__)


class Whole(NamedTuple):
    """All that this person has of a series, in the window and outside of it. stands: something of it is still booked."""

    sequence: int
    stamp: datetime
    stands: bool


def events(
    uid: str,
    series: Series,
    alone: Iterable[tuple[TherapySession, ical.FeedEvent]],
    whole: Whole,
    lately: datetime,
) -> list[ical.FeedEvent]:
    """alone: each session in the window, and how it would stand by itself. What the plan does not have, stands so."""
    try:
        rule = _rule(series)
        plan = recurrence.occurrences(rule)
    except NOT_WELL_FORMED:
        log.warning("the plan of a series makes no sense; its sessions stand alone in a calendar")
        return [event for _session, event in alone]
    places = {one.local: number for number, one in enumerate(plan)}
    shown: dict[int, ical.FeedEvent] = {}
    beside: list[ical.FeedEvent] = []
    for session, event in alone:
        number = _number(places, session)
        if number is None:
            beside.append(event)
        elif not event.cancelled or not whole.stands or session.changed_at >= lately:
            shown[number] = event
    return [*(_Plan(uid, rule, plan, whole).written(shown) if shown else []), *beside]


def _rule(series: Series) -> recurrence.Rule:
    return recurrence.Rule(
        starts_local=series.first_local.replace(tzinfo=None),
        zone=series.zone,
        every=series.every,
        unit="month" if series.unit == Series.Unit.MONTH else "week",
        minutes=series.minutes,
        count=series.count,
    )


def _number(places: Mapping[datetime, int], session: TherapySession) -> int | None:
    return None if session.series_local is None else places.get(session.series_local.replace(tzinfo=None))


@dataclass(frozen=True)
class _Plan:
    uid: str
    rule: recurrence.Rule
    plan: Sequence[recurrence.Occurrence]
    whole: Whole

    def written(self, shown: Mapping[int, ical.FeedEvent]) -> list[ical.FeedEvent]:
        standing = [number for number in sorted(shown) if not shown[number].cancelled]
        master = self._master(shown, shown[standing[0] if standing else min(shown)])
        if not standing:
            return [replace(master, cancelled=True)]
        exceptions = [self._exception(number, one, master) for number, one in sorted(shown.items())]
        return [master, *(one for one in exceptions if one is not None)]

    def _master(self, shown: Mapping[int, ical.FeedEvent], model: ical.FeedEvent) -> ical.FeedEvent:
        """The rule from the first shown session to the last, in the words and at the place of the first that stands."""
        first, last = min(shown), max(shown)
        away = [self.plan[number].start for number in range(first, last + 1) if number not in shown]
        return replace(
            model,
            uid=self.uid,
            start=self.plan[first].start,
            end=self.plan[first].end,
            zone=self.rule.zone,
            stamp=max(model.stamp, self.whole.stamp),
            sequence=self.whole.sequence,
            rrule=self.rule,
            count=last - first + 1,
            exdates=tuple(away),
        )

    def _exception(self, number: int, one: ical.FeedEvent, master: ical.FeedEvent) -> ical.FeedEvent | None:
        """The session as an event of its own, when it is not what the rule says."""
        planned = self.plan[number]
        is_alike = (one.location, one.url, one.cancelled) == (master.location, master.url, False)
        if is_alike and (one.start, one.end) == (planned.start, planned.end):
            return None
        return replace(one, uid=self.uid, recurrence_id=planned.start)
