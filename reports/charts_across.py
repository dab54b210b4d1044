"""Two small pictures beside a table: where both stand between two ends, and lines by how far they are said and met; pure.

Like all charts they are SVG in percent coordinates, drawn here from plain numbers, with every text escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from reports.charts import Svg
from reports.progress import Mark

_EDGE, _SPAN = 3.0, 94.0
_HEIGHT, _PAD = 256.0, 22.0
_DOT = 9.0
_ROW = 20.0


@dataclass(frozen=True)
class Spot:
    """One line in the picture: its number in the table, and how far it is along and up, each from 0 to 1."""

    number: int
    x: float
    y: float


def svg_between(a: float | None, b: float | None) -> Svg | None:
    """Both on a line from -100 to 100 with its middle marked; None when neither has a value."""
    if a is None and b is None:
        return None
    parts = [
        f'<line class="gap__track" x1="{_EDGE:.2f}%" y1="16" x2="{_EDGE + _SPAN:.2f}%" y2="16"/>',
        '<line class="cut" x1="50%" y1="5" x2="50%" y2="27"/>',
    ]
    near = a is not None and b is not None and abs(a - b) < 10
    for mark, value, nudge in (("b", b, 5), ("a", a, -5)):
        if value is not None:
            parts.append(_marker(mark, _EDGE + _SPAN * (value + 100) / 200, 16 + (nudge if near else 0)))
    return Svg(f'<svg aria-hidden="true" focusable="false">{"".join(parts)}</svg>')


def _marker(mark: str, x: float, y: float) -> str:
    if mark == "a":
        return f'<circle class="pt pt--a" cx="{x:.2f}%" cy="{y:.1f}" r="6.4"/>'
    path = '<path class="pt pt--b" d="M0 -7.7 7.7 0 0 7.7 -7.7 0z"/>'
    return f'<svg x="{x:.2f}%" y="{y:.1f}" overflow="visible">{path}</svg>'


def svg_cross(
    spots: Sequence[Spot], mark: Mark, *, chart_id: str, title: str, told: str, ends: Sequence[str]
) -> Svg | None:
    """One partner's lines on a square: along the bottom how far said, up the side how far met. None without lines.

    Lines that lie on one spot stand beside each other, so that no number is hidden. ends: the words of the four ends: left,
    right, bottom, top. told: the finding in words, for those who hear it instead of seeing it.
    """
    if not spots:
        return None
    left, right, bottom, top = map(escape, ends)
    low, high = _HEIGHT - _PAD, _PAD
    parts = [
        f'<rect class="cross__ground" x="{_EDGE}%" y="{high}" width="{_SPAN}%" height="{low - high}"/>',
        f'<line class="cut" x1="50%" y1="{high}" x2="50%" y2="{low}"/>',
        f'<line class="cut" x1="{_EDGE}%" y1="{(low + high) / 2}" x2="{_EDGE + _SPAN}%" y2="{(low + high) / 2}"/>',
        f'<text class="ax" x="{_EDGE}%" y="{_HEIGHT - 6}">{left}</text>',
        f'<text class="ax ax--end" x="{_EDGE + _SPAN}%" y="{_HEIGHT - 6}">{right}</text>',
        f'<text class="ax ax--mid" x="50%" y="{low - 6}">{bottom}</text>',
        f'<text class="ax ax--mid" x="50%" y="{high - 8}">{top}</text>',
    ]
    parts += [_spot(spot, mark, place) for spot, place in _placed(spots)]
    head = f'<svg class="cross" role="img" aria-labelledby="{chart_id}-t {chart_id}-d">'
    head += f'<title id="{chart_id}-t">{escape(title)}</title><desc id="{chart_id}-d">{escape(told)}</desc>'
    return Svg(f"{head}{''.join(parts)}</svg>")


def _placed(spots: Sequence[Spot]) -> list[tuple[Spot, tuple[float, float]]]:
    """Each spot with its shift in pixels: those that share a place spread out in rows of three around it."""
    found = []
    for spot in spots:
        same = [each for each in spots if (each.x, each.y) == (spot.x, spot.y)]
        place = same.index(spot)
        in_row = min(3, len(same) - 3 * (place // 3))
        across = (place % 3 - (in_row - 1) / 2) * _ROW
        rows = (len(same) - 1) // 3
        found.append((spot, (across, (place // 3 - rows / 2) * _ROW)))
    return found


def _spot(spot: Spot, mark: Mark, shift: tuple[float, float]) -> str:
    x = 14 + 72 * spot.x
    y = _HEIGHT - _PAD - 34 - spot.y * (_HEIGHT - 2 * _PAD - 68)
    shape = (
        f'<circle class="spot spot--a" r="{_DOT}"/>'
        if mark == "a"
        else '<path class="spot spot--b" d="M0 -11.5 11.5 0 0 11.5 -11.5 0z"/>'
    )
    # Percent for the place, pixels for the shift: the outer svg carries the one, the group the other.
    return (
        f'<svg x="{x:.2f}%" y="{y:.1f}" overflow="visible"><g transform="translate({shift[0]:.1f} {shift[1]:.1f})">'
        f'{shape}<text class="spot__n" y="4">{spot.number}</text></g></svg>'
    )
