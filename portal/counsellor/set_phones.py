"""Both phones before "Set": exactly the words and questions that each partner will meet, and nothing of the other one's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from homework.exercise import Card, Exercise
from homework.terms import Terms
from homework.told_at_once import tells_at_once
from portal.couple.names import with_name
from portal.questions import Field, blank_field

from .here import Care, Someone
from .known_words import days_words
from .set_forms import Shape


@dataclass(frozen=True)
class Asked:
    """One question as it is worded for this partner. tells: an answer can reach the counsellor straight away."""

    field: Field
    label: str
    hint: str
    reach: str
    tells: bool


@dataclass(frozen=True)
class Phone:
    """What one partner meets on Today and on the page of the exercise."""

    person: Someone
    other: str
    prompt: str
    why: str
    card: Card | None
    lead: tuple[Asked, ...]
    more: tuple[Asked, ...]
    terms: Terms
    days: str


def phones(care: Care, exercise: Exercise, shape: Shape, why: str) -> tuple[Phone, ...]:
    """One phone for everybody it is for, in the pair's order."""
    marks = shape.cleaned_data.get("for_marks", "ab")
    return tuple(_phone(care, person, exercise, shape, why) for person in care.here if person.mark in marks)


def _phone(care: Care, person: Someone, exercise: Exercise, shape: Shape, why: str) -> Phone:
    other = next((each.called for each in care.here if each is not person), "")
    agreed = shape.terms_for(person.mark)
    now = [field for field in exercise.fields if not field.after_reveal]
    asked = [_asked(field, exercise, person, other) for field in now]
    lead = [each for each, field in zip(asked, now, strict=True) if field.required] or asked[:1]
    return Phone(
        person,
        other,
        with_name(exercise.prompt, other),
        why,
        exercise.cards[0] if exercise.cards else None,
        tuple(lead),
        tuple(each for each in asked if each not in lead),
        agreed,
        days_words(agreed.weekdays),
    )


def _asked(field: Any, exercise: Exercise, person: Someone, other: str) -> Asked:
    # Both phones stand on one page, so each question gets an id of its own on it.
    own = replace(field, id=f"{person.mark}_{field.id}", show_if=None)
    return Asked(
        blank_field(own),
        with_name(field.text, other),
        with_name(field.hint, other),
        field.audience,
        tells_at_once(exercise, field.id),
    )
