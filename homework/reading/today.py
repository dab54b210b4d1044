"""The partner's first page: one thing now, and what is new between the two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from assessments.treating import insist_on_self
from homework.days import monday_of
from homework.days import today as practice_today
from homework.models import Assignment, Entry
from practice.access import Viewer
from practice.models import Partner

from .shared import SharedItem, _standing, newest_from_partner

State = Literal["open", "done", "skipped"]


@dataclass(frozen=True)
class OneThing:
    """One exercise as its partner meets it. `state` is theirs alone; the other one's is nowhere in here."""

    assignment_id: UUID
    title: str
    neutral_title: str
    minutes: int
    prompt: str
    reason: str
    weekly: bool
    state: State
    entry_id: UUID | None


@dataclass(frozen=True)
class Today:
    """`between` is the same quiet state for every cause: nothing set, an ending, a pause."""

    day: date | None
    things: tuple[OneThing, ...] = ()
    newest: SharedItem | None = None

    @property
    def between(self) -> bool:
        return not self.things

    @property
    def now(self) -> OneThing | None:
        """The one thing to offer first."""
        return next((thing for thing in self.things if thing.state == "open"), None)


def today(partner: Partner, *, by: Viewer) -> Today:
    """What this partner may do today. Four queries and keys, however much there is."""
    insist_on_self(by, partner)
    marks, couple = _standing(partner)
    if couple is None:
        return Today(None)
    day = practice_today(couple.practice)
    shown = Assignment.unscoped.for_partner(partner).running(day).filter(couple=couple)
    held = list(shown.select_related("exercise").order_by("set_at", "pk"))
    entries = _entries(partner, held, day)
    things = tuple(_thing(assignment, entries.get(assignment.pk, []), day) for assignment in held)
    return Today(day, things, newest_from_partner(partner, couple, marks))


def _entries(partner: Partner, held: list[Assignment], day: date) -> dict[UUID, list[Entry]]:
    rows = Entry.unscoped.filter(
        partner=partner, assignment__in=[a.pk for a in held], day__gte=monday_of(day), day__lte=day
    )
    found: dict[UUID, list[Entry]] = {}
    for entry in rows.order_by("-day", "-place"):
        found.setdefault(entry.assignment_id, []).append(entry)
    return found


def _thing(assignment: Assignment, week: list[Entry], day: date) -> OneThing:
    """A weekly one is done once it is done in the week; a day left out rests for that day alone."""
    exercise = assignment.exercise.exercise
    weekly = assignment.cadence == Assignment.Cadence.WEEKLY
    counted = [entry for entry in week if entry.day == day or (weekly and entry.state == Entry.State.DONE)]
    done = next((entry for entry in counted if entry.state == Entry.State.DONE), None)
    latest = done or next(iter(counted), None)
    return OneThing(
        assignment_id=assignment.pk,
        title=exercise.title,
        neutral_title=exercise.neutral_title,
        minutes=exercise.minutes,
        prompt=exercise.prompt,
        reason=assignment.reason,
        weekly=weekly,
        state="open" if latest is None else "done" if done else "skipped",
        entry_id=latest.pk if latest else None,
    )
