"""One raw answer → the value in which it is kept, or a kind sentence about why it cannot be."""

import datetime
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from assessments.format.vocabulary import Question

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
PICK_IN_ROWS = gettext_noop("Pick one answer in each line, or choose not to answer.")
PICK_ONCE = gettext_noop("Each of them can be picked once.")
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
NEEDED_FIRMLY = gettext_noop("This one needs an answer.")
UNREADABLE = gettext_noop("We could not read this answer. Please give it again.")


class Wrong(ValueError):
    """A sentence for the person, not yet translated, and what to put into it."""

    def __init__(self, sentence: str, **facts: object) -> None:
        self.sentence, self.facts = sentence, facts
        super().__init__(sentence)


def typed(question: Question, texts: Sequence[str]) -> Any:
    """What a plain HTML form sent for one question, as a raw answer. What does not fit stays text, to be refused."""
    if question.kind in ("multi", "pick"):
        return [_picked(question, text) for text in texts if text]
    text = texts[-1] if texts else ""
    if question.kind in ("choice", "scale"):
        return _picked(question, text)
    return _number_in(text) if question.kind == "number" else text


def typed_rows(question: Question, texts: Mapping[str, str]) -> dict[str, Any]:
    """What a plain HTML form sent for the lines of a grid, as a raw answer; lines without a pick are left out."""
    return {row: _picked(question, text) for row, text in texts.items() if text}


def _picked(question: Question, text: str) -> Any:
    return next((choice.value for choice in question.choices if str(choice.value) == text), text)


def _number_in(text: str) -> Any:
    text = text.strip()
    if WHOLE_NUMBER.fullmatch(text):
        return int(text)
    return float(text.replace(",", ".")) if DECIMAL_NUMBER.fullmatch(text) else text


def entry(question: Question, given: Any) -> dict[str, Any] | None:
    """The stored form of one raw answer, or None when there is none."""
    if isinstance(given, Mapping):
        if set(given) == {"declined"} and given["declined"] is True:
            if not question.declinable:
                raise Wrong(NEEDED_FIRMLY)
            return {"declined": True}
        if set(given) == {"v"}:
            given = given["v"]
        elif question.kind != "grid" or "declined" in given:
            raise Wrong(UNREADABLE)
    if given is None or (isinstance(given, str | list | tuple) and given in MISSING):
        return None
    if isinstance(given, str) and question.kind in ("text", "long", "date", "number") and not given.strip():
        return None
    value = _value(question, given)
    return None if value == {} else {"v": value}


def _value(question: Question, given: Any) -> Any:
    """The answer, checked against its kind. Raises Wrong with a kind sentence."""
    match question.kind:
        case "choice" | "scale":
            return _one_of(question, given, PICK_ONE)
        case "multi":
            return _several_of(question, given)
        case "pick":
            return _picks(question, given)
        case "grid":
            return _lines(question, given)
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
    raise Wrong(sentence)


def _several_of(question: Question, given: Any) -> list[Any]:
    """Those picked, in the order of the form, each once."""
    if not isinstance(given, list | tuple) or len(given) > 4 * len(question.choices):
        raise Wrong(PICK_ANY)
    picked = {_one_of(question, each, PICK_ANY) for each in given}
    if isinstance(question.min, int) and len(picked) < question.min:
        raise Wrong(PICK_AT_LEAST, least=question.min)
    if isinstance(question.max, int) and len(picked) > question.max:
        raise Wrong(PICK_AT_MOST, most=question.max)
    return [choice.value for choice in question.choices if choice.value in picked]


def _picks(question: Question, given: Any) -> list[Any]:
    """Up to so many of the list: in the order of picking when ranked, else in the order of the form."""
    if not isinstance(given, list | tuple) or len(given) > len(question.choices):
        raise Wrong(PICK_ANY)
    picked = [_one_of(question, each, PICK_ANY) for each in given]
    if len(set(picked)) < len(picked):
        raise Wrong(PICK_ONCE)
    if question.most is not None and len(picked) > question.most:
        raise Wrong(PICK_AT_MOST, most=question.most)
    if question.ranked:
        return picked
    return [choice.value for choice in question.choices if choice.value in picked]


def _lines(question: Question, given: Any) -> dict[str, Any]:
    """One pick in each line of a grid, in the order of the form. A line may be left out and is then missing."""
    known = {row.id for row in question.rows}
    if not isinstance(given, Mapping) or not all(isinstance(row, str) and row in known for row in given):
        raise Wrong(PICK_IN_ROWS)
    return {
        row.id: _one_of(question, given[row.id], PICK_IN_ROWS)
        for row in question.rows
        if given.get(row.id) not in MISSING
    }


def _number(question: Question, given: Any) -> int | float:
    sentence = TYPE_WHOLE if question.whole else TYPE_NUMBER
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise Wrong(sentence)
    if isinstance(given, float) and (question.whole or not math.isfinite(given)):
        raise Wrong(sentence)
    low = question.min if isinstance(question.min, int | float) else -1_000_000
    high = question.max if isinstance(question.max, int | float) else 1_000_000
    if not low <= given <= high:
        raise Wrong(NUMBER_BETWEEN, low=low, high=high)
    return given


def _date(question: Question, given: Any) -> str:
    """A day as YYYY-MM-DD, between the question's bounds."""
    if not isinstance(given, str) or not ISO_DATE.fullmatch(given):
        raise Wrong(TYPE_DATE)
    try:
        datetime.date.fromisoformat(given)
    except ValueError:
        raise Wrong(TYPE_DATE) from None
    low = question.min if isinstance(question.min, str) else "1900-01-01"
    high = question.max if isinstance(question.max, str) else "2199-12-31"
    if not low <= given <= high:
        raise Wrong(DATE_BETWEEN, low=low, high=high)
    return given


def _words(question: Question, given: Any) -> str:
    """Written words as typed; only line ends are made alike."""
    if not isinstance(given, str):
        raise Wrong(IN_WORDS)
    text = given.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > question.longest:
        raise Wrong(TOO_LONG, most=question.longest, used=len(text))
    if HIDDEN_SIGNS.search(text):
        raise Wrong(HIDDEN_SIGN)
    if question.kind == "text" and "\n" in text:
        raise Wrong(ONE_LINE)
    return text
