"""Everything that one instrument says of one couple, for the counsellor's side alone: one page's worth, in few queries.

Scores and answers of both, how alike they answered, what each guessed of the other, and how each number came about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from assessments import measuring
from assessments.format.definition import Definition, Item
from assessments.format.labelling import label_of
from assessments.models import Administration, InstrumentVersion
from assessments.results import reading
from assessments.results.item_reading import ItemSideBySide, paired
from assessments.results.reading import MARKS, InstrumentSideBySide
from assessments.scores import manner
from assessments.scores.answers import Answers, read
from assessments.scores.areas import Area, areas, has_areas
from assessments.scores.crossing import Crossed, Crossing, cross, crossing
from assessments.scores.facets import name_of, rank
from assessments.scores.keying import keyed
from assessments.scores.scoring import score
from assessments.statistics import agreement
from practice.access import Viewer
from practice.models import Couple

Held = Mapping[str, Answers]
"""Each partner's newest answers on one wording, by mark."""


@dataclass(frozen=True)
class Sent:
    """One form as it came in."""

    id: UUID
    mark: str
    at: datetime
    number: int
    is_guess: bool


@dataclass(frozen=True)
class Agreement:
    """How alike both answered. distance: mean steps apart over `items` questions that both answered.

    r: of the answers, with its minimums, or the reason why there is none. elevation: mean of a less mean of b, in steps.
    """

    items: int
    distance: float
    steps: int
    r: float | None
    reason: str | None
    elevation: float


@dataclass(frozen=True)
class GuessedItem:
    """One line on which a guess lay far from the answer, in the words of both."""

    text: str
    guessed: str
    answered: str
    distance: int


@dataclass(frozen=True)
class Guess:
    """What the partner with this mark guessed of the other. Distances are mean steps; None without an answer to compare.

    accuracy: from the other's own answers. similarity: from the guesser's own answers. hits: of the other's foremost
    facets (`of` many), how many the guess put foremost too.
    """

    mark: str
    at: datetime
    items: int
    accuracy: float | None
    similarity: float | None
    widest: tuple[GuessedItem, ...]
    hits: int | None = None
    of: int | None = None


@dataclass(frozen=True)
class Result:
    """One instrument for one couple. traces: by mark, how the newest scores came about, step by step.

    manner: by mark, "flat" or "together", where that says how far differences may be read.
    high: by mark and item list, the questions (and "question/row") that were put high.
    """

    wording: InstrumentVersion
    definition: Definition
    side: InstrumentSideBySide
    items: tuple[ItemSideBySide, ...]
    crossing: Crossing | None
    crossed: Mapping[str, tuple[Crossed, ...]]
    areas: tuple[Area, ...]
    agreement: Agreement | None
    guesses: tuple[Guess, ...]
    manner: Mapping[str, tuple[str, ...]]
    traces: Mapping[str, Any]
    high: Mapping[str, Mapping[str, tuple[str, ...]]]
    sent: tuple[Sent, ...]
    wordings: tuple[int, ...]


def result(couple: Couple, slug: str, viewer: Viewer, *, number: int | None = None) -> Result | None:
    """What came in of one instrument, read on the wording `number` or the newest one; None when nothing did.

    Raises NotFound for anyone who does not look after the couple.
    """
    rows = list(reading.submitted(couple, viewer).filter(instrument__slug=slug))
    own = [row for row in rows if not row.is_guess and number in (None, row.instrument.number)]
    wordings = tuple(sorted({row.instrument.number for row in rows if not row.is_guess}))
    if not own:
        return None
    # An older wording is read with what had been sent by then; the newest with all, so that the pictures are whole.
    until = reading.newest_wording(own)
    rows = [row for row in rows if row.instrument.number <= until.number]
    return _result(rows, reading.marks_of(couple), until, viewer, wordings)


def _result(
    rows: list[Administration],
    marks: Mapping[UUID, str],
    wording: InstrumentVersion,
    viewer: Viewer,
    wordings: tuple[int, ...],
) -> Result:
    definition = wording.definition
    own = [row for row in rows if not row.is_guess]
    guessed = [row for row in rows if row.is_guess]
    figures = measuring.figures_of([wording.pk], viewer)
    newest = reading.latest(own, marks, wording)
    answers = {mark: read(definition, row.answers or {}) for mark, row in newest.items()}
    both = crossing(definition)
    return Result(
        wording=wording,
        definition=definition,
        side=reading.compared(own, marks, reading.bases_of(wording, figures)),
        items=paired(definition, newest.get("a"), newest.get("b")),
        crossing=both,
        crossed={mark: cross(both, held) for mark, held in answers.items()} if both else {},
        areas=areas(definition, answers["a"], answers["b"])
        if len(answers) == 2 and has_areas(definition)
        else (),
        agreement=_agreement(definition, answers),
        guesses=_guesses(definition, reading.latest(guessed, marks, wording), answers),
        manner={mark: _manner(definition, held) for mark, held in answers.items()},
        traces={mark: (row.scores or {}).get("trace", {}) for mark, row in newest.items()},
        high={mark: _high(row) for mark, row in newest.items()},
        sent=tuple(_sent(row, marks) for row in reversed(rows)),
        wordings=wordings,
    )


def _sent(row: Administration, marks: Mapping[UUID, str]) -> Sent:
    assert row.submitted_at is not None
    return Sent(row.pk, marks[row.partner_id], row.submitted_at, row.instrument.number, row.is_guess)


def _high(row: Administration) -> dict[str, tuple[str, ...]]:
    return {name: tuple(held.get("high", ())) for name, held in (row.scores or {}).get("lists", {}).items()}


def _manner(definition: Definition, answers: Answers) -> tuple[str, ...]:
    if manner.is_flat(definition, answers):
        return ("flat",)
    return ("together",) if manner.all_together(definition, score(definition, answers)) else ()


def _steps(definition: Definition, answers: Answers) -> dict[str, float | None]:
    """Every comparable answer in keyed steps, by the name of its question or line."""
    return {name_of(item): _keyed(item, answers) for item in manner.compared(definition)}


def _keyed(item: Item, answers: Answers) -> float | None:
    picked = answers.of_item(item)
    return None if picked is None else float(keyed(item.question, picked))


def _agreement(definition: Definition, answers: Held) -> Agreement | None:
    if len(answers) < 2:
        return None
    names = [name_of(item) for item in manner.compared(definition)]
    pairs = agreement.paired(names, *(_steps(definition, answers[mark]) for mark in MARKS))
    distance, elevation = agreement.mean_distance(pairs), agreement.elevation_gap(pairs)
    if distance is None or elevation is None:
        return None
    low, high = manner.compared(definition)[0].question.value_range
    r, reason = agreement.profile_agreement(pairs)
    return Agreement(len(pairs), distance, high - low, r, reason, elevation)


def _guesses(definition: Definition, guessed: Mapping[str, Administration], own: Held) -> tuple[Guess, ...]:
    return tuple(
        _guess(definition, mark, row, own.get("b" if mark == "a" else "a"), own.get(mark))
        for mark, row in sorted(guessed.items())
    )


def _guess(
    definition: Definition, mark: str, row: Administration, theirs: Answers | None, mine: Answers | None
) -> Guess:
    guess = read(definition, row.answers or {})
    items = manner.compared(definition)
    names, steps = [name_of(item) for item in items], _steps(definition, guess)
    to_other = agreement.paired(names, steps, _steps(definition, theirs) if theirs else {})
    to_self = agreement.paired(names, steps, _steps(definition, mine) if mine else {})
    assert row.submitted_at is not None
    return Guess(
        mark,
        row.submitted_at,
        len(to_other),
        agreement.perceptual_accuracy(to_other),
        agreement.assumed_similarity(to_self),
        _widest(items, to_other, guess, theirs),
        *_hits(definition, guess, theirs),
    )


def _widest(
    items: tuple[Item, ...], pairs: agreement.Pairs, guess: Answers, theirs: Answers | None
) -> tuple[GuessedItem, ...]:
    if theirs is None:
        return ()
    by_name = {name_of(item): item for item in items}
    return tuple(
        GuessedItem(
            _text(item := by_name[pair.item]),
            label_of(item.question, guess.of_item(item)),
            label_of(item.question, theirs.of_item(item)),
            round(pair.distance),
        )
        for pair in agreement.widest(pairs)
    )


def _text(item: Item) -> str:
    row = next((row.label for row in item.question.rows if row.id == item.row), "")
    return f"{item.question.text} {row}".strip()


def _hits(definition: Definition, guess: Answers, theirs: Answers | None) -> tuple[int | None, int | None]:
    """How many of the other's foremost facets the guess put foremost; nothing without facets on both sides."""
    guessed = rank(definition, guess)
    actual = rank(definition, theirs) if theirs else None
    if guessed is None or actual is None or not actual[0].order:
        return None, None
    foremost = set(actual[0].top())
    return len(foremost & set(guessed[0].top())), len(foremost)
