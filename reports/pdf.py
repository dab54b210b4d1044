"""A report as a PDF: A4, tagged, every font embedded, and the same bytes for the same report; pure."""

import io
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageTemplate

from reports import drawing, glyphs
from reports.drawing import HAIRLINE, PIXEL, TEXT_2
from reports.pdf_parts import MM, WIDTH, cell, style
from reports.pdf_story import story
from reports.pdf_tagging import TaggedCanvas, finish
from reports.progress import Progress, digest
from reports.wording import PLAIN, Translator

SIDE, TOP, BOTTOM = 17 * MM, 15 * MM, 11 * MM
LATER_TOP = 29 * MM


def render(progress: Progress, *, t: Translator = PLAIN) -> bytes:
    """The report as a file. Same report and same language: same bytes, on any day and in any process.

    It is laid out twice: the first time counts the pages for "Page 1 of 3".
    """
    for name in glyphs.FACES:
        glyphs.face(name)
    pages = _Sheets(progress, t, total=0).made()[2]
    data, tree, _ = _Sheets(progress, t, total=pages).made()
    return finish(data, tree, language=progress.language, title=t.gettext("Report"))


class _Sheets(BaseDocTemplate):
    """The paper: margins, the head of later pages and the foot of all."""

    def __init__(self, progress: Progress, t: Translator, *, total: int) -> None:
        self.out = io.BytesIO()
        super().__init__(
            self.out, pagesize=A4, invariant=1, lang=progress.language, initialFontName=glyphs.WORK
        )
        self.progress, self.t, self.total = progress, t, total
        self.foot = cell(progress.footer, style(glyphs.WORK, 8.2, 11.2, code=TEXT_2))
        self.tokens = 22.0 * len(progress.people) + 4
        self.page_word = 62.0
        room = WIDTH - self.tokens - self.page_word - 6 * MM
        self.foot_height = max(self.foot.wrap(room, A4[1])[1], 16.0)
        low = BOTTOM + self.foot_height + 12 + 7 * MM
        first = Frame(SIDE, low, WIDTH, A4[1] - TOP - low, 0, 0, 0, 0)
        later = Frame(SIDE, low, WIDTH, A4[1] - LATER_TOP - low, 0, 0, 0, 0)
        self.addPageTemplates(
            [
                PageTemplate("first", [first], onPage=self.foot_of),
                PageTemplate("later", [later], onPage=self.head_of),
            ]
        )

    def made(self) -> tuple[bytes, Any, int]:
        """The bytes before tagging, the tree of tags, and the number of pages."""
        self.build([NextPageTemplate("later"), *story(self.progress, self.t)], canvasmaker=TaggedCanvas)
        return self.out.getvalue(), self.canv.tree, self.page

    def head_of(self, canvas: TaggedCanvas, sheet: Any) -> None:
        """The practice's name and the horizon, small, on the pages after the first."""
        with canvas.artifact():
            name = glyphs.fitted(self.progress.letterhead.name, glyphs.STRONG, 8.6, WIDTH)
            drawing.write(canvas, SIDE, A4[1] - TOP - 7, name, face=glyphs.STRONG, size=8.6)
            drawing.horizon(canvas, SIDE, A4[1] - TOP - 18, WIDTH)
        self.foot_of(canvas, sheet)

    def foot_of(self, canvas: TaggedCanvas, _sheet: Any) -> None:
        """Who may read it, the page, and the digest of the frozen content in small type.

        All of it is also said once in the text, under "About this report", where a screen reader finds it.
        """
        line = BOTTOM + self.foot_height + 12 + 3 * MM
        with canvas.artifact():
            canvas.saveState()
            canvas.setStrokeColor(drawing.colour(HAIRLINE))
            canvas.setLineWidth(PIXEL)
            canvas.line(SIDE, line, SIDE + WIDTH, line)
            canvas.restoreState()
            self._tokens(canvas, line - 3 * MM - 8)
            self._words(canvas, line - 3 * MM)

    def _tokens(self, canvas: TaggedCanvas, y: float) -> None:
        people = self.progress.in_order
        signs = glyphs.initials(people)
        for place, person in enumerate(people):
            drawing.token(canvas, person.mark, SIDE + 8 + 20 * place, y, 7.4, signs[person.mark])

    def _words(self, canvas: TaggedCanvas, top: float) -> None:
        foot = cell(self.progress.footer, style(glyphs.WORK, 8.2, 11.2, code=TEXT_2))
        tall = foot.wrap(WIDTH - self.tokens - self.page_word - 6 * MM, A4[1])[1]
        foot.draw_untagged(canvas, SIDE + self.tokens, top - max(tall, 13.6 if tall < 12 else tall))
        page = self.t.gettext("Page {page} of {total}").format(page=canvas.getPageNumber(), total=self.total)
        drawing.write(
            canvas, SIDE + WIDTH, top - 10.6, page, face=glyphs.WORK, size=8.2, code=TEXT_2, align="end"
        )
        issue = self.t.gettext("Report {number}").format(number=self.progress.issue_number)
        code = f"{issue} · {digest(self.progress)}"
        drawing.write(canvas, SIDE, BOTTOM, code, face=glyphs.WORK, size=6.2, code=TEXT_2)
