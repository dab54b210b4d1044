"""What an exercise is made of. Pure: plain frozen records, no framework.

The questions are those of the instruments, so that one form engine serves both.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

from msgspec import Struct

from assessments.format.source_text import DefinitionError, Problem
from assessments.format.vocabulary import Choice, Question, ShowIf

Who = Literal["solo", "parallel", "joint", "alternating"]
Audience = Literal["author", "counsellor", "partner"]

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
"""From the narrowest circle to the widest."""

__all__ = [
    "AUDIENCES",
    "Audience",
    "Choice",
    "Example",
    "Exercise",
    "ExerciseError",
    "Field",
    "Problem",
    "ShowIf",
    "Who",
]


class ExerciseError(DefinitionError):
    """The file is not an exercise yet; `problems` says why, all at once."""


class Field(Question, frozen=True):
    """One thing a partner can note. `audience` is the widest circle it can ever reach.

    An entry starts as "only you". What its author then chooses narrows every field; it never widens one.
    """

    audience: Audience = "author"
    declinable: bool = False
    """A field may be left blank; "I'd rather not answer" belongs to instruments, where it is counted."""


class Example(Struct, frozen=True):
    """An entry that the file itself says is good, or not good because of the fields named in `wrong`."""

    says: str
    given: dict[str, Any]
    valid: bool
    wrong: tuple[str, ...] = ()


class Exercise(Struct, frozen=True):
    """One version of one exercise, with the words that partners see and the words for the counsellor.

    `reason` is shown until the counsellor writes the couple's own. `joint_work` is whether it stays
    closed until the counsellor has opened joint work for the couple. `per_day` is how many entries a
    partner may keep for one day.
    """

    slug: str
    version: int
    title: str
    neutral_title: str
    aim: str
    minutes: int
    dose: str
    who: Who
    joint_work: bool
    reason: str
    prompt: str
    caution: str
    source: str
    steps: tuple[str, ...]
    starters: tuple[str, ...]
    watch_for: tuple[str, ...]
    fields: tuple[Field, ...]
    examples: tuple[Example, ...]
    per_day: int = 1
    language: str = "en"
    licence: str = "CC-BY-SA-4.0"

    def field(self, field_id: str) -> Field | None:
        """The field with this id, if there is one."""
        return next((field for field in self.fields if field.id == field_id), None)
