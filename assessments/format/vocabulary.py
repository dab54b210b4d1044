"""The words an instrument is written in: question, scale, band, example. Plain frozen data, no rules."""

from functools import cached_property
from typing import Any, Literal

import msgspec

from assessments.scores.footing import Footing, Item, footing, items_in

Kind = Literal["choice", "scale", "multi", "pick", "grid", "number", "date", "text", "long"]
Level = Literal["red", "amber"]
Direction = Literal["better", "worse"]
Tradition = Literal["gottman-style", "eft-style", "general", "intake", "safety"]
About = Literal["self", "partner", "us"]
Scoring = Literal["mean", "sum", "rank", "list"]
ChoiceValue = int | str

PICKED: tuple[Kind, ...] = ("choice", "scale", "multi", "pick")
WITH_CHOICES: tuple[Kind, ...] = (*PICKED, "grid")
NUMBERED: tuple[Scoring, ...] = ("mean", "sum")
SHORT: tuple[Kind, ...] = ("choice", "number", "date", "text")
LONGEST: dict[str, int] = {"text": 600, "long": 4000}


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer that can be picked. Every point of a scale has words."""

    value: ChoiceValue
    label: str


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a grid; the grid's choices are its columns."""

    id: str
    label: str


class ShowIf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Show a question only when an earlier one holds this value, or one of these.

    For `multi` and `pick`: when it is among those picked.
    """

    question: str
    equals: ChoiceValue | tuple[ChoiceValue, ...]

    @property
    def wanted(self) -> tuple[ChoiceValue, ...]:
        """Every value that opens the question."""
        return self.equals if isinstance(self.equals, tuple) else (self.equals,)


class Section(msgspec.Struct, frozen=True):
    """A run of questions with a resting point before it."""

    id: str
    title: str
    intro: str = ""


class Question(msgspec.Struct, frozen=True, dict=True):
    """One question as one partner meets it. `choices` are already filled in from the file's own.

    rows: the lines of a grid. most, ranked: for `pick`. about: whose behaviour the line tells of.
    crisis: shows the crisis lines of the country that the partner says they are in.
    """

    id: str
    text: str
    kind: Kind = "choice"
    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    most: int | None = None
    ranked: bool = False
    about: About = "self"
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
    crisis: bool = False

    @property
    def safety(self) -> bool:
        """True when a single answer here reaches the counsellor at once. Never scored, never prorated."""
        return bool(self.alert)

    @property
    def longest(self) -> int:
        """Most characters that a written answer may have."""
        return self.max_length or LONGEST.get(self.kind, 0)

    @cached_property
    def value_range(self) -> tuple[int, int]:
        """Lowest and highest number that can be picked. Raises ValueError when the choices are not numbers."""
        numbers = [choice.value for choice in self.choices if isinstance(choice.value, int)]
        return min(numbers), max(numbers)

    @cached_property
    def labels(self) -> dict[ChoiceValue, str]:
        """The words of each value."""
        return {choice.value: choice.label for choice in self.choices}


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
    """Questions read together. `higher_is` says which way is which.

    score: "mean" and "sum" go onto 0-100. "rank" is a facet, put in order with its like and never a number.
    "list" is too short for a number and is read question by question. of_lists: scores the questions of those lists.
    """

    id: str
    title: str
    higher_is: Direction
    anchors: Anchors = Anchors("", "")
    score: Scoring = "mean"
    min_answered: float = 0.75
    bands: tuple[Band, ...] = STANDARD_BANDS
    of_lists: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it has a score from 0 to 100."""
        return self.score in NUMBERED


class Composite(msgspec.Struct, frozen=True):
    """Scales read together: the mean of several, 0-100, or one less the other, -100 to 100.

    None unless each of them has a score. A difference has words for both ends and no better or worse.
    """

    id: str
    title: str
    anchors: Anchors
    higher_is: Direction | None = None
    mean_of: tuple[str, ...] = ()
    plus: str | None = None
    minus: str | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The ids of the scales that it is made of."""
        return self.mean_of or tuple(part for part in (self.plus, self.minus) if part is not None)


class Example(msgspec.Struct, frozen=True):
    """A filled-in form and what must come of it; the file carries its own proof."""

    says: str
    given: dict[str, Any] = {}
    declined: tuple[str, ...] = ()
    expect: dict[str, int | float | str | tuple[str, ...]] = {}
    alerts: dict[str, Level] = {}
    hidden: tuple[str, ...] = ()


class AlertRule(msgspec.Struct, frozen=True):
    """Which answers to which question reach the counsellor at once, and how strongly."""

    question: str
    values: tuple[ChoiceValue, ...]
    level: Level


class Definition(msgspec.Struct, frozen=True, dict=True):
    """One version of one instrument. Once published it never changes; a new wording is a new version.

    adapter: the rule of a published instrument that these are a practice's licensed words for, such as "phq-9.1".
    guess: may also be sent as "as I think my partner would answer". own_result: a counsellor may let each partner see
    their own result. offer_previous: a new form offers one's own answers from before.
    """

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
    answered_by: Literal["partner", "counsellor"] = "partner"
    adapter: str = ""
    guess: bool = False
    own_result: bool = False
    offer_previous: bool = False
    language: str = "en"
    licence: str = "CC-BY-SA-4.0"
    intro: str = ""
    closing: str = ""
    question_order: Literal["as-written", "shuffled"] = "as-written"
    sections: tuple[Section, ...] = ()
    scales: tuple[Scale, ...] = ()
    composites: tuple[Composite, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def alerts(self) -> tuple[AlertRule, ...]:
        """The alert rules of all safety questions, in the order of the form."""
        return tuple(AlertRule(q.id, q.alert, q.level or "red") for q in self.questions if q.alert)

    @property
    def is_for_partners(self) -> bool:
        """Whether it can be sent to a partner; the private questions have a way of their own."""
        return self.seen_by != "safety" and self.answered_by == "partner"

    @cached_property
    def numbered(self) -> tuple[Scale, ...]:
        """The scales that have a score from 0 to 100."""
        return tuple(scale for scale in self.scales if scale.is_number)

    def question(self, question_id: str) -> Question:
        """The question with this id. Raises KeyError when there is none."""
        return self._questions[question_id]

    def scale(self, scale_id: str) -> Scale:
        """The scale with this id. Raises KeyError when there is none."""
        return self._scales[scale_id]

    def questions_of(self, scale_id: str) -> tuple[Question, ...]:
        """The questions that make up one scale, in the order of the form."""
        return self._questions_by_scale.get(scale_id, ())

    def items_of(self, scale_id: str) -> tuple[Item, ...]:
        """What counts on one scale, in the order of the form: its questions, and each line of its grids."""
        return self._items_by_scale.get(scale_id, ())

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def _scales(self) -> dict[str, Scale]:
        return {scale.id: scale for scale in self.scales}

    @cached_property
    def _questions_by_scale(self) -> dict[str, tuple[Question, ...]]:
        gathered = {scale.id: {scale.id, *scale.of_lists} for scale in self.scales}
        return {
            scale_id: tuple(question for question in self.questions if question.scale in named)
            for scale_id, named in gathered.items()
        }

    @cached_property
    def _items_by_scale(self) -> dict[str, tuple[Item, ...]]:
        return {name: items_in(questions) for name, questions in self._questions_by_scale.items()}

    @cached_property
    def footings(self) -> dict[str, Footing]:
        """What each scale stands on. Only for a definition that has passed the gate."""
        return {name: footing(items) for name, items in self._items_by_scale.items()}
