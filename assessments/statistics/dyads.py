"""Agreement over many couples, or between two logs of the same events. Pure.

These work out numbers; `norms` says from how many couples they may be shown.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from assessments.statistics.f_distribution import cumulative
from assessments.statistics.moments import finite, mean, variance

Dyads = Sequence[tuple[float, float]]


class DyadicIcc(NamedTuple):
    """Mean squares in squared units, r from -1 to 1, F with (n - 1, n) degrees of freedom (None when nobody differs within).

    p: two-sided, of partners being no more and no less alike than strangers; under .20 treat them as one unit.
    """

    between: float
    within: float
    icc: float
    f: float | None
    p: float


class Kappa(NamedTuple):
    """Shares from 0 to 1. kappa: 1 full agreement, 0 no more than chance, below 0 less; None when chance alone agrees fully."""

    observed: float
    expected: float
    kappa: float | None


def dyadic_icc(dyads: Dyads) -> DyadicIcc | None:
    """Intraclass correlation of interchangeable partners; may be negative (Kenny, Kashy & Cook 2006).

    MSB = 2 sum (m_i - M)^2 / (n - 1), MSW = sum d_i^2 / (2 n), ICC = (MSB - MSW) / (MSB + MSW).
    dyads: one score of each partner; swapping them within a couple changes nothing. None when all scores are the same.
    Raises ValueError under two couples and for scores that are not finite.
    """
    _check(dyads)
    between = 2 * variance([(a + b) / 2 for a, b in dyads])
    within = math.fsum((a - b) ** 2 for a, b in dyads) / (2 * len(dyads))
    if between + within == 0:
        return None
    f = between / within if within > 0 else None
    return DyadicIcc(between, within, (between - within) / (between + within), f, _two_sided(f, len(dyads)))


def pairwise_icc(dyads: Dyads) -> float | None:
    """Pearson r of the double-entered scores, each couple once as (a, b) and once as (b, a) (Griffin & Gonzalez 1995).

    None when all scores are the same. Raises ValueError under two couples and for scores that are not finite.
    """
    _check(dyads)
    everyone = [score for dyad in dyads for score in dyad]
    total = variance(everyone) * (len(everyone) - 1)
    if total == 0:
        return None
    middle = mean(everyone)
    return 2 * math.fsum((a - middle) * (b - middle) for a, b in dyads) / total


def cohen_kappa(counts: Sequence[Sequence[int]]) -> Kappa:
    """Cohen (1960): agreement of two logs of the same events beyond chance, (po - pe) / (1 - pe).

    counts: a square table, row = what the first log says, column = what the second says.
    Raises ValueError for a table that is not square, negative counts, and no events at all.
    """
    size = len(counts)
    if any(len(row) != size for row in counts):
        raise ValueError("the table must have as many columns as rows")
    if any(count < 0 for row in counts for count in row):
        raise ValueError("counts must not be negative")
    total = sum(map(sum, counts))
    if total == 0:
        raise ValueError("a table needs at least one event")
    agreed = sum(counts[i][i] for i in range(size))
    by_chance = sum(
        sum(row) * sum(column) for row, column in zip(counts, zip(*counts, strict=True), strict=True)
    )
    if by_chance == total**2:
        return Kappa(agreed / total, 1.0, None)
    return Kappa(agreed / total, by_chance / total**2, (agreed * total - by_chance) / (total**2 - by_chance))


def _check(dyads: Dyads) -> None:
    finite(score for dyad in dyads for score in dyad)
    if len(dyads) < 2:
        raise ValueError("needs at least two couples")


def _two_sided(f: float | None, couples: int) -> float:
    if f is None:
        return 0.0
    below = cumulative(f, couples - 1, couples)
    return 2 * min(below, 1 - below)
