"""What a counsellor types in lines, and what it stands for in a definition. Nothing is judged here; the gate does that."""

from __future__ import annotations

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
    """One fact a line: "talk = 3", or "seen = hurt, sad" for several."""
    found: dict[str, Any] = {}
    for line in _lines(text):
        name, sign, value = line.partition("=")
        parts = values_from(value)
        found[name.strip()] = parts if len(parts) > 1 else (parts[0] if parts and sign else "")
    return found


def facts_to(facts: Any) -> str:
    held = facts if isinstance(facts, Mapping) else {}
    return "\n".join(f"{name} = {values_to(value)}" for name, value in held.items())


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
