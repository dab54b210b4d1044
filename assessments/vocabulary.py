"""The words an instrument is written in: question, scale, band, example. Plain frozen data, no rules."""

from typing import Any, Literal

import msgspec

Kind = Literal["choice", "scale", "multi", "number", "date", "text", "long"]
Level = Literal["red", "amber"]
Direction = Literal["better", "worse"]
Tradition = Literal["gottman-style", "eft-style", "general", "intake", "safety"]
ChoiceValue = int | str

PICKED: tuple[Kind, ...] = ("choice", "scale", "multi")
SHORT: tuple[Kind, ...] = ("choice", "number", "date", "text")
LONGEST: dict[str, int] = {"text": 600, "long": 4000}


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer that can be picked. Every point of a scale has words."""

    value: ChoiceValue
    label: str


class ShowIf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Show a question only when an earlier one holds this value. For `multi`: when it is among those picked."""

    question: str
    equals: ChoiceValue


class Section(msgspec.Struct, frozen=True):
    """A run of questions with a resting point before it."""

    id: str
    title: str
    intro: str = ""


class Question(msgspec.Struct, frozen=True):
    """One question as one partner meets it. `choices` are already filled in from the file's own."""

    id: str
    text: str
    kind: Kind = "choice"
    choices: tuple[Choice, ...] = ()
    scale: str | None = None
    reverse: bool = False
    required: bool = False
    declinable: bool = True
    show_if: ShowIf | None = None
    section: str | None = None
    hint: str = ""
    min: int | float | str | None = None
    max: int | float | str | None = None
    whole: bool = True
    max_length: int | None = None
    with_previous: bool = False
    alert: tuple[ChoiceValue, ...] = ()
    level: Level | None = None

    @property
    def safety(self) -> bool:
        """True when a single answer here reaches the counsellor at once. Never scored, never prorated."""
        return bool(self.alert)

    @property
    def longest(self) -> int:
        """Most characters that a written answer may have."""
        return self.max_length or LONGEST.get(self.kind, 0)


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the scale, named low, middle or high *of the scale*; never a judgement of a person."""

    from_: int = msgspec.field(name="from")
    label: str = ""


class Anchors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the two ends of a scale mean, in words."""

    low: str
    high: str


STANDARD_BANDS = (Band(0, "low"), Band(34, "middle"), Band(67, "high"))


class Scale(msgspec.Struct, frozen=True):
    """Questions read together, put onto 0-100. `higher_is` says which way is which."""

    id: str
    title: str
    higher_is: Direction
    anchors: Anchors
    score: Literal["mean", "sum"] = "mean"
    min_answered: float = 0.75
    bands: tuple[Band, ...] = STANDARD_BANDS


class Example(msgspec.Struct, frozen=True):
    """A filled-in form and what must come of it; the file carries its own proof."""

    says: str
    given: dict[str, Any] = {}
    declined: tuple[str, ...] = ()
    expect: dict[str, int | float | str] = {}
    alerts: dict[str, Level] = {}
    hidden: tuple[str, ...] = ()


class AlertRule(msgspec.Struct, frozen=True):
    """Which answers to which question reach the counsellor at once, and how strongly."""

    question: str
    values: tuple[ChoiceValue, ...]
    level: Level


class Definition(msgspec.Struct, frozen=True):
    """One version of one instrument. Once published it never changes; a new wording is a new version."""

    slug: str
    version: int
    title: str
    neutral_title: str
    purpose: str
    time_frame: str
    tradition: Tradition
    validated: bool
    source: str
    limits: str
    minutes: int
    questions: tuple[Question, ...]
    seen_by: Literal["counsellor", "safety"] = "counsellor"
    language: str = "en"
    licence: str = "CC-BY-SA-4.0"
    intro: str = ""
    closing: str = ""
    question_order: Literal["as-written", "shuffled"] = "as-written"
    sections: tuple[Section, ...] = ()
    scales: tuple[Scale, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def alerts(self) -> tuple[AlertRule, ...]:
        """The alert rules of all safety questions, in the order of the form."""
        return tuple(AlertRule(q.id, q.alert, q.level or "red") for q in self.questions if q.alert)

    def question(self, question_id: str) -> Question:
        """The question with this id. Raises KeyError when there is none."""
        return _named(self.questions, question_id)

    def scale(self, scale_id: str) -> Scale:
        """The scale with this id. Raises KeyError when there is none."""
        return _named(self.scales, scale_id)

    def questions_of(self, scale_id: str) -> tuple[Question, ...]:
        """The questions that make up one scale, in the order of the form."""
        return tuple(q for q in self.questions if q.scale == scale_id)


def _named(things: tuple[Any, ...], wanted: str) -> Any:
    """The one thing whose id is `wanted`."""
    for thing in things:
        if thing.id == wanted:
            return thing
    raise KeyError(wanted)
