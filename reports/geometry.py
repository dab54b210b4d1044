"""The shapes of the charts in plain numbers: x in percent of the width, y in pixels of a fixed height; pure.

Two printers read them: `charts` writes SVG for the portal, `drawing` puts them on a PDF's canvas. Partner a is a
circle with a solid line, partner b a diamond with a dashed one, so that they differ in grey as well.
"""

import itertools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.progress import Mark, Person, Point, ScaleLine
from reports.wording import PLAIN, Translator, number, short_day

FEWEST_POINTS = 3
LONGEST_STEP_DAYS = 10
PLOT_HEIGHT = 222.0
_TOP, _BELOW = 10.0, 34.0
_LEFT, _SPAN = 3.0, 85.0
_SHORT_NAME = 5  # letters that fit beside the end of a line


@dataclass(frozen=True)
class Line:
    """A straight stroke. `css` is the class that says what it means and how it looks."""

    css: str
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Dot:
    """One partner's marker."""

    mark: Mark
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Box:
    """A filled band over the whole width."""

    css: str
    y: float
    height: float


@dataclass(frozen=True)
class Words:
    """A short text whose baseline is at y."""

    css: str
    x: float
    y: float
    text: str


Shape = Line | Dot | Box | Words


@dataclass(frozen=True)
class Window:
    """The stretch of time and of scale that panels side by side share, so that heights can be compared."""

    first: date
    last: date
    low: float
    high: float

    def x(self, on: date) -> float:
        """Percent from the left."""
        return _LEFT + _SPAN * (on - self.first).days / max(1, (self.last - self.first).days)

    def y(self, value: float, height: float) -> float:
        """Pixels from the top."""
        bottom = height - _BELOW
        return bottom - (value - self.low) / (self.high - self.low) * (bottom - _TOP)


@dataclass(frozen=True)
class Plot:
    """One partner's panel: the axis to its left and the picture itself."""

    height: float
    axis: tuple[Shape, ...]
    shapes: tuple[Shape, ...]


def is_drawable(line: ScaleLine) -> bool:
    """Three known points or more; fewer are given as numbers alone."""
    return len(line.known) >= FEWEST_POINTS


def window(lines: Sequence[ScaleLine]) -> Window:
    """A window that holds every value and band of these lines, in steps of 20 within 0 to 100."""
    points = [point for line in lines for point in line.known]
    values = [point.value or 0.0 for point in points]
    for line in lines:
        if line.known and line.band is not None:
            first = line.known[0].value or 0.0
            values += [max(0.0, first - line.band), min(100.0, first + line.band)]
    low = max(0.0, math.floor(min(values) / 20) * 20.0)
    high = min(100.0, math.ceil(max(values) / 20) * 20.0)
    if high - low < 40:
        low, high = (low, low + 40) if low + 40 <= 100 else (60.0, 100.0)
    days = [point.on for point in points]
    return Window(min(days), max(days), low, high)


def person_plot(
    line: ScaleLine,
    other: ScaleLine | None,
    other_person: Person | None,
    *,
    frame: Window,
    sessions: Sequence[date] = (),
    height: float = PLOT_HEIGHT,
    t: Translator = PLAIN,
) -> Plot | None:
    """One partner in front with the band around their own first value; the other a faint line. None: too few points.

    Never one partner's band behind the other's line: it would read as a judgement on the wrong person.
    """
    if not is_drawable(line):
        return None
    ticks = [frame.low + 20 * step for step in range(int((frame.high - frame.low) // 20) + 1)]
    axis = tuple(Words("ax ax--end", 82, frame.y(v, height) + 4, number(v)) for v in ticks)
    shapes: list[Shape] = [*_band(line, frame, height)]
    shapes += [Line("grid", 0, frame.y(v, height), 100, frame.y(v, height)) for v in ticks]
    shapes += _time_axis(line, frame, sessions, height, t)
    ghost_name = other_person is not None and other is not None and is_drawable(other)
    if other is not None and ghost_name:
        shapes += _strokes(other, frame, height, " ln--ghost")
    shapes += _strokes(line, frame, height, "")
    last = line.known[-1]
    shapes += [
        Dot(line.mark, frame.x(p.on), frame.y(p.value or 0.0, height), 6 if p is last else 4.5)
        for p in line.known
    ]
    return Plot(
        height,
        axis,
        (*shapes, *_end_labels(line, other if ghost_name else None, other_person, frame, height)),
    )


def _band(line: ScaleLine, frame: Window, height: float) -> list[Shape]:
    if line.band is None:
        return []
    first = line.known[0].value or 0.0
    upper, lower = min(frame.high, first + line.band), max(frame.low, first - line.band)
    top, bottom = frame.y(upper, height), frame.y(lower, height)
    edges = [Line(f"band-edge band-edge--{line.mark}", 0, y, 100, y) for y in (top, bottom)]
    return [Box(f"band band--{line.mark}", top, bottom - top), *edges]


def stretches(line: ScaleLine) -> list[list[Point]]:
    """The points in unbroken stretches: a missing value, or a silence longer than this form's own pace, breaks the line."""
    parts: list[list[Point]] = [[]]
    longest = _longest_step(line)
    for point in line.points:
        if point.value is None:
            parts.append([])
            continue
        if parts[-1] and (point.on - parts[-1][-1].on).days > longest:
            parts.append([])
        parts[-1].append(point)
    return [part for part in parts if part]


def _longest_step(line: ScaleLine) -> float:
    """Half as long again as is usual between two scores: a form of every four weeks is not broken by its own pace."""
    steps = [(after.on - before.on).days for before, after in itertools.pairwise(line.known)]
    return max(LONGEST_STEP_DAYS, 1.5 * statistics.median(steps)) if len(steps) > 1 else LONGEST_STEP_DAYS


def _strokes(line: ScaleLine, frame: Window, height: float, extra: str) -> list[Shape]:
    return [
        Line(
            f"ln ln--{line.mark}{extra}",
            frame.x(before.on),
            frame.y(before.value or 0.0, height),
            frame.x(after.on),
            frame.y(after.value or 0.0, height),
        )
        for part in stretches(line)
        for before, after in itertools.pairwise(part)
    ]


def _time_axis(
    line: ScaleLine, frame: Window, sessions: Sequence[date], height: float, t: Translator
) -> list[Shape]:
    bottom = height - _BELOW
    ticks: list[Shape] = [
        Line("sess", frame.x(on), bottom, frame.x(on), bottom + 6)
        for on in sessions
        if frame.first <= on <= frame.last
    ]
    days, month = _labelled_days(line, frame), 0
    for on in days:
        text = short_day(on, t) if on.month != month else str(on.day)
        ticks.append(Words("ax ax--mid", frame.x(on), bottom + 22, text))
        month = on.month
    return ticks


def _labelled_days(line: ScaleLine, frame: Window) -> list[date]:
    """The first and last day and as many between as stay legible."""
    chosen = [frame.first]
    for on in sorted({point.on for point in line.points} | {frame.last}):
        if frame.first < on <= frame.last and frame.x(on) - frame.x(chosen[-1]) >= 17:
            chosen.append(on)
    if chosen[-1] != frame.last:
        if len(chosen) > 1:
            chosen.pop()
        chosen.append(frame.last)
    return chosen


def _end_labels(
    line: ScaleLine, other: ScaleLine | None, other_person: Person | None, frame: Window, height: float
) -> list[Shape]:
    """The last value, and the other's name beside the faint line, kept from touching each other."""
    last = line.known[-1]
    y = frame.y(last.value or 0.0, height)
    labels: list[Shape] = [Words(f"lb lb--{line.mark} lb--end", 100, y + 4, number(last.value or 0.0))]
    if other is None or other_person is None:
        return labels
    ghost = frame.y(other.known[-1].value or 0.0, height)
    away = 1 if ghost >= y else -1
    if len(other_person.name) > _SHORT_NAME:
        # A long name would lie on the faint line itself, so it stands on the side away from the line in front.
        ghost += 12 * away
    if abs(ghost - y) < 15:
        ghost = y + 15 * away
    css = f"lb lb--{other.mark} lb--ghost lb--end"
    return [*labels, Words(css, 100, ghost + 4, other_person.name)]


def spark(
    a: Sequence[float | None],
    b: Sequence[float | None],
    *,
    low: float = 0.0,
    high: float = 100.0,
    height: float = 40.0,
) -> tuple[Shape, ...]:
    """Two small lines with their end values, for a row of the caseload; a None breaks a line."""
    count = max(len(a), len(b))
    shapes: list[Shape] = []
    ends: list[tuple[Mark, float, float]] = []
    rows: tuple[tuple[Mark, Sequence[float | None]], ...] = (("b", b), ("a", a))
    for mark, values in rows:
        places = [_spark_place(i, v, count, low, high, height) for i, v in enumerate(values)]
        for before, after in itertools.pairwise(places):
            if before and after and sum(p is not None for p in places) >= FEWEST_POINTS:
                shapes.append(Line(f"ln ln--{mark}", *before, *after))
        known = [(p, v) for p, v in zip(places, values, strict=True) if p is not None and v is not None]
        if known:
            (x, y), value = known[-1]
            shapes.append(Dot(mark, x, y, 3.3 if mark == "b" else 3.6))
            ends.append((mark, y, value))
    return (*shapes, *_spark_labels(ends, height))


def _spark_place(
    index: int, value: float | None, count: int, low: float, high: float, height: float
) -> tuple[float, float] | None:
    if value is None:
        return None
    inside = max(low, min(high, value))
    return 3 + index * 68 / max(1, count - 1), height - 6 - (inside - low) / (high - low) * (height - 12)


def _spark_labels(ends: Sequence[tuple[Mark, float, float]], height: float) -> list[Shape]:
    ys = [y for _, y, _ in ends]
    if len(ys) == 2 and abs(ys[0] - ys[1]) < 13:
        middle = min(max(sum(ys) / 2, 10), height - 10)
        ys = [middle + 6.5, middle - 6.5] if ys[0] > ys[1] else [middle - 6.5, middle + 6.5]
    return [
        Words(f"sl sl--{mark}", 82, y + 4, number(value))
        for (mark, _, value), y in zip(ends, ys, strict=True)
    ]


def gap(a: float, b: float, *, wide: bool) -> tuple[Shape, ...]:
    """A dumbbell from 0 to 100 in 32 pixels of height; nearly equal marks stand above and below the line."""
    low, high = sorted((a, b))
    nudge = 5 if high - low < 5 else 0
    bar = "gap__bar gap__bar--wide" if wide else "gap__bar"
    return (
        Line("gap__track", 0, 16, 100, 16),
        Line(bar, 3 + low * 0.94, 16, 3 + high * 0.94, 16),
        Dot("b", 3 + b * 0.94, 16 + nudge, 6),
        Dot("a", 3 + a * 0.94, 16 - nudge, 6.4),
    )
