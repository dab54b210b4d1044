"""A partner's own entries, for that partner alone: the page "Only me" and their own export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, QuerySet, When
from django.utils import timezone

from assessments.treating import insist_on_self
from homework.models import Entry, EntryPart
from homework.models.entries import COUPLE, EntryPartQuerySet, arrived
from homework.models.membership import shared_space_open
from homework.told_at_once import tells_at_once
from practice.access import Viewer
from practice.models import Partner

from .shown import Words, words_of


@dataclass(frozen=True)
class OwnPart:
    """`reaches` is the circle it is in now. `arrives_at` is set while it can still be taken back unseen.

    Sealed words have no time of arrival until they stand open: it would tell of the other one's.
    """

    id: UUID
    words: Words
    value: Any
    reaches: str
    may_share: bool
    shared_at: datetime | None
    arrives_at: datetime | None
    frozen: bool
    sealed: bool = False
    open: bool = False
    in_room: bool = False
    tells_at_once: bool = False


@dataclass(frozen=True)
class OwnEntry:
    id: UUID
    assignment_id: UUID
    version: int
    day: date
    title: str
    state: str
    reason: str
    parts: tuple[OwnPart, ...]
    round: int = 0


def own_entries(partner: Partner, *, by: Viewer, most: int = 60) -> tuple[OwnEntry, ...]:
    """This partner's newest entries with all their parts. Two queries and keys."""
    insist_on_self(by, partner)
    return _own(Entry.unscoped.filter(partner=partner), most)


def own_entry(partner: Partner, entry_id: UUID, *, by: Viewer) -> OwnEntry | None:
    """One entry of this partner's own; anybody else's is not there. Two queries and keys."""
    insist_on_self(by, partner)
    return next(iter(_own(Entry.unscoped.filter(partner=partner, pk=entry_id), None)), None)


def own_data(partner: Partner) -> list[dict[str, Any]]:
    """Everything this partner ever wrote or left out, for their own export, but for what has to do with safety."""
    return [
        {
            "day": entry.day.isoformat(),
            "exercise": entry.title,
            "state": entry.state,
            "reason": entry.reason,
            "answers": [
                {
                    "question": part.words.label,
                    "answer": part.words.text,
                    "reaches": part.reaches,
                    "shared_at": part.shared_at.isoformat() if part.shared_at else None,
                }
                for part in entry.parts
                if not part.tells_at_once
            ],
        }
        for entry in _own(Entry.unscoped.filter(partner=partner), None)
    ]


def _own(held: QuerySet[Entry], most: int | None) -> tuple[OwnEntry, ...]:
    rows = held.select_related("assignment__exercise", "partner")
    entries = {entry.pk: entry for entry in rows.order_by("-day", "-place", "pk")[:most]}
    by_entry: dict[UUID, list[EntryPart]] = {}
    for part in with_openness(EntryPart.unscoped.filter(entry__in=entries.keys() if most else rows)):
        part.entry = entries[part.entry_id]
        by_entry.setdefault(part.entry_id, []).append(part)
    return tuple(_entry(entry, by_entry.get(entry.pk, [])) for entry in entries.values())


def with_openness(rows: EntryPartQuerySet) -> EntryPartQuerySet:
    """Parts in their order, each with `stands_open`: whether it has arrived, its seal and all."""
    return rows.annotate(
        stands_open=Case(
            When(arrived() & shared_space_open(COUPLE), then=True), default=False, output_field=BooleanField()
        )
    ).order_by("place")


def _entry(entry: Entry, parts: Iterable[EntryPart]) -> OwnEntry:
    return OwnEntry(
        id=entry.pk,
        assignment_id=entry.assignment_id,
        version=entry.version,
        day=entry.day,
        title=entry.assignment.exercise.title,
        state=entry.state,
        reason=_reason(entry),
        parts=tuple(_part(part) for part in parts),
        round=entry.round,
    )


def _reason(entry: Entry) -> str:
    """Why a day was left out; "it did not feel safe" is not shown again to anybody who looks over a shoulder."""
    reason = entry.skip_reason or ""
    return "" if reason == Entry.SkipReason.NOT_SAFE else reason


def _part(part: EntryPart) -> OwnPart:
    shared = part.audience == EntryPart.Audience.PARTNER
    closed = part.sealed and not part.stands_open  # type: ignore[attr-defined]
    settling = shared and not closed and part.delivered_at is not None and part.delivered_at > timezone.now()
    field = part.entry.assignment.exercise.exercise.field(part.field)
    return OwnPart(
        id=part.pk,
        words=words_of(part),
        value=part.words,
        reaches=part.audience,
        may_share=field is not None and field.audience == "partner" and not shared and part.frozen_at is None,
        shared_at=part.released_at if shared else None,
        arrives_at=part.delivered_at if settling and part.frozen_at is None else None,
        frozen=part.frozen_at is not None,
        sealed=part.sealed,
        open=not closed,
        in_room=part.in_room,
        tells_at_once=tells_at_once(part.entry.assignment.exercise.exercise, part.field),
    )
