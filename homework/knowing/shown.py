"""Numbers that are only shown from enough entries on, and why not when there are too few. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Why = Literal[
    "too_few_entries",
    "too_few_days",
    "too_short",
    "too_few_negatives",
    "too_few_pairs",
    "all_alike",
    "nothing_planned",
]

MINIMUM_FOR_A_RATE = 10
"""The bid log's rule (suppress under n = 10); every share between the partners keeps to it."""

Z_95 = 1.959963984540054
"""The normal quantile that leaves 2.5 % on either side."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Why a number is not shown: how many there are and how many it takes. Words for people are found elsewhere."""

    why: Why
    have: int
    need: int


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` out of `of`; share and its 95 % interval from 0 to 1, or hidden. The counts themselves always stand."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None
    hidden: Hidden | None = None


@dataclass(frozen=True, slots=True)
class Mean:
    """Arithmetic mean of n ratings in their own unit, or hidden."""

    n: int
    value: float | None
    hidden: Hidden | None = None


def wilson(count: int, of: int) -> tuple[float, float]:
    """Score interval of a share at 95 %, without continuity correction (Wilson 1927; method 3 of Newcombe 1998).

    It stays within 0 and 1 and keeps a width at 0 and at all, where the usual interval shrinks to nothing.
    Raises ValueError unless 0 <= count <= of and of > 0.
    """
    if not 0 <= count <= of or of == 0:
        raise ValueError("a share needs 0 <= count <= of and at least one event")
    share, square = count / of, Z_95**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z_95 * math.sqrt(share * (1 - share) / of + square / (4 * of**2)) / (1 + square / of)
    # Rounding may put an end a hair inside the share itself, which at 0 and at all is that end.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def rate(count: int, of: int, *, minimum: int = MINIMUM_FOR_A_RATE) -> Rate:
    """A share with its Wilson interval; hidden below the minimum. Raises ValueError unless 0 <= count <= of."""
    if not 0 <= count <= of:
        raise ValueError("a share needs 0 <= count <= of")
    if of < max(1, minimum):
        return Rate(count, of, None, None, None, Hidden("too_few_entries", of, max(1, minimum)))
    low, high = wilson(count, of)
    return Rate(count, of, count / of, low, high)


def mean_of(ratings: Iterable[int | None], *, minimum: int) -> Mean:
    """The mean of the ratings that were given; one left blank is absent, never a zero. Hidden below the minimum (>= 1)."""
    given = [rating for rating in ratings if rating is not None]
    if len(given) < minimum:
        return Mean(len(given), None, Hidden("too_few_entries", len(given), minimum))
    return Mean(len(given), sum(given) / len(given))
