"""Tags for PDFs: content is marked while reportlab draws it, and pikepdf writes the structure tree afterwards; pure.

reportlab as open source has no structure tree. Everything drawn is either inside `element` and `mark`, which a
screen reader follows, or inside `artifact`, which it skips.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Table


@dataclass
class Element:
    """One node of the structure tree. kids: further elements, or (page, number) of marked content, from 0."""

    role: str
    kids: "list[Element | tuple[int, int]]" = field(default_factory=list)
    alt: str = ""
    box: tuple[float, ...] = ()
    scope: str = ""


class TaggedCanvas(Canvas):
    """A canvas that remembers what it drew and for whom."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tree = Element("Document")
        self._open = [self.tree]
        self._marked: dict[int, int] = {}

    @contextmanager
    def element(self, node: Element, *, again: bool = False) -> Iterator[None]:
        """Hang a node below the open one and open it. again: it hangs already, and goes on over a page's end."""
        if not again:
            self._open[-1].kids.append(node)
        self._open.append(node)
        yield
        self._open.pop()

    @contextmanager
    def mark(self, role: str) -> Iterator[None]:
        """What is drawn now belongs to the open element."""
        page = self._pageNumber - 1
        number = self._marked.get(page, 0)
        self._marked[page] = number + 1
        self._open[-1].kids.append((page, number))
        self._code.append(f"/{role} <</MCID {number}>> BDC")
        yield
        self._code.append("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn now is decoration."""
        self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")


class TaggedParagraph(Paragraph):
    """A paragraph with a role. Over a page's end it stays one element."""

    def __init__(self, text: str, style: Any, *args: Any, role: str = "P", **kwargs: Any) -> None:
        super().__init__(text, style, *args, **kwargs)
        self.node = Element(role)

    def split(self, available_width: float, available_height: float) -> list[Paragraph]:
        """The parts for this page and the next, sharing one element."""
        parts = super().split(available_width, available_height)
        for part in parts:
            part.node = self.node
        return parts

    def breakLines(self, width: Any) -> Any:
        """Break as reportlab does, and end each line with a blank: extracted text must not glue two words."""
        broken = super().breakLines(width)
        for line in broken.lines[:-1]:
            if broken.kind == 0:
                line[1].append("")
            elif line.words:
                line.words[-1].text += " "
        return broken

    def draw_untagged(self, canvas: TaggedCanvas, x: float, y: float) -> None:
        """Draw inside an artifact that is open already."""
        self.canv = canvas
        canvas.saveState()
        canvas.translate(x, y)
        super().draw()
        canvas.restoreState()

    def draw(self) -> None:
        """Draw inside the element."""
        with self.canv.element(self.node, again=bool(self.node.kids)), self.canv.mark(self.node.role):
            super().draw()


class Figure(Flowable):
    """A drawing with its finding in words. `paint` is called with the canvas, the origin at the lower left."""

    def __init__(self, width: float, height: float, alt: str) -> None:
        super().__init__()
        self.width, self.height, self.alt = width, height, alt

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The fixed size."""
        return self.width, self.height

    def paint(self) -> None:
        """Put the drawing on `self.canv`."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw inside a Figure element with its alternative text and its box on the page."""
        x, y = self.canv.absolutePosition(0, 0)
        node = Element("Figure", alt=self.alt, box=(x, y, x + self.width, y + self.height))
        with self.canv.element(node), self.canv.mark("Figure"):
            self.paint()


class TaggedTable(Table):
    """A table of flowables: head cells in the repeated rows and in the first column."""

    def _drawBkgrnd(self) -> None:
        with self.canv.artifact():
            super()._drawBkgrnd()

    def _drawLines(self) -> None:
        with self.canv.artifact():
            super()._drawLines()

    def draw(self) -> None:
        """Draw inside a Table element."""
        self._node = Element("Table")
        self._rows: dict[float, Element] = {}
        with self.canv.element(self._node):
            super().draw()

    def _drawCell(self, value: Any, style: Any, position: tuple[float, float], size: Any) -> None:
        row = self._row_at(round(position[1], 2))
        scope = "Column" if len(self._rows) <= self.repeatRows else "" if row.kids else "Row"
        with (
            self.canv.element(row, again=True),
            self.canv.element(Element("TH" if scope else "TD", scope=scope)),
        ):
            super()._drawCell(value, style, position, size)

    def _row_at(self, height: float) -> Element:
        """The row whose cells stand at this height; they come row by row."""
        if height not in self._rows:
            self._rows[height] = Element("TR")
            self._node.kids.append(self._rows[height])
        return self._rows[height]


def finish(data: bytes, tree: Element, *, language: str, title: str) -> bytes:
    """The tagged file: structure tree, language, neutral metadata, and the same bytes each time."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _write_tree(pdf, tree)
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.Lang = String(language)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        _write_metadata(pdf, language, title)
        out = io.BytesIO()
        modes = pikepdf.ObjectStreamMode
        pdf.save(out, deterministic_id=True, min_version="1.7", object_stream_mode=modes.generate)
        return out.getvalue()


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def _write_metadata(pdf: pikepdf.Pdf, language: str, title: str) -> None:
    """A title that says nothing, and no names of people, programs or times."""
    del pdf.docinfo
    pdf.docinfo["/Title"] = String(title)
    packet = _XMP.format(title=escape(title), language=escape(language)).encode()
    pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)


def _write_tree(pdf: pikepdf.Pdf, tree: Element) -> None:
    parents: dict[int, dict[int, Any]] = {}
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.K = _written(pdf, tree, root, parents)
    numbers = Array()
    for index, page in enumerate(pdf.pages):
        page.obj.StructParents = index
        page.obj.Tabs = Name.S
        found = parents.get(index, {})
        numbers.append(index)
        numbers.append(pdf.make_indirect(Array([found[number] for number in sorted(found)])))
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(pdf.pages)
    pdf.Root.StructTreeRoot = root


def _written(pdf: pikepdf.Pdf, node: Element, parent: Any, parents: dict[int, dict[int, Any]]) -> Any:
    """One node and all below it as PDF objects; `parents` collects which object owns which marked content."""
    made = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + node.role), P=parent))
    if node.alt:
        box = Array([round(number, 2) for number in node.box])
        made.Alt = String(node.alt)
        made.A = Dictionary(O=Name.Layout, BBox=box, Placement=Name.Block)
    if node.scope:
        made.A = Dictionary(O=Name.Table, Scope=Name("/" + node.scope))
    kids = Array()
    for kid in node.kids:
        if isinstance(kid, Element):
            kids.append(_written(pdf, kid, made, parents))
            continue
        page, number = kid
        parents.setdefault(page, {})[number] = made
        kids.append(Dictionary(Type=Name.MCR, Pg=pdf.pages[page].obj, MCID=number))
    made.K = kids
    return made
