"""The homework page's pictures as SVG in percent coordinates. Every number in them stands in words beside them; pure."""

from collections.abc import Sequence
from datetime import date
from html import escape

from reports.charts import _HIDDEN, Svg, _printed
from reports.geometry_homework import (
    THAW_HEIGHT,
    Bar,
    Cell,
    ThawPoint,
    day_x,
    share_track,
    stacked,
    thaw_axis,
    thaw_shapes,
    thaw_y,
    week_cells,
)
from reports.progress import Mark
from reports.wording import PLAIN, Translator

__all__ = ["svg_days", "svg_share", "svg_stack", "svg_thaw"]


def svg_days(mark: Mark, states: Sequence[str]) -> Svg:
    """One partner's seven days: filled, left out (hollow and crossed), or a small point for nothing."""
    return Svg(f'<svg class="days7" {_HIDDEN}>{"".join(map(_cell, week_cells(mark, states)))}</svg>')


def svg_stack(parts: Sequence[tuple[str, int]], *, most: int) -> Svg:
    """Counts in one bar; the words beside it carry them."""
    return Svg(f'<svg class="stackbar" {_HIDDEN}>{"".join(map(_bar, stacked(parts, most=most)))}</svg>')


def svg_share(mark: Mark, share: float, low: float, high: float) -> Svg:
    """A share with its interval from 0 to 100 percent."""
    return Svg(f'<svg class="track" {_HIDDEN}>{_printed(share_track(mark, share, low, high))}</svg>')


def svg_thaw(
    mark: Mark,
    days: Sequence[ThawPoint],
    *,
    first: date,
    last: date,
    chart_id: str,
    title: str,
    told: str,
    t: Translator = PLAIN,
) -> Svg:
    """One partner's panel, axis first."""
    points = "".join(
        _point(mark, each, day_x(each.day, first, last), thaw_y(each.steps, THAW_HEIGHT)) for each in days
    )
    head = f'<svg role="img" aria-labelledby="{chart_id}-t {chart_id}-d"><title id="{chart_id}-t">{escape(title)}</title>'
    head += f'<desc id="{chart_id}-d">{escape(told)}</desc>'
    drawn = _printed(thaw_shapes(days, first=first, last=last, t=t)).replace(
        "ln--thin", f"ln--thin ln--{mark}"
    )
    return Svg(f"<svg {_HIDDEN}>{_printed(thaw_axis())}</svg>{head}{drawn}{points}</svg>")


def _point(mark: Mark, each: ThawPoint, x: float, y: float) -> str:
    css = f"pt pt--{mark}" + (" pt--open" if each.setback else "")
    if mark == "a":
        return f'<circle class="{css}" cx="{x:.2f}%" cy="{y:.1f}" r="4.6"/>'
    return f'<svg x="{x:.2f}%" y="{y:.1f}" overflow="visible"><path class="{css}" d="M0 -5.9 5.9 0 0 5.9 -5.9 0z"/></svg>'


def _bar(bar: Bar) -> str:
    # A hair of ground between two stretches, so that they part without colour.
    return (
        f'<rect class="{bar.css}" x="{bar.x:.2f}%" y="{bar.y:.1f}" '
        f'width="{max(0.4, bar.width - 0.5):.2f}%" height="{bar.height:.1f}" rx="3"/>'
    )


def _cell(cell: Cell) -> str:
    x, y = cell.x, cell.y
    if not cell.state:
        return f'<circle class="wk wk--rest" cx="{x:.0f}" cy="{y:.0f}" r="1.75"/>'
    css = f"wk wk--{cell.mark}" if cell.state == "done" else "wk"
    shape = (
        f'<circle class="{css}" cx="{x:.0f}" cy="{y:.0f}" r="4.6"/>'
        if cell.mark == "a"
        else f'<path class="{css}" d="M{x:.0f} {y - 5.7:.1f} {x + 5.7:.1f} {y:.0f} {x:.0f} {y + 5.7:.1f} {x - 5.7:.1f} {y:.0f}z"/>'
    )
    if cell.state == "done":
        return shape
    return f'{shape}<path class="wk" d="M{x - 2:.0f} {y - 2:.0f} l4 4 m0 -4 l-4 4"/>'
