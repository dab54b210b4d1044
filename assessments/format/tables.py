"""Plain tables → Definition. Collects every mistake of shape instead of stopping at the first."""

import json
import re
import typing
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from assessments.format.source_text import did_you_mean
from assessments.format.vocabulary import (
    WITH_CHOICES,
    Choice,
    Composite,
    Definition,
    Example,
    Question,
    Scale,
    Section,
)

LISTS: dict[str, tuple[str, type]] = {
    "section": ("sections", Section),
    "question": ("questions", Question),
    "scale": ("scales", Scale),
    "composite": ("composites", Composite),
    "example": ("examples", Example),
}
LEAST_OF_A_FACET = 0.66
"""Facets and item lists have three questions; two of them speak for it."""
PICK_AT_MOST = 3
ENOUGH = 100
"""More mistakes than this are not told at once."""
WORDS = {
    "int": "a whole number",
    "float": "a number",
    "str": 'a text in "quotes"',
    "bool": "true or false, without quotes",
    "array": "a list in [ ]",
    "object": "a group in { }",
    "null": "nothing",
}
EXPECTED = re.compile(r"^Expected `([^`]+)`(?:, got `([^`]+)`)?")
EXPECTED_INSIDE = re.compile(r"^Expected `([^`]+)`.* - at `\$\.(\w+)`")
MISSING_INSIDE = re.compile(r"missing required field `(\w+)`")
UNKNOWN_INSIDE = re.compile(r"unknown field `(\w+)`")


class Finding(NamedTuple):
    """A mistake and the table and key it sits in; lines are added by whoever has the text.

    item: which one, from 0, of the list that the key holds.
    """

    table: str
    row: int
    key: str
    says: str
    hint: str = ""
    item: int | None = None


def build(data: dict[str, Any]) -> tuple[Definition | None, list[Finding]]:
    """The definition when the shape is right; otherwise None and what is wrong with it."""
    findings: list[Finding] = []
    top = {key: value for key, value in data.items() if key not in LISTS and key != "choices"}
    values = fill(
        Definition,
        top,
        "",
        0,
        findings,
        skip=tuple(name for name, _ in LISTS.values()),
        also=(*LISTS, "choices"),
    )
    choices = shared_choices(data, findings)
    for table, (name, kind) in LISTS.items():
        values[name] = tuple(_rows({**data, "choices": choices}, table, kind, findings))
    if not data.get("question"):
        findings.append(Finding("", 0, "", "there is no question yet.", "Add a [[question]]."))
    return (None if findings else Definition(**values)), findings


def shared_choices(data: dict[str, Any], findings: list[Finding]) -> Any:
    """The choices that serve every question, or None where there are none or not all can be read."""
    if data.get("choices") is None:
        return None
    try:
        msgspec.convert(data["choices"], tuple[Choice, ...])
    except msgspec.ValidationError as error:
        findings += _explained("", 0, "choices", data["choices"], tuple[Choice, ...], str(error))
        return None
    return data["choices"]


def question(row: dict[str, Any], choices: Any) -> Question | None:
    """One question by itself, for looking at before the whole is finished; None while its shape is not right."""
    findings: list[Finding] = []
    values = fill(Question, _question_with_defaults(row, choices), "question", 0, findings)
    return None if findings else Question(**values)


def _rows(data: dict[str, Any], table: str, kind: type, findings: list[Finding]) -> Iterator[Any]:
    """Each `[[table]]` as its struct, leaving out those with mistakes."""
    rows = data.get(table, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        findings.append(Finding("", 0, table, f"*{table}* stands in double brackets.", f"Write [[{table}]]."))
        return
    for index, row in enumerate(rows):
        before = len(findings)
        if before >= ENOUGH:
            return
        full = with_defaults(row, kind, data.get("choices"))
        values = fill(kind, full, table, index, findings)
        if len(findings) == before:
            yield kind(**values)


def with_defaults(row: dict[str, Any], kind: type, choices: Any) -> dict[str, Any]:
    """A row with what goes without saying."""
    if kind is Question:
        return _question_with_defaults(row, choices)
    if kind is Scale and row.get("score") in ("rank", "list"):
        return {"min_answered": LEAST_OF_A_FACET, "bands": [], **row}
    return row


def _question_with_defaults(row: dict[str, Any], choices: Any) -> dict[str, Any]:
    """A question on a scale is a scale question, and the file's choices serve all that bring none."""
    kind = row.get("kind", "scale" if "scale" in row else "choice")
    full = {**row, "kind": kind}
    if kind in WITH_CHOICES and choices is not None:
        full.setdefault("choices", choices)
    if kind == "pick":
        full.setdefault("most", PICK_AT_MOST)
    return full


def fill(
    struct: type,
    table: dict[str, Any],
    name: str,
    index: int,
    findings: list[Finding],
    skip: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The struct's fields, converted one by one, so that each mistake is reported by its own key."""
    hints = {key: hint for key, hint in typing.get_type_hints(struct).items() if key not in skip}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if len(findings) >= ENOUGH:
            return values
        if key not in hints:
            hint = did_you_mean(key, [*hints, *also])
            findings.append(Finding(name, index, key, f"the word *{key}* is not known here.", hint))
            continue
        try:
            values[key] = msgspec.convert(value, hints[key])
        except msgspec.ValidationError as error:
            findings += _explained(name, index, key, value, hints[key], str(error))
    for field in msgspec.structs.fields(struct):
        if field.required and field.name in hints and field.name not in table:
            findings.append(Finding(name, index, field.name, f"*{field.name}* is missing.", _why(field.name)))
    return values


def _explained(name: str, index: int, key: str, value: Any, expected: Any, message: str) -> Iterator[Finding]:
    """The mistake in one value; where it is a list of groups, each mistake with the one that has it."""
    inner = next(iter(typing.get_args(expected)), None)
    if not isinstance(value, list) or not (isinstance(inner, type) and issubclass(inner, msgspec.Struct)):
        yield Finding(name, index, key, *_explain(key, value, expected, message))
        return
    for number, each in enumerate(value):
        try:
            msgspec.convert(each, inner)
        except msgspec.ValidationError as error:
            says, hint = _explain(key, each, inner, str(error))
            here = f"It is number {number + 1} of the list{_as_written(each)}."
            yield Finding(name, index, key, says, f"{hint} {here}".strip(), number)


def _as_written(group: Any) -> str:
    """A group in short, as the file has it, so that it is found by its words too."""
    if not isinstance(group, dict):
        return ""
    parts = (
        f"{name} = {json.dumps(value, ensure_ascii=False, default=str)}" for name, value in group.items()
    )
    return f": {{ {', '.join(parts)} }}"[:90]


def _explain(key: str, value: Any, expected: Any, message: str) -> tuple[str, str]:
    """The validator's message in words for a clinician."""
    if isinstance(value, str) and (options := _options(expected)):
        return f"*{key}* cannot be *{value}*.", did_you_mean(value, options)
    if found := MISSING_INSIDE.search(message):
        return f"*{key}* needs *{found.group(1)}* as well.", ""
    if found := UNKNOWN_INSIDE.search(message):
        return f"the word *{found.group(1)}* is not known inside *{key}*.", ""
    if found := EXPECTED_INSIDE.match(message):
        wanted = " or ".join(WORDS.get(word.strip(), word.strip()) for word in found.group(1).split("|"))
        return f"*{found.group(2)}* inside *{key}* must be {wanted}.", ""
    if found := EXPECTED.match(message):
        wanted = " or ".join(WORDS.get(word.strip(), word.strip()) for word in found.group(1).split("|"))
        return f"*{key}* must be {wanted}.", ""
    return f"*{key}* cannot be read.", ""


def _options(expected: Any) -> list[str]:
    """The words that a closed set allows, also when it may be absent."""
    parts = typing.get_args(expected)
    return [part for part in parts if isinstance(part, str)] or [o for part in parts for o in _options(part)]


def _why(key: str) -> str:
    """What a missing key is for."""
    return {
        "neutral_title": "It is the name that a person looking over a shoulder may read.",
        "source": "Say where the idea comes from and that the wording is your own.",
        "limits": "Say what this instrument cannot tell.",
        "purpose": "Say in one sentence what this is for.",
        "validated": "Write validated = false.",
        "anchors": 'Write anchors = { low = "…", high = "…" }.',
        "rows": 'Write rows = [{ id = "money", label = "Money" }, …].',
        "most": "Say how many may be picked at most.",
        "higher_is": 'Write higher_is = "better" or higher_is = "worse".',
    }.get(key, "")
