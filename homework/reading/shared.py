"""What stands between the two: delivered items, equal in weight, without counts or gaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.utils import timezone

from assessments.treating import insist_on_self
from homework.days import day_of, midnight, monday_of
from homework.days import today as practice_today
from homework.models import SETTLING, EntryPart
from homework.models.entries import EntryPartQuerySet
from practice.access import Viewer
from practice.models import Couple, Membership, Partner

from .shown import Words, words_of

MOST_PARTS_OF_AN_ITEM = 40


@dataclass(frozen=True)
class SharedItem:
    """What one partner shared in one deed. The time is when it arrived; when it was written is its author's own."""

    id: UUID
    mine: bool
    called: str
    mark: str
    title: str
    arrived_at: datetime
    words: tuple[Words, ...]


@dataclass(frozen=True)
class Day:
    day: date
    items: tuple[SharedItem, ...]


@dataclass(frozen=True)
class Week:
    """One week of the shared page: days that hold something, newest first; silent days are not drawn."""

    first: date
    last: date
    days: tuple[Day, ...]


def together(partner: Partner, *, by: Viewer, day: date | None = None) -> Week:
    """The week around this day (this week unless told otherwise) as this partner is shown it. Two queries and keys."""
    insist_on_self(by, partner)
    marks, couple = _standing(partner)
    first = monday_of(day or (practice_today(couple.practice) if couple else timezone.now().date()))
    last = first + timedelta(days=6)
    if couple is None:
        return Week(first, last, ())
    rows = _readable(partner, couple).filter(
        moment__gte=midnight(first, couple.practice) - SETTLING,
        moment__lt=midnight(last + timedelta(days=1), couple.practice) - SETTLING,
    )
    items = _items(rows.newest_first(), partner, marks)
    days = groupby(items, key=lambda item: day_of(item.arrived_at, couple.practice))
    return Week(first, last, tuple(Day(when, tuple(held)) for when, held in days))


def newest_from_partner(partner: Partner, couple: Couple, marks: dict[UUID, str]) -> SharedItem | None:
    """The last thing that arrived from the other one, for the partner's first page. One query."""
    rows = _readable(partner, couple).exclude(entry__partner=partner)
    return next(iter(_items(rows.newest_first()[:MOST_PARTS_OF_AN_ITEM], partner, marks)), None)


def _readable(partner: Partner, couple: Couple) -> EntryPartQuerySet:
    rows = EntryPart.unscoped.for_partner(partner).of_couple(couple).delivered().with_moment()
    return rows.select_related("entry__partner", "entry__assignment__exercise")


def _items(parts: Iterable[EntryPart], partner: Partner, marks: dict[UUID, str]) -> list[SharedItem]:
    """One item per deed of sharing: parts of one entry that arrived in the same moment."""
    deeds = groupby(parts, key=lambda part: (part.moment, part.entry_id))  # type: ignore[attr-defined]
    return [_item(list(held), partner, marks) for _, held in deeds]


def _item(parts: list[EntryPart], partner: Partner, marks: dict[UUID, str]) -> SharedItem:
    first = parts[0]
    author = first.entry.partner
    arrived_at: datetime = first.moment + SETTLING  # type: ignore[attr-defined]
    return SharedItem(
        id=first.pk,
        mine=author.pk == partner.pk,
        called=author.called,
        mark=marks[author.pk],
        title=first.entry.assignment.exercise.title,
        arrived_at=arrived_at,
        words=tuple(words_of(part) for part in parts),
    )


def _standing(partner: Partner) -> tuple[dict[UUID, str], Couple | None]:
    """Marks by partner and the couple this partner is in now. One query."""
    mine = Membership.unscoped.filter(partner=partner, left_at=None, joined_at__isnull=False)
    rows = Membership.unscoped.filter(couple__in=mine.values("couple")).select_related("couple__practice")
    members = list(rows)
    return {row.partner_id: row.mark for row in members}, members[0].couple if members else None
