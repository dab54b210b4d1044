"""What one partner writes down for an exercise: can it be kept, and who may read which part. Pure.

Values are kept as `{field id: value}`; a field left blank is absent and never becomes a zero. The rules for
single answers are those of the instruments.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessments.format.vocabulary import Definition
from assessments.scores import answers
from assessments.scores.answers import Say
from homework.exercise_shape import AUDIENCES, Audience, Exercise, Field


def as_form(exercise: Exercise) -> Definition:
    """The exercise's fields as a form without scales, for everything that can ask questions."""
    return Definition(
        slug=exercise.slug,
        version=exercise.version,
        title=exercise.title,
        neutral_title=exercise.neutral_title,
        purpose=exercise.aim,
        time_frame="",
        tradition="general",
        validated=False,
        source=exercise.source,
        limits=exercise.caution,
        minutes=exercise.minutes,
        questions=exercise.fields,
    )


def visible_fields(exercise: Exercise, raw: Mapping[str, Any]) -> list[Field]:
    """The fields to show, given what is filled in so far, in the order of the exercise."""
    shown = {question.id for question in answers.visible_questions(as_form(exercise), raw)}
    return [field for field in exercise.fields if field.id in shown]


def problems(
    exercise: Exercise, raw: Mapping[str, Any], *, complete: bool = True, say: Say = str
) -> dict[str, str]:
    """A sentence for each field that stands in the way. A draft (`complete=False`) may still lack required ones."""
    return answers.problems(as_form(exercise), raw, complete=complete, say=say)


def read(exercise: Exercise, raw: Mapping[str, Any], *, say: Say = str) -> dict[str, Any]:
    """The entry as it is kept: blanks and hidden fields dropped. Raises answers.AnswersRefused."""
    stored = answers.read(as_form(exercise), raw, say=say).stored
    return {field_id: answer["v"] for field_id, answer in stored.items()}


def parts(exercise: Exercise, values: Mapping[str, Any]) -> dict[Audience, dict[str, Any]]:
    """The entry taken apart by the widest circle each field may reach, so that each part can be its own row."""
    return {audience: _meant_for(exercise, values, (audience,)) for audience in AUDIENCES}


def readable(
    exercise: Exercise, values: Mapping[str, Any], *, reader: Audience, shared_with: Audience
) -> dict[str, Any]:
    """What this reader may read of an entry that its author has shared with `shared_with`.

    The author reads everything. Anyone else needs both: a field made for them, and the author's choice.
    """
    if AUDIENCES.index(reader) > AUDIENCES.index(shared_with):
        return {}
    return _meant_for(exercise, values, AUDIENCES[AUDIENCES.index(reader) :])


def _meant_for(
    exercise: Exercise, values: Mapping[str, Any], audiences: tuple[Audience, ...]
) -> dict[str, Any]:
    return {
        field.id: values[field.id]
        for field in exercise.fields
        if field.audience in audiences and field.id in values
    }
