"""Plain tables → TOML text: what a builder on screen made becomes the same text that a person would write. Pure.

`source_text.read_tables` reads it back into equal tables.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")


def written(tables: Mapping[str, Any]) -> str:
    """The tables as TOML: plain keys first, then each list of tables as `[[name]]`.

    Raises ValueError for what TOML has no words for, such as None.
    """
    return "\n".join(_lines(tables)) + "\n"


def _lines(tables: Mapping[str, Any]) -> Iterator[str]:
    blocks = {key: value for key, value in tables.items() if key != "choices" and _is_block(value)}
    for key, value in tables.items():
        if key not in blocks:
            yield f"{_key(key)} = {_value(value)}"
    for key, rows in blocks.items():
        for row in rows:
            yield f"\n[[{_key(key)}]]"
            yield from (f"{_key(name)} = {_value(value)}" for name, value in row.items())


def _is_block(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else _text(name)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return _text(value)
        case list() | tuple():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            inside = ", ".join(f"{_key(name)} = {_value(each)}" for name, each in value.items())
            return f"{{ {inside} }}" if inside else "{}"
    raise ValueError(f"nothing in TOML stands for {type(value).__name__}")


def _text(text: str) -> str:
    """JSON's escapes are TOML's too, but for DEL, which TOML wants escaped and JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
