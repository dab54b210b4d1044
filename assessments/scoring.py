"""Answers → Scores. No score for too little answered, and a trace that shows how each came about."""

import math
from fractions import Fraction
from typing import Any

import msgspec

from assessments import composites, facets
from assessments.answers import Answers
from assessments.composites import CompositeScore
from assessments.facets import ListReading, Ranking
from assessments.keying import Counted, count, keyed, share_of, step, value_range
from assessments.vocabulary import Definition, Direction, Item, Scale

__all__ = [
    "RULE", "TOO_FEW", "CompositeScore", "ListReading", "Ranking", "ScaleScore", "Scores", "band_of", "keyed", "needed",
    "score", "value_range", "whole",
]  # fmt: skip

TOO_FEW = "too-few-answered"
RULE = "keyed-share-of-range/1"


class ScaleScore(msgspec.Struct, frozen=True):
    """One scale for one partner. `value` is 0-100, or None with the reason; None is never 0.

    raw: the mean or the prorated sum on the questions' own range. anchor: the answer words nearest to the mean.
    """

    value: float | None
    answered: int
    of: int
    reason: str | None
    band: str | None
    higher_is: Direction
    raw: float | None = None
    anchor: str | None = None


class Scores(msgspec.Struct, frozen=True, omit_defaults=True):
    """Every scale of one administration, and the JSON-able trace that can be re-counted by hand.

    ranking: the order of the facets. lists: what each item list says. Neither stands among `scales`, for they are no
    numbers. composites: scales read together.
    """

    scales: dict[str, ScaleScore]
    trace: dict[str, Any]
    ranking: Ranking | None = None
    lists: dict[str, ListReading] = {}
    composites: dict[str, CompositeScore] = {}


def score(definition: Definition, answers: Answers) -> Scores:
    """Score each scale by itself. Directions are never mixed and there is no total that a file did not ask for."""
    scales = {
        scale.id: _score_scale(scale, definition.items_of(scale.id), answers) for scale in definition.numbered
    }
    steps = {
        scale.id: _trace(scale, definition.items_of(scale.id), answers, scales[scale.id])
        for scale in definition.numbered
    }
    trace = {"rule": RULE, "instrument": [definition.slug, definition.version], "scales": steps}
    ranked = facets.rank(definition, answers)
    if ranked:
        trace["ranking"] = ranked[1]
    if definition.composites:
        trace["composites"] = {each.id: composites.trace(each) for each in definition.composites}
    return Scores(
        scales,
        trace,
        ranked[0] if ranked else None,
        {
            scale.id: facets.read_list(scale, definition.items_of(scale.id), answers)
            for scale in definition.scales
            if scale.score == "list"
        },
        {each.id: composites.compose(each, scales) for each in definition.composites},
    )


def needed(scale: Scale, of: int) -> int:
    """How many of a scale's questions must be answered: the share, rounded up."""
    return share_of(scale.min_answered, of)


def whole(value: float) -> int:
    """The whole number that people see: halves go up, everywhere alike."""
    return math.floor(Fraction(str(value)) + Fraction(1, 2))


def band_of(scale: Scale, value: float) -> str | None:
    """The band that holds the number people see, so that a shown 34 never carries the word for 33."""
    seen = whole(value)
    fitting = [band.label for band in scale.bands if band.from_ <= seen]
    return fitting[-1] if fitting else None


def _score_scale(scale: Scale, items: tuple[Item, ...], answers: Answers) -> ScaleScore:
    """Person-mean prorating: the answered part stands for the whole once enough is answered.

    A hidden question still counts among the scale's questions: not being asked is silence too.
    """
    found = count(items, answers)
    if found.answered < needed(scale, len(items)):
        return ScaleScore(None, found.answered, len(items), TOO_FEW, None, scale.higher_is)
    value = round(100 * found.reached / found.room, 4)
    return ScaleScore(
        value=value,
        answered=found.answered,
        of=len(items),
        reason=None,
        band=band_of(scale, value),
        higher_is=scale.higher_is,
        raw=_raw(scale, items, found),
        anchor=_nearest_words(items, found),
    )


def _raw(scale: Scale, items: tuple[Item, ...], found: Counted) -> float:
    """The mean, or the sum over all questions, that this share of the range amounts to."""
    lows = sum(item.question.value_range[0] for item in items)
    highs = sum(item.question.value_range[1] for item in items)
    total = lows * found.room + found.reached * (highs - lows)
    return round(total / (found.room if scale.score == "sum" else found.room * len(items)), 4)


def _nearest_words(items: tuple[Item, ...], found: Counted) -> str | None:
    """ "About often": the label nearest to the mean, when all questions share their labels."""
    first = items[0].question
    if any(
        item.question.choices is not first.choices and item.question.choices != first.choices
        for item in items
    ):
        return None
    low, high = first.value_range
    mean = low * found.room + found.reached * (high - low)
    nearest = min(
        first.choices,
        key=lambda choice: (abs(int(choice.value) * found.room - mean), -int(choice.value)),
    )
    return nearest.label


def _trace(scale: Scale, items: tuple[Item, ...], answers: Answers, result: ScaleScore) -> dict[str, Any]:
    return {
        "score": scale.score,
        "needed": needed(scale, len(items)),
        "questions": [step(item, answers) for item in items],
        "result": msgspec.to_builtins(result),
    }
