"""The section on closeness: a panel for each person, and the same numbers as a table; pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from reportlab.platypus import Flowable, KeepTogether

from reports import geometry, glyphs, wording
from reports.drawing import TEXT_2
from reports.pdf_parts import (
    GAP,
    MM,
    WIDTH,
    Beside,
    Key,
    Panel,
    Sign,
    cell,
    heading,
    note,
    space,
    style,
    table,
)
from reports.progress import Audience, Mark, Person, Progress, ScaleLine
from reports.wording import Translator

DATES_IN_A_TABLE = 10
PLOT_HEIGHT = 190.0  # pixels; less than on the screen, because the numbers stand below it


def closeness(progress: Progress, t: Translator) -> list[Flowable]:
    by_mark = {line.mark: line for line in progress.closeness or () if line.known}
    people = [person for person in progress.in_order if person.mark in by_mark]
    if not people:
        return []
    lines = [by_mark[person.mark] for person in people]
    session = t.gettext("session") if progress.session_days else ""
    key = [Key(people, band=_band_words(lines, progress.audience, t), session=session)]
    if not any(map(geometry.is_drawable, lines)):
        key = []
    scale = t.gettext("Each week’s answer, from 0 (far apart) to 100 (very close).")
    remark = scale if all(line.band is not None for line in lines) else f"{scale} {_no_band(t)}"
    panels = _panels(progress, people, by_mark, t)
    return [
        KeepTogether([heading(_title(progress, t)), *key, space(1.5), panels]),
        space(2),
        *_numbers(people, by_mark, t),
        note(remark),
        space(6.5),
    ]


def _panels(
    progress: Progress, people: Sequence[Person], by_mark: Mapping[Mark, ScaleLine], t: Translator
) -> Flowable:
    """A panel for each person on a shared axis, side by side when there are two."""
    width = (WIDTH - GAP) / 2 if len(people) == 2 else WIDTH
    frame = geometry.window([by_mark[person.mark] for person in people])
    panels = []
    for person in people:
        line, other = by_mark[person.mark], next((p for p in people if p != person), None)
        plot = geometry.person_plot(
            line,
            by_mark[other.mark] if other else None,
            other,
            frame=frame,
            sessions=progress.session_days,
            height=PLOT_HEIGHT,
            t=t,
        )
        sign = glyphs.initials(progress.in_order)[person.mark]
        panels.append([Panel(person, sign, plot, width, **_said(line, person, progress.audience, t))])
    return Beside(panels, [width] * len(panels), GAP)


def _said(line: ScaleLine, person: Person, audience: Audience, t: Translator) -> dict[str, str]:
    return {
        "ends": wording.from_to(line, t),
        "change": wording.change_in_words(line.change, audience, t),
        "alt": wording.finding(person, line, audience, t),
    }


def _no_band(t: Translator) -> str:
    return t.gettext("There is no grey band, as we do not know how much this scale moves by chance.")


def _title(progress: Progress, t: Translator) -> str:
    match progress.audience:
        case "couple":
            return t.gettext("How close each of you felt, week by week")
        case "partner":
            return t.gettext("How close you felt, week by week")
        case _:
            return t.gettext("How close each of them felt, week by week")


def _band_words(lines: Sequence[ScaleLine], audience: Audience, t: Translator) -> str:
    bands = {line.band for line in lines if geometry.is_drawable(line)}
    if None in bands or not bands:
        return ""
    if len(bands) > 1:
        return wording.band_name(audience, t)
    return f"{wording.band_name(audience, t)}, ±{wording.number(bands.pop() or 0.0)}"


def _numbers(people: Sequence[Person], by_mark: Mapping[Mark, ScaleLine], t: Translator) -> list[Flowable]:
    """The same values as a table, a row for each person; a week without a value is an empty cell."""
    values = {mark: {point.on: point.value or 0.0 for point in line.known} for mark, line in by_mark.items()}
    days = sorted({on for known in values.values() for on in known})
    tables: list[Flowable] = []
    for start in range(0, len(days), DATES_IN_A_TABLE):
        tables += [_number_table(people, values, days[start : start + DATES_IN_A_TABLE], t), space(1.5)]
    return tables


def _number_table(
    people: Sequence[Person], values: Mapping[Mark, Mapping[date, float]], days: Sequence[date], t: Translator
) -> Flowable:
    small, head = style(glyphs.WORK, 8.4, 10.6, end=True), style(glyphs.WORK, 7.8, 10, code=TEXT_2, end=True)
    first = 30 * MM
    rows: list[list[Any]] = [[cell(t.gettext("Week"), style(glyphs.WORK, 7.8, 10, code=TEXT_2))]]
    rows[0] += [cell(wording.short_day(on, t), head) for on in days]
    for person in people:
        known = values[person.mark]
        row = [cell(wording.number(known[on]) if on in known else "", small) for on in days]
        rows.append([Sign(person, first), *row])
    column = min(18 * MM, (WIDTH - first) / len(days))
    return table(rows, [first, *[column] * len(days)])
