"""The words of an answer: what was picked as the form said it, or what was written. Pure."""

from __future__ import annotations

from typing import Any

from assessments.format.vocabulary import Question


def label_of(question: Question, value: Any) -> str:
    """The labels of what was picked, or the written answer itself. A grid is told line by line."""
    if isinstance(value, dict):
        lines = {row.id: row.label for row in question.rows}
        return "; ".join(f"{lines.get(row, row)}: {_label(question, each)}" for row, each in value.items())
    if not isinstance(value, list):
        return _label(question, value)
    labels = [_label(question, each) for each in value]
    if question.ranked:
        labels = [f"{place}. {label}" for place, label in enumerate(labels, start=1)]
    return ", ".join(labels)


def spelled_out(question: Question, value: Any) -> str:
    """The same for reading over: each line of a grid, and each place of a ranking, on a line of its own."""
    if isinstance(value, dict):
        lines = {row.id: row.label for row in question.rows}
        return "\n".join(f"{lines.get(row, row)}: {_label(question, each)}" for row, each in value.items())
    if isinstance(value, list) and question.ranked:
        return "\n".join(f"{place}. {_label(question, each)}" for place, each in enumerate(value, start=1))
    return label_of(question, value)


def _label(question: Question, value: Any) -> str:
    return question.labels.get(value, str(value))
