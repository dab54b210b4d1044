"""Answers → Scores. No score for too little answered, and a trace that shows how each came about."""

import math
from fractions import Fraction
from typing import Any, Literal

import msgspec

from assessments.answers import Answers
from assessments.vocabulary import Definition, Direction, Question, Scale

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


class Scores(msgspec.Struct, frozen=True):
    """Every scale of one administration, and the JSON-able trace that can be re-counted by hand."""

    scales: dict[str, ScaleScore]
    trace: dict[str, Any]


def score(definition: Definition, answers: Answers) -> Scores:
    """Score each scale by itself. Directions are never mixed and there is no total."""
    scales: dict[str, ScaleScore] = {}
    steps: dict[str, Any] = {}
    for scale in definition.scales:
        questions = definition.questions_of(scale.id)
        scales[scale.id] = _score_scale(scale, questions, answers)
        steps[scale.id] = _trace(scale, questions, answers, scales[scale.id])
    return Scores(
        scales, {"rule": RULE, "instrument": [definition.slug, definition.version], "scales": steps}
    )


def value_range(question: Question) -> tuple[int, int]:
    """Lowest and highest number that can be picked. Raises ValueError when the choices are not numbers."""
    numbers = [choice.value for choice in question.choices if isinstance(choice.value, int)]
    return min(numbers), max(numbers)


def keyed(question: Question, picked: int) -> int:
    """The picked number turned so that more means more of the scale. Turning twice gives the number back."""
    low, high = value_range(question)
    return low + high - picked if question.reverse else picked


def needed(scale: Scale, of: int) -> int:
    """How many of a scale's questions must be answered: the share, rounded up."""
    return math.ceil(Fraction(str(scale.min_answered)) * of)


def whole(value: float) -> int:
    """The whole number that people see: halves go up, everywhere alike."""
    return math.floor(Fraction(str(value)) + Fraction(1, 2))


def band_of(scale: Scale, value: float) -> str | None:
    """The band that holds the number people see, so that a shown 34 never carries the word for 33."""
    fitting = [band.label for band in scale.bands if band.from_ <= whole(value)]
    return fitting[-1] if fitting else None


def _score_scale(scale: Scale, questions: tuple[Question, ...], answers: Answers) -> ScaleScore:
    """Person-mean prorating: the answered part stands for the whole once enough is answered.

    A hidden question still counts among the scale's questions: not being asked is silence too.
    """
    given = _given(questions, answers)
    if len(given) < needed(scale, len(questions)):
        return ScaleScore(None, len(given), len(questions), TOO_FEW, None, scale.higher_is)
    share = _share(given)
    value = round(float(share * 100), 4)
    return ScaleScore(
        value=value,
        answered=len(given),
        of=len(questions),
        reason=None,
        band=band_of(scale, value),
        higher_is=scale.higher_is,
        raw=_raw(scale, questions, share),
        anchor=_nearest_words(questions, share),
    )


def _given(questions: tuple[Question, ...], answers: Answers) -> list[tuple[Question, int]]:
    """Answered questions with what was picked; declined, hidden and missing ones are simply not there."""
    return [(q, answers.value(q.id)) for q in questions if answers.states[q.id] == "answered"]


def _share(given: list[tuple[Question, int]]) -> Fraction:
    """How far up their common range the keyed answers reach, exactly, 0 to 1."""
    reached = sum(keyed(question, picked) - value_range(question)[0] for question, picked in given)
    room = sum(value_range(question)[1] - value_range(question)[0] for question, _ in given)
    return Fraction(reached, room)


def _raw(scale: Scale, questions: tuple[Question, ...], share: Fraction) -> float:
    """The mean, or the sum over all questions, that this share of the range amounts to."""
    lows = sum(value_range(question)[0] for question in questions)
    highs = sum(value_range(question)[1] for question in questions)
    total = lows + share * (highs - lows)
    return round(float(total if scale.score == "sum" else total / len(questions)), 4)


def _nearest_words(questions: tuple[Question, ...], share: Fraction) -> str | None:
    """ "About often": the label nearest to the mean, when all questions share their labels."""
    first = questions[0]
    if any(question.choices != first.choices for question in questions):
        return None
    low, high = value_range(first)
    mean = low + share * (high - low)
    nearest = min(first.choices, key=lambda choice: (abs(int(choice.value) - mean), -int(choice.value)))
    return nearest.label


def _trace(
    scale: Scale, questions: tuple[Question, ...], answers: Answers, result: ScaleScore
) -> dict[str, Any]:
    return {
        "score": scale.score,
        "needed": needed(scale, len(questions)),
        "questions": [_step(question, answers) for question in questions],
        "result": msgspec.to_builtins(result),
    }


def _step(question: Question, answers: Answers) -> dict[str, Any]:
    """One question's part in a score."""
    low, high = value_range(question)
    state: Literal["answered", "declined", "hidden", "missing"] = answers.states[question.id]
    picked = answers.value(question.id)
    return {
        "question": question.id,
        "state": state,
        "picked": picked,
        "keyed": None if picked is None else keyed(question, picked),
        "range": [low, high],
        "reverse": question.reverse,
    }
