"""What one answer counts on its scale: turned round where its question is, and only when it was given."""

import math
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from assessments.format.vocabulary import Question
from assessments.scores.answers import Answers
from assessments.scores.footing import Footing


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


def walk(footing: Footing, answers: Answers) -> tuple[Counted, list[dict[str, Any]]]:
    """Count the answered items; declined, hidden and missing ones are simply not there.

    With it, each item's part, so that the score can be counted again by hand. One pass, for this runs at every submit.
    """
    reached = room = answered = 0
    steps = []
    for name, row, low, high, reverse in footing.counted:
        held = answers.stored.get(name)
        picked = None if held is None else held.get("v")
        if row is not None and picked is not None:
            picked = picked.get(row)
        turned = low + high - picked if reverse and picked is not None else picked
        if turned is not None:
            reached += turned - low
            room += high - low
            answered += 1
        state = answers.states[name]
        part: dict[str, Any] = {
            "question": name,
            "state": "missing" if picked is None and state == "answered" else state,
            "picked": picked,
            "keyed": turned,
            "range": [low, high],
            "reverse": reverse,
        }
        if row is not None:
            part["row"] = row
        steps.append(part)
    return Counted(reached, room, answered), steps


@lru_cache(maxsize=512)
def share_of(min_answered: float, of: int) -> int:
    """How many of so many must be answered: the share, rounded up."""
    return math.ceil(Fraction(str(min_answered)) * of)
