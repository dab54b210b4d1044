"""Ten minutes kept free for what a partner practises, in that partner's own calendar and only if they asked for it.

They stand at the hour that the partner chose, under the same words as everything else there: no title, no count, and two
exercises at one hour are one. Nothing of it follows from what the other partner did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from homework.days import day_of
from homework.models import Assignment, AssignmentTerms
from homework.models.assignments import shown_to
from homework.models.membership import RESTING
from practice.calendar import feeds
from practice.calendar.recurrence import Rule, instant, zone_info
from practice.models import CalendarChoice, Couple, Membership, Partner

MINUTES = 10


@dataclass(frozen=True, order=True)
class _Stretch:
    """The days, both ends included, on which one weekday's hour is kept free."""

    first: date
    last: date
    stamp: datetime
    version: int


def hours_of(user_id: UUID, since: datetime, until: datetime) -> list[feeds.Hour]:
    """The hours in one person's calendar, each weekday's as one that comes back. Two queries, one for who asked for none."""
    if not CalendarChoice.unscoped.filter(user=user_id, shows_homework=True).exists():
        return []
    shown = Assignment.unscoped.running().filter(shown_to(partner__user=user_id))
    rows = AssignmentTerms.unscoped.filter(
        partner__user=user_id, assignment__in=shown, remind_at__isnull=False
    ).exclude(assignment__couple__status__in=RESTING)
    kept = rows.select_related("assignment__couple__practice").defer("cue", "assignment__reason")
    found: dict[tuple[str, time, str], list[_Stretch]] = {}
    for terms in kept.order_by("pk"):
        assert terms.remind_at is not None
        for weekday in _weekdays(terms):
            key = (weekday, terms.remind_at, terms.assignment.couple.practice.time_zone)
            found.setdefault(key, []).append(_stretch(terms, until))
    return [
        hour
        for (weekday, moment, zone), stretches in sorted(found.items())
        for stretch in _joined(stretches)
        for hour in _hour(weekday, moment, zone, stretch, since)
    ]


def _weekdays(terms: AssignmentTerms) -> str:
    """A weekly exercise has one hour a week, on the first of its days."""
    return terms.weekdays[:1] if terms.assignment.cadence == Assignment.Cadence.WEEKLY else terms.weekdays


def _stretch(terms: AssignmentTerms, until: datetime) -> _Stretch:
    assignment = terms.assignment
    opened = terms.opens_at or assignment.set_at
    practice = assignment.couple.practice
    last = day_of(until, practice)
    return _Stretch(
        first=max(assignment.starts_on, day_of(opened, practice)),
        last=min(assignment.ends_on or last, last),
        stamp=opened,
        version=terms.version,
    )


def _joined(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """Stretches that touch are one."""
    whole: list[_Stretch] = []
    for one in sorted(stretches):
        before = whole[-1] if whole else None
        if before is None or one.first > before.last + timedelta(days=7):
            whole.append(one)
            continue
        whole[-1] = replace(
            before,
            last=max(before.last, one.last),
            stamp=max(before.stamp, one.stamp),
            version=before.version + one.version,
        )
    return whole


def _hour(weekday: str, moment: time, zone: str, stretch: _Stretch, since: datetime) -> Iterator[feeds.Hour]:
    begins = max(stretch.first, since.astimezone(zone_info(zone)).date())
    first = begins + timedelta(days=(int(weekday) - begins.weekday()) % 7)
    if first > stretch.last:
        return
    local = datetime.combine(first, moment.replace(second=0, microsecond=0))
    rule = Rule(starts_local=local, zone=zone, every=1, minutes=MINUTES, until=stretch.last)
    start = instant(local, zone)
    yield feeds.Hour(
        id=f"kept free:{weekday}:{moment:%H%M}:{stretch.first}",
        starts_at=start,
        ends_at=start + timedelta(minutes=MINUTES),
        zone=zone,
        stamp=stretch.stamp,
        sequence=stretch.version,
        rule=rule,
        has_alarm=False,
    )


def changed(terms: QuerySet[AssignmentTerms]) -> None:
    """These terms are different, or about to be: their partners' calendars are, where they keep time free."""
    rows = terms.filter(remind_at__isnull=False, partner__user__isnull=False)
    _bump(set(rows.values_list("partner__user_id", flat=True)))


def assignment_changed(assignment: Assignment) -> None:
    changed(AssignmentTerms.unscoped.filter(assignment=assignment))


def space_turned(couple: Couple) -> None:
    """What is done together came into both calendars or went out of them."""
    changed(AssignmentTerms.unscoped.filter(assignment__couple=couple))


def status_changed(couple: Couple, was: str) -> None:
    space_turned(couple)


def partner_left(membership: Membership) -> None:
    space_turned(membership.couple)


def person_erased(partner: Partner) -> None:
    for membership in Membership.unscoped.filter(partner=partner).select_related("couple"):
        space_turned(membership.couple)


def _bump(user_ids: set[Any]) -> None:
    asked = CalendarChoice.unscoped.filter(user__in=user_ids, shows_homework=True)
    feeds.bump(list(asked.values_list("user_id", flat=True)))
