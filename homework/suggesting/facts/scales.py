"""Facts about scores: low, high, apart, reliably worse. Pure."""

from __future__ import annotations

from homework.suggesting.facts.finding import NO, Finding, Look, Used, both, either, fact, unknown, yes
from homework.suggesting.given import Score
from homework.suggesting.names import MARKS, Mark

LOW = 40
HIGH = 60
GAP = 25
ROUNDING = 2e-4
"""Scores are kept to four decimals, so a distance can fall short of the true one by this much."""


def score_of(look: Look, mark: Mark, scale: str) -> Score | Finding:
    """The newest score, or why there is none to go by."""
    if look.flat(mark, scale.split("/")[0]):
        return unknown(scale, mark, "flat")
    return look.inputs.side(mark).scales.get(scale) or unknown(scale, mark)


def used(scale: str, mark: Mark, score: Score) -> Used:
    return Used(scale, score.title or scale, mark, number(score.value), score.on)


def number(value: float) -> str:
    """As people see it: whole, halves up."""
    return str(int(value // 1 + (value % 1 >= 0.5)))


@fact("partner", scale=str)
def scale_low(look: Look, mark: Mark, *, scale: str) -> Finding:
    """The score is under 40."""
    score = score_of(look, mark, scale)
    if isinstance(score, Finding):
        return score
    return yes(used(scale, mark, score)) if score.value < LOW else NO


@fact("partner", scale=str)
def scale_high(look: Look, mark: Mark, *, scale: str) -> Finding:
    """The score is 60 or more."""
    return scale_at_least(look, mark, scale=scale, at=HIGH)


@fact("partner", scale=str, at=int)
def scale_at_least(look: Look, mark: Mark, *, scale: str, at: int) -> Finding:
    """The score is this much or more."""
    score = score_of(look, mark, scale)
    if isinstance(score, Finding):
        return score
    return yes(used(scale, mark, score)) if score.value >= at else NO


@fact("partner", scale=str, at=int)
def scale_at_most(look: Look, mark: Mark, *, scale: str, at: int) -> Finding:
    """The score is this much or less."""
    score = score_of(look, mark, scale)
    if isinstance(score, Finding):
        return score
    return yes(used(scale, mark, score)) if score.value <= at else NO


@fact("couple", scale=str)
def gap(look: Look, *, scale: str) -> Finding:
    """The partners' scores lie 25 points or more apart."""
    scores = {mark: score_of(look, mark, scale) for mark in MARKS}
    known = {mark: score for mark, score in scores.items() if isinstance(score, Score)}
    if len(known) < len(MARKS):
        return both(score for score in scores.values() if isinstance(score, Finding))
    if known["a"].wording != known["b"].wording:
        return unknown(scale, "", "another wording")
    if abs(known["a"].value - known["b"].value) < GAP - ROUNDING:
        return NO
    return yes(*(used(scale, mark, score) for mark, score in known.items()))


@fact("partner", scales=list)
def reliably_worse(look: Look, mark: Mark, *, scales: list[str]) -> Finding:
    """One of these scores got worse since the first time, by more than chance."""
    return either(_worse(look, mark, scale) for scale in scales)


@fact("partner", scales=list)
def not_worse(look: Look, mark: Mark, *, scales: list[str]) -> Finding:
    """None of these scores got worse by more than chance, and there are two points in time for one at least."""
    found = [_worse(look, mark, scale) for scale in scales]
    if any(each.holds for each in found):
        return NO
    if all(each.holds is None for each in found):
        return both(found)
    return yes()


def _worse(look: Look, mark: Mark, scale: str) -> Finding:
    score = score_of(look, mark, scale)
    if isinstance(score, Finding):
        return score
    if score.first is None:
        return unknown(f"{scale}, an earlier score", mark)
    moved = score.value - score.first
    lost = -moved if score.higher_is == "better" else moved
    if lost < score.points - ROUNDING:
        return NO
    told = f"from {number(score.first)} to {number(score.value)}"
    return yes(Used(scale, score.title or scale, mark, told, score.on))
