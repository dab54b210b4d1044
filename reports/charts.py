"""Charts for the portal: SVG in percent coordinates, so text never shrinks and no style attribute is needed; pure.

Every text is escaped here. `Svg` tells a template that it is safe to print as it stands.
"""

import re
from collections.abc import Sequence
from datetime import date
from html import escape

from reports.geometry import Box, Dot, Line, Shape, Window, Words, person_plot, window
from reports.geometry import gap as gap_shapes
from reports.geometry import spark as spark_shapes
from reports.progress import AlikeApart, Audience, Mark, Person, ScaleLine
from reports.wording import FAR_APART, PLAIN, Translator, finding

__all__ = ["Svg", "svg_gap", "svg_person_plot", "svg_spark", "svg_week", "window"]

_HIDDEN = 'aria-hidden="true" focusable="false"'
_IDENTIFIER = re.compile(r"[a-z][a-z0-9-]{0,60}")


class Svg(str):
    """Markup made here from escaped parts."""

    __slots__ = ()

    def __html__(self) -> str:
        """The sign by which templates know text that needs no more escaping."""
        return str(self)


def svg_person_plot(
    line: ScaleLine,
    person: Person,
    other: ScaleLine | None = None,
    other_person: Person | None = None,
    *,
    chart_id: str,
    title: str,
    frame: Window | None = None,
    sessions: Sequence[date] = (),
    audience: Audience = "counsellor",
    t: Translator = PLAIN,
) -> Svg | None:
    """One partner's panel, axis first, for a `figure.plot`. None when fewer than three points are known."""
    if not _IDENTIFIER.fullmatch(chart_id):
        raise ValueError("A chart's id is small letters, digits and hyphens.")
    lines = [line] if other is None else [line, other]
    if not line.known:
        return None
    plot = person_plot(line, other, other_person, frame=frame or window(lines), sessions=sessions, t=t)
    if plot is None:
        return None
    told = finding(person, line, audience, t)
    head = f'<svg role="img" aria-labelledby="{chart_id}-t {chart_id}-d"><title id="{chart_id}-t">{escape(title)}</title>'
    head += f'<desc id="{chart_id}-d">{escape(told)}</desc>'
    return Svg(f"<svg {_HIDDEN}>{_printed(plot.axis)}</svg>{head}{_printed(plot.shapes)}</svg>")


def svg_spark(
    a: Sequence[float | None], b: Sequence[float | None], *, low: float = 0.0, high: float = 100.0
) -> Svg:
    """Two small lines with end values; the row's words say the same, so it is hidden from screen readers."""
    return Svg(f'<svg class="spark" {_HIDDEN}>{_printed(spark_shapes(a, b, low=low, high=high))}</svg>')


def svg_gap(row: AlikeApart) -> Svg:
    """A dumbbell; the words beside it carry the numbers."""
    return Svg(f"<svg {_HIDDEN}>{_printed(gap_shapes(row.a, row.b, wide=row.apart >= FAR_APART))}</svg>")


def svg_week(a: Sequence[bool | None], b: Sequence[bool | None]) -> Svg:
    """Days in two rows, for the counsellor: done, open, or None where nothing was set."""
    rows: tuple[tuple[Mark, Sequence[bool | None]], ...] = (("a", a), ("b", b))
    parts = [
        _week_day(mark, done, 6 + 14 * place, 8 + 15 * row)
        for row, (mark, days) in enumerate(rows)
        for place, done in enumerate(days)
    ]
    return Svg(f'<svg class="week" {_HIDDEN}>{"".join(parts)}</svg>')


def _week_day(mark: Mark, done: bool | None, x: int, y: int) -> str:
    if done is None:
        return f'<circle class="wk wk--rest" cx="{x}" cy="{y}" r="1.75"/>'
    css = f"wk wk--{mark}" if done else "wk"
    if mark == "a":
        return f'<circle class="{css}" cx="{x}" cy="{y}" r="4.1"/>'
    return (
        f'<path class="{css}" d="M{x} {y - 5.2:.1f} {x + 5.2:.1f} {y} {x} {y + 5.2:.1f} {x - 5.2:.1f} {y}z"/>'
    )


def _printed(shapes: Sequence[Shape]) -> str:
    return "".join(map(_shape, shapes))


def _shape(shape: Shape) -> str:
    match shape:
        case Line(css, x0, y0, x1, y1):
            return f'<line class="{css}" x1="{x0:.2f}%" y1="{y0:.1f}" x2="{x1:.2f}%" y2="{y1:.1f}"/>'
        case Box(css, y, height):
            return f'<rect class="{css}" x="0" y="{y:.1f}" width="100%" height="{height:.1f}"/>'
        case Words(css, x, y, text):
            return f'<text class="{css}" x="{x:.2f}%" y="{y:.1f}">{escape(text)}</text>'
        case Dot("a", x, y, r):
            return f'<circle class="pt pt--a" cx="{x:.2f}%" cy="{y:.1f}" r="{r:.1f}"/>'
        case Dot(_, x, y, r):
            d = r * 1.28
            path = f'<path class="pt pt--b" d="M0 {-d:.1f} {d:.1f} 0 0 {d:.1f} {-d:.1f} 0z"/>'
            return f'<svg x="{x:.2f}%" y="{y:.1f}" overflow="visible">{path}</svg>'
