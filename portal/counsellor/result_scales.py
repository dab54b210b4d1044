"""One scale for both partners, made ready for the page: pictures, words, and how each score was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from assessments.results.reading import Line, ScaleSideBySide
from assessments.results.result_reading import Result
from homework.days import day_of
from reports import charts, progress, wording
from reports import result_wording as say
from reports.progress import AlikeApart, Mark, Person, ScaleLine

from .here import Care, Someone
from .traces import Counted, counted

MARKS: tuple[Mark, Mark] = ("a", "b")


@dataclass(frozen=True)
class Cell:
    """One score in words: its value, band, how many answers it rests on, or why there is none."""

    on: date
    value: str
    band: str
    answered: int
    of: int
    number: int


@dataclass(frozen=True)
class Way:
    """One partner on one scale: picture when there are three scores or more, the newest score, and all of them."""

    mark: Mark
    called: str
    initial: str
    plot: charts.Svg | None
    newest: Cell | None
    nearest: str
    cells: tuple[Cell, ...]
    moved: str
    change: str
    last: str
    trend: str
    counted: Counted | None


@dataclass(frozen=True)
class ScaleShown:
    id: str
    title: str
    low: str
    high: str
    direction: str
    ways: tuple[Way, ...]
    picture: charts.Svg | None
    apart: str
    is_wide: bool
    bands: str
    state: str
    state_says: str
    points: int
    is_provisional: bool
    measured_on: date | None


def scale_shown(care: Care, result: Result, place: int) -> ScaleShown:
    scale = result.side.scales[place]
    a, b = (line.latest.value if line.latest else None for line in (scale.a, scale.b))
    row = AlikeApart(scale.title, a, b) if scale.gap is not None and a is not None and b is not None else None
    return ScaleShown(
        id=scale.id,
        title=scale.title,
        low=scale.anchors[0],
        high=scale.anchors[1],
        direction=_("Higher is easier") if scale.higher_is == "better" else _("Higher is harder"),
        ways=_ways(care, result, scale),
        picture=charts.svg_gap(row) if row else None,
        apart=wording.apart(row, translation) if row else _("Not to be compared yet"),
        is_wide=scale.is_apart,
        bands=", ".join(
            _("%(label)s from %(from)d") % {"label": band.label, "from": band.from_} for band in scale.bands
        ),
        state=say.state_name(scale.couple_change, translation),
        state_says=say.together(scale.couple_change, translation),
        points=scale.points_needed,
        is_provisional=scale.is_provisional,
        measured_on=scale.measured_on,
    )


def people_in(care: Care) -> dict[str, Person]:
    return {person.mark: Person(person.mark, person.called) for person in care.people}  # type: ignore[arg-type]


def _ways(care: Care, result: Result, scale: ScaleSideBySide) -> tuple[Way, ...]:
    chart_id = f"{result.side.slug}-{scale.id}".replace("_", "-")[:56]
    lines = {mark: _line(care, mark, getattr(scale, mark), scale.points_needed) for mark in MARKS}
    known = [line for line in lines.values() if line.known]
    frame = charts.window(known) if known else None
    people: dict[str, Person] = people_in(care)
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
        found.append(_way(care, result, scale, person, plot))
    return tuple(found)


def _way(care: Care, result: Result, scale: ScaleSideBySide, person: Someone, plot: charts.Svg | None) -> Way:
    line: Line = getattr(scale, person.mark)
    cells = tuple(_cell(care, point) for point in line.points)
    one = people_in(care)[person.mark]
    slope = line.trend
    return Way(
        mark=person.mark,  # type: ignore[arg-type]
        called=person.called,
        initial=person.initial,
        plot=plot,
        newest=cells[-1] if cells else None,
        nearest=say.nearest_words(one, line.latest.anchor if line.latest else None, translation),
        cells=cells,
        moved=_moved(line),
        change=wording.change_in_words(line.change, "counsellor", translation)
        if line.moved is not None
        else "",
        last=say.moved(one, line.moved_last, line.change_last, "last", translation) if len(cells) > 2 else "",
        trend=say.trending(
            one, slope.per_four_weeks if slope else None, slope.points if slope else 0, translation
        ),
        counted=counted(result.definition, result.traces.get(person.mark), scale.id),
    )


def _line(care: Care, mark: Mark, line: Line, points_needed: int) -> ScaleLine:
    """The scores of the newest wording, one a day; the last of a day counts."""
    number = line.points[-1].number if line.points else 0
    days: dict[date, float | None] = {}
    for point in line.points:
        if point.number == number:
            days[day_of(point.at, care.practice)] = point.value
    points = tuple(progress.Point(on, value) for on, value in sorted(days.items()))
    return ScaleLine(mark, points, band=points_needed, change=line.change if line.moved is not None else None)


def _cell(care: Care, point: Any) -> Cell:
    return Cell(
        on=day_of(point.at, care.practice),
        value=wording.number(point.value) if point.value is not None else "",
        band=point.band or "",
        answered=point.answered,
        of=point.of,
        number=point.number,
    )


def _moved(line: Line) -> str:
    if line.moved is None:
        return _("First time")
    if abs(line.moved) < 1:
        return _("As at the start")
    words = _("Up %(points)s since the start") if line.moved > 0 else _("Down %(points)s since the start")
    return words % {"points": wording.number(abs(line.moved))}
