"""Make the static TrueType faces that the PDF embeds; run by hand when a family changes.

Not part of the product at run time. In a throw-away environment holding `fonttools` and `brotli`:

    npm pack @fontsource-variable/petrona @fontsource-variable/atkinson-hyperlegible-next \\
             @expo-google-fonts/noto-sans          # then unpack the three archives into one folder
    python make_fonts.py THAT_FOLDER [OUT_FOLDER]

reportlab embeds TrueType outlines only, no variable and no CFF fonts, and keeps faces by PostScript name:
each instance needs a name of its own, or two weights silently print as one. The web families come cut into
subsets (latin, latin-ext, vietnamese), so each weight is pinned in every subset and the subsets are merged.
"""

import pathlib
import sys
import tempfile

from fontTools.merge import Merger, Options
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options as SubsetOptions
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

VOICE = ("petrona-latin", "petrona-latin-ext", "petrona-vietnamese")
WORK = ("atkinson-hyperlegible-next-latin", "atkinson-hyperlegible-next-latin-ext")
FACES = (
    ("PracticeVoice", VOICE, 470),
    ("PracticeWork", WORK, 400),
    ("PracticeWorkMedium", WORK, 520),
    ("PracticeWorkStrong", WORK, 650),
)
FALLBACK = ("PracticeFallback", "NotoSans_400Regular.ttf")
VISIBLE_MARK = 0x25A1
STAMP = 3_850_000_000  # seconds since 1904: any fixed moment, so that two runs write the same bytes
# Tables that shape text or steer hinting: reportlab reads none of them.
UNUSED = ("GDEF", "GPOS", "GSUB", "HVAR", "MVAR", "STAT", "fpgm", "prep", "cvt ", "gasp", "DSIG")
# Scripts that come out right without shaping. Devanagari does not, so it is left to the visible mark.
FALLBACK_RANGES = (
    (0x20, 0x7E), (0xA0, 0x52F), (0x1AB0, 0x1AFF), (0x1C80, 0x1C8F), (0x1D00, 0x1FFF), (0x2010, 0x2027),
    (0x2030, 0x205E), (0x2070, 0x209F), (0x20A0, 0x20CF), (0x2100, 0x2BFF), (0x2C60, 0x2C7F),
    (0x2DE0, 0x2DFF), (0xA640, 0xA69F), (0xA720, 0xA7FF), (0xAB30, 0xAB6F), (0xFB00, 0xFB06), (0xFFFD, 0xFFFD),
)  # fmt: skip


def find(folder: pathlib.Path, name: str) -> pathlib.Path:
    """The one file of that name anywhere below the folder of unpacked archives."""
    return next(iter(sorted(folder.rglob(name))))


def strip(font: TTFont) -> None:
    """Drop what a PDF never uses."""
    for tag in UNUSED:
        if tag in font:
            del font[tag]


def merged(folder: pathlib.Path, subsets: tuple[str, ...], weight: int) -> TTFont:
    """One static font of one weight from several variable subsets of a family."""
    with tempfile.TemporaryDirectory() as scratch:
        parts = []
        for subset in subsets:
            font = TTFont(find(folder, f"{subset}-wght-normal.woff2"))
            font.flavor = None
            font = instancer.instantiateVariableFont(font, {"wght": weight})
            strip(font)
            parts.append(str(pathlib.Path(scratch) / f"{subset}.ttf"))
            font.save(parts[-1])
        return Merger(Options(drop_tables=list(UNUSED))).merge(parts)


def fallback(folder: pathlib.Path) -> TTFont:
    """Noto Sans cut to the ranges above."""
    font = TTFont(find(folder, FALLBACK[1]))
    wanted = {code for first, last in FALLBACK_RANGES for code in range(first, last + 1)}
    options = SubsetOptions()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = ["*"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted & set(font.getBestCmap()))
    subsetter.subset(font)
    strip(font)
    return font


def add_mark(font: TTFont) -> None:
    """Draw U+25A1, the open square that stands where a sign cannot be printed."""
    if VISIBLE_MARK in font.getBestCmap():
        return
    pen = TTGlyphPen(None)
    for box, forward in (((70, 0, 630, 640), True), ((130, 60, 570, 580), False)):
        left, low, right, high = box
        corners = [(left, low), (left, high), (right, high), (right, low)]
        corners = corners if forward else corners[::-1]
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    name = "uni25A1"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = pen.glyph()
    font["hmtx"][name] = (700, 70)
    font["maxp"].numGlyphs = len(font.getGlyphOrder())
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[VISIBLE_MARK] = name


def rename(font: TTFont, name: str) -> None:
    """Give the face its own family, unique, full and PostScript name."""
    for record in (1, 3, 4, 6):
        font["name"].setName(name, record, 3, 1, 0x409)
        font["name"].setName(name, record, 1, 0, 0)
    font["name"].names = [row for row in font["name"].names if row.nameID not in (16, 17, 21, 22, 25)]


def save(font: TTFont, name: str, out: pathlib.Path) -> None:
    """Write one face, the same bytes each time."""
    add_mark(font)
    rename(font, name)
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = STAMP
    font.save(out / f"{name}.ttf")


def main(folder: str, out: str | None = None) -> None:
    """Write the five faces beside this file, or into `out`."""
    source, target = pathlib.Path(folder), pathlib.Path(out) if out else pathlib.Path(__file__).parent
    for name, subsets, weight in FACES:
        save(merged(source, subsets, weight), name, target)
    save(fallback(source), FALLBACK[0], target)


if __name__ == "__main__":
    main(*sys.argv[1:3])
