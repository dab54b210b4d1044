"""Both partners side by side, for the counsellor alone. Only submitted forms count, and nothing here is averaged.

Everything that leaves is a frozen dataclass. Doors write the reading down with practice.audit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from assessments import treating
from assessments.answers import read
from assessments.change import (
    PROVISIONAL_POINTS,
    Change,
    CoupleChange,
    classify,
    couple_change,
    gap,
    is_apart,
)
from assessments.definition import Band, Definition, Question, Scale
from assessments.labelling import label_of
from assessments.models import Administration
from assessments.scoring import keyed
from practice.access import Viewer
from practice.models import Couple, Membership, Partner
from practice.refusals import NotFound

MARKS = ("a", "b")


@dataclass(frozen=True)
class Point:
    """One score at one time. value: 0-100, or None with the reason; None is never 0."""

    at: datetime
    value: float | None
    band: str | None
    reason: str | None
    number: int
    anchor: str | None
    answered: int
    of: int


@dataclass(frozen=True)
class Line:
    """One partner on one scale, oldest first. change: from the first score to the newest of the same wording."""

    mark: str
    points: tuple[Point, ...]
    change: Change
    moved: float | None

    @property
    def latest(self) -> Point | None:
        return self.points[-1] if self.points else None


@dataclass(frozen=True)
class ScaleSideBySide:
    """One scale for both. gap: points between both newest scores; None unless both have one on the same wording."""

    id: str
    title: str
    higher_is: str
    bands: tuple[Band, ...]
    anchors: tuple[str, str]
    a: Line
    b: Line
    gap: float | None
    is_apart: bool
    couple_change: CoupleChange
    points_needed: int = PROVISIONAL_POINTS
    is_provisional: bool = True


@dataclass(frozen=True)
class InstrumentSideBySide:
    slug: str
    number: int
    title: str
    tradition: str
    validated: bool
    limits: str
    scales: tuple[ScaleSideBySide, ...]


@dataclass(frozen=True)
class Seen:
    """One answer as the counsellor reads it. state: answered, declined, hidden, missing, or "" when no form came in."""

    state: str
    label: str = ""
    value: Any = None


@dataclass(frozen=True)
class ItemSideBySide:
    """One question with both answers. distance: steps between both keyed answers; None when either has none."""

    question: Question
    a: Seen
    b: Seen
    distance: int | None


def side_by_side(couple: Couple, viewer: Viewer) -> tuple[InstrumentSideBySide, ...]:
    """Every scored instrument that either partner has submitted. Raises NotFound for anyone who does not treat them."""
    by_slug: dict[str, list[Administration]] = {}
    for row in _submitted(couple, viewer):
        by_slug.setdefault(row.instrument.slug, []).append(row)
    marks = _marks(couple)
    return tuple(
        _instrument(rows, marks)
        for _slug, rows in sorted(by_slug.items())
        if rows[-1].instrument.definition.scales
    )


def items(couple: Couple, slug: str, viewer: Viewer) -> tuple[ItemSideBySide, ...]:
    """Each question of the newest wording with both partners' newest answers to that wording. Skips stay skips."""
    rows = [row for row in _submitted(couple, viewer) if row.instrument.slug == slug]
    if not rows:
        return ()
    newest = max(rows, key=lambda row: row.instrument.number)
    definition = newest.instrument.definition
    marks = _marks(couple)
    latest = {marks[row.partner_id]: row for row in rows if row.instrument_id == newest.instrument_id}
    seen = {mark: _seen(definition, latest.get(mark)) for mark in MARKS}
    return tuple(
        ItemSideBySide(
            question,
            seen["a"][question.id],
            seen["b"][question.id],
            _distance(question, seen["a"][question.id], seen["b"][question.id]),
        )
        for question in definition.questions
    )


def widest_items(couple: Couple, slug: str, viewer: Viewer, *, most: int = 3) -> tuple[ItemSideBySide, ...]:
    """The questions on which both are furthest apart, widest first; those answered alike are left out."""
    apart = [item for item in items(couple, slug, viewer) if item.distance]
    return tuple(sorted(apart, key=lambda item: -(item.distance or 0))[:most])


def given(administration: Administration, viewer: Viewer) -> dict[str, Any] | None:
    """The answers of one form, for who may read them now: its own partner always, the counsellor once it was sent.

    None when the form is still open and not the viewer's own. Raises NotFound for everyone else.
    """
    if not Administration.objects.visible_to(viewer).filter(pk=administration.pk).exists():
        raise NotFound
    if administration.partner.user_id == viewer.user_id or not administration.is_open:
        return administration.answers or {}
    return None


def _submitted(couple: Couple, viewer: Viewer) -> list[Administration]:
    treating.insist_on_reading(viewer, couple)
    seen: Any = Administration.objects.visible_to(viewer)
    rows = seen.submitted().readable().filter(couple=couple)
    return list(
        rows.select_related("instrument", "partner").defer("instrument__body").order_by("submitted_at", "pk")
    )


def _marks(couple: Couple) -> dict[UUID, str]:
    return dict(Membership.unscoped.filter(couple=couple).values_list("partner_id", "mark"))


def _instrument(rows: list[Administration], marks: dict[UUID, str]) -> InstrumentSideBySide:
    version = max((row.instrument for row in rows), key=lambda each: each.number)
    definition = version.definition
    return InstrumentSideBySide(
        version.slug,
        version.number,
        definition.title,
        definition.tradition,
        definition.validated,
        definition.limits,
        tuple(_scale(scale, rows, marks) for scale in definition.scales),
    )


def _scale(scale: Scale, rows: list[Administration], marks: dict[UUID, str]) -> ScaleSideBySide:
    a, b = (_line(mark, scale, [row for row in rows if marks[row.partner_id] == mark]) for mark in MARKS)
    first, second = _comparable(a.latest, b.latest)
    return ScaleSideBySide(
        scale.id,
        scale.title,
        scale.higher_is,
        scale.bands,
        (scale.anchors.low, scale.anchors.high),
        a,
        b,
        gap(first, second),
        is_apart(first, second),
        couple_change(a.change, b.change),
    )


def _comparable(a: Point | None, b: Point | None) -> tuple[float | None, float | None]:
    """Two scores can be told apart only when both answered the same wording."""
    if a is None or b is None or a.number != b.number:
        return None, None
    return a.value, b.value


def _line(mark: str, scale: Scale, rows: Iterable[Administration]) -> Line:
    points = tuple(point for row in rows if (point := _point(row, scale.id)) is not None)
    scored = [point for point in points if point.value is not None]
    same = [point for point in scored if point.number == scored[-1].number] if scored else []
    if len(same) < 2:
        return Line(mark, points, "unclear", None)
    before, after = same[0].value, same[-1].value
    assert before is not None
    assert after is not None
    return Line(mark, points, classify(before, after, PROVISIONAL_POINTS, scale.higher_is), after - before)


def _point(row: Administration, scale_id: str) -> Point | None:
    result = (row.scores or {}).get("scales", {}).get(scale_id)
    if result is None or row.submitted_at is None:
        return None
    return Point(
        row.submitted_at,
        result["value"],
        result["band"],
        result["reason"],
        row.instrument.number,
        result["anchor"],
        result["answered"],
        result["of"],
    )


def _seen(definition: Definition, row: Administration | None) -> dict[str, Seen]:
    if row is None:
        return {question.id: Seen("") for question in definition.questions}
    answers = read(definition, row.answers or {})
    return {
        question.id: Seen(
            answers.state(question.id),
            label_of(question, answers.value(question.id))
            if answers.state(question.id) == "answered"
            else "",
            answers.value(question.id),
        )
        for question in definition.questions
    }


def _distance(question: Question, a: Seen, b: Seen) -> int | None:
    if question.scale is None or a.state != "answered" or b.state != "answered":
        return None
    return abs(keyed(question, a.value) - keyed(question, b.value))


def own_forms(partner: Partner) -> list[dict[str, Any]]:
    """A partner's own part of their export: what they answered, word for word. Never the private questions."""
    rows = Administration.unscoped.filter(partner=partner).select_related("instrument", "partner")
    return [_own_form(row) for row in rows.order_by("opened_at", "pk") if row.answers]


def _own_form(row: Administration) -> dict[str, Any]:
    definition = row.instrument.definition
    held = row.answers or {}
    return {
        "form": definition.title,
        "version": row.instrument.number,
        "opened_at": row.opened_at.isoformat(),
        "sent_at": row.submitted_at.isoformat() if row.submitted_at else None,
        "answers": [
            {"question": question.text, "declined": True}
            if "declined" in held[question.id]
            else {"question": question.text, "answer": label_of(question, held[question.id]["v"])}
            for question in definition.questions
            if question.id in held
        ],
        "scales": {
            definition.scale(scale_id).title: result["value"]
            for scale_id, result in (row.scores or {}).get("scales", {}).items()
        },
    }
