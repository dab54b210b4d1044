"""Both partners side by side, for the counsellor alone. Only submitted forms count, and nothing here is averaged.

Everything that leaves is a frozen dataclass. Doors write the reading down with practice.audit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from assessments import measuring, treating
from assessments.format import writing_only
from assessments.format.definition import Band, Scale
from assessments.models import Administration, InstrumentVersion
from assessments.results.facet_reading import (
    CompositeSideBySide,
    FacetsSideBySide,
    ListSideBySide,
    facets_and_lists,
)
from assessments.results.item_reading import ItemSideBySide, Seen, paired
from assessments.statistics import norms
from assessments.statistics.change import (
    PROVISIONAL_POINTS,
    Change,
    CoupleChange,
    classify,
    couple_change,
    gap,
    is_apart,
    points_needed,
)
from assessments.statistics.norms import PROVISIONAL, ErrorBasis
from assessments.statistics.trend import Trend, trend
from practice.access import Viewer
from practice.models import Couple, Membership
from practice.refusals import NotFound

__all__ = [
    "InstrumentSideBySide", "ItemSideBySide", "Line", "Point", "ScaleSideBySide", "Seen", "given", "items", "side_by_side",
    "widest_items",
]  # fmt: skip

MARKS = ("a", "b")
Bases = Mapping[str, ErrorBasis]
"""What the error band of each scale rests on, by the scale's id."""


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
    """One partner on one scale, oldest first. change: from the first score to the newest of the same wording.

    moved, moved_last: points since the first score and since the one before; None when there is none to compare with.
    trend: from five scores on.
    """

    mark: str
    points: tuple[Point, ...]
    change: Change
    moved: float | None
    change_last: Change = "unclear"
    moved_last: float | None = None
    trend: Trend | None = None

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
    measured_on: date | None = None


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
    for row in submitted(couple, viewer).about_self():
        by_slug.setdefault(row.instrument.slug, []).append(row)
    marks = marks_of(couple)
    newest = {slug: newest_wording(rows) for slug, rows in by_slug.items()}
    figures = measuring.figures_of([version.pk for version in newest.values()], viewer)
    return tuple(
        compared(rows, marks, bases_of(newest[slug], figures))
        for slug, rows in sorted(by_slug.items())
        if rows[-1].instrument.definition.scales
    )


def items(couple: Couple, slug: str, viewer: Viewer) -> tuple[ItemSideBySide, ...]:
    """Each question of the newest wording with both partners' newest answers to that wording. Skips stay skips."""
    rows = list(submitted(couple, viewer).about_self().filter(instrument__slug=slug))
    if not rows:
        return ()
    newest = newest_wording(rows)
    held = latest(rows, marks_of(couple), newest)
    return paired(newest.definition, held.get("a"), held.get("b"))


def widest_items(couple: Couple, slug: str, viewer: Viewer, *, most: int = 3) -> tuple[ItemSideBySide, ...]:
    """The questions on which both are furthest apart, widest first; those answered alike are left out."""
    apart = [item for item in items(couple, slug, viewer) if item.distance]
    return tuple(sorted(apart, key=lambda item: -(item.distance or 0))[:most])


def given(administration: Administration, viewer: Viewer) -> dict[str, Any] | None:
    """The answers of one form, for who may read them now: its own partner always, the counsellor once it was sent.

    Its partner reads of questions about safety only that they are answered. None when the form was not sent, or was
    taken back, and is not the viewer's own: what somebody left half-way stays theirs. Raises NotFound for everyone else.
    """
    if not Administration.objects.visible_to(viewer).filter(pk=administration.pk).exists():
        raise NotFound
    held = administration.answers or {}
    if administration.partner.user_id == viewer.user_id:
        return writing_only.to_author(administration.instrument.definition, held)
    return held if administration.state == Administration.State.SUBMITTED else None


def submitted(couple: Couple, viewer: Viewer) -> Any:
    """Every form that came in and can be read, guesses among them, oldest first. Raises NotFound for outsiders."""
    treating.insist_on_reading(viewer, couple)
    seen: Any = Administration.objects.visible_to(viewer)
    rows = seen.submitted().readable().filter(couple=couple)
    return (
        rows.select_related("instrument", "partner").defer("instrument__body").order_by("submitted_at", "pk")
    )


def marks_of(couple: Couple) -> dict[UUID, str]:
    return dict(Membership.unscoped.filter(couple=couple).values_list("partner_id", "mark"))


def newest_wording(rows: list[Administration]) -> InstrumentVersion:
    return max((row.instrument for row in rows), key=lambda each: each.number)


def bases_of(version: InstrumentVersion, figures: Mapping[tuple[UUID, str], Any]) -> Bases:
    """What each scale's error band rests on: the practice's own numbers past their minimums, provisional ones before."""
    return {
        scale.id: norms.error_basis(measuring.own_figures(figures.get((version.pk, scale.id))))
        for scale in version.definition.numbered
    }


def compared(
    rows: list[Administration], marks: Mapping[UUID, str], bases: Bases | None = None
) -> InstrumentSideBySide:
    """The own forms of one instrument, both partners side by side on the newest wording among them."""
    version = newest_wording(rows)
    definition = version.definition
    held = bases or {}
    return InstrumentSideBySide(
        version.slug,
        version.number,
        definition.title,
        definition.tradition,
        definition.validated,
        definition.limits,
        tuple(_scale(scale, rows, marks, held.get(scale.id, PROVISIONAL)) for scale in definition.numbered),
        *facets_and_lists(definition, latest(rows, marks, version)),
    )


def _scale(
    scale: Scale, rows: list[Administration], marks: Mapping[UUID, str], basis: ErrorBasis
) -> ScaleSideBySide:
    a, b = (
        _line(mark, scale, [row for row in rows if marks[row.partner_id] == mark], basis) for mark in MARKS
    )
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
        couple_change(_told(a), _told(b)),
        _needed(basis),
        basis.is_provisional,
        basis.measured_on,
    )


def _told(line: Line) -> Change | None:
    """Somebody without two scores to compare has no change yet, which is not the same as an unclear one."""
    return None if line.moved is None else line.change


def _needed(basis: ErrorBasis) -> int:
    """Whole points, rounded up, that are unlikely to be chance."""
    return math.ceil(points_needed(basis.sd, basis.reliability))


def latest(
    rows: list[Administration], marks: Mapping[UUID, str], version: InstrumentVersion
) -> dict[str, Administration]:
    """Each partner's newest form of this wording."""
    return {marks[row.partner_id]: row for row in rows if row.instrument_id == version.pk}


def _comparable(a: Point | None, b: Point | None) -> tuple[float | None, float | None]:
    """Two scores can be told apart only when both answered the same wording."""
    if a is None or b is None or a.number != b.number:
        return None, None
    return a.value, b.value


def _line(mark: str, scale: Scale, rows: Iterable[Administration], basis: ErrorBasis) -> Line:
    points = tuple(point for row in rows if (point := _point(row, scale.id)) is not None)
    scored = [(point, point.value) for point in points if point.value is not None]
    same = [(point.at, value) for point, value in scored if point.number == scored[-1][0].number]
    if len(same) < 2:
        return Line(mark, points, "unclear", None)
    first, before, now = same[0][1], same[-2][1], same[-1][1]
    needed = _needed(basis)
    return Line(
        mark,
        points,
        classify(first, now, needed, scale.higher_is),
        now - first,
        classify(before, now, needed, scale.higher_is),
        now - before,
        trend(same, sd=basis.sd, reliability=basis.reliability),
    )


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
