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
from assessments.change import (
    PROVISIONAL_POINTS,
    Change,
    CoupleChange,
    classify,
    couple_change,
    gap,
    is_apart,
)
from assessments.definition import Band, Scale
from assessments.facet_reading import CompositeSideBySide, FacetsSideBySide, ListSideBySide, facets_and_lists
from assessments.item_reading import ItemSideBySide, Seen, paired
from assessments.models import Administration, InstrumentVersion
from practice.access import Viewer
from practice.models import Couple, Membership
from practice.refusals import NotFound

__all__ = [
    "InstrumentSideBySide", "ItemSideBySide", "Line", "Point", "ScaleSideBySide", "Seen", "given", "items", "side_by_side",
    "widest_items",
]  # fmt: skip

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
    composites: tuple[CompositeSideBySide, ...] = ()
    lists: tuple[ListSideBySide, ...] = ()
    facets: FacetsSideBySide | None = None


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
    marks = _marks(couple)
    latest = _latest(rows, marks, newest.instrument)
    return paired(newest.instrument.definition, latest.get("a"), latest.get("b"))


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
    rows = seen.submitted().readable().about_self().filter(couple=couple)
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
        tuple(_scale(scale, rows, marks) for scale in definition.numbered),
        *facets_and_lists(definition, _latest(rows, marks, version)),
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


def _latest(
    rows: list[Administration], marks: dict[UUID, str], version: InstrumentVersion
) -> dict[str, Administration]:
    """Each partner's newest form of this wording."""
    return {marks[row.partner_id]: row for row in rows if row.instrument_id == version.pk}


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
