"""On which line one item of a list stands, in a TOML text. Pure."""

from collections.abc import Iterator, Sequence

OPENING, CLOSING, QUOTES = "[{", "]}", "\"'"


def line_of_item(lines: Sequence[str], start: int, wanted: int) -> int | None:
    """The line, counted from 0, of the wanted item (from 0) of the list that begins on line `start`."""
    depth, begun = 0, -1
    is_new = False
    for number, sign in _signs(lines, start):
        if depth == 1 and is_new and not sign.isspace() and sign not in "],":
            begun, is_new = begun + 1, False
            if begun == wanted:
                return number
        if sign in OPENING:
            depth += 1
            is_new = is_new or depth == 1
        elif sign in CLOSING:
            depth -= 1
            if depth <= 0:
                return None
        elif sign == "," and depth == 1:
            is_new = True
    return None


def _signs(lines: Sequence[str], start: int) -> Iterator[tuple[int, str]]:
    """What stands behind the first `=`, sign by sign; a text in quotes counts as one quote, a remark as nothing."""
    for number in range(start, len(lines)):
        line = lines[number].partition("=")[2] if number == start else lines[number]
        quote, skips = "", False
        for sign in line:
            if quote:
                if skips or sign == "\\":
                    skips = not skips and quote == '"'
                elif sign == quote:
                    quote = ""
                continue
            if sign == "#":
                break
            quote = sign if sign in QUOTES else ""
            yield number, sign
