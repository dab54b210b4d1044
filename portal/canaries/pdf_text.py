"""All that a PDF says: its pages as text, its information, names and links, and every stream unpacked."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf

CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
SHOWS = {"Tj", "TJ", "'", '"'}


def everything_in(file: bytes) -> bytes:
    """The file as it is, each of its objects unpacked, and what its pages say."""
    with pikepdf.open(io.BytesIO(file)) as document:
        parts = [file]
        for each in document.objects:
            parts.append(_plain(each))
        parts += [_words_of(page).encode("utf-8") for page in document.pages]
    return b"\n".join(parts)


def _plain(each: Any) -> bytes:
    if isinstance(each, pikepdf.Stream):
        try:
            held = each.read_bytes()
        except pikepdf.PdfError:  # a picture in a coding of its own
            held = each.read_raw_bytes()
        return bytes(held) + repr(each.stream_dict).encode("utf-8", "replace")
    return repr(each).encode("utf-8", "replace")


def _words_of(page: Any) -> str:
    fonts = page.obj.get("/Resources", {}).get("/Font", {})
    maps = {name: _letters(font) for name, font in fonts.items()}
    said, letters = [], dict[bytes, str]()
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = maps.get(str(operands[0]), {})
        elif str(operator) in SHOWS:
            said.append(_read(operands, letters))
    return " ".join(said)


def _letters(font: Any) -> dict[bytes, str]:
    """Code in the page → letter, as the font's own table says."""
    table = font.get("/ToUnicode")
    if table is None:
        return {}
    text, found = bytes(table.read_bytes()), dict[bytes, str]()
    for part in CHARS.findall(text):
        codes = [bytes.fromhex(code.decode()) for code in HEX.findall(part)]
        found |= {
            code: to.decode("utf-16-be", "replace") for code, to in zip(codes[::2], codes[1::2], strict=False)
        }
    for part in RANGES.findall(text):
        found |= _range(part)
    return found


def _range(part: bytes) -> dict[bytes, str]:
    found: dict[bytes, str] = {}
    for line in part.splitlines():
        codes = [bytes.fromhex(code.decode()) for code in HEX.findall(line)]
        if len(codes) < 3:
            continue
        first, last = int.from_bytes(codes[0], "big"), int.from_bytes(codes[1], "big")
        listed = b"[" in line
        for place in range(min(last - first + 1, 65_536)):
            if listed and place + 2 >= len(codes):
                break
            to = codes[2 + place] if listed else _later(codes[2], place)
            found[(first + place).to_bytes(len(codes[0]), "big")] = to.decode("utf-16-be", "replace")
    return found


def _later(code: bytes, by: int) -> bytes:
    return (int.from_bytes(code, "big") + by).to_bytes(len(code), "big")


def _read(operands: Any, letters: dict[bytes, str]) -> str:
    pieces = operands[0] if operands and isinstance(operands[0], pikepdf.Array) else operands
    return "".join(_one(bytes(piece), letters) for piece in pieces if isinstance(piece, pikepdf.String))


def _one(codes: bytes, letters: dict[bytes, str]) -> str:
    width = len(next(iter(letters), b"x"))
    parts = [codes[at : at + width] for at in range(0, len(codes), width)]
    return "".join(letters.get(part, part.decode("latin-1")) for part in parts)
