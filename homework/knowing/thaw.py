"""The thaw curve: daily flickers of ease, warmth and laughter, and where they are going. Pure.

Early change is small and comes before any scale moves. A thaw, not a switch: setbacks are part of it and stay in.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal

from assessments.statistics.trend import trend
from homework.knowing.events import Flicker
from homework.knowing.marks import Both, Mark, for_both
from homework.knowing.shown import Z_95, Hidden
from homework.knowing.weeks import window

WEEKS = 6
MINIMUM_DAYS = 10
MINIMUM_SPAN_DAYS = 14
"""House rules: ten days with an entry, over two weeks or more; before that a good weekend would look like a way."""

Direction = Literal["up", "down", "unclear"]


@dataclass(frozen=True, slots=True)
class ThawDay:
    """One day: a step up for each of ease, warmth and laughter, a step down for tension (-1 to 3)."""

    day: date
    steps: int
    setback: bool


@dataclass(frozen=True, slots=True)
class Thaw:
    """One partner's curve; days without an entry are absent, never zero.

    per_four_weeks: slope in steps, or hidden. direction: unclear while chance alone could have made it.
    """

    mark: Mark
    days: tuple[ThawDay, ...]
    setbacks: int
    per_four_weeks: float | None
    direction: Direction | None
    hidden: Hidden | None


def thaw(flickers: Iterable[Flicker], *, until: date, weeks: int = WEEKS) -> Both[Thaw]:
    """Each partner's curve over the last weeks up to `until`; two partners are never averaged.

    Source: slope by Theil (1950) and Sen (1968), its direction by Mann (1945) and Kendall (1975), two-sided at 5 %.
    Days lean on the days before them, so that a direction is a hint to ask about.
    """
    first, last = window(until, days=7 * weeks)
    within = [flicker for flicker in flickers if first <= flicker.day <= last]
    return for_both(lambda mark: _curve(mark, [flicker for flicker in within if flicker.mark == mark]))


def kendall_z(values: Sequence[float]) -> float:
    """Standard normal score of a steady rise (+) or fall (-) along the sequence, corrected for ties and continuity.

    Source: Mann (1945), Kendall (1975). 0 for fewer than two values, and for values that are all the same.
    """
    rises = sum((later > earlier) - (later < earlier) for earlier, later in combinations(values, 2))
    spread = (_pairs_weight(len(values)) - sum(map(_pairs_weight, Counter(values).values()))) / 18
    if rises == 0 or spread <= 0:
        return 0.0
    return (rises - math.copysign(1, rises)) / math.sqrt(spread)


def _pairs_weight(n: int) -> int:
    return n * (n - 1) * (2 * n + 5)


def _curve(mark: Mark, flickers: list[Flicker]) -> Thaw:
    days = _days(flickers)
    setbacks = sum(day.setback for day in days)
    hidden = _hidden(days)
    # The questionnaires' error of measurement does not fit steps: only the slope is taken from their trend.
    found = None if hidden else trend((day.day, day.steps) for day in days)
    if found is None:
        return Thaw(mark, days, setbacks, None, None, hidden)
    return Thaw(mark, days, setbacks, found.per_four_weeks, _direction(days), None)


def _days(flickers: list[Flicker]) -> tuple[ThawDay, ...]:
    """One value a day; what two entries of one day saw counts once."""
    by_day: dict[date, list[Flicker]] = {}
    for flicker in flickers:
        by_day.setdefault(flicker.day, []).append(flicker)
    return tuple(_day(day, by_day[day]) for day in sorted(by_day))


def _day(day: date, seen: list[Flicker]) -> ThawDay:
    up = any(one.ease for one in seen) + any(one.warmth for one in seen) + any(one.laugh for one in seen)
    return ThawDay(day, up - any(one.tension for one in seen), any(one.setback for one in seen))


def _hidden(days: tuple[ThawDay, ...]) -> Hidden | None:
    if len(days) < MINIMUM_DAYS:
        return Hidden("too_few_days", len(days), MINIMUM_DAYS)
    span = (days[-1].day - days[0].day).days + 1
    return Hidden("too_short", span, MINIMUM_SPAN_DAYS) if span < MINIMUM_SPAN_DAYS else None


def _direction(days: tuple[ThawDay, ...]) -> Direction:
    z = kendall_z([day.steps for day in days])
    if abs(z) < Z_95:
        return "unclear"
    return "up" if z > 0 else "down"
