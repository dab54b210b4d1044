"""The loadings of a scale's questions on the one thing they are meant to share. Pure."""

import math
from collections.abc import Sequence

from assessments.statistics.moments import finite

MOST_ROUNDS = 5_000
SETTLED = 1e-12


def loadings(correlations: Sequence[Sequence[float]]) -> tuple[float, ...] | None:
    """Standardized loadings of one factor by minimum residuals (Harman & Jones 1966), each between -1 and 1.

    Finds the l that make sum (r_ij - l_i l_j)^2 over all pairs smallest, one l after the other; the sign is chosen so
    that they sum to 0 or more. correlations: a symmetric table of three questions or more, for instance from
    `reliability.correlations`. None when no proper answer exists: a loading would reach 1, or nothing settles.
    Raises ValueError for a table that is not one of correlations.
    """
    _check(correlations)
    found = _settle(correlations, _start(correlations))
    if found is None or max(abs(value) for value in found) >= 1:
        return None
    sign = -1 if math.fsum(found) < 0 else 1
    return tuple(sign * value for value in found)


def _check(table: Sequence[Sequence[float]]) -> None:
    size = len(table)
    if size < 3 or any(len(row) != size for row in table):
        raise ValueError("needs a square table of three questions or more")
    if max(abs(r) for row in table for r in finite(row)) > 1:
        raise ValueError("correlations lie from -1 to 1")
    if any(table[i][j] != table[j][i] for i in range(size) for j in range(i)):
        raise ValueError("the table must be symmetric")


def _start(table: Sequence[Sequence[float]]) -> list[float]:
    """Signs that follow the question with the strongest ties, so that a wrongly keyed question does not stop the search."""
    strongest = max(table, key=lambda row: math.fsum(abs(r) for r in row))
    return [math.copysign(0.5, r) for r in strongest]


def _settle(table: Sequence[Sequence[float]], start: list[float]) -> list[float] | None:
    values = start
    for _ in range(MOST_ROUNDS):
        before = list(values)
        for i in range(len(values)):
            others = [j for j in range(len(values)) if j != i]
            weight = math.fsum(values[j] ** 2 for j in others)
            if weight == 0:
                return None
            values[i] = math.fsum(table[i][j] * values[j] for j in others) / weight
        if max(abs(new - old) for new, old in zip(values, before, strict=True)) < SETTLED:
            return values
    return None
