"""Facets are put in order, item lists are read one by one. Neither is ever a number on a page."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any, Literal

import msgspec

from assessments.format.vocabulary import Definition, Item, Scale
from assessments.scores.answers import Answers
from assessments.scores.keying import Counted, keyed, share_of, walk

MOST_TOLD = 3

Reading = Literal["high", "not high"]


class Ranking(msgspec.Struct, frozen=True):
    """The facets of one form, the strongest first. Facets that are level stand together; order says nothing there."""

    order: tuple[tuple[str, ...], ...]
    too_few: tuple[str, ...] = ()

    def top(self, most: int = MOST_TOLD) -> tuple[str, ...]:
        """The first so many facets. Level ones are told together, so that chance picks none of them."""
        return top(self.order, most)


class ListReading(msgspec.Struct, frozen=True):
    """One item list for one partner. `reading` is None when too few were answered to call it anything.

    high: the ids of the questions (and "question/row" in a grid) that are in the top two answers.
    """

    reading: Reading | None
    answered: int
    of: int
    high: tuple[str, ...] = ()


def top(order: Sequence[Sequence[str]], most: int = MOST_TOLD) -> tuple[str, ...]:
    """The first so many, with all that are level with the last of them."""
    found: list[str] = []
    for level in order:
        if len(found) >= most:
            break
        found += level
    return tuple(found)


def rank(definition: Definition, answers: Answers) -> tuple[Ranking, dict[str, Any]] | None:
    """Facets in the order of the mean of their keyed answers, and the trace; None when the form has no facets."""
    walked = {
        scale.id: walk(definition.footings[scale.id], answers)
        for scale in definition.scales
        if scale.score == "rank"
    }
    if not walked:
        return None
    spoken = {name: found for name, (found, _) in walked.items() if _is_enough(definition, name, found)}
    strongest = sorted(spoken, key=lambda name: -_mean(spoken[name]))
    levels = tuple(tuple(level) for _, level in groupby(strongest, key=lambda name: _mean(spoken[name])))
    ranking = Ranking(levels, tuple(name for name in walked if name not in spoken))
    trace = {
        name: {"reached": found.reached, "room": found.room, "questions": steps}
        for name, (found, steps) in walked.items()
    }
    return ranking, trace


def read_list(scale: Scale, items: Sequence[Item], answers: Answers) -> ListReading:
    """High when any item is in its top two answers; not high only once enough of them were answered."""
    answered = [item for item in items if answers.of_item(item) is not None]
    high = tuple(name_of(item) for item in answered if is_high(item, answers.of_item(item)))
    enough = len(answered) >= share_of(scale.min_answered, len(items))
    reading: Reading | None = "high" if high else "not high" if enough and answered else None
    return ListReading(reading, len(answered), len(items), high)


def is_high(item: Item, picked: int) -> bool:
    """Whether this answer is one of the two that say most of what its list is about."""
    question = item.question
    ladder = sorted(
        keyed(question, choice.value) for choice in question.choices if isinstance(choice.value, int)
    )
    return keyed(question, picked) >= ladder[-2]


def name_of(item: Item) -> str:
    """The name of a question, or of one line of a grid."""
    return item.question.id if item.row is None else f"{item.question.id}/{item.row}"


def _is_enough(definition: Definition, name: str, found: Counted) -> bool:
    least = share_of(definition.scale(name).min_answered, len(definition.items_of(name)))
    return found.answered > 0 and found.answered >= least


def _mean(found: Counted) -> Fraction:
    return Fraction(found.reached, found.room)
