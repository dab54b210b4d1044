"""A planted word and the shapes it can take: as text in several encodings, as base64 at any offset, as hex."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator

LETTERS = "bcdfghjklmnpqrstvwxz"
# Every word begins alike, so that one quick look tells whether a page holds any.
BEGINNING = "zqvxkjwpz"
LENGTH = 24


def word_for(name: str, secret: str) -> str:
    """Letters alone, so that no page, file or address writes them differently; no word of any language."""
    digest = hashlib.sha256(f"{secret}:{name}".encode()).digest()
    return BEGINNING + "".join(LETTERS[byte % len(LETTERS)] for byte in digest[: LENGTH - len(BEGINNING)])


def shapes(word: str) -> Iterator[bytes]:
    """Every way in which this word could stand in a file. Text is searched in small letters; see `found_in`."""
    plain = word.encode("ascii")
    yield from (plain, plain.upper(), word.encode("utf-16-le"), word.encode("utf-16-be"))
    for encoded in (plain, word.encode("utf-16-le")):
        yield from (encoded.hex().encode(), encoded.hex().upper().encode())
        for offset in range(3):
            yield from _inside_base64(encoded, offset)


def _inside_base64(plain: bytes, offset: int) -> Iterator[bytes]:
    """The part of a longer text in base64 that this stands for when `offset` bytes (mod 3) come before it."""
    first = 0 if offset == 0 else 4  # a character made partly of what comes before is left out
    kept = plain[: len(plain) - (len(plain) + offset) % 3]
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(b"\0" * offset + kept)[first:]


class Search:
    """Looks for many words at once."""

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        self._beginnings = tuple(dict.fromkeys(shapes(BEGINNING)))
        self._shapes = [(name, shape) for name, word in words for shape in dict.fromkeys(shapes(word))]

    def found_in(self, content: bytes) -> set[str]:
        """The names of the words that stand in this content in any shape; text in capitals or small letters."""
        small = content.lower()
        if not any(_stands(shape, content, small) for shape in self._beginnings):
            return set()
        return {name for name, shape in self._shapes if _stands(shape, content, small)}


def _stands(shape: bytes, content: bytes, small: bytes) -> bool:
    return shape in content or (shape.islower() and shape in small)
