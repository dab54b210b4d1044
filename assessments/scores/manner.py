"""How somebody answered rather than what: all alike, or all scales moving together. Pure.

Neither is a mistake. A flat form can be a clear picture or a quick one, and answers about a relationship tend to
collapse onto one good-or-bad feeling; both only say how far differences may be read.
"""

from collections.abc import Iterator

from assessments.format.vocabulary import Definition, Item
from assessments.scores.answers import Answers
from assessments.scores.scoring import Scores
from assessments.statistics.agreement import moves_together

FEWEST_ANSWERS = 8
FEWEST_SCALES = 3


def compared(definition: Definition) -> tuple[Item, ...]:
    """What can be laid beside another's answers in steps: scored questions, and the lines of grids in numbers.

    All on the range that most of them have, so that a step is a step everywhere. Safety questions are never among them.
    """
    items = list(_numeric(definition))
    ranges = [item.question.value_range for item in items]
    if not ranges:
        return ()
    usual = max(sorted(set(ranges)), key=ranges.count)
    return tuple(item for item in items if item.question.value_range == usual)


def _numeric(definition: Definition) -> Iterator[Item]:
    for question in definition.questions:
        if question.safety or not all(isinstance(choice.value, int) for choice in question.choices):
            continue
        if question.kind == "grid":
            yield from (Item(question, row.id) for row in question.rows)
        elif question.scale is not None:
            yield Item(question)


def is_flat(definition: Definition, answers: Answers) -> bool:
    """True when eight answers or more are all the same one, turned questions included."""
    picked = [value for item in compared(definition) if (value := answers.of_item(item)) is not None]
    return len(picked) >= FEWEST_ANSWERS and len(set(picked)) == 1


def all_together(definition: Definition, scores: Scores) -> bool:
    """True when three scales or more lie within a spread of less than 8 points, all turned the same way."""
    turned = [
        found.value if scale.higher_is == "better" else 100 - found.value
        for scale in definition.numbered
        if not scale.of_lists and (found := scores.scales[scale.id]).value is not None
    ]
    return len(turned) >= FEWEST_SCALES and moves_together(turned)
