"""What an exercise itself counts over time, for each partner apart: entries, shares, means and sums. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from homework.exercise_shape import Measure
from homework.knowing.marks import Both, Mark, for_both
from homework.knowing.shown import Hidden, Mean, Rate, mean_of, rate
from homework.knowing.weeks import weeks_between

MINIMUM_RATINGS = 3
"""Clinical rule for exercises: no mean from fewer than three entries."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One entry of one exercise, with those answers that the reader of the result may read."""

    mark: Mark
    day: date
    answers: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Counted:
    """One partner's number. n: entries or answers it rests on. low, high: the 95 % interval of a share.

    value: entries or units a week for "days" and "sum", 0 to 1 for "share", the mean in its own unit for "mean".
    """

    mark: Mark
    n: int
    value: float | None
    low: float | None = None
    high: float | None = None
    hidden: Hidden | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of an exercise, both partners side by side and never added up."""

    measure: Measure
    by_mark: Both[Counted]

    @property
    def is_empty(self) -> bool:
        """Nothing has been noted for it by anybody."""
        return not any(one.n for one in self.by_mark)


def measured(measure: Measure, noted: Iterable[Noted], *, first: date, last: date) -> Measured:
    """The measure over the entries from `first` to `last`. Source: the exercise's own file says what it counts."""
    rows = [row for row in noted if first <= row.day <= last]
    weeks = len(weeks_between(first, last)) or 1
    return Measured(
        measure,
        for_both(lambda mark: _counted(measure, mark, [row for row in rows if row.mark == mark], weeks)),
    )


def _counted(measure: Measure, mark: Mark, rows: list[Noted], weeks: int) -> Counted:
    if measure.how == "days":
        return Counted(mark, len(rows), len(rows) / weeks)
    given = [row.answers[measure.of] for row in rows if measure.of in row.answers]
    match measure.how:
        case "share":
            return _share(mark, rate(sum(value == measure.equals for value in given), len(given)))
        case "mean":
            return _mean(mark, mean_of(given, minimum=MINIMUM_RATINGS))
        case _sum:
            return Counted(mark, len(given), math.fsum(given) / weeks)


def _share(mark: Mark, found: Rate) -> Counted:
    return Counted(mark, found.of, found.share, found.low, found.high, found.hidden)


def _mean(mark: Mark, found: Mean) -> Counted:
    return Counted(mark, found.n, found.value, hidden=found.hidden)
