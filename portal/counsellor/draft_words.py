"""What a counsellor types in lines, and what it stands for in a definition. Nothing is judged here; the gate does that."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

NAMED = re.compile(r"(?:(-?\d{1,6})\s*[=:]|([a-z][a-z0-9_]*)\s*=)\s*(.*)")
FACT = re.compile(r"([A-Za-z0-9_.-]+)\s*[=:]\s*(.*)")
WHOLE = re.compile(r"-?\d{1,6}")
DECIMAL = re.compile(r"-?\d{1,6}\.\d{1,4}")
LONGEST_NAME = 40


def choices_from(text: str) -> list[dict[str, Any]]:
    """One answer a line: "4 = Nearly always", or the words alone, which are then counted from 0.

    A number alone is an answer that has no words yet; the gate says so.
    """
    found = []
    for place, line in enumerate(_lines(text)):
        value, label = _named(f"{line} =" if WHOLE.fullmatch(line) else line) or (place, line)
        found.append({"value": value, "label": label})
    return found


def _named(line: str) -> tuple[Any, str] | None:
    """What stands before the sign and behind it."""
    found = NAMED.fullmatch(line)
    return (plain(found[1] or found[2]), found[3].strip()) if found else None


def choices_to(choices: Any) -> str:
    return "\n".join(f"{each.get('value')} = {each.get('label')}" for each in _tables(choices))


def rows_from(text: str) -> list[dict[str, str]]:
    """One line of a grid a line: "money = Money", or the words alone."""
    found: list[dict[str, str]] = []
    for line in _lines(text):
        named = _named(line)
        label = named[1] if named else line
        wanted = str(named[0]) if named else label
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
    """One fact a line: "talk = 3" or "talk: 3"; "seen = hurt, sad" for several, "seen = hurt," for one of several.

    A name with nothing behind it is left out: there is no answer yet.
    "said.money = 2" is one line of a grid, and words with commas stand in "quotes".
    """
    found: dict[str, Any] = {}
    for line in _lines(text):
        told = FACT.fullmatch(line)
        name, value = (told[1], told[2].strip()) if told else (line, "")
        if told and not value:
            continue
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
