"""A neutral mail at the moment that a partner chose for an exercise. One a day whatever waits, and never a third in a row.

It is the mail that every event makes, by the person's own channel and outside their quiet hours. It follows from this
partner's own terms and entries and from what stands open to both alike, never from what the other one did.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from assessments import reminding as forms
from homework import waiting
from homework.days import monday_of
from homework.models import Assignment, AssignmentTerms, Entry
from homework.models.membership import RESTING
from practice import outbox
from practice.models import Partner, Practice

MOST_IGNORED = 2
LATE = timedelta(hours=2)
"""How long after its moment a reminder still goes out, when the worker stood still."""
AT_ONCE = 500


def remind() -> int:
    """One round. Idempotent; called by the worker's tick. Returns how many people were written to."""
    zones = Practice.unscoped.order_by("time_zone").values_list("time_zone", flat=True).distinct()
    return sum(_in_zone(zone) for zone in list(zones))


def _in_zone(zone: str) -> int:
    """Everybody in one time zone whose moment has just come; two exercises at one moment make one mail."""
    now = timezone.now().astimezone(ZoneInfo(zone))
    due = [terms for terms in _due(zone, now) if _still_to_do(terms, now.date())]
    people = groupby(due, key=lambda terms: terms.partner)
    return sum(_tell_once(partner, list(held), now.date()) for partner, held in people)


def _due(zone: str, now: datetime) -> Iterator[AssignmentTerms]:
    """Terms whose moment lies within the last two hours of this day, with nothing kept for the day so far. One query."""
    today = now.date()
    kept = Entry.unscoped.filter(assignment=OuterRef("assignment"), partner=OuterRef("partner"), day=today)
    rows = AssignmentTerms.unscoped.filter(
        ~Exists(kept),
        Q(reminded_on=None) | Q(reminded_on__lt=today),
        Q(assignment__ends_on=None) | Q(assignment__ends_on__gte=today),
        assignment__couple__practice__time_zone=zone,
        assignment__state=Assignment.State.RUNNING,
        assignment__starts_on__lte=today,
        reminds=True,
        remind_at__range=(_earliest(now), now.time()),
        weekdays__contains=str(today.weekday()),
        ignored__lt=MOST_IGNORED,
        opens_at__lte=now,
        partner__user__is_active=True,
    ).exclude(assignment__couple__status__in=RESTING)
    found = rows.select_related("partner__user", "assignment__couple__practice").defer("cue")
    return found.order_by("partner", "pk")[:AT_ONCE].iterator()


def _earliest(now: datetime) -> time:
    early = now.replace(tzinfo=None) - LATE
    return early.time() if early.date() == now.date() else time.min


def _still_to_do(terms: AssignmentTerms, today: date) -> bool:
    """Shown to this partner now, and neither the week's dose nor the whole is done."""
    if not Assignment.unscoped.for_partner(terms.partner).filter(pk=terms.assignment_id).exists():
        return False
    week = Entry.unscoped.filter(
        assignment=terms.assignment_id, partner=terms.partner_id, state=Entry.State.DONE
    )
    done = week.filter(day__range=(monday_of(today), today)).count()
    return done < terms.times_a_week and not waiting.completed(terms.assignment, terms.partner)


def _tell_once(partner_: Partner, held: list[AssignmentTerms], today: date) -> bool:
    """Also for who was reminded of something else today: these terms then rest until tomorrow, uncounted."""
    told = forms.once_a_day(partner_, held[0].assignment.couple.practice, partial(_tell, partner_, held))
    _terms(held).update(reminded_on=today)
    return told


def _tell(partner_: Partner, held: list[AssignmentTerms]) -> None:
    assert partner_.user is not None
    if outbox.tell(partner_.user) is not None:
        _terms(held).update(ignored=F("ignored") + 1)


def _terms(held: list[AssignmentTerms]) -> QuerySet[AssignmentTerms]:
    return AssignmentTerms.unscoped.filter(pk__in=[terms.pk for terms in held])
