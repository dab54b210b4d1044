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
Role = Literal["", "first", "second"]
Grade = Literal["trial", "pilot", "observed", "part", "practice"]
How = Literal["days", "share", "mean", "sum"]
SignalKind = Literal["comfort", "felt_safe", "pressure"]

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
"""From the narrowest circle to the widest."""

BRIEF = 5
"""Minutes up to which something a partner does alone or beside the other counts as a small daily thing."""

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
    "Role",
    "ShowIf",
    "Signal",
    "Who",
]


class ExerciseError(DefinitionError):
    """The file is not an exercise yet; `problems` says why, all at once."""


class Field(Question, frozen=True, omit_defaults=True):
    """One thing a partner can note. `audience` is the widest circle it can ever reach.

    An entry starts as "only you". What its author then chooses narrows every field; it never widens one.
    """

    audience: Audience = "author"
    declinable: bool = False
    """A field may be left blank; "I'd rather not answer" belongs to instruments, where it is counted."""
    sealed: bool = False
    """Stays closed until both have written theirs for the round and each has released it."""
    after_reveal: bool = False
    """Asked only once the sealed answers of this round stand open to both."""
    role: Role = ""
    """Asked only of the one who has this role in the round."""


class Evidence(Struct, frozen=True):
    """How well the idea is tried, in one grade and one honest sentence. The citation stands in `source`."""

    grade: Grade
    says: str


class Card(Struct, frozen=True):
    """One card of a deck: something to ask or to talk about. Both partners get the same one in a round."""

    id: str
    text: str
    theme: str


class Measure(Struct, frozen=True):
    """Something counted over time from a field's answers. It reaches no further than its field does.

    how: entries a week ("days"), the share of answers equal to `equals`, or the mean or sum of numbers.
    """

    id: str
    title: str
    how: How
    of: str = ""
    equals: str | int | None = None
    unit: str = ""


class Signal(Struct, frozen=True):
    """An answer that the counsellor hears of alone when it comes `times` times. Nothing stops because of it."""

    kind: SignalKind
    field: str
    at_most: int | None = None
    at_least: int | None = None
    equals: str | int | None = None
    times: int = 1

    def heard(self, value: Any) -> bool:
        """Whether this answer is one that counts."""
        if self.equals is not None:
            return bool(value == self.equals)
        if not isinstance(value, int) or isinstance(value, bool):
            return False
        return (self.at_most is not None and value <= self.at_most) or (
            self.at_least is not None and value >= self.at_least
        )


class Example(Struct, frozen=True):
    """An entry that the file itself says is good, or not good because of the fields named in `wrong`."""

    says: str
    given: dict[str, Any]
    valid: bool
    wrong: tuple[str, ...] = ()


class Exercise(Struct, frozen=True, omit_defaults=True):
    """One version of one exercise, with the words that partners see and the words for the counsellor.

    `reason` is shown until the counsellor writes the couple's own. `joint_work` is whether it stays
    closed until the counsellor has opened joint work for the couple. `per_day` is how many entries a
    partner may keep for one day. `room_first`: it is done with the counsellor before it is done at home.
    `roles`: two words for who does what in a round; they change places each time.
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
    evidence: Evidence | None = None
    room_first: bool = False
    roles: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    measures: tuple[Measure, ...] = ()
    signals: tuple[Signal, ...] = ()
    per_day: int = 1
    language: str = "en"
    licence: str = "CC-BY-SA-4.0"

    def field(self, field_id: str) -> Field | None:
        """The field with this id, if there is one."""
        return next((field for field in self.fields if field.id == field_id), None)

    @property
    def is_brief(self) -> bool:
        """A small daily thing rather than an exercise for the couple; the load of the two is counted apart."""
        return self.minutes <= BRIEF and self.who in ("solo", "parallel")

    @property
    def is_sealed(self) -> bool:
        """Whether any of its answers waits for both."""
        return any(field.sealed for field in self.fields)
