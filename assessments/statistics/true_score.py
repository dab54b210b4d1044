"""Scores drawn toward the mean by what is known of their error: the true score, and change judged against it. Pure."""

import math
from typing import NamedTuple

from assessments.statistics.change import standard_error
from assessments.statistics.moments import finite


class TrueScore(NamedTuple):
    """score: the estimate on the scale's own range. error: its standard error of estimate, in the same unit."""

    score: float
    error: float


def true_score(observed: float, *, mean: float, sd: float, reliability: float) -> TrueScore:
    """M + r (x - M) with error sd sqrt(r (1 - r)): Kelley (1947), Lord & Novick (1968).

    observed, mean, sd: on the scale's own range, of the group that the reliability comes from.
    Raises ValueError for numbers that are not finite and outside sd > 0, 0 <= r < 1.
    """
    finite((observed, mean))
    error = standard_error(sd=sd, reliability=reliability) * math.sqrt(reliability)
    return TrueScore(mean + reliability * (observed - mean), error)


def edwards_nunnally(before: float, after: float, *, mean: float, sd: float, reliability: float) -> float:
    """(x2 - true score at the start) / SEM, dimensionless: Speer (1992) after Edwards & Nunnally; beyond 1.96 unlikely to be chance.

    An alternative to `change.reliable_change` that allows for the drift of far-out first scores toward the mean.
    mean, sd: of the first scores. Raises ValueError as `true_score` does.
    """
    finite((after,))
    start = true_score(before, mean=mean, sd=sd, reliability=reliability).score
    return (after - start) / standard_error(sd=sd, reliability=reliability)


def hsu_linn_lord(
    before: float, after: float, *, mean: float, mean_after: float, sd: float, reliability: float
) -> float:
    """((x2 - M2) - r (x1 - M1)) / (sd sqrt(1 - r^2)), dimensionless: Hsu (1989) after Linn & Lord.

    mean, sd: of the first scores; mean_after: of the second. Raises ValueError for numbers that are not finite and
    outside sd > 0, 0 <= r < 1.
    """
    finite((before, after, mean, mean_after))
    error = standard_error(sd=sd, reliability=reliability) * math.sqrt(1 + reliability)
    return ((after - mean_after) - reliability * (before - mean)) / error
