"""What one answer counts on its scale: turned round where its question is, and only when it was given."""

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from assessments.answers import Answers
from assessments.vocabulary import Item, Question


class Counted(NamedTuple):
    """How far up their common range the answered items reach: `reached` of `room`, both whole numbers."""

    reached: int
    room: int
    answered: int


def value_range(question: Question) -> tuple[int, int]:
    """Lowest and highest number that can be picked. Raises ValueError when the choices are not numbers."""
    return question.value_range


def keyed(question: Question, picked: int) -> int:
    """The picked number turned so that more means more of the scale. Turning twice gives the number back."""
    if not question.reverse:
        return picked
    low, high = question.value_range
    return low + high - picked


def count(items: Sequence[Item], answers: Answers) -> Counted:
    """Count the answered items; declined, hidden and missing ones are simply not there."""
    reached = room = answered = 0
    for item in items:
        picked = answers.of_item(item)
        if picked is None:
            continue
        low, high = item.question.value_range
        reached += keyed(item.question, picked) - low
        room += high - low
        answered += 1
    return Counted(reached, room, answered)


@lru_cache(maxsize=512)
def share_of(min_answered: float, of: int) -> int:
    """How many of so many must be answered: the share, rounded up."""
    return math.ceil(Fraction(str(min_answered)) * of)


def step(item: Item, answers: Answers) -> dict[str, Any]:
    """One item's part in a score, so that it can be counted again by hand."""
    question, row = item
    picked = answers.of_item(item)
    found = {
        "question": question.id,
        "state": answers.state_of_item(item),
        "picked": picked,
        "keyed": None if picked is None else keyed(question, picked),
        "range": list(question.value_range),
        "reverse": question.reverse,
    }
    return found if row is None else {**found, "row": row}
