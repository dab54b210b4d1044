"""One questionnaire’s result: both partners side by side as pictures, as a table and question by question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from assessments import reading
from assessments.change import PROVISIONAL_POINTS
from assessments.facet_reading import FacetsSideBySide
from assessments.models import Administration
from assessments.reading import InstrumentSideBySide, ItemSideBySide, Line, Point, ScaleSideBySide
from homework.days import day_of
from practice import audit
from reports import charts, progress, wording
from reports.progress import AlikeApart, Mark, Person, ScaleLine

from .here import Care, couple_page, show

MARKS: tuple[Mark, Mark] = ("a", "b")


@dataclass(frozen=True)
class Cell:
    """One score in words: its value, band, how many answers it rests on, or why there is none."""

    on: date
    value: str
    band: str
    answered: int
    of: int
    reason: str


@dataclass(frozen=True)
class Way:
    """One partner on one scale: picture when there are three scores or more, the newest score, and all of them."""

    mark: Mark
    called: str
    initial: str
    plot: charts.Svg | None
    newest: Cell | None
    cells: tuple[Cell, ...]
    moved: str
    change: str


@dataclass(frozen=True)
class ScaleShown:
    title: str
    low: str
    high: str
    direction: str
    ways: tuple[Way, ...]
    picture: charts.Svg | None
    apart: str
    is_wide: bool
    bands: str


@couple_page("GET", proof="quiet")
def result(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """What both sent, of the instrument of this form. Skips stay skips; nothing is averaged."""
    rows: Any = Administration.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk)
    form = rows.submitted().about_self().select_related("instrument").defer("answers", "scores").first()
    if form is None:
        raise Http404
    slug = form.instrument.slug
    held = next((each for each in reading.side_by_side(care.couple, care.viewer) if each.slug == slug), None)
    items = [] if care.is_shared else widest_first(reading.items(care.couple, slug, care.viewer))
    audit.record(care.viewer, "questionnaire.read", form, couple=care.couple)
    return show(
        request,
        "result",
        care,
        form=form,
        definition=form.instrument.definition,
        scales=[scale_shown(care, held, place) for place in range(len(held.scales))] if held else [],
        composites=held.composites if held else (),
        lists=held.lists if held else (),
        facets=facets_shown(held.facets) if held and held.facets else None,
        points=PROVISIONAL_POINTS,
        items=items,
        is_scored=held is not None,
    )


def facets_shown(facets: FacetsSideBySide) -> dict[str, list[list[str]] | None]:
    """The titles of the strongest facets by mark, level ones together; None where no form came in."""
    return {
        mark: None
        if order is None
        else [[facets.titles[facet] for facet in level] for level in order if set(level) & set(strongest)]
        for mark, order, strongest in (("a", facets.a, facets.top_a), ("b", facets.b, facets.top_b))
    }


def widest_first(items: tuple[ItemSideBySide, ...]) -> list[ItemSideBySide]:
    """The widest gap at the top; what has no distance keeps the order of the form."""
    return sorted(items, key=lambda item: -(item.distance if item.distance is not None else -1))


def scale_shown(care: Care, held: InstrumentSideBySide, place: int) -> ScaleShown:
    scale = held.scales[place]
    a, b = _value(scale.a.latest), _value(scale.b.latest)
    row = AlikeApart(scale.title, a, b) if scale.gap is not None and a is not None and b is not None else None
    return ScaleShown(
        title=scale.title,
        low=scale.anchors[0],
        high=scale.anchors[1],
        direction=_("Higher is easier") if scale.higher_is == "better" else _("Higher is harder"),
        ways=_ways(care, scale, f"{held.slug}-{scale.id}".replace("_", "-")),
        picture=charts.svg_gap(row) if row else None,
        apart=wording.apart(row, translation) if row else _("Not to be compared yet"),
        is_wide=scale.is_apart,
        bands=", ".join(
            _("%(label)s from %(from)d") % {"label": band.label, "from": band.from_} for band in scale.bands
        ),
    )


def _value(point: Point | None) -> float | None:
    return point.value if point else None


def _ways(care: Care, scale: ScaleSideBySide, chart_id: str) -> tuple[Way, ...]:
    lines = {mark: _line(care, mark, getattr(scale, mark)) for mark in MARKS}
    known = [line for line in lines.values() if line.known]
    frame = charts.window(known) if known else None
    people: dict[str, Person] = {person.mark: Person(person.mark, person.called) for person in care.people}  # type: ignore[arg-type]
    found = []
    for person in care.people:
        mark: Mark = person.mark  # type: ignore[assignment]
        other: Mark = "b" if mark == "a" else "a"
        plot = charts.svg_person_plot(
            lines[mark],
            people[mark],
            lines[other] if lines[other].known else None,
            people.get(other),
            chart_id=f"{chart_id}-{mark}",
            title=_("%(scale)s, %(name)s") % {"scale": scale.title, "name": person.called},
            frame=frame,
            t=translation,
        )
        found.append(_way(care, scale, person, plot))
    return tuple(found)


def _way(care: Care, scale: ScaleSideBySide, person: Any, plot: charts.Svg | None) -> Way:
    line: Line = getattr(scale, person.mark)
    cells = tuple(_cell(care, point) for point in line.points)
    return Way(
        mark=person.mark,
        called=person.called,
        initial=person.initial,
        plot=plot,
        newest=cells[-1] if cells else None,
        cells=cells,
        moved=_moved(line),
        change=wording.change_in_words(line.change, "counsellor", translation)
        if line.moved is not None
        else "",
    )


def _line(care: Care, mark: Mark, line: Line) -> ScaleLine:
    """The scores of the newest wording, one a day; the last of a day counts."""
    number = line.points[-1].number if line.points else 0
    days: dict[date, float | None] = {}
    for point in line.points:
        if point.number == number:
            days[_day(care, point.at)] = point.value
    points = tuple(progress.Point(on, value) for on, value in sorted(days.items()))
    return ScaleLine(
        mark, points, band=PROVISIONAL_POINTS, change=line.change if line.moved is not None else None
    )


def _cell(care: Care, point: Point) -> Cell:
    return Cell(
        on=_day(care, point.at),
        value=wording.number(point.value) if point.value is not None else "",
        band=point.band or "",
        answered=point.answered,
        of=point.of,
        reason=point.reason or "",
    )


def _day(care: Care, moment: datetime) -> date:
    return day_of(moment, care.practice)


def _moved(line: Line) -> str:
    if line.moved is None:
        return _("First time")
    if abs(line.moved) < 1:
        return _("As at the start")
    words = _("Up %(points)s since the start") if line.moved > 0 else _("Down %(points)s since the start")
    return words % {"points": wording.number(abs(line.moved))}
