"""The shapes of the homework page in plain numbers: x in percent of the width, y in pixels of a fixed height; pure.

No figure ranks the two partners: each has rows of their own, of one height, on one scale.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.geometry import Dot, Line, Shape, Words
from reports.progress import Mark
from reports.wording import PLAIN, Translator, short_day

THAW_HEIGHT = 150.0
BAR_HEIGHT, TRACK_HEIGHT = 26.0, 26.0
LOW_STEP, HIGH_STEP = -1, 3
_TOP, _BELOW = 12.0, 30.0
_LEFT, _SPAN = 3.0, 92.0
LONGEST_GAP_DAYS = 4


@dataclass(frozen=True)
class Bar:
    """A filled stretch of a bar. `css` is the class that says what it stands for."""

    css: str
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True)
class Cell:
    """One day of one partner: done, left out, or nothing, which says nothing about why."""

    mark: Mark
    state: str
    x: float
    y: float


@dataclass(frozen=True)
class ThawPoint:
    """One day's steps towards ease; a step back is drawn open."""

    day: date
    steps: int
    setback: bool


def week_cells(mark: Mark, states: Sequence[str]) -> tuple[Cell, ...]:
    """Seven days from Monday on, in pixels, all of one size."""
    return tuple(Cell(mark, state, 7 + 16 * place, 10) for place, state in enumerate(states))


def stacked(parts: Sequence[tuple[str, int]], *, most: int) -> tuple[Bar, ...]:
    """Counts side by side in one bar, on a scale that ends at `most`. A count of nought takes no room."""
    bars: list[Bar] = []
    x = 0.0
    for css, count in parts:
        width = 100 * count / max(1, most)
        if count:
            bars.append(Bar(css, x, width, 3, BAR_HEIGHT - 6))
        x += width
    return tuple(bars)


def share_track(mark: Mark, share: float, low: float, high: float) -> tuple[Shape, ...]:
    """A share from 0 to 1 with its interval as a bar behind the marker."""
    middle = TRACK_HEIGHT / 2
    return (
        Line("gap__track", 0, middle, 100, middle),
        Line(f"iv iv--{mark}", 3 + low * 94, middle, 3 + high * 94, middle),
        Dot(mark, 3 + share * 94, middle, 6),
    )


def thaw_y(steps: float, height: float = THAW_HEIGHT) -> float:
    """Pixels from the top."""
    bottom = height - _BELOW
    return bottom - (steps - LOW_STEP) / (HIGH_STEP - LOW_STEP) * (bottom - _TOP)


def thaw_axis(height: float = THAW_HEIGHT) -> tuple[Shape, ...]:
    return tuple(
        Words("ax ax--end", 82, thaw_y(step, height) + 4, str(step).replace("-", "−"))
        for step in range(LOW_STEP, HIGH_STEP + 1)
    )


def thaw_shapes(
    days: Sequence[ThawPoint], *, first: date, last: date, height: float = THAW_HEIGHT, t: Translator = PLAIN
) -> tuple[Shape, ...]:
    """The grid, the days in their order, and thin strokes between days close to each other; a silence breaks them."""
    shapes: list[Shape] = [
        Line("grid grid--nought" if step == 0 else "grid", 0, thaw_y(step, height), 100, thaw_y(step, height))
        for step in range(LOW_STEP, HIGH_STEP + 1)
    ]
    for before, after in itertools.pairwise(days):
        if (after.day - before.day).days <= LONGEST_GAP_DAYS:
            shapes.append(
                Line(
                    "ln ln--thin",
                    day_x(before.day, first, last),
                    thaw_y(before.steps, height),
                    day_x(after.day, first, last),
                    thaw_y(after.steps, height),
                )
            )
    for on in _ticks(first, last):
        shapes.append(Words("ax ax--mid", day_x(on, first, last), height - 8, short_day(on, t)))
    return tuple(shapes)


def day_x(on: date, first: date, last: date) -> float:
    """Percent from the left."""
    return _LEFT + _SPAN * (on - first).days / max(1, (last - first).days)


def _ticks(first: date, last: date) -> list[date]:
    """The first day, the middle one and the last."""
    return [first, first + (last - first) / 2, last]
