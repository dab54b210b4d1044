"""Change in one person, distance between two. Numbers for a talk, never a verdict."""

import math
from typing import Literal, NamedTuple

from assessments.vocabulary import Direction

PROVISIONAL_SD = 20.0
PROVISIONAL_RELIABILITY = 0.80
PROVISIONAL_POINTS = 25
"""Points on 0-100 that are unlikely to be chance, until own data exist (SD 20, alpha .80: 24.79, rounded up)."""
APART_POINTS = 25
CHANCE = 1.96

Change = Literal["improved", "declined", "unclear"]
CoupleChange = Literal[
    "both improved", "one improved", "diverging", "one declined", "both declined", "unclear"
]


class Cutoffs(NamedTuple):
    """Jacobson, Follette & Revenstorf (1984) cut-offs: a from the clinical norm, b from the functional one, c between."""

    a: float
    b: float
    c: float


def standard_error(*, sd: float, reliability: float) -> float:
    """Standard error of measurement, sd * sqrt(1 - r), on the scale's own range. Raises ValueError outside sd > 0, 0 <= r < 1."""
    if not (sd > 0 and math.isfinite(sd)):
        raise ValueError("sd must be a positive, finite number")
    if not 0 <= reliability < 1:
        raise ValueError("reliability must be at least 0 and below 1")
    return sd * math.sqrt(1 - reliability)


def standard_error_of_difference(*, sd: float, reliability: float) -> float:
    """sqrt(2 * SEM^2): Christensen & Mendoza (1986), adopted by Jacobson & Truax (1991)."""
    return math.sqrt(2) * standard_error(sd=sd, reliability=reliability)


def reliable_change(before: float, after: float, *, sd: float, reliability: float) -> float:
    """Jacobson & Truax (1991) RCI, dimensionless; |RCI| > 1.96 is unlikely to be chance.

    before, after: scores on the scale's own range. sd: sample standard deviation, > 0.
    reliability: 0 <= r < 1. Raises ValueError outside these.
    """
    if not (math.isfinite(before) and math.isfinite(after)):
        raise ValueError("scores must be finite numbers")
    return (after - before) / standard_error_of_difference(sd=sd, reliability=reliability)


def points_needed(sd: float, reliability: float) -> float:
    """Points of change that are unlikely to be chance. Round up to a step that the scale can take."""
    return CHANCE * standard_error_of_difference(sd=sd, reliability=reliability)


def cutoffs(*, clinical: float, functional: float, clinical_sd: float, functional_sd: float) -> Cutoffs:
    """The three cut-offs between a clinical and a functional norm (means and standard deviations)."""
    toward_health = 1 if functional >= clinical else -1
    return Cutoffs(
        a=clinical + toward_health * 2 * clinical_sd,
        b=functional - toward_health * 2 * functional_sd,
        c=(functional_sd * clinical + clinical_sd * functional) / (functional_sd + clinical_sd),
    )


def crossed(before: float, after: float, cutoff: float, higher_is: Direction) -> bool:
    """True when the first score lay on the troubled side of the cut-off and the second does not."""
    if higher_is == "better":
        return before < cutoff <= after
    return before > cutoff >= after


def classify(before: float | None, after: float | None, points: float, higher_is: Direction) -> Change:
    """Improved or declined only when the change reaches `points`; a missing score is unclear, never no change."""
    if before is None or after is None or abs(after - before) < points:
        return "unclear"
    return "improved" if (after > before) == (higher_is == "better") else "declined"


def gap(a: float | None, b: float | None) -> float | None:
    """How far apart two partners are, in points; None when either has no score."""
    return None if a is None or b is None else abs(a - b)


def is_apart(a: float | None, b: float | None) -> bool:
    """True when both have a score and the gap is 25 points or more."""
    distance = gap(a, b)
    return distance is not None and distance >= APART_POINTS


def couple_change(first: Change, second: Change) -> CoupleChange:
    """Both partners' changes told together. There is no average, so nobody who is getting worse is hidden."""
    match sorted((first, second)):
        case ["improved", "improved"]:
            return "both improved"
        case ["declined", "declined"]:
            return "both declined"
        case ["declined", "improved"]:
            return "diverging"
        case ["improved", "unclear"]:
            return "one improved"
        case ["declined", "unclear"]:
            return "one declined"
        case _:
            return "unclear"
