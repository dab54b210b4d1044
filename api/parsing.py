"""JSON as people send it, with its depth kept in bounds, and nothing in it that can be read in two ways."""

from __future__ import annotations

import json
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser as PlainParser

DEEPEST = 32


class JSONParser(PlainParser):
    """UTF-8 alone. A body that is too deep, a key given twice, NaN and Infinity are unreadable, not errors of ours."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            text = stream.read().decode("utf-8")  # api.base has refused what is too long
            found = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once_each)
        except (ValueError, RecursionError):
            raise ParseError from None
        if _is_too_deep(found):
            raise ParseError
        return found


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _is_too_deep(data: Any) -> bool:
    """Walks level by level, without calling itself."""
    level = [data]
    for _depth in range(DEEPEST):
        level = [
            each
            for value in level
            if isinstance(value, dict | list)
            for each in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return True
