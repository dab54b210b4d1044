"""What must hold within one question: what can be picked, the lines of a grid, least and most."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence

from assessments.format.tables import Finding
from assessments.format.vocabulary import LONGEST, WITH_CHOICES, Choice, Definition, Question

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,47}")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,47}")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST_CHOICES, MOST_ROWS, MOST_PICKS = 60, 12, 10
LARGEST = 1_000_000
TAKEN = {"v", "declined"}
"""An answer is told by these words from what it holds."""


def texts(definition: Definition) -> Iterator[Finding]:
    """Every question says something."""
    for index, question in enumerate(definition.questions):
        if not question.text.strip():
            yield Finding("question", index, "text", "*text* is empty.")


def choices(definition: Definition) -> Iterator[Finding]:
    """What can be picked is there, differs, and has words."""
    for index, question in enumerate(definition.questions):
        if question.kind not in WITH_CHOICES:
            if question.choices:
                yield Finding("question", index, "choices", f"a *{question.kind}* question has no choices.")
            continue
        for says, hint, item in _mistakes_in(question.choices):
            yield Finding("question", index, "choices", says, hint, item)


def grids(definition: Definition) -> Iterator[Finding]:
    """A grid has lines with ids and words; no other question has any."""
    for index, question in enumerate(definition.questions):
        if question.kind != "grid":
            if question.rows:
                hint = 'Write kind = "grid".'
                yield Finding("question", index, "rows", f"a *{question.kind}* question has no *rows*.", hint)
            continue
        if not 1 <= len(question.rows) <= MOST_ROWS:
            hint = 'Write rows = [{ id = "money", label = "Money" }, …].'
            yield Finding("question", index, "rows", f"a grid has 1 to {MOST_ROWS} *rows*.", hint)
        for row in question.rows:
            if not IDENTIFIER.fullmatch(row.id) or row.id in TAKEN:
                says = f"the row id *{row.id}* is made of small letters, digits and _ only."
                hint = "*v* and *declined* are taken." if row.id in TAKEN else ""
                yield Finding("question", index, "rows", says, hint)
        if _repeats(row.id for row in question.rows):
            yield Finding("question", index, "rows", "two rows have the same *id*.")
        if _repeats(row.label.strip() for row in question.rows):
            yield Finding("question", index, "rows", "two rows have the same *label*.")
        if not all(row.label.strip() for row in question.rows):
            yield Finding("question", index, "rows", "every row needs words in its *label*.")


def picks(definition: Definition) -> Iterator[Finding]:
    """How many may be picked, and whether their order counts."""
    for index, question in enumerate(definition.questions):
        if question.kind != "pick":
            for key in ("most", "ranked"):
                if getattr(question, key):
                    says = f"*{key}* means nothing for a *{question.kind}* question."
                    yield Finding("question", index, key, says, 'Write kind = "pick", or drop it.')
        elif question.most is None or not 1 <= question.most <= min(MOST_PICKS, len(question.choices) or 1):
            says = f"*most* lies between 1 and {MOST_PICKS}, and there are as many choices at least."
            yield Finding("question", index, "most", says)


def limits(definition: Definition) -> Iterator[Finding]:
    """Least, most and length fit the kind of question."""
    for index, question in enumerate(definition.questions):
        for key in ("min", "max"):
            value = getattr(question, key)
            if value is not None and (says := _limit_mistake(question, value)):
                yield Finding("question", index, key, f"*{key}* {says}")
        if _is_upside_down(question):
            yield Finding("question", index, "min", "*min* is larger than *max*.")
        if question.max_length is not None:
            most = LONGEST.get(question.kind)
            if most is None:
                says = f"a *{question.kind}* question has no *max_length*."
                yield Finding("question", index, "max_length", says)
            elif not 1 <= question.max_length <= most:
                yield Finding(
                    "question", index, "max_length", f"*max_length* lies between 1 and {most} here."
                )


RULES = (texts, choices, grids, picks, limits)


def _mistakes_in(choices: Sequence[Choice]) -> Iterator[tuple[str, str, int | None]]:
    """What is wrong, which choice it is in words, and its place in the list."""
    if len(choices) < 2:
        yield "there are fewer than two *choices* to pick from.", "", None
    if len(choices) > MOST_CHOICES:
        yield f"there are more than {MOST_CHOICES} *choices*.", "", MOST_CHOICES
    if (place := _repeated([str(choice.value) for choice in choices])) is not None:
        value = choices[place].value
        both = [each.label for each in choices if str(each.value) == str(value)]
        yield "two choices have the same *value*.", f"{' and '.join(map(_quoted, both))} have {value}.", place
    if (place := _repeated([choice.label.strip() or str(choice.value) for choice in choices])) is not None:
        yield "two choices have the same *label*.", f"It is {_quoted(choices[place].label)}.", place
    for place, choice in enumerate(choices):
        if not choice.label.strip():
            yield "every choice needs words in its *label*.", f"The one for {choice.value} has none.", place
        if isinstance(choice.value, int) and abs(choice.value) > LARGEST:
            yield "a *value* is a number up to a million.", f"{_quoted(choice.label)} has more.", place
        if isinstance(choice.value, str) and not WORD.fullmatch(choice.value):
            says = "a *value* in words is made of letters, digits, - and _ only."
            yield says, f"{_quoted(choice.label)} has {_quoted(choice.value)}.", place


def _quoted(words: str) -> str:
    return f"“{words.strip()[:60]}”"


def _repeated(words: Sequence[str]) -> int | None:
    """The place of the first that was there before."""
    return next((place for place, word in enumerate(words) if word in words[:place]), None)


def _repeats(words: Iterable[str]) -> bool:
    listed = list(words)
    return len(set(listed)) < len(listed)


def _limit_mistake(question: Question, value: int | float | str) -> str:
    """Why this least or most does not fit the kind; empty when it does."""
    match question.kind:
        case "number":
            fits = isinstance(value, int | float) and abs(value) <= LARGEST
            return "" if fits else "must be a number up to a million."
        case "multi":
            fits = isinstance(value, int) and 0 <= value <= len(question.choices)
            return "" if fits else "must be how many answers may be picked."
        case "date":
            return "" if _is_date(value) else 'must be a date such as "2026-03-14".'
        case "pick":
            return "means nothing for a *pick* question; write *most*."
        case _:
            return f"means nothing for a *{question.kind}* question."


def _is_date(value: int | float | str) -> bool:
    if not isinstance(value, str) or not ISO_DATE.fullmatch(value):
        return False
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_upside_down(question: Question) -> bool:
    low, high = question.min, question.max
    if isinstance(low, str) and isinstance(high, str):
        return low > high
    return isinstance(low, int | float) and isinstance(high, int | float) and low > high
