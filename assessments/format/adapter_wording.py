"""An adapter and a practice's own licensed words → a definition that passes the same gate as every other."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from assessments.format.adapter import Adapter, ItemAlert, Number, Score, Span
from assessments.format.vocabulary import Definition

LONGEST_ITEM = 600
LONGEST_LABEL = 200
BETWEEN = "|"
PREFIX = "item_"
ON_PAPER = "-on-paper"


class WordedItem(msgspec.Struct, frozen=True):
    """One item in the practice's words. labels: the words of its points, lowest first, where it has its own."""

    text: str
    labels: tuple[str, ...] = ()


class Wording(msgspec.Struct, frozen=True):
    """What a practice enters: a name, a name that gives nothing away, the items, and the words of the points."""

    title: str
    neutral_title: str
    items: tuple[WordedItem, ...]
    labels: tuple[str, ...] = ()
    intro: str = ""
    language: str = "en"


class WordingRefused(ValueError):
    """The words do not fit the adapter; `problems` gives a sentence for each field."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("the words do not fit")


def items_from_lines(text: str) -> tuple[WordedItem, ...]:
    """One item a line; the words of its own points may follow, each after a | sign."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    parts = [[part.strip() for part in line.split(BETWEEN)] for line in lines]
    return tuple(WordedItem(first, tuple(labels)) for first, *labels in parts)


def labels_from_lines(text: str) -> tuple[str, ...]:
    """The words of the points, one a line, lowest first."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def tables(adapter: Adapter, wording: Wording, *, slug: str, number: int, source: str = "") -> dict[str, Any]:
    """The definition in the shape of an instrument file. Raises WordingRefused with a sentence beside each field."""
    problems = dict(_problems(adapter, wording))
    if problems:
        raise WordingRefused(problems)
    return _tables(adapter, wording, slug=slug, number=number, source=source)


def on_paper(adapter: Adapter) -> dict[str, Any]:
    """The definition under which points typed from paper are kept: numbers alone, not a word of an item."""
    items = tuple(WordedItem(f"Item {number}") for number in adapter.numbers)
    wording = Wording(f"{adapter.name}, from paper", "Numbers from paper", items)
    source = "Numbers only. No wording is held."
    found = _tables(adapter, wording, slug=adapter.slug + ON_PAPER, number=adapter.version, source=source)
    for row in found["question"]:
        row |= {"required": False}
    return found


def points_of(adapter: Adapter, answers: Mapping[str, Mapping[str, Any]]) -> dict[int, Number]:
    """Points by item number, from the answers as they are kept. Declined and missing ones are not there."""
    given = {number: answers.get(f"{PREFIX}{number}", {}).get("v") for number in adapter.numbers}
    return {number: value for number, value in given.items() if isinstance(value, int | float)}


def answers_of(points: Mapping[int, Number]) -> dict[str, dict[str, Number]]:
    """The same the other way round."""
    return {f"{PREFIX}{number}": {"v": value} for number, value in sorted(points.items())}


def _problems(adapter: Adapter, wording: Wording) -> Iterator[tuple[str, str]]:
    if len(wording.items) != len(adapter.numbers):
        yield (
            "items",
            f"{adapter.name} has {len(adapter.numbers)} items; {len(wording.items)} lines stand here.",
        )
        return
    for number, item in zip(adapter.numbers, wording.items, strict=True):
        span = adapter.span(number)
        if not item.text or len(item.text) > LONGEST_ITEM:
            yield "items", f"Item {number} has words, {LONGEST_ITEM} letters at most."
        labels, wanted = item.labels or wording.labels, _count(span)
        if span.step != 1 and item.labels:
            yield "items", f"Item {number} is a mark on a line and takes no words for its points."
        elif span.step == 1 and len(labels) != wanted:
            yield ("items" if item.labels else "labels"), _wrong_count(number, span, len(labels))
        elif any(not label or len(label) > LONGEST_LABEL for label in labels):
            yield ("items" if item.labels else "labels"), "Each point has words, 200 letters at most."


def _wrong_count(number: int, span: Span, found: int) -> str:
    return (
        f"Item {number} has {_count(span)} points, {span.low} to {span.high}, and {found} have words. "
        "Where items differ, write the words of the points behind the item, each after a | sign."
    )


def _count(span: Span) -> int:
    return span.high - span.low + 1


def _tables(adapter: Adapter, wording: Wording, *, slug: str, number: int, source: str) -> dict[str, Any]:
    scales = list(_scales(adapter))
    owner = {item: scale.id for scale in scales for item in scale.numbers}
    alerts = {alert.item: alert for alert in adapter.alerts}
    questions = [
        _question(adapter, item, worded, wording.labels, owner.get(item), alerts.get(item))
        for item, worded in zip(adapter.numbers, wording.items, strict=True)
    ]
    found: dict[str, Any] = {
        "slug": slug,
        "version": number,
        "title": wording.title,
        "neutral_title": wording.neutral_title,
        "purpose": adapter.purpose,
        "time_frame": adapter.time_frame,
        "tradition": "general",
        "validated": False,
        "source": f"{adapter.citation}. {source}".strip(),
        "limits": adapter.limits,
        "minutes": adapter.minutes,
        "language": wording.language,
        "licence": adapter.licence_note,
        "adapter": adapter.key,
        "question": questions,
    }
    if wording.intro:
        found["intro"] = wording.intro
    if scales:
        found["scale"] = [_scale(scale) for scale in scales]
        found["example"] = [_example(adapter, scales, high) for high in (False, True)]
    return found


def _scales(adapter: Adapter) -> Iterator[Score]:
    """The scores that can stand on 0 to 100 beside others: none that shares an item, and none with an alert in it.

    A scale never holds a safety question, so PHQ-9 has its own total and no scale.
    """
    taken = {alert.item for alert in adapter.alerts}
    for score in adapter.scores:
        numbers = set(score.numbers)
        if not numbers & taken and all(adapter.span(number).step == 1 for number in numbers):
            taken |= numbers
            yield score


def _scale(score: Score) -> dict[str, Any]:
    """min_answered is cut off, not rounded, so that seven of nine stay seven."""
    of = len(score.numbers)
    return {
        "id": score.id,
        "title": score.title,
        "higher_is": score.higher_is,
        "anchors": {"low": score.anchors.low, "high": score.anchors.high},
        "score": score.rule,
        "min_answered": int((of - score.most_missing) / of * 10_000) / 10_000,
    }


def _question(
    adapter: Adapter,
    number: int,
    worded: WordedItem,
    labels: Sequence[str],
    scale: str | None,
    alert: ItemAlert | None,
) -> dict[str, Any]:
    span = adapter.span(number)
    row: dict[str, Any] = {"id": f"{PREFIX}{number}", "text": worded.text}
    if span.step != 1:
        return row | {"kind": "number", "whole": False, "min": span.low, "max": span.high}
    words = worded.labels or labels or [str(points) for points in range(span.low, span.high + 1)]
    row["kind"] = "choice" if scale is None else "scale"
    row["choices"] = [
        {"value": points, "label": label}
        for points, label in zip(range(span.low, span.high + 1), words, strict=True)
    ]
    if scale is not None:
        row |= {"scale": scale, "reverse": number in adapter.reverse}
    if alert is not None:
        row |= {"alert": list(alert.values), "level": alert.level, "crisis": alert.crisis}
    return row


def _example(adapter: Adapter, scales: Sequence[Score], high: bool) -> dict[str, Any]:
    given = {}
    for score in scales:
        for number in score.numbers:
            span = adapter.span(number)
            top = high != (number in adapter.reverse)
            given[f"{PREFIX}{number}"] = span.high if top else span.low
    end = 100 if high else 0
    return {
        "says": "the high end" if high else "the low end",
        "given": given,
        "expect": {score.id: end for score in scales},
    }


def mismatch(adapter: Adapter, definition: Definition) -> str:
    """What keeps a definition from being scored by the adapter, in a sentence; empty when it fits."""
    held = {question.id: question for question in definition.questions}
    wanted = {f"{PREFIX}{number}": number for number in adapter.numbers}
    if held.keys() != wanted.keys():
        return f"{adapter.name} has the items item_1 to item_{len(wanted)}, and no others."
    for question_id, number in wanted.items():
        span, question = adapter.span(number), held[question_id]
        found = question.value_range if question.choices else (question.min, question.max)
        if found != (span.low, span.high):
            return f"item {number} runs from {span.low} to {span.high}."
    for alert in adapter.alerts:
        if set(held[f"{PREFIX}{alert.item}"].alert) != set(alert.values):
            return f"item {alert.item} alerts at {', '.join(map(str, alert.values))}."
    return ""
