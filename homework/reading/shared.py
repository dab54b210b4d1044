"""What stands between the two: delivered items, equal in weight, without counts or gaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils import timezone

from assessments.treating import insist_on_self
from homework.days import day_of, midnight, monday_of
from homework.days import today as practice_today
from homework.models import SETTLING, EntryPart, Reply
from homework.models.entries import EntryPartQuerySet
from practice.access import Viewer
from practice.models import Couple, Membership, Partner

from .shown import Words, words_of

MOST_PARTS_OF_AN_ITEM = 40


@dataclass(frozen=True)
class SharedPart:
    """One field of what was shared. answer: what this reader said to it. answered: what the other one said to one's own."""

    id: UUID
    words: Words
    answer: str = ""
    answered: str = ""


@dataclass(frozen=True)
class Side:
    """What one of the two brings to an item."""

    mine: bool
    called: str
    mark: str
    parts: tuple[SharedPart, ...]


@dataclass(frozen=True)
class SharedItem:
    """What one partner shared in one deed; or, of a sealed round, what both did, side by side, opened together.

    The time is when it arrived; when it was written is its author's own. asks_after: there is a question or two about
    what was opened.
    """

    id: UUID
    mine: bool
    called: str
    mark: str
    title: str
    arrived_at: datetime
    words: tuple[Words, ...]
    exercise: str = ""
    assignment_id: UUID | None = None
    round: int = 0
    sealed: bool = False
    asks_after: bool = False
    sides: tuple[Side, ...] = ()


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
    """The week around this day (this week unless told otherwise) as this partner is shown it. Three queries and keys."""
    insist_on_self(by, partner)
    marks, couple = standing(partner)
    first = monday_of(day or (practice_today(couple.practice) if couple else timezone.now().date()))
    last = first + timedelta(days=6)
    if couple is None:
        return Week(first, last, ())
    rows = _readable(partner, couple).filter(  # type: ignore[misc]  # with_moment adds the word
        moment__gte=midnight(first, couple.practice) - SETTLING,
        moment__lt=midnight(last + timedelta(days=1), couple.practice) - SETTLING,
    )
    parts = list(rows.newest_first())
    items = _items(parts, partner, marks, _answers(parts, by))
    days = groupby(items, key=lambda item: day_of(item.arrived_at, couple.practice))
    return Week(first, last, tuple(Day(when, tuple(held)) for when, held in days))


def newest_from_partner(partner: Partner, couple: Couple, marks: dict[UUID, str]) -> SharedItem | None:
    """The last thing that arrived from the other one, for the partner's first page. One query."""
    rows = _readable(partner, couple).exclude(entry__partner=partner)
    return next(iter(_items(list(rows.newest_first()[:MOST_PARTS_OF_AN_ITEM]), partner, marks, {})), None)


def opened(partner: Partner, assignment_id: UUID, number: int, *, by: Viewer) -> SharedItem | None:
    """A sealed round once it stands open to this partner: both sides, or nothing. Three queries and keys."""
    insist_on_self(by, partner)
    marks, couple = standing(partner)
    if couple is None:
        return None
    rows = _readable(partner, couple).filter(
        entry__assignment=assignment_id, entry__round=number, sealed=True
    )
    parts = list(rows.newest_first())
    item = next(iter(_items(parts, partner, marks, _answers(parts, by))), None)
    return item if item is not None and len(item.sides) == 2 else None


def _answers(parts: list[EntryPart], by: Viewer) -> dict[UUID, Reply]:
    """Small replies that this reader gave or has been given, by the part they are to. One query."""
    rows = Reply.objects.visible_to(by).filter(part__in=[part.pk for part in parts])
    return {reply.part_id: reply for reply in rows}


def _readable(partner: Partner, couple: Couple) -> EntryPartQuerySet:
    rows = EntryPart.unscoped.for_partner(partner).of_couple(couple).delivered().with_moment()
    return rows.select_related("entry__partner", "entry__assignment__exercise")


def _items(
    parts: list[EntryPart], partner: Partner, marks: dict[UUID, str], answers: dict[UUID, Reply]
) -> list[SharedItem]:
    """One item per deed of sharing; words that were sealed are one item for both. The order is that of arrival."""
    deeds: dict[Any, list[EntryPart]] = {}
    for part in parts:
        deeds.setdefault(_deed(part), []).append(part)
    return [_item(held, partner, marks, answers) for held in deeds.values()]


def _deed(part: EntryPart) -> tuple[Any, ...]:
    moment = part.moment  # type: ignore[attr-defined]
    if part.sealed:
        return moment, part.entry.assignment_id, part.entry.round
    return moment, part.entry_id


def _item(
    parts: list[EntryPart], partner: Partner, marks: dict[UUID, str], answers: dict[UUID, Reply]
) -> SharedItem:
    first = parts[0]
    entry, author = first.entry, first.entry.partner
    arrived_at: datetime = first.moment + SETTLING  # type: ignore[attr-defined]
    return SharedItem(
        id=first.pk,
        mine=author.pk == partner.pk,
        called=author.called,
        mark=marks[author.pk],
        title=entry.assignment.exercise.title,
        arrived_at=arrived_at,
        words=tuple(words_of(part) for part in parts),
        exercise=entry.assignment.exercise.slug,
        assignment_id=entry.assignment_id,
        round=entry.round,
        sealed=first.sealed,
        asks_after=any(field.after_reveal for field in entry.assignment.exercise.exercise.fields),
        sides=_sides(parts, partner, marks, answers),
    )


def _sides(
    parts: Iterable[EntryPart], partner: Partner, marks: dict[UUID, str], answers: dict[UUID, Reply]
) -> tuple[Side, ...]:
    """One side, or both with the reader's own first."""
    by_author: dict[UUID, list[EntryPart]] = {}
    for part in sorted(parts, key=lambda part: (part.entry.partner_id != partner.pk, part.place)):
        by_author.setdefault(part.entry.partner_id, []).append(part)
    return tuple(
        Side(
            mine=who == partner.pk,
            called=held[0].entry.partner.called,
            mark=marks[who],
            parts=tuple(_part(part, answers.get(part.pk), partner) for part in held),
        )
        for who, held in by_author.items()
    )


def _part(part: EntryPart, reply: Reply | None, partner: Partner) -> SharedPart:
    own = reply is not None and reply.partner_id == partner.pk
    kind = str(reply.kind) if reply else ""
    return SharedPart(part.pk, words_of(part), kind if own else "", "" if own else kind)


def standing(partner: Partner) -> tuple[dict[UUID, str], Couple | None]:
    """Marks by partner and the couple this partner is in now. One query."""
    mine = Membership.unscoped.filter(partner=partner, left_at=None, joined_at__isnull=False)
    rows = Membership.unscoped.filter(couple__in=mine.values("couple")).select_related("couple__practice")
    members = list(rows)
    return {row.partner_id: row.mark for row in members}, members[0].couple if members else None
