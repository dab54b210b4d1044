"""A question becomes a form field, and what a plain form sent becomes a raw answer. No rules of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.format.definition import Question
from assessments.scores.answer_values import typed, typed_rows

DECLINE = "~"
"""What the choice "I'd rather not answer this one" sends. No definition can hold it as a value of its own."""


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    is_picked: bool


@dataclass(frozen=True)
class Line:
    """One line of a grid: a name of its own, and the grid's choices."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Field:
    """One question as a page shows it: its options or typed words, and a sentence when something stands in the way.

    lines: of a grid. places: of a pick list in which order counts, the options once for each place.
    """

    question: Question
    name: str
    options: tuple[Option, ...]
    words: str
    is_declined: bool
    problem: str
    lines: tuple[Line, ...] = ()
    places: tuple[tuple[Option, ...], ...] = ()

    @property
    def id(self) -> str:
        return f"id-{self.question.id}"

    @property
    def skip_name(self) -> str:
        return skip_name(self.question)

    @property
    def is_open(self) -> bool:
        """Whether something stands in it already."""
        picked = any(option.is_picked for line in self.lines for option in line.options)
        picked = picked or any(option.is_picked for option in self.options)
        return bool(self.words or self.is_declined or picked)


def name_of(question: Question) -> str:
    return name_of_id(question.id)


def name_of_id(question_id: str) -> str:
    return f"a-{question_id}"


def line_name(question: Question, row_id: str) -> str:
    """A row's own name; no id holds a hyphen, so no two are alike."""
    return f"{name_of(question)}-{row_id}"


def names_of(question: Question) -> list[str]:
    """The names of all fields that its answer comes in."""
    if question.kind == "grid":
        return [line_name(question, row.id) for row in question.rows]
    return [name_of(question)]


def skip_name(question: Question) -> str:
    return f"skip-{question.id}"


def held_field(question: Question, held: Mapping[str, Any]) -> Field:
    """The field with the answer that is kept: {question id: {"v": value} | {"declined": true}}."""
    answer = held.get(question.id, {})
    value = answer.get("v")
    return _field(question, _texts(value), _line_texts(value), is_declined="declined" in answer, problem="")


def blank_field(question: Question, problem: str = "") -> Field:
    """The field without any answer, whatever is kept."""
    return _field(question, [], {}, is_declined=False, problem=problem)


def typed_field(question: Question, data: QueryDict, problem: str = "") -> Field:
    """The field as it was sent, word for word, so that nothing is lost."""
    return _field(
        question,
        data.getlist(name_of(question)),
        _lines_in(question, data),
        is_declined=_is_declined(question, data),
        problem=problem,
    )


def read(questions: Iterable[Question], data: QueryDict) -> dict[str, Any]:
    """Raw answers to these questions: a value, {"declined": true}, or None where nothing was given."""
    return {question.id: _raw(question, data) for question in questions}


def by_question(data: QueryDict) -> dict[str, Any]:
    """What a plain form sent, by question id, where the questions themselves are not at hand: one value each."""
    start = len(name_of_id(""))
    said = {name[start:]: data[name] for name in data if name.startswith(name_of_id(""))}
    return {key: {"declined": True} if value == DECLINE else value for key, value in said.items()}


def sent(questions: Iterable[Question], data: QueryDict) -> list[Question]:
    """The questions that this request says something about; an autosave may carry one of a page alone."""
    return [q for q in questions if skip_name(q) in data or any(name in data for name in names_of(q))]


def unsettled(questions: Iterable[Question], data: QueryDict) -> dict[str, str]:
    """A sentence for each question that a person has to settle before going on."""
    return {q.id: sentence for q in questions if (sentence := _unsettled(q, data))}


def _unsettled(question: Question, data: QueryDict) -> str:
    if question.kind in ("choice", "scale"):
        if _raw(question, data) is None and question.declinable:
            return _("Pick the closest answer, or skip this one.")
        return ""
    given = [text for name in names_of(question) for text in data.getlist(name)]
    if skip_name(question) in data and any(text.strip() for text in given):
        return _("You’ve answered, and you’ve chosen not to. Keep the one you want.")
    return ""


def _raw(question: Question, data: QueryDict) -> Any:
    if _is_declined(question, data):
        return {"declined": True}
    if question.kind == "grid":
        return typed_rows(question, _lines_in(question, data)) or None
    value = typed(question, data.getlist(name_of(question)))
    return None if value in ("", []) else value


def _is_declined(question: Question, data: QueryDict) -> bool:
    if not question.declinable:
        return False
    return skip_name(question) in data or data.get(name_of(question)) == DECLINE


def _texts(value: Any) -> list[str]:
    if value is None or isinstance(value, dict):
        return []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _line_texts(value: Any) -> dict[str, str]:
    return {row: str(each) for row, each in value.items()} if isinstance(value, dict) else {}


def _lines_in(question: Question, data: QueryDict) -> dict[str, str]:
    """What was sent for each line of a grid."""
    return {row.id: data.get(line_name(question, row.id), "") for row in question.rows}


def _field(
    question: Question, texts: list[str], lines: Mapping[str, str], *, is_declined: bool, problem: str
) -> Field:
    return Field(
        question=question,
        name=name_of(question),
        options=_options(question, texts),
        words="" if question.choices or not texts else texts[-1],
        is_declined=is_declined,
        problem=problem,
        lines=tuple(
            Line(line_name(question, row.id), row.label, _options(question, [lines.get(row.id, "")]))
            for row in question.rows
        ),
        places=_places(question, texts),
    )


def _places(question: Question, texts: Sequence[str]) -> tuple[tuple[Option, ...], ...]:
    """First, second, third: the list once for each place, with what was picked for it."""
    if not question.ranked:
        return ()
    picked = [text for text in texts if text]
    return tuple(_options(question, picked[place : place + 1]) for place in range(question.most or 1))


def _options(question: Question, texts: Sequence[str]) -> tuple[Option, ...]:
    return tuple(
        Option(str(choice.value), choice.label, str(choice.value) in texts) for choice in question.choices
    )
