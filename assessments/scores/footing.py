"""What a scale stands on: its items, their common range, and the labels that all of them share. Worked out once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from assessments.format.vocabulary import Question


class Item(NamedTuple):
    """What counts once on a scale: a question, or one line of a grid."""

    question: Question
    row: str | None = None


class Footing(NamedTuple):
    """The items of one scale. lows, highs: the sums of their lowest and highest numbers.

    counted: each item as question id, row, lowest, highest and whether it is turned.
    words: the numbers and labels that all items share, the highest first; empty when they differ.
    """

    items: tuple[Item, ...]
    lows: int
    highs: int
    counted: tuple[tuple[str, str | None, int, int, bool], ...]
    words: tuple[tuple[int, str], ...]


def items_in(questions: Iterable[Question]) -> tuple[Item, ...]:
    """The questions, and each line of the grids among them, in the order of the form."""
    return tuple(
        Item(question, row)
        for question in questions
        for row in ([each.id for each in question.rows] if question.kind == "grid" else [None])
    )


def footing(items: tuple[Item, ...]) -> Footing:
    """Raises ValueError when a question of the scale has no numbers."""
    ranges = [item.question.value_range for item in items]
    return Footing(
        items,
        sum(low for low, _ in ranges),
        sum(high for _, high in ranges),
        tuple(
            (item.question.id, item.row, *item.question.value_range, item.question.reverse) for item in items
        ),
        _shared_words(items),
    )


def _shared_words(items: tuple[Item, ...]) -> tuple[tuple[int, str], ...]:
    lists = {item.question.choices for item in items}
    if len(lists) > 1:
        return ()
    return tuple(sorted(((int(choice.value), choice.label) for choice in lists.pop()), reverse=True))
