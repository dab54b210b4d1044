"""What a counsellor types in lines, and what it stands for in a definition. Nothing is judged here; the gate does that."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

NAMED = re.compile(r"\s*(-?\d{1,6}|[a-z][a-z0-9_]*)\s*=\s*(.*\S)\s*")
WHOLE = re.compile(r"-?\d{1,6}")
DECIMAL = re.compile(r"-?\d{1,6}\.\d{1,4}")
LONGEST_NAME = 40


def choices_from(text: str) -> list[dict[str, Any]]:
    """One answer a line: "4 = Nearly always", or the words alone, which are then counted from 0."""
    found = []
    for place, line in enumerate(_lines(text)):
        named = NAMED.fullmatch(line)
        value, label = (plain(named[1]), named[2]) if named else (place, line)
        found.append({"value": value, "label": label})
    return found


def choices_to(choices: Any) -> str:
    return "\n".join(f"{each.get('value')} = {each.get('label')}" for each in _tables(choices))


def rows_from(text: str) -> list[dict[str, str]]:
    """One line of a grid a line: "money = Money", or the words alone."""
    found: list[dict[str, str]] = []
    for line in _lines(text):
        named = NAMED.fullmatch(line)
        label = named[2] if named else line
        wanted = named[1] if named else label
        found.append({"id": name_for(wanted, taken=[each["id"] for each in found]), "label": label})
    return found


def rows_to(rows: Any) -> str:
    return "\n".join(f"{each.get('id')} = {each.get('label')}" for each in _tables(rows))


def values_from(text: str) -> list[Any]:
    """Values parted by commas: 3, 4 or yes."""
    return [plain(part.strip()) for part in text.split(",") if part.strip()]


def values_to(values: Any) -> str:
    held = values if isinstance(values, list | tuple) else [] if values is None else [values]
    return ", ".join(str(each) for each in held)


def facts_from(text: str) -> dict[str, Any]:
    """One fact a line: "talk = 3"; "seen = hurt, sad" for several, "seen = hurt," for one of several.

    "said.money = 2" is one line of a grid, and words with commas stand in "quotes".
    """
    found: dict[str, Any] = {}
    for line in _lines(text):
        name, _sign, value = (part.strip() for part in line.partition("="))
        grid, dot, row = name.partition(".")
        if dot:
            held = found.setdefault(grid, {})
            if isinstance(held, dict):
                held[row] = _fact(value)
        else:
            found[name] = _fact(value)
    return found


def facts_to(facts: Any) -> str:
    held = facts if isinstance(facts, Mapping) else {}
    lines: list[str] = []
    for name, value in held.items():
        if isinstance(value, Mapping):
            lines += [f"{name}.{row} = {_fact_words(each)}" for row, each in value.items()]
        else:
            lines.append(f"{name} = {_fact_words(value)}")
    return "\n".join(lines)


def _fact(text: str) -> Any:
    if text.startswith('"'):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return values_from(text) if "," in text else plain(text)


def _fact_words(value: Any) -> str:
    if isinstance(value, list | tuple):
        return values_to(value) + ("," if len(value) < 2 else "")
    if isinstance(value, str) and plain_word(value) is None:
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def plain_word(text: str) -> str | None:
    """The text where it can stand without quotes and be read back as it is."""
    return (
        text
        if text and not set(text) & set(',"=\n') and plain(text) == text and text == text.strip()
        else None
    )


def plain(text: str) -> int | float | str:
    """A number where it is one."""
    if WHOLE.fullmatch(text):
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) else text


def name_for(words: str, *, taken: Iterable[str]) -> str:
    """A short name that no other has, made of the first words: small letters, digits and _."""
    folded = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    parts = re.findall(r"[a-z0-9]+", folded)[:4]
    name = "_".join(parts)[:LONGEST_NAME].strip("_")
    if not name or not name[0].isalpha():
        name = f"q_{name}".strip("_")
    held, tried, number = set(taken), name, 2
    while tried in held:
        tried, number = f"{name}_{number}", number + 1
    return tried


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _tables(held: Any) -> list[Mapping[str, Any]]:
    return [each for each in held if isinstance(each, Mapping)] if isinstance(held, list) else []
