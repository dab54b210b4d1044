"""An exercise as data: what a couple is asked to try, and what each partner may write down about it.

Pure: no framework, no database. A file that cannot be used is explained line by line to the person who wrote it.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from msgspec import to_builtins

from assessments.format.source_text import DefinitionError, Places, read_tables
from homework.exercise_checks import build
from homework.exercise_shape import (
    AUDIENCES,
    Audience,
    Card,
    Choice,
    Evidence,
    Example,
    Exercise,
    ExerciseError,
    Field,
    Measure,
    Problem,
    ShowIf,
    Signal,
)

__all__ = [
    "AUDIENCES",
    "Audience",
    "Card",
    "Choice",
    "Evidence",
    "Example",
    "Exercise",
    "ExerciseError",
    "Field",
    "Measure",
    "Problem",
    "ShowIf",
    "Signal",
    "content_hash",
    "parse",
]


@lru_cache(maxsize=128)
def parse(text: str) -> Exercise:
    """Read one exercise file; the same words are read once per process. Raises ExerciseError with every problem found."""
    try:
        tables = read_tables(text)
    except DefinitionError as error:
        raise ExerciseError(error.problems) from None
    exercise, problems = build(tables, Places(text))
    if exercise is None or problems:
        raise ExerciseError(problems)
    return exercise


@lru_cache(maxsize=128)
def content_hash(text: str) -> str:
    """SHA-256 (hex) of what the exercise says; comments and layout of the file do not count."""
    canonical = json.dumps(
        to_builtins(parse(text)), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
