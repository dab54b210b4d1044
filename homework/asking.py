"""Which of an exercise's questions one partner is asked on one day: their part in the round, and what is open by now."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from homework import rounds
from homework.exercise import Card, Exercise, Field
from homework.models import Assignment, EntryPart
from practice.models import Membership, Partner


def round_on(assignment: Assignment, day: date) -> int:
    """The how-manieth round of this assignment the day belongs to, from 0."""
    weekly = assignment.cadence == Assignment.Cadence.WEEKLY
    return rounds.round_of(weekly=weekly, starts_on=assignment.starts_on, day=day)


def fields_for(assignment: Assignment, partner: Partner, day: date) -> list[Field]:
    """The fields that are asked of this partner for this day, before anything is filled in. At most two queries."""
    exercise, number = assignment.exercise.exercise, round_on(assignment, day)
    role = rounds.role_of(assignment.pk, _mark(assignment, partner), number) if exercise.roles else ""
    opened = exercise.is_sealed and is_revealed(assignment, partner, number)
    return [
        field for field in exercise.fields if field.role in ("", role) and (opened or not field.after_reveal)
    ]


def asked(assignment: Assignment, partner: Partner, day: date) -> Exercise:
    """The exercise with only the fields that are asked now, for everything that checks or shows a form."""
    return replace(assignment.exercise.exercise, fields=tuple(fields_for(assignment, partner, day)))


def card_for(assignment: Assignment, day: date) -> Card | None:
    """The card that both partners have this round, if the exercise has a deck."""
    cards = assignment.exercise.exercise.cards
    return rounds.card_of(assignment.pk, cards, round_on(assignment, day)) if cards else None


def role_for(assignment: Assignment, partner: Partner, day: date) -> str:
    """The word for this partner's part in the round, or nothing where there are no turns."""
    roles = assignment.exercise.exercise.roles
    if not roles:
        return ""
    number = round_on(assignment, day)
    role = rounds.role_of(assignment.pk, _mark(assignment, partner), number)
    return roles[0 if role == "first" else 1]


def is_revealed(assignment: Assignment, partner: Partner, number: int) -> bool:
    """Whether the other one's sealed words of this round stand open to this partner. One query."""
    rows = EntryPart.unscoped.for_partner(partner).filter(
        entry__assignment=assignment, entry__round=number, sealed=True
    )
    return rows.exclude(entry__partner=partner).exists()


def _mark(assignment: Assignment, partner: Partner) -> str:
    return Membership.unscoped.values_list("mark", flat=True).get(
        couple=assignment.couple_id, partner=partner
    )
