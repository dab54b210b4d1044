"""Question by question: what each of both answered to one wording, and how far apart that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assessments.format.definition import Definition, Item, Question, Row
from assessments.format.labelling import label_of
from assessments.models import Administration
from assessments.scores.answers import Answers, read
from assessments.scores.keying import keyed


@dataclass(frozen=True)
class Seen:
    """One answer as the counsellor reads it. state: answered, declined, hidden, missing, or "" when no form came in."""

    state: str
    label: str = ""
    value: Any = None


@dataclass(frozen=True)
class ItemSideBySide:
    """One question, or one line of a grid, with both answers.

    distance: steps between both keyed answers; None when either has none.
    """

    question: Question
    a: Seen
    b: Seen
    distance: int | None
    row: Row | None = None

    @property
    def text(self) -> str:
        """The words of the question, and of its line in a grid."""
        return self.question.text if self.row is None else f"{self.question.text} {self.row.label}"


def paired(
    definition: Definition, a: Administration | None, b: Administration | None
) -> tuple[ItemSideBySide, ...]:
    """Each question with both answers to the same wording; a grid line by line. Skips stay skips."""
    both = [None if row is None else read(definition, row.answers or {}) for row in (a, b)]
    return tuple(
        _pair(question, row, both)
        for question in definition.questions
        for row in (question.rows if question.kind == "grid" else (None,))
    )


def _pair(question: Question, row: Row | None, both: list[Answers | None]) -> ItemSideBySide:
    item = Item(question, row.id if row else None)
    first, second = (_seen(item, answers) for answers in both)
    return ItemSideBySide(question, first, second, _distance(question, first, second), row)


def _seen(item: Item, answers: Answers | None) -> Seen:
    if answers is None:
        return Seen("")
    state, value = answers.state_of_item(item), answers.of_item(item)
    return Seen(state, label_of(item.question, value) if state == "answered" else "", value)


def _distance(question: Question, a: Seen, b: Seen) -> int | None:
    counts = question.scale is not None or (question.kind == "grid" and _is_numbered(question))
    if not counts or a.state != "answered" or b.state != "answered":
        return None
    return abs(keyed(question, a.value) - keyed(question, b.value))


def _is_numbered(question: Question) -> bool:
    return all(isinstance(choice.value, int) for choice in question.choices)
