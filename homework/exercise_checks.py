"""From plain tables to an Exercise, or to a list of what to put right. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from assessments.format.source_text import Places, Problem, did_you_mean
from assessments.format.vocabulary import LONGEST, PICKED
from homework import entry
from homework.exercise_parts import part_faults
from homework.exercise_shape import Card, Example, Exercise, Field, Measure, Signal

TABLES: dict[str, tuple[str, type]] = {
    "field": ("fields", Field),
    "card": ("cards", Card),
    "measure": ("measures", Measure),
    "signal": ("signals", Signal),
    "example": ("examples", Example),
}
TOP_KEYS = [key for key in Exercise.__struct_fields__ if key not in {name for name, _ in TABLES.values()}]
# The rest of a question's words (scale, alert, ...) belong to instruments: an exercise is never scored.
FIELD_KEYS = [
    "id",
    "text",
    "kind",
    "audience",
    "required",
    "hint",
    "choices",
    "min",
    "max",
    "max_length",
    "show_if",
    "with_previous",
    "sealed",
    "after_reveal",
    "role",
]
KEYS: dict[str, list[str]] = {
    "field": FIELD_KEYS,
    **{table: list(struct.__struct_fields__) for table, (_, struct) in TABLES.items() if table != "field"},  # type: ignore[attr-defined]
}
MUST_SAY = ("title", "neutral_title", "aim", "dose", "reason", "prompt", "caution", "source")
MUST_LIST = ("steps", "starters", "watch_for")
WORDS = {
    "str": 'a text in "quotes"',
    "int": "a whole number",
    "array": "a list in [ ]",
    "bool": "true or false",
}

Fault = tuple[str, str, str]
"""The key it sits at, what is wrong, and a hint."""


def build(tables: dict[str, Any], places: Places) -> tuple[Exercise | None, list[Problem]]:
    """The exercise if its shape is right, and every problem found on the way."""
    problems = list(_unknown_keys(tables, places))
    values: dict[str, Any] = {key: value for key, value in tables.items() if key in TOP_KEYS}
    for table, (name, struct) in TABLES.items():
        made = [
            _convert(row, struct, places, table, number, problems)
            for number, row in enumerate(_rows(tables, table))
        ]
        values[name] = tuple(one for one in made if one is not None)
    exercise = _convert(values, Exercise, places, "", 0, problems)
    if exercise is not None and not problems:
        problems += [*_check_top(exercise, places), *_check_fields(exercise, places)]
        problems += _check_parts(exercise, places)
        # Examples are read with the fields, so they are tried only once the fields can be trusted.
        problems += [] if problems else _check_examples(exercise, places)
    return exercise, problems


def _rows(tables: dict[str, Any], table: str) -> list[dict[str, Any]]:
    rows = tables.get(table, [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _unknown_keys(tables: dict[str, Any], places: Places) -> Iterator[Problem]:
    for key in tables:
        if key not in TOP_KEYS and key not in TABLES:
            hint = did_you_mean(key, [*TOP_KEYS, *TABLES])
            yield Problem(places.line(key=key), "the file", f"the word *{key}* is not known here.", hint)
    for table, known in KEYS.items():
        if not isinstance(tables.get(table, []), list):
            yield Problem(
                places.line(key=table), "", f"*{table}* stands in double brackets.", f"Write [[{table}]]."
            )
        for number, row in enumerate(_rows(tables, table)):
            for key in row.keys() - set(known):
                where, line = _place(table, number, row), places.line(table, number, key)
                says, hint = f"the word *{key}* is not known here.", did_you_mean(key, known)
                yield Problem(line, where, says, hint, table, number, key)


def _convert(
    row: dict[str, Any], struct: type, places: Places, table: str, number: int, problems: list[Problem]
) -> Any | None:
    """The struct, or None with the reason added to `problems`."""
    known = {key: value for key, value in row.items() if key in struct.__struct_fields__}  # type: ignore[attr-defined]
    try:
        return msgspec.convert(known, struct)
    except msgspec.ValidationError as error:
        key, says = _plain(str(error))
        where = _place(table, number, row)
        problems.append(Problem(places.line(table, number, key), where, says, "", table, number, key))
        return None


def _plain(message: str) -> tuple[str, str]:
    """The key that the validator stumbled over, and a sentence for the person who wrote the file."""
    path = re.search(r"at `\$\.(\w+)", message)
    key = path[1] if path else ""
    if missing := re.search(r"missing required field `(\w+)`", message):
        return key or missing[1], f"*{missing[1]}* is missing."
    if value := re.search(r"Invalid enum value '([^']*)'", message):
        return key, f"*{key}* cannot be *{value[1]}*."
    if expected := re.search(r"Expected `([^`]+)`", message):
        wanted = " or ".join(WORDS.get(word.strip(), word.strip()) for word in expected[1].split("|"))
        return key, f"*{key}* must be {wanted}."
    return key, f"*{key}* cannot be read."


def _place(table: str, number: int, row: dict[str, Any]) -> str:
    if not table:
        return "the file"
    return f"{table} *{row.get('id') or row.get('says') or number + 1}*"


def _check_top(exercise: Exercise, places: Places) -> Iterator[Problem]:
    for key, says in _top_faults(exercise):
        yield Problem(places.line(key=key) if key else None, "the file", says, key=key)


def _top_faults(exercise: Exercise) -> Iterator[tuple[str, str]]:
    yield from ((key, f"*{key}* is empty.") for key in MUST_SAY if not getattr(exercise, key).strip())
    yield from ((key, f"*{key}* needs at least one line.") for key in MUST_LIST if not getattr(exercise, key))
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", exercise.slug):
        yield "slug", "*slug* is made of small letters, digits and single dashes."
    if exercise.version < 1:
        yield "version", "*version* starts at 1."
    if not 1 <= exercise.minutes <= 240:
        yield "minutes", "*minutes* lies between 1 and 240."
    if not 1 <= exercise.per_day <= 20:
        yield "per_day", "*per_day* lies between 1 and 20."
    if not exercise.fields:
        yield "", "there is no [[field]], so nothing could be written down."
    if {example.valid for example in exercise.examples} != {True, False}:
        yield "", "give at least one [[example]] that is good and one that is not."


def _check_parts(exercise: Exercise, places: Places) -> Iterator[Problem]:
    for table, number, key, says, hint in part_faults(exercise):
        where = f"{table} {number + 1}" if table else "the file"
        yield Problem(places.line(table, number, key), where, says, hint, table, number, key)


def _check_fields(exercise: Exercise, places: Places) -> Iterator[Problem]:
    earlier: dict[str, Field] = {}
    for number, field in enumerate(exercise.fields):
        for key, says, hint in _field_faults(field, earlier):
            line = places.line("field", number, key)
            yield Problem(line, f"field *{field.id}*", says, hint, "field", number, key)
        earlier[field.id] = field


def _field_faults(field: Field, earlier: dict[str, Field]) -> Iterator[Fault]:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", field.id):
        yield "id", "an id is made of small letters, digits and underscores.", ""
    if field.id in earlier:
        yield "id", "this id is used twice.", "Every field needs an id of its own."
    if not field.text.strip():
        yield "text", "there are no words to show.", ""
    if field.kind in ("grid", "pick"):
        yield "kind", f"an exercise has no field of kind *{field.kind}*.", "Write *choice* or *multi*."
    if field.kind == "number" and not _has_range(field):
        yield "kind", "a number needs *min* and *max*, in this order.", ""
    if field.max_length is not None and field.kind not in LONGEST:
        yield "max_length", "only written answers have a length.", ""
    yield from _choice_faults(field)
    yield from _show_if_faults(field, earlier)


def _has_range(field: Field) -> bool:
    return isinstance(field.min, int) and isinstance(field.max, int) and field.min < field.max


def _choice_faults(field: Field) -> Iterator[Fault]:
    values = [choice.value for choice in field.choices]
    if field.kind in PICKED and not values:
        yield "choices", f"a field of kind *{field.kind}* needs *choices*.", ""
    if field.kind not in PICKED and values:
        yield "choices", f"a field of kind *{field.kind}* has no *choices*.", ""
    if len(set(values)) != len(values):
        yield "choices", "two choices have the same value.", ""


def _show_if_faults(field: Field, earlier: dict[str, Field]) -> Iterator[Fault]:
    if field.show_if is None:
        return
    asked = earlier.get(field.show_if.question)
    if asked is None:
        says = f"it depends on *{field.show_if.question}*, which does not come before it."
        yield "show_if", says, did_you_mean(field.show_if.question, earlier)
    elif asked.choices:
        wanted = field.show_if.equals
        known = [choice.value for choice in asked.choices]
        for value in wanted if isinstance(wanted, tuple) else (wanted,):
            if value not in known:
                yield "show_if", f"*{asked.id}* has no choice with the value {value!r}.", ""


def _check_examples(exercise: Exercise, places: Places) -> Iterator[Problem]:
    for number, example in enumerate(exercise.examples):
        found = entry.problems(exercise, example.given)
        where = f"example *{example.says}*"
        if example.valid and found:
            told = "; ".join(f"{field}: {says}" for field, says in found.items())
            says = f"it is meant to be good, but {told}"
            yield Problem(places.line("example", number, "given"), where, says, "", "example", number)
        if not example.valid and set(example.wrong) != set(found):
            named = ", ".join(sorted(found)) or "nothing"
            says = f"what is wrong with it is {named}."
            yield Problem(places.line("example", number, "wrong"), where, says, "", "example", number)
