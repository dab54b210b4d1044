"""The pieces a report's page is built from: prose, rows, figures and keys; pure.

Nobody's words reach reportlab's mark-up unescaped: `prose` and `cell` are the only ways to a paragraph.
"""

import re
from collections.abc import Sequence
from typing import Any

from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable
from reportlab.platypus.flowables import Spacer

from reports import drawing, geometry, glyphs
from reports.drawing import PIXEL, TEXT, TEXT_2
from reports.pdf_tagging import Element, Figure, TaggedParagraph, TaggedTable
from reports.progress import Mark, Person

MM = 72 / 25.4
WIDTH = 176 * MM
GAP = 8 * MM
WORDS_AT_ONCE, LETTERS_AT_ONCE = 400, 4000


def style(
    face: str,
    size: float,
    leading: float,
    *,
    code: str = TEXT,
    after: float = 0,
    end: bool = False,
    keep: bool = False,
    right: float = 0,
) -> ParagraphStyle:
    """A paragraph style in one of the shipped faces."""
    return ParagraphStyle(
        f"{face}-{size}-{code}-{after}-{end}-{keep}-{right}",
        fontName=glyphs.face(face).fontName,
        fontSize=size,
        leading=leading,
        textColor=drawing.colour(code),
        spaceAfter=after,
        rightIndent=right,
        alignment=TA_RIGHT if end else TA_LEFT,
        keepWithNext=int(keep),
        splitLongWords=1,
        allowWidows=0,
        allowOrphans=0,
    )


def cell(text: str, look: ParagraphStyle, *, role: str = "P") -> TaggedParagraph:
    """One paragraph of anybody's words, escaped, each run in a face that holds it."""
    return TaggedParagraph(glyphs.markup(text, look.fontName), look, role=role)


def mixed(
    parts: Sequence[tuple[str, str, str]], look: ParagraphStyle, *, between: str = " ", role: str = "P"
) -> TaggedParagraph:
    """One paragraph of several (text, face, colour) parts."""
    made = (
        f'<font name="{face}" color="{code}">{glyphs.markup(text, face)}</font>' for text, face, code in parts
    )
    return TaggedParagraph(between.join(made), look, role=role)


def prose(text: str, look: ParagraphStyle) -> list[Flowable]:
    """Free text as paragraphs: its own line breaks are kept, and long stretches are cut.

    reportlab's line breaking is quadratic: one paragraph of 50 000 words takes seconds, of 200 000 minutes.
    """
    return [cell(piece, look) for line in text.splitlines() for piece in _pieces(line)]


def _pieces(line: str) -> list[str]:
    words = [part for word in line.split() for part in re.findall(rf".{{1,{LETTERS_AT_ONCE}}}", word)]
    pieces, start, letters = [], 0, 0
    for place, word in enumerate(words):
        if place > start and (place - start >= WORDS_AT_ONCE or letters + len(word) > LETTERS_AT_ONCE):
            pieces.append(" ".join(words[start:place]))
            start, letters = place, 0
        letters += len(word)
    return [*pieces, " ".join(words[start:])] if words else []


class Beside(Flowable):
    """Columns side by side, top aligned, each a stack of flowables; read one column after the other."""

    def __init__(self, columns: Sequence[Sequence[Flowable]], widths: Sequence[float], gap: float) -> None:
        super().__init__()
        self.columns, self.widths, self.gap = columns, widths, gap

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """As tall as the tallest column."""
        self.heights = [
            [part.wrap(width, available_height)[1] for part in column]
            for column, width in zip(self.columns, self.widths, strict=True)
        ]
        self.width, self.height = available_width, max(sum(column) for column in self.heights)
        return self.width, self.height

    def draw(self) -> None:
        """Draw each part at its place."""
        x = 0.0
        for column, heights, width in zip(self.columns, self.heights, self.widths, strict=True):
            y = self.height
            for part, tall in zip(column, heights, strict=True):
                y -= tall
                part.drawOn(self.canv, x, y)
            x += width + self.gap


class Horizon(Flowable):
    """The hairline with the two lights: decoration."""

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The full width."""
        self.width, self.height = available_width, 28 * PIXEL
        return self.width, self.height

    def draw(self) -> None:
        """Draw it as an artifact."""
        with self.canv.artifact():
            drawing.horizon(self.canv, 0, self.height - 14 * PIXEL, self.width)


class Panel(Figure):
    """One partner's chart with its head; fewer than three points give the head alone."""

    def __init__(
        self,
        person: Person,
        initial: str,
        plot: geometry.Plot | None,
        width: float,
        *,
        ends: str,
        change: str,
        alt: str,
    ) -> None:
        tall = 36 * PIXEL + (plot.height * PIXEL + 4 if plot else 0)
        super().__init__(width, tall, alt)
        self.person, self.initial, self.plot, self.ends, self.change = person, initial, plot, ends, change

    def paint(self) -> None:
        """Head above, axis to the left, picture to the right."""
        canvas, top = self.canv, self.height - 15
        drawing.token(canvas, self.person.mark, 9.5, top, 9.5, self.initial)
        ends_wide = max(
            glyphs.width(self.ends, glyphs.STRONG, 9), glyphs.width(self.change, glyphs.WORK, 8.4)
        )
        name = glyphs.fitted(self.person.name, glyphs.STRONG, 9.6, self.width - ends_wide - 38)
        drawing.write(canvas, 27, top - 3.4, name, face=glyphs.STRONG, size=9.6)
        below = 0 if self.change else -3.6
        drawing.write(
            canvas, self.width, top + 2.6 + below, self.ends, face=glyphs.STRONG, size=9, align="end"
        )
        drawing.write(
            canvas, self.width, top - 8.4, self.change, face=glyphs.WORK, size=8.4, code=TEXT_2, align="end"
        )
        if self.plot:
            tall, axis = self.plot.height * PIXEL, 27.2 * PIXEL
            drawing.put(canvas, self.plot.axis, x=0, y=0, width=axis, height=tall)
            drawing.put(canvas, self.plot.shapes, x=axis, y=0, width=self.width - axis, height=tall)


class Dumbbell(Figure):
    """One gap between the two on a line from 0 to 100."""

    def __init__(self, shapes: Sequence[geometry.Shape], width: float, alt: str) -> None:
        super().__init__(width, 20 * PIXEL, alt)
        self.shapes = shapes

    def paint(self) -> None:
        """The 32 pixels of the geometry hang over a little, above and below."""
        drawing.put(self.canv, self.shapes, x=0, y=-6 * PIXEL, width=self.width, height=32 * PIXEL)


class Sign(Figure):
    """A person's token and name at the head of a column; read as the name."""

    def __init__(self, person: Person, width: float, *, end: bool = False) -> None:
        super().__init__(width, 11, person.name)
        self.person, self.end = person, end

    def paint(self) -> None:
        """The marker, then as much of the name as fits."""
        name = glyphs.fitted(self.person.name, glyphs.MEDIUM, 8.4, self.width - 12)
        start = self.width - 11 - glyphs.width(name, glyphs.MEDIUM, 8.4) if self.end else 0
        drawing.marker(self.canv, self.person.mark, start + 4, 4.6, 3.4, halo=0)
        drawing.write(self.canv, start + 11, 1.8, name, face=glyphs.MEDIUM, size=8.4)


class Key(Flowable):
    """What the lines and the band of the charts mean, with the signs themselves."""

    SIZE = 9.0

    def __init__(self, people: Sequence[Person], *, band: str, session: str) -> None:
        super().__init__()
        self.entries: list[tuple[str, str]] = [(person.mark, person.name) for person in people]
        self.entries += [(sign, words) for sign, words in (("band", band), ("session", session)) if words]

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """One line, or as many as the entries need."""
        self.places, x, y, room = [], 0.0, 0.0, available_width
        for sign, words in self.entries:
            words = glyphs.fitted(words, glyphs.WORK, self.SIZE, room / 2)
            lead = 10.0 if sign == "session" else 32.0
            wide = lead + glyphs.width(words, glyphs.WORK, self.SIZE)
            if x and x + wide > room:
                x, y = 0.0, y + 14
            self.places.append((sign, words, x, y, lead))
            x += wide + 16
        self.width, self.height = available_width, y + 14
        return self.width, self.height

    def draw(self) -> None:
        """Draw the line as one paragraph of text."""
        with self.canv.element(Element("P")), self.canv.mark("P"):
            for sign, words, x, y, lead in self.places:
                level = self.height - y - 10
                self._sign(sign, x, level + 3)
                drawing.write(
                    self.canv, x + lead, level, f"{words} ", face=glyphs.WORK, size=self.SIZE, code=TEXT_2
                )

    def _sign(self, sign: str, x: float, y: float) -> None:
        box: dict[str, Any] = {"x": x, "y": y - 7.5, "width": 26, "height": 15}
        if sign in ("a", "b"):
            mark: Mark = "a" if sign == "a" else "b"
            line = geometry.Line(f"ln ln--{mark}", 0, 10, 100, 10)
            drawing.put(self.canv, (line, geometry.Dot(mark, 50, 10, 4.5)), **box)
            return
        self.canv.saveState()
        self.canv.setStrokeColor(drawing.colour(drawing.AXIS))
        self.canv.setLineWidth(PIXEL)
        if sign == "session":
            self.canv.line(x + 3, y - 2.5, x + 3, y + 2.5)
        else:
            self.canv.setFillColor(drawing.colour(drawing.GRID))
            self.canv.rect(x, y - 4.5, 26, 9, stroke=0, fill=1)
            for edge in (y - 4.5, y + 4.5):
                self.canv.line(x, edge, x + 26, edge)
        self.canv.restoreState()


def space(millimetres: float) -> Spacer:
    """White space of a height."""
    return Spacer(1, millimetres * MM)


def heading(text: str) -> Flowable:
    """A section's heading, which stays with what follows."""
    return cell(text, style(glyphs.STRONG, 10.4, 13.5, keep=True, after=1), role="H2")


def note(text: str, *, after: float = 0, keep: bool = False) -> Flowable:
    """A remark in small type."""
    return cell(text, style(glyphs.WORK, 8.4, 11.4, code=TEXT_2, after=after, keep=keep))


def table(rows: list[list[Any]], widths: Sequence[float]) -> TaggedTable:
    """A quiet table: hairlines between the rows, no fills."""
    look = [
        ("LINEBELOW", (0, 0), (-1, -2), 0.5, drawing.colour(drawing.GRID)),
        ("LINEBELOW", (0, 0), (-1, 0), 0.6, drawing.colour(drawing.HAIRLINE)),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 1.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
        ("NOSPLIT", (0, 0), (-1, min(2, len(rows) - 1))),
        ("NOSPLIT", (0, max(-3, -len(rows))), (-1, -1)),
        ("FONT", (0, 0), (-1, -1), glyphs.WORK, 8.4),
    ]
    return TaggedTable(rows, colWidths=list(widths), style=look, repeatRows=1, hAlign="LEFT")
