"""How consistently a scale's questions hang together, over many people: Cronbach's alpha and omega. Pure.

These work out numbers; `norms` says from how many people they may be shown. Answers must be keyed already: one
question with a wrong key can drop alpha from .94 to .22.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from assessments.statistics.f_distribution import quantile
from assessments.statistics.moments import finite, pearson, variance

Rows = Sequence[Sequence[float | None]]


class Alpha(NamedTuple):
    """raw, standardized: at most 1, may be negative; standardized is None when some question has no spread.

    low, high: Feldt's confidence band for raw. people: those who answered every question.
    """

    raw: float
    standardized: float | None
    low: float
    high: float
    people: int
    items: int


def cronbach_alpha(rows: Rows, *, confidence: float = 0.95) -> Alpha | None:
    """Cronbach (1951): k/(k-1) (1 - sum s_i^2 / s_T^2), with sample variances and the band of Feldt (1965).

    rows: one person each, keyed answers in the same order; a person with a missing answer (None) is left out.
    standardized: k rbar / (1 + (k-1) rbar). Band: 1 - (1 - alpha) F, with (n-1) and (n-1)(k-1) degrees of freedom.
    None when people's totals do not differ. Raises ValueError for ragged rows, answers that are not finite, under
    two questions or two complete people, and a confidence outside 0 to 1.
    """
    if not 0 < confidence < 1:
        raise ValueError("confidence must lie between 0 and 1")
    columns = complete_columns(rows)
    raw = _raw(columns)
    if raw is None:
        return None
    people, items = len(columns[0]), len(columns)
    df = (people - 1, (people - 1) * (items - 1))
    tail = (1 - confidence) / 2
    return Alpha(
        raw=raw,
        standardized=_standardized(columns),
        low=1 - (1 - raw) * quantile(1 - tail, *df),
        high=1 - (1 - raw) * quantile(tail, *df),
        people=people,
        items=items,
    )


def alpha_if_dropped(rows: Rows) -> tuple[float | None, ...]:
    """Raw alpha of the other questions, for each question left out in turn; None where their totals do not differ.

    Raises ValueError as `cronbach_alpha` does, and under three questions.
    """
    columns = complete_columns(rows)
    if len(columns) < 3:
        raise ValueError("leaving one out needs at least three questions")
    return tuple(_raw(columns[:i] + columns[i + 1 :]) for i in range(len(columns)))


def omega_total(loadings: Sequence[float]) -> float:
    """McDonald (1999), one factor: (sum l)^2 / ((sum l)^2 + sum (1 - l^2)), 0 to 1.

    loadings: standardized, each from -1 to 1, as from `one_factor.loadings`. Raises ValueError otherwise, and for none.
    """
    values = finite(loadings)
    if not values or max(abs(value) for value in values) > 1:
        raise ValueError("needs loadings from -1 to 1")
    common = math.fsum(values) ** 2
    own = math.fsum(1 - value**2 for value in values)
    if common + own == 0:
        raise ValueError("loadings that cancel out leave no scale")
    return common / (common + own)


def complete_columns(rows: Rows) -> list[tuple[float, ...]]:
    """The answers of those who answered everything, question by question. Raises ValueError as `cronbach_alpha` does."""
    complete = [finite(_numbers(row)) for row in rows if None not in row]
    if len({len(row) for row in rows}) > 1:
        raise ValueError("every person must have the same number of answers")
    if len(complete) < 2:
        raise ValueError("needs at least two people who answered everything")
    if len(complete[0]) < 2:
        raise ValueError("needs at least two questions")
    return list(zip(*complete, strict=True))


def correlations(columns: Sequence[Sequence[float]]) -> list[list[float]] | None:
    """Pearson r between each two questions, 1 on the diagonal; None when some question has no spread."""
    table = [[1.0] * len(columns) for _ in columns]
    for i, first in enumerate(columns):
        for j in range(i):
            r = pearson(first, columns[j])
            if r is None:
                return None
            table[i][j] = table[j][i] = r
    return table


def _numbers(row: Sequence[float | None]) -> list[float]:
    return [answer for answer in row if answer is not None]


def _raw(columns: Sequence[Sequence[float]]) -> float | None:
    items = len(columns)
    total = variance([math.fsum(row) for row in zip(*columns, strict=True)])
    if total == 0:
        return None
    return items / (items - 1) * (1 - math.fsum(map(variance, columns)) / total)


def _standardized(columns: Sequence[Sequence[float]]) -> float | None:
    table = correlations(columns)
    if table is None:
        return None
    items = len(columns)
    mean_r = (math.fsum(map(math.fsum, table)) - items) / (items * (items - 1))
    bottom = 1 + (items - 1) * mean_r
    return items * mean_r / bottom if bottom > 0 else None
