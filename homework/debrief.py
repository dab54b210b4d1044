"""The six questions about how an exercise was, read from their file into the shape that the form engine knows. Pure."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from assessments.format.source_text import Places, read_tables
from homework.exercise_checks import FIELD_KEYS
from homework.exercise_shape import Exercise, ExerciseError, Field, Problem

FILE = Path(__file__).with_name("debrief.toml")
TOP_KEYS = ("slug", "version", "title", "intro", "field")
FIELDS = ("amount", "quality", "difficulty", "obstacle", "usefulness", "want_again")
"""What counts and facts read; the file says the words."""


def parse(text: str) -> Exercise:
    """The questions as an exercise that is nothing but its fields. Raises ExerciseError with every problem found."""
    tables, places = read_tables(text), Places(text)
    problems = [
        Problem(places.line(key=key), "the file", f"the word *{key}* is not known here.")
        for key in tables
        if key not in TOP_KEYS
    ]
    fields: list[Field] = []
    for number, row in enumerate(tables.get("field", [])):
        problems += [
            Problem(places.line("field", number, key), f"field {number + 1}", f"*{key}* is not known here.")
            for key in row.keys() - set(FIELD_KEYS)
        ]
        try:
            fields.append(msgspec.convert(row, Field))
        except msgspec.ValidationError as error:
            problems.append(Problem(places.line("field", number), f"field {number + 1}", str(error)))
    ids = tuple(field.id for field in fields)
    if not problems and ids != FIELDS:
        problems.append(Problem(None, "the file", f"it asks {', '.join(FIELDS)}, in this order."))
    if not problems and any(field.audience != "counsellor" for field in fields):
        problems.append(Problem(None, "the file", "each field is for the counsellor at the widest."))
    if problems:
        raise ExerciseError(problems)
    return _as_exercise(tables, tuple(fields))


def _as_exercise(tables: dict[str, object], fields: tuple[Field, ...]) -> Exercise:
    title, intro = str(tables.get("title", "")), str(tables.get("intro", ""))
    return Exercise(
        slug=str(tables.get("slug", "")),
        version=int(str(tables.get("version", 1))),
        title=title,
        neutral_title=title,
        aim=intro,
        minutes=1,
        dose="",
        who="solo",
        joint_work=False,
        reason="",
        prompt=intro,
        caution="",
        source="",
        steps=(),
        starters=(),
        watch_for=(),
        fields=fields,
        examples=(),
    )


@cache
def shipped() -> Exercise:
    """The questions that come with the product. Read once per process."""
    return parse(FILE.read_text(encoding="utf-8"))
