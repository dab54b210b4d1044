"""A form page by page: which questions stand together, where a person can rest, what comes next. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.format.definition import Definition, Question, Section

MOST_TOGETHER = 3
REST_AFTER_AT_LEAST, REST_AFTER_AT_MOST = 3, 7


@dataclass(frozen=True)
class Leaf:
    """One page of a form. `first` and `last` are the numbers of its questions, counted from 1."""

    first: int
    last: int
    of: int
    questions: tuple[Question, ...]

    @property
    def is_end(self) -> bool:
        return self.last == self.of


@dataclass(frozen=True)
class Rest:
    """A resting point before a question: how far it is, and what comes next."""

    before: int
    done: int
    to_go: int
    section: Section | None


def leaves(questions: Sequence[Question]) -> list[Leaf]:
    """One question a page; short factual ones together where their form says so, three at most."""
    groups: list[list[Question]] = []
    for question in questions:
        if groups and question.with_previous and len(groups[-1]) < MOST_TOGETHER:
            groups[-1].append(question)
        else:
            groups.append([question])
    found, first = [], 1
    for group in groups:
        found.append(Leaf(first, first + len(group) - 1, len(questions), tuple(group)))
        first += len(group)
    return found


def leaf_with(questions: Sequence[Question], number: int) -> Leaf | None:
    """The page on which this question stands."""
    return next((leaf for leaf in leaves(questions) if leaf.first <= number <= leaf.last), None)


def number_of(questions: Sequence[Question], question_id: str) -> int:
    """The number of a question, from 1; 0 when it is not asked."""
    return next((n for n, question in enumerate(questions, start=1) if question.id == question_id), 0)


def rest_before(definition: Definition, questions: Sequence[Question], number: int) -> Rest | None:
    """The resting point before this question, if there is one: at a new section, and after seven at the latest."""
    since, section = 0, questions[0].section if questions else None
    for leaf in leaves(questions):
        begins = leaf.questions[0].section != section
        rests = leaf.first > 1 and (
            (begins and since >= REST_AFTER_AT_LEAST)
            or (since >= REST_AFTER_AT_MOST and leaf.of - leaf.first >= 1)
        )
        if leaf.first == number:
            return _rest(definition, leaf, begins) if rests else None
        section = leaf.questions[0].section
        since = len(leaf.questions) if rests else since + len(leaf.questions)
    return None


def _rest(definition: Definition, leaf: Leaf, begins: bool) -> Rest:
    named = (section for section in definition.sections if section.id == leaf.questions[0].section)
    return Rest(leaf.first, leaf.first - 1, leaf.of - leaf.first + 1, next(named, None) if begins else None)


def settled(questions: Sequence[Question], held: Mapping[str, Any]) -> int:
    """How many of the questions have an answer, or a choice not to answer."""
    return sum(question.id in held for question in questions)
