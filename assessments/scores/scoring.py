"""Answers → Scores. No score for too little answered, and a trace that shows how each came about."""

import math
from typing import Any

import msgspec

from assessments.format.vocabulary import Definition, Direction, Scale
from assessments.scores import composites, facets
from assessments.scores.answers import Answers
from assessments.scores.composites import CompositeScore
from assessments.scores.facets import ListReading, Ranking
from assessments.scores.footing import Footing
from assessments.scores.keying import Counted, keyed, share_of, value_range, walk

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
    scales: dict[str, ScaleScore] = {}
    steps: dict[str, Any] = {}
    for scale in definition.numbered:
        scales[scale.id], steps[scale.id] = _score_scale(scale, definition.footings[scale.id], answers)
    trace: dict[str, Any] = {
        "rule": RULE,
        "instrument": [definition.slug, definition.version],
        "scales": steps,
    }
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
    below = math.floor(value)
    return below + (value - below >= 0.5)


def band_of(scale: Scale, value: float) -> str | None:
    """The band that holds the number people see, so that a shown 34 never carries the word for 33."""
    seen = whole(value)
    fitting = [band.label for band in scale.bands if band.from_ <= seen]
    return fitting[-1] if fitting else None


def _score_scale(scale: Scale, footing: Footing, answers: Answers) -> tuple[ScaleScore, dict[str, Any]]:
    """Person-mean prorating: the answered part stands for the whole once enough is answered. And the trace of it.

    A hidden question still counts among the scale's questions: not being asked is silence too.
    """
    found, steps = walk(footing, answers)
    of = len(footing.items)
    least = needed(scale, of)
    if found.answered < least:
        result = ScaleScore(None, found.answered, of, TOO_FEW, None, scale.higher_is)
    else:
        result = _score_enough(scale, footing, found)
    told = {key: getattr(result, key) for key in ScaleScore.__struct_fields__}
    return result, {"score": scale.score, "needed": least, "questions": steps, "result": told}


def _score_enough(scale: Scale, footing: Footing, found: Counted) -> ScaleScore:
    value = round(100 * found.reached / found.room, 4)
    return ScaleScore(
        value=value,
        answered=found.answered,
        of=len(footing.items),
        reason=None,
        band=band_of(scale, value),
        higher_is=scale.higher_is,
        raw=_raw(scale, footing, found),
        anchor=_nearest_words(footing, found),
    )


def _raw(scale: Scale, footing: Footing, found: Counted) -> float:
    """The mean, or the sum over all questions, that this share of the range amounts to."""
    total = footing.lows * found.room + found.reached * (footing.highs - footing.lows)
    return round(total / (found.room if scale.score == "sum" else found.room * len(footing.items)), 4)


def _nearest_words(footing: Footing, found: Counted) -> str | None:
    """ "About often": the label nearest to the mean, when all questions share their labels."""
    if not footing.words:
        return None
    low, high = footing.words[-1][0], footing.words[0][0]
    mean = low * found.room + found.reached * (high - low)
    nearest, distance = footing.words[0][1], abs(high * found.room - mean)
    for value, label in footing.words:  # the highest first, so that it wins when two are as near
        apart = abs(value * found.room - mean)
        if apart < distance:
            nearest, distance = label, apart
    return nearest
