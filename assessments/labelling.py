"""The words of an answer: what was picked as the form said it, or what was written. Pure."""

from __future__ import annotations

from typing import Any

from assessments.vocabulary import Question


def label_of(question: Question, value: Any) -> str:
    """The labels of what was picked, or the written answer itself."""
    picked = value if isinstance(value, list) else [value]
    labels = {choice.value: choice.label for choice in question.choices}
    return ", ".join(labels.get(each, str(each)) for each in picked)
