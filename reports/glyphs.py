"""Which face prints which character, and what stands where none can; pure.

reportlab has no fallback of its own: a glyph that a font lacks prints as an empty box or as nothing. So every text
is first cut into runs, each in a face that holds all of it. A character that no face holds becomes U+25A1, an open
square, and is never dropped.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from reports.progress import Mark, Person

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).parent / "fonts"
VOICE, WORK, MEDIUM, STRONG = "PracticeVoice", "PracticeWork", "PracticeWorkMedium", "PracticeWorkStrong"
FALLBACK = "PracticeFallback"
FACES = (VOICE, WORK, MEDIUM, STRONG, FALLBACK)
VISIBLE_MARK = "\u25a1"


@cache
def face(name: str) -> "TTFont":
    """The face of this name, registered once with reportlab, which is imported only now."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = TTFont(name, str(FOLDER / f"{name}.ttf"))
    pdfmetrics.registerFont(font)
    return font


@cache
def coverage(name: str) -> frozenset[str]:
    """Every character that a face can draw."""
    drawable = map(chr, face(name).face.charToGlyph)
    return frozenset(character for character in drawable if unicodedata.category(character) != "Cc")


def settled(text: str) -> str:
    """The text as it is printed: composed (NFC), blanks made plain, characters without a shape left out.

    Shapeless are joiners, direction marks and variation signs. Right-to-left order is not printed in any case, and
    an unseen direction mark could make the page say something other than the frozen content.
    """
    text = unicodedata.normalize("NFC", text)
    return "".join(_settled(character) for character in text)


def _settled(character: str) -> str:
    if character in "\t\n\r\x0b\x0c\x85\u2028\u2029":
        return " "
    category = unicodedata.category(character)
    if category == "Zs":
        return "\u00a0" if character in "\u00a0\u202f" else " "
    if category == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return ""
    return character


def is_printable(character: str, name: str) -> bool:
    """Whether the face, or the fallback behind it, holds the character."""
    return character in coverage(name) or character in coverage(FALLBACK)


def has_marks(text: str) -> bool:
    """Whether printing this text needs the visible mark."""
    return any(not is_printable(character, WORK) for character in settled(text))


def runs(text: str, name: str) -> list[tuple[str, str]]:
    """The text as (face, piece) pairs. A word stays in one face wherever one face holds all of it."""
    pieces: list[tuple[str, str]] = []
    for word in _words(settled(text)):
        for font, piece in _word_runs(word, name):
            if pieces and (pieces[-1][0] == font or piece == " "):
                pieces[-1] = (pieces[-1][0], pieces[-1][1] + piece)
            else:
                pieces.append((font, piece))
    return pieces


def _words(text: str) -> Iterator[str]:
    for number, word in enumerate(text.split(" ")):
        if number:
            yield " "
        if word:
            yield word


def _word_runs(word: str, name: str) -> Iterator[tuple[str, str]]:
    for font in (name, FALLBACK):
        if coverage(font).issuperset(word):
            yield font, word
            return
    for character in word:
        if character in coverage(name):
            yield name, character
        elif character in coverage(FALLBACK):
            yield FALLBACK, character
        else:
            yield name, VISIBLE_MARK


def markup(text: str, name: str) -> str:
    """The text for a reportlab paragraph: always escaped, with the fallback face named where it is needed."""
    return "".join(
        escape(piece) if font == name else f'<font name="{font}">{escape(piece)}</font>'
        for font, piece in runs(text, name)
    )


def width(text: str, name: str, size: float) -> float:
    """The printed width in points."""
    return sum(face(font).stringWidth(piece, size) for font, piece in runs(text, name))


def fitted(text: str, name: str, size: float, room: float) -> str:
    """The text, or as much of it as the room holds, with an ellipsis; the whole stands elsewhere on the page."""
    if width(text, name, size) <= room:
        return text
    text = settled(text)
    while text and width(f"{text}…", name, size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def initials(people: Sequence[Person]) -> dict[Mark, str]:
    """A letter for each person's token; two letters each where the first ones are the same."""
    names = {person.mark: settled(person.name).strip() for person in people}
    firsts = {mark: name[:1].upper() for mark, name in names.items()}
    if len(set(firsts.values())) == len(firsts):
        return firsts
    return {mark: name[:2].capitalize() for mark, name in names.items()}
