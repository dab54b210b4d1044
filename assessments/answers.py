"""Raw input → Answers. Each question ends up answered, declined, hidden or missing; missing is never zero."""

import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from assessments.vocabulary import Definition, Level, Question

State = Literal["answered", "declined", "hidden", "missing"]
Say = Callable[[str], str]

HIDDEN_SIGNS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}")
DECIMAL_NUMBER = re.compile(r"-?[0-9]{1,9}[.,][0-9]{1,6}")
MISSING: tuple[Any, ...] = (None, "", [], ())


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for translation; this module is handed a translator and knows no framework."""
    return sentence


PICK_ONE = gettext_noop("Pick one of the answers, or choose not to answer.")
PICK_ANY = gettext_noop("Pick any that fit from the list, or choose not to answer.")
PICK_AT_LEAST = gettext_noop("Pick {least} or more.")
PICK_AT_MOST = gettext_noop("Pick {most} at most.")
TYPE_WHOLE = gettext_noop("Type a whole number, such as 3.")
TYPE_NUMBER = gettext_noop("Type a number, such as 3 or 2.5.")
NUMBER_BETWEEN = gettext_noop("Type a number from {low} to {high}.")
TYPE_DATE = gettext_noop("Type a date as year, month and day, such as 2026-03-14.")
DATE_BETWEEN = gettext_noop("Choose a date from {low} to {high}.")
IN_WORDS = gettext_noop("Type your answer in words.")
TOO_LONG = gettext_noop("That is longer than we can keep. Up to {most} characters fit; this has {used}.")
HIDDEN_SIGN = gettext_noop("There is a hidden sign in this text that we cannot keep. Please type it again.")
ONE_LINE = gettext_noop("Please keep this to one line.")
NEEDED = gettext_noop("This one needs an answer, or choose not to answer.")
NEEDED_FIRMLY = gettext_noop("This one needs an answer.")
UNKNOWN = gettext_noop("This question is not part of this form.")
UNREADABLE = gettext_noop("We could not read this answer. Please give it again.")


class AnswersRefused(ValueError):
    """Some answers cannot be kept; `problems` gives a sentence for each question."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("some answers cannot be kept")


class Answers(msgspec.Struct, frozen=True):
    """What one partner answered. `stored` is the form in which it is kept; `states` names every question."""

    stored: dict[str, dict[str, Any]]
    states: dict[str, State]

    def value(self, question_id: str) -> Any:
        """The answer given, or None when there is none. Never zero for silence."""
        return self.stored.get(question_id, {}).get("v")

    def state(self, question_id: str) -> State:
        """Whether this question was answered, declined, hidden or is missing."""
        return self.states[question_id]

    def having(self, state: State) -> list[str]:
        """The ids of all questions in this state, in the order of the form."""
        return [question_id for question_id, found in self.states.items() if found == state]


class Raised(msgspec.Struct, frozen=True):
    """One answer that reaches the counsellor at once. `declined` asks for a review and is always amber."""

    question: str
    level: Level
    declined: bool


class _Wrong(ValueError):
    """A sentence for the person, not yet translated, and what to put into it."""

    def __init__(self, sentence: str, **facts: object) -> None:
        self.sentence, self.facts = sentence, facts
        super().__init__(sentence)


def read(definition: Definition, raw: Mapping[str, Any], *, say: Say = str) -> Answers:
    """The answers in the form in which they are kept. Raises AnswersRefused when any cannot be.

    A raw answer is the plain value, {"v": value} or {"declined": true}. Hidden ones are dropped.
    """
    answers, wrong = _sift(definition, raw, say)
    if wrong:
        raise AnswersRefused(wrong)
    return answers


def problems(
    definition: Definition, raw: Mapping[str, Any], *, complete: bool, say: Say = str
) -> dict[str, str]:
    """A sentence for each answer that cannot be kept; with `complete` also for required ones still missing."""
    answers, wrong = _sift(definition, raw, say)
    if complete:
        for question in definition.questions:
            if (
                question.required
                and answers.states.get(question.id) == "missing"
                and question.id not in wrong
            ):
                wrong[question.id] = say(NEEDED if question.declinable else NEEDED_FIRMLY)
    return wrong


def visible_questions(definition: Definition, raw: Mapping[str, Any]) -> list[Question]:
    """The questions to show, given the answers so far, in the order of the form."""
    answers, _ = _sift(definition, raw, str)
    return [question for question in definition.questions if answers.states[question.id] != "hidden"]


def raised(definition: Definition, answers: Answers) -> list[Raised]:
    """Every answer that alerts. Each is read alone, and an unfinished or unscorable form changes nothing."""
    found = []
    for rule in definition.alerts:
        state, value = answers.states[rule.question], answers.value(rule.question)
        picked = value if isinstance(value, list) else [value]
        if state == "declined":
            found.append(Raised(rule.question, "amber", declined=True))
        elif state == "answered" and any(each in rule.values for each in picked):
            found.append(Raised(rule.question, rule.level, declined=False))
    return found


def typed(question: Question, texts: Sequence[str]) -> Any:
    """What a plain HTML form sent for one question, as a raw answer. What does not fit stays text, to be refused."""
    if question.kind == "multi":
        return [_picked(question, text) for text in texts if text]
    text = texts[-1] if texts else ""
    if question.kind in ("choice", "scale"):
        return _picked(question, text)
    return _number_in(text) if question.kind == "number" else text


def _picked(question: Question, text: str) -> Any:
    return next((choice.value for choice in question.choices if str(choice.value) == text), text)


def _number_in(text: str) -> Any:
    text = text.strip()
    if WHOLE_NUMBER.fullmatch(text):
        return int(text)
    return float(text.replace(",", ".")) if DECIMAL_NUMBER.fullmatch(text) else text


def _sift(definition: Definition, raw: Mapping[str, Any], say: Say) -> tuple[Answers, dict[str, str]]:
    """Walk the form once, in order; a condition only ever looks back, so its question is settled by then."""
    if not isinstance(raw, Mapping):
        raise AnswersRefused({"": say(UNREADABLE)})
    known = {question.id for question in definition.questions}
    wrong = {str(key): say(UNKNOWN) for key in raw if key not in known}
    stored: dict[str, dict[str, Any]] = {}
    states: dict[str, State] = {}
    for question in definition.questions:
        if not _is_shown(question, stored):
            states[question.id] = "hidden"
            continue
        try:
            entry = _entry(question, raw.get(question.id))
        except _Wrong as refusal:
            states[question.id] = "missing"
            wrong[question.id] = say(refusal.sentence).format(**refusal.facts)
            continue
        states[question.id] = (
            "missing" if entry is None else "declined" if "declined" in entry else "answered"
        )
        if entry is not None:
            stored[question.id] = entry
    return Answers(stored, states), wrong


def _is_shown(question: Question, stored: Mapping[str, Mapping[str, Any]]) -> bool:
    if question.show_if is None:
        return True
    value = stored.get(question.show_if.question, {}).get("v")
    wanted = question.show_if.equals
    return wanted in value if isinstance(value, list) else value == wanted


def _entry(question: Question, given: Any) -> dict[str, Any] | None:
    """The stored form of one raw answer, or None when there is none."""
    if isinstance(given, Mapping):
        if set(given) == {"declined"} and given["declined"] is True:
            if not question.declinable:
                raise _Wrong(NEEDED_FIRMLY)
            return {"declined": True}
        if set(given) != {"v"}:
            raise _Wrong(UNREADABLE)
        given = given["v"]
    if given is None or (isinstance(given, str | list | tuple) and given in MISSING):
        return None
    if isinstance(given, str) and question.kind in ("text", "long", "date", "number") and not given.strip():
        return None
    return {"v": _value(question, given)}


def _value(question: Question, given: Any) -> Any:
    """The answer, checked against its kind. Raises _Wrong with a kind sentence."""
    match question.kind:
        case "choice" | "scale":
            return _one_of(question, given, PICK_ONE)
        case "multi":
            return _several_of(question, given)
        case "number":
            return _number(question, given)
        case "date":
            return _date(question, given)
        case _:
            return _words(question, given)


def _one_of(question: Question, given: Any, sentence: str) -> Any:
    """Type and value must both match: true is not 1, and 1.0 is not 1."""
    for choice in question.choices:
        if type(given) is type(choice.value) and given == choice.value:
            return choice.value
    raise _Wrong(sentence)


def _several_of(question: Question, given: Any) -> list[Any]:
    """Those picked, in the order of the form, each once."""
    if not isinstance(given, list | tuple) or len(given) > 4 * len(question.choices):
        raise _Wrong(PICK_ANY)
    picked = {_one_of(question, each, PICK_ANY) for each in given}
    if isinstance(question.min, int) and len(picked) < question.min:
        raise _Wrong(PICK_AT_LEAST, least=question.min)
    if isinstance(question.max, int) and len(picked) > question.max:
        raise _Wrong(PICK_AT_MOST, most=question.max)
    return [choice.value for choice in question.choices if choice.value in picked]


def _number(question: Question, given: Any) -> int | float:
    sentence = TYPE_WHOLE if question.whole else TYPE_NUMBER
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise _Wrong(sentence)
    if isinstance(given, float) and (question.whole or not math.isfinite(given)):
        raise _Wrong(sentence)
    low = question.min if isinstance(question.min, int | float) else -1_000_000
    high = question.max if isinstance(question.max, int | float) else 1_000_000
    if not low <= given <= high:
        raise _Wrong(NUMBER_BETWEEN, low=low, high=high)
    return given


def _date(question: Question, given: Any) -> str:
    """A day as YYYY-MM-DD, between the question's bounds."""
    if not isinstance(given, str) or not ISO_DATE.fullmatch(given):
        raise _Wrong(TYPE_DATE)
    try:
        datetime.date.fromisoformat(given)
    except ValueError:
        raise _Wrong(TYPE_DATE) from None
    low = question.min if isinstance(question.min, str) else "1900-01-01"
    high = question.max if isinstance(question.max, str) else "2199-12-31"
    if not low <= given <= high:
        raise _Wrong(DATE_BETWEEN, low=low, high=high)
    return given


def _words(question: Question, given: Any) -> str:
    """Written words as typed; only line ends are made alike."""
    if not isinstance(given, str):
        raise _Wrong(IN_WORDS)
    text = given.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > question.longest:
        raise _Wrong(TOO_LONG, most=question.longest, used=len(text))
    if HIDDEN_SIGNS.search(text):
        raise _Wrong(HIDDEN_SIGN)
    if question.kind == "text" and "\n" in text:
        raise _Wrong(ONE_LINE)
    return text
