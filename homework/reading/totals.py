"""Counts of appreciations for reports, each for its own audience."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet

from assessments.treating import insist_on_reading, insist_on_self, may_read
from homework.days import midnight
from homework.models import SETTLING, Entry, EntryPart
from homework.models.entries import EntryPartQuerySet
from practice.access import Viewer
from practice.models import Couple, Membership, Partner

APPRECIATIONS = frozenset({"appreciation-exchange"})


@dataclass(frozen=True)
class OwnTotals:
    """One partner's own numbers, for that partner: given to the other one, and noticed at all."""

    given: int
    noticed: int


@dataclass(frozen=True)
class LedgerLine:
    """One partner's numbers for the counsellor."""

    partner_id: UUID
    mark: str
    given: int
    noticed: int


def appreciation_delivered(couple: Couple, since: date, until: date) -> int:
    """How many appreciations both together have delivered between these days, both included. One query.

    The one number that a couple's report may hold: what is private, settling, taken back or frozen is not in it.
    """
    rows = _given(EntryPart.unscoped.delivered(), couple, since, until)
    return rows.aggregate(given=Count("entry", distinct=True))["given"]


def appreciation_of(partner: Partner, couple: Couple, since: date, until: date, *, by: Viewer) -> OwnTotals:
    """A partner's own numbers, asked by that partner or by the couple's counsellor. Two queries."""
    if not may_read(by, couple):
        insist_on_self(by, partner)
    given = _given(EntryPart.unscoped.given(), couple, since, until).filter(entry__partner=partner)
    noticed = _noticed(couple, since, until).filter(partner=partner)
    return OwnTotals(given.aggregate(given=Count("entry", distinct=True))["given"], noticed.count())


def appreciation_ledger(couple: Couple, since: date, until: date, *, by: Viewer) -> tuple[LedgerLine, ...]:
    """Both partners' numbers, in the order of their marks, for the counsellor alone. Three queries."""
    insist_on_reading(by, couple)
    shared = _given(EntryPart.unscoped.given(), couple, since, until)
    given = dict(shared.order_by().values_list("entry__partner").annotate(Count("entry", distinct=True)))
    noticed = dict(_noticed(couple, since, until).order_by().values_list("partner").annotate(Count("pk")))
    members = Membership.unscoped.filter(couple=couple).order_by("mark").values_list("partner_id", "mark")
    return tuple(LedgerLine(pk, mark, given.get(pk, 0), noticed.get(pk, 0)) for pk, mark in members)


def _given(rows: EntryPartQuerySet, couple: Couple, since: date, until: date) -> EntryPartQuerySet:
    return rows.of_couple(couple).filter(
        entry__assignment__exercise__slug__in=APPRECIATIONS,
        released_at__gte=midnight(since, couple.practice) - SETTLING,
        released_at__lt=midnight(until + timedelta(days=1), couple.practice) - SETTLING,
    )


def _noticed(couple: Couple, since: date, until: date) -> QuerySet[Entry]:
    return Entry.unscoped.filter(
        assignment__couple=couple,
        assignment__exercise__slug__in=APPRECIATIONS,
        state=Entry.State.DONE,
        day__gte=since,
        day__lte=until,
    )
