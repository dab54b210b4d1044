"""Questions about safety inside any form: blank each time, kept at once, and never shown to their author again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from assessments import administering
from assessments.format.definition import Question
from assessments.models import Administration
from portal import questions as fields

from .here import Here

Held = Mapping[str, Any]


def held_fields(questions: Iterable[Question], held: Held) -> list[fields.Field]:
    """The fields with what is kept; those about safety blank, whatever is kept."""
    return [fields.blank_field(each) if each.safety else fields.held_field(each, held) for each in questions]


def typed_fields(
    questions: Iterable[Question], data: QueryDict, wrong: Mapping[str, Any]
) -> list[fields.Field]:
    """The fields as they were sent; those about safety blank all the same."""
    return [
        (fields.blank_field if each.safety else _typed(data))(each, str(wrong.get(each.id, "")))
        for each in questions
    ]


def _typed(data: QueryDict) -> Any:
    return lambda question, problem: fields.typed_field(question, data, problem)


def answered(questions: Iterable[Question], held: Held) -> bool:
    """Whether one about safety among these has an answer."""
    return any(each.safety and each.id in held for each in questions)


def unsettled(questions: Iterable[Question], data: QueryDict, held: Held) -> dict[str, str]:
    """A sentence for each question to settle; one about safety that has its answer may be passed."""
    return fields.unsettled([each for each in questions if not (each.safety and each.id in held)], data)


def changes(questions: Iterable[Question], data: QueryDict) -> dict[str, Any]:
    """Raw answers to these questions; a blank field about safety leaves what is kept as it is."""
    asked = {each.id: each for each in questions}
    given = fields.read(asked.values(), data)
    return {key: raw for key, raw in given.items() if raw is not None or not asked[key].safety}


def hear(here: Here, row: Administration, given: Mapping[str, Any]) -> None:
    """After a page that could not be kept: what must be heard is kept in a transaction of its own."""
    if any(row.instrument.definition.question(key).safety for key in given):
        administering.hear(row, given, by=here.viewer)
