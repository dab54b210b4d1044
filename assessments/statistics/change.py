"""Change in one person, distance between two. Numbers for a talk, never a verdict. Pure."""

import math
from typing import Literal, NamedTuple

from assessments.format.vocabulary import Direction
from assessments.statistics.moments import finite

PROVISIONAL_SD = 20.0
PROVISIONAL_RELIABILITY = 0.80
PROVISIONAL_POINTS = 25
"""Points on 0-100 that are unlikely to be chance, until own data exist (SD 20, alpha .80: 24.79, rounded up)."""
APART_POINTS = 25
CHANCE = 1.96
ROUNDING = 2e-4
"""Scores are kept to four decimals, so a distance between two can fall short of the true one by this much."""

Change = Literal["improved", "declined", "unclear"]
CoupleChange = Literal[
    "both improved",
    "one improved",
    "diverging",
    "one declined",
    "both declined",
    "unclear",
    "too little data",
]


class ErrorBand(NamedTuple):
    """Where a score would mostly fall if it were asked again, on the scale's own range; may reach past its ends."""

    low: float
    high: float


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


def difference_error(before: float, after: float) -> float:
    """sqrt(SEM1^2 + SEM2^2), for two occasions that are not equally exact (Maassen 2004 prefers it then).

    before, after: standard errors of measurement on the scale's own range, each > 0. Raises ValueError otherwise.
    """
    if min(finite((before, after))) <= 0:
        raise ValueError("standard errors must be above 0")
    return math.hypot(before, after)


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


def scorable_points(sd: float, reliability: float, *, step: float = 1.0) -> float:
    """The smallest change the scale can take that is unlikely to be chance: the first step past `points_needed`.

    step: distance between two neighbouring scores, on the scale's own range, > 0. Raises ValueError otherwise.
    """
    if not (step > 0 and math.isfinite(step)):
        raise ValueError("step must be a positive, finite number")
    return (math.floor(points_needed(sd, reliability) / step) + 1) * step


def error_band(score: float, *, sd: float, reliability: float) -> ErrorBand:
    """The observed score with its 95 % band, score -+ 1.96 SEM (Lord & Novick 1968). Raises ValueError as `standard_error` does."""
    (middle,) = finite((score,))
    half = CHANCE * standard_error(sd=sd, reliability=reliability)
    return ErrorBand(middle - half, middle + half)


def reaches(distance: float, points: float) -> bool:
    """True when the distance is `points` or more, but for the rounding of the scores it came from."""
    return distance >= points - ROUNDING


def classify(before: float | None, after: float | None, points: float, higher_is: Direction) -> Change:
    """Improved or declined only when the change reaches `points`; a missing score is unclear, never no change.

    Raises ValueError for points not above 0 and scores that are not finite.
    """
    if not (points > ROUNDING and math.isfinite(points)):
        raise ValueError("points must be a finite number above 0")
    distance = gap(before, after)
    if before is None or after is None or distance is None or not reaches(distance, points):
        return "unclear"
    return "improved" if (after > before) == (higher_is == "better") else "declined"


def gap(a: float | None, b: float | None) -> float | None:
    """How far apart two scores are, in points; None when either is missing. Raises ValueError unless both are finite."""
    if a is None or b is None:
        return None
    first, second = finite((a, b))
    return abs(first - second)


def is_apart(a: float | None, b: float | None) -> bool:
    """True when both have a score and the gap is 25 points or more."""
    distance = gap(a, b)
    return distance is not None and reaches(distance, APART_POINTS)


def couple_change(first: Change | None, second: Change | None) -> CoupleChange:
    """Both partners' changes told together. There is no average, so nobody who is getting worse is hidden.

    None stands for a partner without two scores to compare. Then it is too little data, unless the other declined:
    that is told whatever is missing.
    """
    match sorted((first or "", second or "")):
        case ["improved", "improved"]:
            return "both improved"
        case ["declined", "declined"]:
            return "both declined"
        case ["declined", "improved"]:
            return "diverging"
        case ["improved", "unclear"]:
            return "one improved"
        case ["declined", "unclear"] | ["", "declined"]:
            return "one declined"
        case ["unclear", "unclear"]:
            return "unclear"
        case _:
            return "too little data"
