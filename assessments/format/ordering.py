"""The order in which one partner meets the questions: seeded, so that it can be made again, and only if asked for."""

from __future__ import annotations

import random
from collections.abc import Iterable

from assessments.format.definition import Definition, Question


def item_order(definition: Definition, seed: str) -> list[str] | None:
    """Question ids in this respondent's own order; None when the form keeps its own.

    Questions are shuffled within their section. A group on one page stays together, and a section in which an answer
    opens another question stays as written.
    """
    if definition.question_order != "shuffled":
        return None
    dice = random.Random(seed)  # noqa: S311  (an order, not a secret)
    order: list[str] = []
    for section in _runs(definition.questions):
        groups = _groups(section)
        if not any(question.show_if for question in section):
            dice.shuffle(groups)
        order += [question.id for group in groups for question in group]
    return order


def in_order(questions: Iterable[Question], order: list[str] | None) -> list[Question]:
    """The questions as this partner meets them."""
    listed = list(questions)
    if order is None:
        return listed
    place = {question_id: number for number, question_id in enumerate(order)}
    return sorted(listed, key=lambda question: place.get(question.id, len(place)))


def _runs(questions: Iterable[Question]) -> list[list[Question]]:
    """Neighbours of one section."""
    runs: list[list[Question]] = []
    for question in questions:
        if runs and runs[-1][0].section == question.section:
            runs[-1].append(question)
        else:
            runs.append([question])
    return runs


def _groups(section: list[Question]) -> list[list[Question]]:
    """Questions that share a page."""
    groups: list[list[Question]] = []
    for question in section:
        if groups and question.with_previous:
            groups[-1].append(question)
        else:
            groups.append([question])
    return groups
