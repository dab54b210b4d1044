"""The chart shapes on a PDF's canvas, and small texts with the fallback face; pure.

The colours are the paper roles of tokens.css. Faint things are mixed with white instead of being see-through, so
that every printer shows them alike.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reports import glyphs
from reports.geometry import Box, Dot, Line, Shape, Words
from reports.progress import Mark

if TYPE_CHECKING:
    from reportlab.lib.colors import Color
    from reportlab.pdfgen.canvas import Canvas

PIXEL = 0.75  # a CSS pixel in points
TEXT, TEXT_2, HAIRLINE, AXIS, GRID, LAMP, SHARED = (
    "#16211d", "#44504a", "#c3cbc5", "#78847c", "#e6ebe7", "#e0b45c", "#ecd29d",
)  # fmt: skip
PEOPLE: dict[Mark, str] = {"a": "#2f6690", "b": "#a85c34"}
PEOPLE_TEXT: dict[Mark, str] = {"a": "#22557a", "b": "#82431f"}


def colour(code: str, strength: float = 1.0) -> "Color":
    """A colour, mixed with the white of the paper."""
    from reportlab.lib.colors import Color

    parts = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return Color(*(1 - (1 - part) * strength for part in parts))


def write(
    canvas: "Canvas",
    x: float,
    y: float,
    text: str,
    *,
    face: str,
    size: float,
    code: str = TEXT,
    align: str = "left",
) -> float:
    """Print one line of text, each run in a face that holds it; the width it took."""
    wide = glyphs.width(text, face, size)
    x -= {"left": 0.0, "mid": wide / 2, "end": wide}[align]
    line = canvas.beginText(x, y)
    line.setFillColor(colour(code))
    for font, piece in glyphs.runs(text, face):
        line.setFont(font, size)
        line.textOut(piece)
    canvas.drawText(line)
    return wide


def put(
    canvas: "Canvas", shapes: Sequence[Shape], *, x: float, y: float, width: float, height: float
) -> None:
    """Draw shapes into a box whose lower left corner is at x, y, all in points."""

    def at(across: float, down: float) -> tuple[float, float]:
        return x + across / 100 * width, y + height - down * PIXEL

    for shape in shapes:
        canvas.saveState()
        match shape:
            case Line(css, x0, y0, x1, y1):
                _stroke(canvas, css)
                canvas.line(*at(x0, y0), *at(x1, y1))
            case Box(css, top, tall):
                canvas.setFillColor(colour(PEOPLE["a" if css.endswith("a") else "b"], 0.16))
                canvas.rect(x, at(0, top + tall)[1], width, tall * PIXEL, stroke=0, fill=1)
            case Dot(mark, across, down, r):
                marker(canvas, mark, *at(across, down), r * PIXEL)
            case Words(css, across, down, text):
                _label(canvas, css, *at(across, down), text, width)
        canvas.restoreState()


def _stroke(canvas: "Canvas", css: str) -> None:
    """Pen settings for a class of lines; the numbers are those of the style sheet, in pixels."""
    name, *rest = css.split()
    mark: Mark = "b" if any(part.endswith("--b") for part in rest) else "a"
    dashes: tuple[int, ...] = ()
    code, strength, wide, cap = HAIRLINE, 1.0, 1.0, 0
    match name:
        case "ln":
            ghost = "ln--ghost" in rest
            code, strength, wide, cap = PEOPLE[mark], 0.42 if ghost else 1.0, 1.5 if ghost else 2.5, 1
            dashes = (6, 5) if mark == "b" else ()
        case "grid" | "gap__track":
            code, wide = GRID, 1.0 if name == "grid" else 1.5
        case "sess":
            code, wide = AXIS, 1.25
        case "band-edge":
            code, strength = PEOPLE[mark], 0.55
        case "gap__bar":
            code, wide, cap = SHARED if rest else HAIRLINE, 6, 1
    canvas.setStrokeColor(colour(code, strength))
    canvas.setLineWidth(wide * PIXEL)
    canvas.setLineCap(cap)
    canvas.setDash([dash * PIXEL for dash in dashes])


def _label(canvas: "Canvas", css: str, x: float, y: float, text: str, room: float) -> None:
    classes = css.split()
    align = "end" if any(c.endswith("--end") for c in classes) else "mid" if "ax--mid" in classes else "left"
    code, face, size = TEXT_2, glyphs.WORK, 12.0
    if classes[0] == "lb":
        code = PEOPLE_TEXT["a" if "lb--a" in classes else "b"]
        face, size = (glyphs.WORK, 12.0) if "lb--ghost" in classes else (glyphs.STRONG, 13.0)
    if classes[0] == "lb":
        text = glyphs.fitted(text, face, size * PIXEL, room * 0.4)
    write(canvas, x, y, text, face=face, size=size * PIXEL, code=code, align=align)


def marker(canvas: "Canvas", mark: Mark, x: float, y: float, r: float, *, halo: float = 2.0) -> None:
    """A filled circle or diamond with a white edge."""
    canvas.setFillColor(colour(PEOPLE[mark]))
    canvas.setStrokeColor(colour("#ffffff"))
    canvas.setLineWidth(halo * PIXEL)
    canvas.setDash([])
    edge = int(halo > 0)
    if mark == "a":
        canvas.circle(x, y, r, stroke=edge, fill=1)
        return
    canvas.drawPath(_diamond(canvas, x, y, r * 1.28), stroke=edge, fill=1)


def _diamond(canvas: "Canvas", x: float, y: float, d: float) -> object:
    path = canvas.beginPath()
    path.moveTo(x, y + d)
    for dx, dy in ((d, 0), (0, -d), (-d, 0)):
        path.lineTo(x + dx, y + dy)
    path.close()
    return path


def token(canvas: "Canvas", mark: Mark, x: float, y: float, r: float, initial: str) -> None:
    """A person's sign around x, y: the shape first, the colour second, the initial third."""
    canvas.saveState()
    canvas.setFillColor(colour(PEOPLE[mark]))
    if mark == "a":
        canvas.circle(x, y, r, stroke=0, fill=1)
    else:
        canvas.translate(x, y)
        canvas.rotate(45)
        canvas.roundRect(-r * 0.86, -r * 0.86, r * 1.72, r * 1.72, r * 0.28, stroke=0, fill=1)
    canvas.restoreState()
    size = r * (0.86 if len(initial) < 2 else 0.72)
    write(canvas, x, y - size * 0.34, initial, face=glyphs.STRONG, size=size, code="#ffffff", align="mid")


def horizon(canvas: "Canvas", x: float, y: float, width: float) -> None:
    """The hairline with two lights at one height and their light on the water; y is the line's height."""
    canvas.saveState()
    canvas.setLineWidth(PIXEL)
    canvas.setStrokeColor(colour(HAIRLINE))
    canvas.line(x, y, x + width, y)
    right, canvas_y = x + width, y + 14 * PIXEL
    canvas.setFillColor(colour(LAMP))
    canvas.circle(right - 58 * PIXEL, canvas_y - 7 * PIXEL, 4 * PIXEL, stroke=0, fill=1)
    canvas.drawPath(_diamond(canvas, right - 16 * PIXEL, canvas_y - 7 * PIXEL, 5.2 * PIXEL), stroke=0, fill=1)
    canvas.setStrokeColor(colour(LAMP))
    canvas.setLineWidth(1.5 * PIXEL)
    canvas.setLineCap(1)
    for left, down, long in ((63, 18.5, 11), (22, 18.5, 11), (58, 22.5, 12), (28, 22.5, 12), (51, 26.5, 28)):
        start, level = right - left * PIXEL, canvas_y - down * PIXEL
        canvas.line(start, level, start + long * PIXEL, level)
    canvas.restoreState()
