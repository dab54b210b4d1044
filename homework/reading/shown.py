"""An answer in words, as it is read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from homework.exercise import Exercise, Field
from homework.models import EntryPart


@dataclass(frozen=True)
class Words:
    """One field and its answer, ready to be shown. `written` says whether these are somebody's own words."""

    field: str
    label: str
    text: str
    written: bool


def words_of(part: EntryPart) -> Words:
    """The part's answer with its label. Reads the exercise from the version it was written for."""
    return answer_in_words(part.entry.assignment.exercise.exercise, part.field, part.words)


def answer_in_words(exercise: Exercise, name: str, value: Any) -> Words:
    """The answer to the field of this name, with its label, in the version of the exercise it was written for."""
    field = exercise.field(name)
    if field is None:
        return Words(name, "", str(value), False)
    return Words(field.id, field.text, text_of(field, value), field.kind in ("text", "long"))


def text_of(field: Field, value: Any) -> str:
    """The answer as its author met it: choices by their labels."""
    labels = {choice.value: choice.label for choice in field.choices}
    if isinstance(value, list):
        return ", ".join(labels.get(each, str(each)) for each in value)
    return labels.get(value, str(value)) if labels else str(value)
