"""The partner's first page: one thing now, what can wait, and what is new between the two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from assessments.treating import insist_on_self
from homework import rounds
from homework.asking import round_on
from homework.days import monday_of
from homework.days import today as practice_today
from homework.models import Assignment, AssignmentTerms, Entry
from practice.access import Viewer
from practice.models import Partner

from .shared import SharedItem, newest_from_partner, standing

State = Literal["open", "done", "skipped"]
LOOKED_BACK = timedelta(days=60)
A_WHILE = timedelta(days=6)
"""After so many days without a line of one's own, the page says hello again. It never says how many."""


@dataclass(frozen=True)
class OneThing:
    """One exercise as its partner meets it. `state` is theirs alone; the other one's is nowhere in here.

    part: the word for this partner's part in a round with turns. card: what both are asked this round.
    is_due: today is one of its days and the dose of the week is open still. may_add: there is room for another line.
    """

    assignment_id: UUID
    title: str
    neutral_title: str
    minutes: int
    prompt: str
    reason: str
    weekly: bool
    state: State
    entry_id: UUID | None
    part: str = ""
    card: str = ""
    cue: str = ""
    is_due: bool = True
    may_add: bool = False
    for_its_author: bool = False


@dataclass(frozen=True)
class Today:
    """`between` is the same quiet state for every cause: nothing set, an ending, a pause."""

    day: date | None
    things: tuple[OneThing, ...] = ()
    newest: SharedItem | None = None
    is_back: bool = False

    @property
    def between(self) -> bool:
        return not self.things

    @property
    def now(self) -> OneThing | None:
        """The one thing to offer first."""
        return next((thing for thing in self.things if thing.state == "open" and thing.is_due), None)

    @property
    def offered(self) -> tuple[OneThing, ...]:
        """All that may be done today, whether or not it is one of its days."""
        return tuple(thing for thing in self.things if thing.state == "open" or thing.may_add)


def today(partner: Partner, *, by: Viewer) -> Today:
    """What this partner may do today. Five queries and keys, however much there is."""
    insist_on_self(by, partner)
    marks, couple = standing(partner)
    if couple is None:
        return Today(None)
    day = practice_today(couple.practice)
    shown = Assignment.unscoped.for_partner(partner).running(day).filter(couple=couple)
    held = list(shown.select_related("exercise").order_by("set_at", "pk"))
    entries = _entries(partner, held, day)
    terms = {row.assignment_id: row for row in _terms(partner, held)}
    things = tuple(
        _thing(each, entries.get(each.pk, []), terms.get(each.pk), marks[partner.pk], day) for each in held
    )
    return Today(
        day,
        things,
        newest_from_partner(partner, couple, marks),
        is_back=_is_back(entries, day),
    )


def _terms(partner: Partner, held: list[Assignment]) -> list[AssignmentTerms]:
    rows = list(AssignmentTerms.unscoped.filter(partner=partner, assignment__in=[a.pk for a in held]))
    for row in rows:
        row.partner = partner
    return rows


def _entries(partner: Partner, held: list[Assignment], day: date) -> dict[UUID, list[Entry]]:
    rows = Entry.unscoped.filter(
        partner=partner, assignment__in=[a.pk for a in held], day__gte=day - LOOKED_BACK, day__lte=day
    )
    found: dict[UUID, list[Entry]] = {}
    for entry in rows.defer("skip_reason").order_by("-day", "-place"):
        found.setdefault(entry.assignment_id, []).append(entry)
    return found


def _is_back(entries: dict[UUID, list[Entry]], day: date) -> bool:
    """Whether somebody who has written before comes back after a while."""
    newest = max((rows[0].day for rows in entries.values()), default=day)
    return day - newest >= A_WHILE


def _thing(
    assignment: Assignment, held: list[Entry], terms: AssignmentTerms | None, mark: str, day: date
) -> OneThing:
    """A weekly one is done once it is done in the week; a day left out rests for that day alone."""
    exercise = assignment.exercise.exercise
    weekly = assignment.cadence == Assignment.Cadence.WEEKLY
    week = [entry for entry in held if entry.day >= monday_of(day)]
    counted = [entry for entry in week if entry.day == day or (weekly and entry.state == Entry.State.DONE)]
    done = [entry for entry in counted if entry.state == Entry.State.DONE]
    latest = next(iter(done or counted), None)
    number = round_on(assignment, day)
    card = rounds.card_of(assignment.pk, exercise.cards, number) if exercise.cards else None
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
        part=_part(assignment, mark, number),
        card=card.text if card else "",
        cue=(terms.cue or "") if terms else "",
        is_due=_is_due(terms, week, day),
        may_add=bool(done) and exercise.per_day > 1 and _on(done, day) < exercise.per_day,
        for_its_author=all(field.audience == "author" for field in exercise.fields),
    )


def _part(assignment: Assignment, mark: str, number: int) -> str:
    roles = assignment.exercise.exercise.roles
    return roles[0 if rounds.role_of(assignment.pk, mark, number) == "first" else 1] if roles else ""


def _is_due(terms: AssignmentTerms | None, week: list[Entry], day: date) -> bool:
    """Today is one of its days, and it was done less often this week than was agreed."""
    if terms is None:
        return True
    days = {entry.day for entry in week if entry.state == Entry.State.DONE and entry.day < day}
    return str(day.weekday()) in terms.weekdays and len(days) < terms.times_a_week


def _on(entries: list[Entry], day: date) -> int:
    return sum(entry.day == day for entry in entries)
