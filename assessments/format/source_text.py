"""TOML text → plain tables, remembering where each word stands so that a mistake can be pointed at."""

import difflib
import re
import tomllib
from collections.abc import Iterable
from typing import Any

from assessments.format import unreadable
from assessments.format.problems import DefinitionError as DefinitionError
from assessments.format.problems import Problem as Problem
from assessments.format.problems import Unreadable
from assessments.format.source_items import line_of_item

MOST_BYTES = 200_000
DEEPEST = 12
LARGEST_NUMBER = 2**53
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
HEADER = re.compile(r"^\s*\[{1,2}\s*([\w.-]+)\s*\]{1,2}")
LONG_KEY = re.compile(r"""(?<![ \t])(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*')){16,}""")
"""A name of so many parts. The parser takes a time that grows with their square, so it is refused beforehand."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A friendly pointer to the nearest known word, or the list of them when none is near."""
    options = sorted(set(known))
    near = difflib.get_close_matches(str(word), options, n=1, cutoff=0.6)
    if near:
        return f"Did you mean *{near[0]}*?"
    return f"Known here: {', '.join(options[:12])}." if options else ""


def read_tables(text: str) -> dict[str, Any]:
    """The TOML text as plain tables. Raises DefinitionError with the line when it cannot be read."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise DefinitionError([Problem(None, "", f"the text is longer than {MOST_BYTES // 1000} kilobytes.")])
    if LONG_KEY.search(text):
        raise DefinitionError([Problem(None, "", "names are nested too deeply to be read.")])
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(unreadable.problems(text, str(error))) from None
    except RecursionError:
        raise DefinitionError([Problem(None, "", "lists are nested too deeply to be read.")]) from None
    except ValueError:
        raise DefinitionError([Problem(None, "", "a number or a date in it cannot be read.")]) from None
    insist_on_bounds(found)
    return found


def insist_on_bounds(data: Any) -> None:
    """Refuse what no file needs: deep nesting, giant numbers, hidden signs. Walks without calling itself."""
    waiting: list[tuple[Any, int]] = [(data, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise DefinitionError([Problem(None, "", "lists are nested too deeply to be read.")])
        if isinstance(value, str) and UNWRITABLE.search(value):
            raise DefinitionError([Problem(None, "", "a text holds a hidden sign that cannot be kept.")])
        if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
            raise DefinitionError([Problem(None, "", "a number in it is too large.")])
        if isinstance(value, dict):
            waiting += [(each, depth + 1) for pair in value.items() for each in pair]
        elif isinstance(value, list | tuple):
            waiting += [(each, depth + 1) for each in value]


class Places:
    """Where tables and keys stand in a TOML text. Without a text every place is unknown."""

    def __init__(self, text: str = "") -> None:
        self._lines = text.splitlines()
        self._headers = [(number, name) for number, name in self._find_headers()]

    def line(self, table: str = "", index: int = 0, key: str = "", item: int | None = None) -> int | None:
        """The line, counted from 1, of a key of the index-th `[[table]]`; of its header when the key is absent.

        item: of this item, from 0, of the list that the key holds.
        """
        start, end = self._block(table, index)
        if start is None:
            return None
        for number in range(start, end):
            if key and re.match(rf'\s*"?{re.escape(key)}"?\s*[=.]', self._lines[number]):
                within = None if item is None else line_of_item(self._lines, number, item)
                return (number if within is None else within) + 1
        if table:
            return start + 1
        return self._header_line(key)

    def _block(self, table: str, index: int) -> tuple[int | None, int]:
        """First line and end of a table's block, counted from 0."""
        starts = [number for number, _ in self._headers]
        if not table:
            return (0 if self._lines else None), (starts[0] if starts else len(self._lines))
        mine = [number for number, name in self._headers if name == table]
        if index >= len(mine):
            return None, 0
        later = [number for number in starts if number > mine[index]]
        return mine[index], (later[0] if later else len(self._lines))

    def _header_line(self, name: str) -> int | None:
        return next((number + 1 for number, header in self._headers if header == name), None)

    def _find_headers(self) -> Iterable[tuple[int, str]]:
        """Table headers outside of texts that run over several lines."""
        inside = False
        for number, line in enumerate(self._lines):
            if not inside and (match := HEADER.match(line)):
                yield number, match.group(1)
            if (line.count('"""') + line.count("'''")) % 2:
                inside = not inside
