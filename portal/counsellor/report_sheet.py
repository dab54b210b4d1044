"""A report as a page: the same content as the file, in HTML that a screen reader walks through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from reports import charts, wording
from reports.progress import AlikeApart, Person, Progress, ScaleLine, digest


@dataclass(frozen=True)
class PanelShown:
    person: Person
    ends: str
    words: str
    plot: charts.Svg | None
    numbers: tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class GapShown:
    label: str
    picture: charts.Svg
    apart: str
    values: str


@dataclass(frozen=True)
class Sheet:
    """Everything the template prints, in the order of the file."""

    progress: Progress
    title: str
    covers: str
    prepared: str
    opening: str
    closeness_title: str
    panels: tuple[PanelShown, ...]
    gaps_title: str
    gaps: tuple[GapShown, ...]
    practised_title: str
    kept: tuple[tuple[str, str], ...]
    ledger: tuple[tuple[str, int, int], ...]
    digest: str


def sheet_of(progress: Progress) -> Sheet:
    to_them = progress.audience in ("couple", "partner")
    with translation.override(progress.language):
        return Sheet(
            progress=progress,
            title=wording.title(progress, translation),
            covers=wording.span(progress.covers_from, progress.covers_to, translation),
            prepared=wording.day(progress.prepared_on, translation),
            opening=" ".join(progress.in_short),
            closeness_title=_closeness_title(progress),
            panels=_panels(progress),
            gaps_title=_("Where you see things alike, and where you don’t yet")
            if to_them
            else _("Where they see things alike, and where they don’t yet"),
            gaps=tuple(_gap(row, progress) for row in _widest_first(progress)),
            practised_title=_("What you’ve been practising")
            if to_them
            else _("What they’ve been practising"),
            kept=_kept(progress),
            ledger=_ledger(progress),
            digest=digest(progress),
        )


def _closeness_title(progress: Progress) -> str:
    match progress.audience:
        case "couple":
            return _("How close each of you felt, week by week")
        case "partner":
            return _("How close you felt, week by week")
        case _:
            return _("How close each of them felt, week by week")


def _panels(progress: Progress) -> tuple[PanelShown, ...]:
    lines = {line.mark: line for line in progress.closeness or ()}
    if not lines:
        return ()
    frame = charts.window(list(lines.values()))
    shown = [person for person in progress.in_order if person.mark in lines]
    return tuple(_panel(person, shown, lines, frame, progress) for person in shown)


def _panel(
    person: Person, shown: list[Person], lines: dict[Any, ScaleLine], frame: charts.Window, progress: Progress
) -> PanelShown:
    line = lines[person.mark]
    other = next((each for each in shown if each.mark != person.mark), None)
    plot = charts.svg_person_plot(
        line,
        person,
        lines[other.mark] if other else None,
        other,
        chart_id=f"sheet-{person.mark}",
        title=_("%(name)s, week by week") % {"name": person.name},
        frame=frame,
        sessions=progress.session_days,
        audience=progress.audience,
        t=translation,
    )
    return PanelShown(
        person=person,
        ends=wording.from_to(line, translation),
        words=wording.change_in_words(line.change, progress.audience, translation),
        plot=plot,
        numbers=tuple((p.on, wording.number(p.value) if p.value is not None else "–") for p in line.points),
    )


def _widest_first(progress: Progress) -> list[AlikeApart]:
    return sorted(progress.alike_apart or (), key=lambda row: (-row.apart, row.label))


def _gap(row: AlikeApart, progress: Progress) -> GapShown:
    return GapShown(
        label=row.label,
        picture=charts.svg_gap(row),
        apart=wording.apart(row, translation),
        values=", ".join(f"{one.name} {wording.number(row.of(one.mark))}" for one in progress.in_order),
    )


def _kept(progress: Progress) -> tuple[tuple[str, str], ...]:
    if progress.practised is None:
        return ()
    return tuple(wording.kept(progress.practised, progress.audience, translation))


def _ledger(progress: Progress) -> tuple[tuple[str, int, int], ...]:
    rows = {row.mark: row for row in (progress.practised.ledger or () if progress.practised else ())}
    shown = [person for person in progress.in_order if person.mark in rows]
    return tuple((one.name, rows[one.mark].given, rows[one.mark].noticed) for one in shown)
