"""Two grids over the same lines, read across: how far each need is said, against how far it is met. Pure.

Nothing is added up: each line stands for itself, and a line that one of both grids lacks is not there.
"""

from typing import Literal, NamedTuple

from assessments.format.vocabulary import Definition, Item, Question
from assessments.scores.answers import Answers

Quarter = Literal["high-high", "high-low", "low-high", "low-low", ""]


class Crossing(NamedTuple):
    """Two grids with the same lines. across: the first of both, along the bottom. up: the second, up the side."""

    across: Question
    up: Question


class Crossed(NamedTuple):
    """One line for one partner. x, y: steps above the lowest choice of each grid. quarter: "" on a middle line."""

    row: str
    label: str
    x: int
    y: int
    across_label: str
    up_label: str
    quarter: Quarter


def crossing(definition: Definition) -> Crossing | None:
    """The first two grids of the form that ask about the same lines in numbers; None when there are none."""
    grids = [
        question
        for question in definition.questions
        if question.kind == "grid" and all(isinstance(choice.value, int) for choice in question.choices)
    ]
    for place, first in enumerate(grids):
        for second in grids[place + 1 :]:
            if [row.id for row in first.rows] == [row.id for row in second.rows]:
                return Crossing(first, second)
    return None


def cross(both: Crossing, answers: Answers) -> tuple[Crossed, ...]:
    """The lines that were answered in both grids, in the order of the form."""
    found = []
    for row in both.across.rows:
        across, up = (answers.of_item(Item(grid, row.id)) for grid in both)
        if across is not None and up is not None:
            found.append(_crossed(both, row.id, row.label, across, up))
    return tuple(found)


def _crossed(both: Crossing, row: str, label: str, across: int, up: int) -> Crossed:
    x, y = across - both.across.value_range[0], up - both.up.value_range[0]
    halves = _half(both.across, x), _half(both.up, y)
    quarter = "-".join(halves) if all(halves) else ""
    return Crossed(row, label, x, y, both.across.labels[across], both.up.labels[up], quarter)  # type: ignore[arg-type]


def _half(question: Question, steps: int) -> str:
    """Above or below the middle of the range; the middle itself is neither."""
    low, high = question.value_range
    if 2 * steps == high - low:
        return ""
    return "high" if 2 * steps > high - low else "low"
