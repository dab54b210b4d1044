"""Areas of shared life weighed by how far both agree: a strength is what both call good. Pure.

Idea: positive couple agreement, D. H. Olson, A. Olson-Sigg & P. J. Larson, The Couple Checkup (2008): the share of an
area's questions on which both pick one of the two good answers. The other way round, what both call hard they agree on
too; and where they answer two steps apart or more, the difference is the news. There is no average of two people.
"""

from typing import Literal, NamedTuple

from assessments.format.vocabulary import Definition, Item, Scale
from assessments.scores.answers import Answers
from assessments.scores.keying import keyed

FEWEST_ITEMS = 3
FEWEST_AREAS = 3
HALF = 0.5
STEPS_APART = 2

Reading = Literal["strength", "growth", "apart", "mixed"]


class Area(NamedTuple):
    """One area for both. strong, growing, apart: shares (0-1) of the questions that both answered.

    reading: what more than half of them say, differences first; None with fewer than three.
    """

    id: str
    title: str
    items: int
    strong: float
    growing: float
    apart: float
    reading: Reading | None


def has_areas(definition: Definition) -> bool:
    """Whether its scales are areas of shared life: three or more, and each with a section of its own name."""
    sections = {section.id for section in definition.sections}
    numbered = [scale.id for scale in definition.numbered]
    return len(numbered) >= FEWEST_AREAS and sections.issuperset(numbered)


def areas(definition: Definition, a: Answers, b: Answers) -> tuple[Area, ...]:
    """Every area, what is strongest for both first. Swapping the two changes nothing."""
    found = [_area(scale, definition.items_of(scale.id), a, b) for scale in definition.numbered]
    return tuple(sorted(found, key=lambda area: (-area.strong, area.growing, area.apart)))


def _area(scale: Scale, items: tuple[Item, ...], a: Answers, b: Answers) -> Area:
    pairs = [
        tuple(sorted((_good(scale, item, first), _good(scale, item, second))))
        for item in items
        if (first := a.of_item(item)) is not None and (second := b.of_item(item)) is not None
    ]
    if not pairs:
        return Area(scale.id, scale.title, 0, 0, 0, 0, None)
    strong, growing, apart = (
        sum(map(holds, pairs)) / len(pairs) for holds in (_both_good, _both_hard, _two_steps)
    )
    reading = _reading(strong, growing, apart) if len(pairs) >= FEWEST_ITEMS else None
    return Area(scale.id, scale.title, len(pairs), strong, growing, apart, reading)


def _good(scale: Scale, item: Item, picked: int) -> float:
    """The answer from 0 to 4, whatever its own range, turned so that more is easier."""
    low, high = item.question.value_range
    share = (keyed(item.question, picked) - low) / (high - low)
    return 4 * (share if scale.higher_is == "better" else 1 - share)


def _both_good(pair: tuple[float, ...]) -> bool:
    return pair[0] >= 3


def _both_hard(pair: tuple[float, ...]) -> bool:
    return pair[1] <= 1


def _two_steps(pair: tuple[float, ...]) -> bool:
    return pair[1] - pair[0] >= STEPS_APART


def _reading(strong: float, growing: float, apart: float) -> Reading:
    if apart >= HALF:
        return "apart"
    if strong > HALF:
        return "strength"
    return "growth" if growing > HALF else "mixed"
