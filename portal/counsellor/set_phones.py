"""Both phones before "Set": the very page that each partner will get, and nothing of the other one's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from homework.exercise import Exercise
from homework.terms import Terms
from portal.couple.entry_sheet import Sheet, sheet
from portal.couple.here import Here
from practice.caring import companion

from .here import Care, Someone
from .known_words import days_words
from .set_forms import Shape


@dataclass(frozen=True)
class Phone:
    """What one partner meets on Today, and the sheet on which they write."""

    person: Someone
    sheet: Sheet
    why: str
    terms: Terms
    days: str
    is_weekly: bool


def phones(care: Care, exercise: Exercise, shape: Shape, why: str) -> tuple[Phone, ...]:
    """One phone for everybody it is for, in the pair's order."""
    marks = shape.cleaned_data.get("for_marks", "ab")
    return tuple(_phone(care, person, exercise, shape, why) for person in care.here if person.mark in marks)


def _phone(care: Care, person: Someone, exercise: Exercise, shape: Shape, why: str) -> Phone:
    agreed = shape.terms_for(person.mark)
    here = Here(care.viewer, person.partner, companion(person.partner))
    card = exercise.cards[0] if exercise.cards else None
    asked = sheet(None, here, _at_first(exercise, person.mark), card=card, prefix=f"{person.mark}-")
    is_weekly = shape.cleaned_data.get("cadence") == "weekly"
    return Phone(person, asked, why, agreed, days_words(agreed.weekdays), is_weekly)


def _at_first(exercise: Exercise, mark: str) -> Exercise:
    """As it is asked before anything stands open. Both phones stand on one page, so each question gets a name of its own."""

    def named(field_id: str) -> str:
        return f"{mark}_{field_id}"

    def own(field: Any) -> Any:
        opens = field.show_if and replace(field.show_if, question=named(field.show_if.question))
        return replace(field, id=named(field.id), show_if=opens)

    return replace(
        exercise,
        fields=tuple(own(field) for field in exercise.fields if not field.after_reveal),
        signals=tuple(replace(signal, field=named(signal.field)) for signal in exercise.signals),
    )
