"""The direction of one partner's scores over weeks, from five points on. Pure.

Reliable change is not worked out at every session: each look is wrong about once in twenty times, so many looks find
something sooner or later. A series is told by its slope and by its last score against its first.
"""

from collections.abc import Iterable
from datetime import date
from itertools import combinations
from statistics import median
from typing import NamedTuple

from assessments.statistics.change import PROVISIONAL_RELIABILITY, PROVISIONAL_SD, reliable_change
from assessments.statistics.moments import finite

MINIMUM_POINTS = 5
SECONDS_IN_FOUR_WEEKS = 28 * 24 * 60 * 60


class Trend(NamedTuple):
    """per_four_weeks: slope in points of the scale. first_to_last: points. rci: that change against its error, dimensionless."""

    points: int
    per_four_weeks: float
    first_to_last: float
    rci: float


def trend(
    series: Iterable[tuple[date, float | None]],
    *,
    sd: float = PROVISIONAL_SD,
    reliability: float = PROVISIONAL_RELIABILITY,
) -> Trend | None:
    """The trend of one scale on one wording; None with scores on fewer than five different days or moments.

    series: (date, score) or (datetime, score) in any order, one kind throughout; a missing score (None) is left out,
    never a zero. sd, reliability: of the scale, for the last-versus-first RCI (Jacobson & Truax 1991).
    Raises ValueError for scores that are not finite, mixed kinds of dates, and sd or reliability out of range.
    """
    points = _in_order(series)
    if len({at for at, _ in points}) < MINIMUM_POINTS:
        return None
    first, last = points[0][1], points[-1][1]
    return Trend(
        points=len(points),
        per_four_weeks=_theil_sen(points) * SECONDS_IN_FOUR_WEEKS,
        first_to_last=last - first,
        rci=reliable_change(first, last, sd=sd, reliability=reliability),
    )


def _in_order(series: Iterable[tuple[date, float | None]]) -> list[tuple[date, float]]:
    points = [(at, value) for at, value in series if value is not None]
    finite(value for _, value in points)
    try:
        return sorted(points, key=lambda point: point[0])
    except TypeError as error:
        raise ValueError("a series is dated throughout by days, or by moments of one kind") from error


def _theil_sen(points: list[tuple[date, float]]) -> float:
    """Points per second: the median of the slopes between all pairs of different times (Theil 1950, Sen 1968).

    Up to 29 % of the points can be far off without moving it much, which one bad week would do to a fitted line.
    """
    return median(
        (after - before) / (later - earlier).total_seconds()
        for (earlier, before), (later, after) in combinations(points, 2)
        if later != earlier
    )
