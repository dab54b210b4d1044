"""Agreement of several raters on the same things, for instance counsellors rating a recorded session. Pure."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from assessments.statistics.moments import FLAT, finite, mean, variance


class Intraclass(NamedTuple):
    """Shrout & Fleiss (1979), each at most 1 and perhaps negative; None where it cannot be worked out.

    The number is the design: 1 every thing has other raters, 2 the same raters, drawn from many, 3 the same raters and
    no others. "single" is the worth of one rater's word, "mean" that of the mean of all.
    """

    single_1: float | None
    single_2: float | None
    single_3: float | None
    mean_1: float | None
    mean_2: float | None
    mean_3: float | None


class MeanSquares(NamedTuple):
    """Of a table of things by raters, in squared units: between things, within things, between raters, what is left."""

    things: float
    within: float
    raters: float
    rest: float


def intraclass(rows: Sequence[Sequence[float]]) -> Intraclass:
    """The six intraclass correlations of Shrout & Fleiss (1979). rows: one thing each, one rating per rater, none missing.

    Raises ValueError for ragged rows, ratings that are not finite, and under two things or two raters.
    """
    ms = mean_squares(rows)
    n, k = len(rows), len(rows[0])
    raters = (ms.raters - ms.rest) / n
    return Intraclass(
        single_1=_share(ms.things - ms.within, ms.things + (k - 1) * ms.within),
        single_2=_share(ms.things - ms.rest, ms.things + (k - 1) * ms.rest + k * raters),
        single_3=_share(ms.things - ms.rest, ms.things + (k - 1) * ms.rest),
        mean_1=_share(ms.things - ms.within, ms.things),
        mean_2=_share(ms.things - ms.rest, ms.things + raters),
        mean_3=_share(ms.things - ms.rest, ms.things),
    )


def mean_squares(rows: Sequence[Sequence[float]]) -> MeanSquares:
    """Two-way analysis of variance without repeats. Raises ValueError as `intraclass` does."""
    table = [finite(row) for row in rows]
    if len(table) < 2 or len(table[0]) < 2 or any(len(row) != len(table[0]) for row in table):
        raise ValueError("needs at least two things, each rated by the same two raters or more")
    n, k = len(table), len(table[0])
    within = math.fsum(map(variance, table)) / n
    raters = n * variance([mean(column) for column in zip(*table, strict=True)])
    rest = n * within - raters
    return MeanSquares(
        things=k * variance([mean(row) for row in table]),
        within=within,
        raters=raters,
        rest=rest / (n - 1) if rest > FLAT * within else 0.0,
    )


def _share(top: float, bottom: float) -> float | None:
    return top / bottom if bottom > 0 else None
