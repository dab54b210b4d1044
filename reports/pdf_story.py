"""The sections of a report in their order: in short, closeness, alike and apart, what was practised, next; pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether

from reports import drawing, geometry, glyphs, wording
from reports.drawing import TEXT, TEXT_2
from reports.pdf_parts import (
    MM,
    Beside,
    Dumbbell,
    Horizon,
    Key,
    Panel,
    Sign,
    cell,
    mixed,
    prose,
    space,
    style,
)
from reports.pdf_tagging import TaggedTable
from reports.progress import AlikeApart, Audience, Mark, Person, Practised, Progress, ScaleLine, digest
from reports.wording import Translator

WIDTH = 176 * MM
GAP = 8 * MM
DATES_IN_A_TABLE = 10
BESIDE = 7 * MM
PLOT_HEIGHT = 190.0  # pixels; less than on the screen, because the numbers stand below it


def story(progress: Progress, t: Translator) -> list[Flowable]:
    """Every flowable of the report; the sections that its audience does not have leave no trace."""
    return [
        *_letterhead(progress),
        *_opening(progress, t),
        *_closeness(progress, t),
        *_alike_apart(progress, t),
        *_practised(progress, t),
        *_next_step(progress, t),
        *_about(progress, t),
    ]


def _heading(text: str) -> Flowable:
    return cell(text, style(glyphs.STRONG, 10.4, 13.5, keep=True, after=1), role="H2")


def _note(text: str, *, after: float = 0, keep: bool = False) -> Flowable:
    return cell(text, style(glyphs.WORK, 8.4, 11.4, code=TEXT_2, after=after, keep=keep))


def _letterhead(progress: Progress) -> list[Flowable]:
    head = progress.letterhead
    left = [cell(head.name, style(glyphs.STRONG, 9.6, 13.4))]
    small = style(glyphs.WORK, 8.6, 12.4, code=TEXT_2)
    left += [cell(head.strapline, small)] if head.strapline else []
    wide = max((glyphs.width(line, glyphs.WORK, 8.6) for line in head.lines), default=0) + 1
    right_width = min(wide, WIDTH * 0.45)
    right = [cell(line, small) for line in head.lines if line.strip()]
    return [
        Beside((left, right), (WIDTH - right_width - GAP, right_width), GAP),
        space(1.4),
        Horizon(),
        space(5.5),
    ]


def _opening(progress: Progress, t: Translator) -> list[Flowable]:
    title = wording.title(progress, t)
    names, comma, rest = title.rpartition(", ")
    voice = style(glyphs.VOICE, 27, 32)
    heading = cell(title, voice, role="H1")
    if comma and glyphs.width(title, glyphs.VOICE, 27) > WIDTH * 0.6:
        lines = [(f"{names},", glyphs.VOICE, TEXT), (rest, glyphs.VOICE, TEXT)]
        heading = mixed(lines, voice, between=" <br/>", role="H1")
    short = style(glyphs.VOICE, 13.4, 19, after=4, right=14 * MM)
    words = (
        " ".join(progress.in_short)
        if all("\n" not in s for s in progress.in_short)
        else "\n".join(progress.in_short)
    )
    opening: list[Flowable] = [heading, space(3.2), *_facts(progress, t), space(6)]
    paragraphs = prose(words, short)
    return [*opening, *paragraphs, space(5)] if paragraphs else opening


def _facts(progress: Progress, t: Translator) -> list[Flowable]:
    prepared = t.gettext("{name}, {day}").format(
        name=progress.prepared_by, day=wording.day(progress.prepared_on, t)
    )
    facts = (
        (t.gettext("Covers"), wording.span(progress.covers_from, progress.covers_to, t)),
        (t.gettext("Sessions"), str(progress.sessions_held)),
        (t.gettext("Prepared by"), prepared),
    )
    look = style(glyphs.WORK, 8.8, 12.4)
    parts = [_fact(label, value, look) for label, value in facts]
    widths = [
        glyphs.width(f"{label}  ", glyphs.WORK, 8.8) + glyphs.width(value, glyphs.MEDIUM, 8.8) + 2
        for label, value in facts
    ]
    if sum(widths) + 2 * BESIDE <= WIDTH:
        return [Beside([[part] for part in parts], widths, BESIDE)]
    return parts


def _fact(label: str, value: str, look: Any) -> Flowable:
    """A label in grey and its value in a firmer weight, in one paragraph."""
    return mixed([(label, glyphs.WORK, TEXT_2), (value, glyphs.MEDIUM, TEXT)], look, between="&nbsp; ")


def _closeness(progress: Progress, t: Translator) -> list[Flowable]:
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
    note = scale if all(line.band is not None for line in lines) else f"{scale} {_no_band(t)}"
    panels = _panels(progress, people, by_mark, t)
    return [
        KeepTogether([_heading(_closeness_heading(progress, t)), *key, space(1.5), panels]),
        space(2),
        *_numbers(people, by_mark, t),
        _note(note),
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


def _closeness_heading(progress: Progress, t: Translator) -> str:
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
    return _table(rows, [first, *[column] * len(days)])


def _table(rows: list[list[Any]], widths: Sequence[float]) -> TaggedTable:
    """A quiet table: hairlines between the rows, no fills."""
    look = [
        ("LINEBELOW", (0, 0), (-1, -2), 0.5, drawing.colour(drawing.GRID)),
        ("LINEBELOW", (0, 0), (-1, 0), 0.6, drawing.colour(drawing.HAIRLINE)),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 1.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
        ("NOSPLIT", (0, 0), (-1, min(2, len(rows) - 1))),
        ("NOSPLIT", (0, max(-3, -len(rows))), (-1, -1)),
        ("FONT", (0, 0), (-1, -1), glyphs.WORK, 8.4),
    ]
    return TaggedTable(rows, colWidths=list(widths), style=look, repeatRows=1, hAlign="LEFT")


def _alike_apart(progress: Progress, t: Translator) -> list[Flowable]:
    rows = sorted(progress.alike_apart or (), key=lambda row: (-row.apart, row.label))
    if not rows:
        return []
    widths = (44 * MM, 76 * MM, 18 * MM, 18 * MM, 20 * MM)
    right = style(glyphs.WORK, 8.4, 10.6, end=True, code=TEXT_2)
    ends = t.gettext("0 hard right now, 100 going well")
    head: list[Any] = [cell(t.gettext("Area"), style(glyphs.WORK, 7.8, 10, code=TEXT_2))]
    head += [
        cell(ends, style(glyphs.WORK, 7.8, 10, code=TEXT_2)),
        *(Sign(p, 17 * MM, end=True) for p in progress.in_order),
    ]
    head.append(cell(t.gettext("Between"), style(glyphs.WORK, 7.8, 10, code=TEXT_2, end=True)))
    body = [_gap_row(row, progress, widths[1], right, t) for row in rows]
    them = t.gettext("Where you see things alike, and where you don’t yet")
    if progress.audience != "couple":
        them = t.gettext("Where they see things alike, and where they don’t yet")
    return [CondPageBreak(45 * MM), _heading(them), space(1), _table([head, *body], widths), space(6.5)]


def _gap_row(row: AlikeApart, progress: Progress, width: float, look: Any, t: Translator) -> list[Any]:
    shapes = geometry.gap(row.a, row.b, wide=row.apart >= wording.FAR_APART)
    said = ", ".join(f"{person.name} {wording.number(row.of(person.mark))}" for person in progress.in_order)
    values = [cell(wording.number(row.of(person.mark)), look) for person in progress.in_order]
    apart = cell(wording.apart(row, t), style(glyphs.STRONG, 8.8, 11, end=True))
    return [
        cell(row.label, style(glyphs.WORK, 9.6, 12)),
        Dumbbell(shapes, width - 6 * MM, said),
        *values,
        apart,
    ]


def _practised(progress: Progress, t: Translator) -> list[Flowable]:
    practised = progress.practised
    if practised is None:
        return []
    columns: list[list[Flowable]] = [
        [cell(figure, style(glyphs.VOICE, 17, 23)), cell(words, style(glyphs.WORK, 9.6, 13.6))]
        for figure, words in wording.kept(practised, progress.audience, t)
    ]
    ledger = _ledger(practised, progress.in_order, t)
    tried = _tried(practised, t)
    if not columns and not ledger and not tried:
        return []
    heading = t.gettext("What they’ve been practising")
    if progress.audience in ("couple", "partner"):
        heading = t.gettext("What you’ve been practising")
    third = (WIDTH - 2 * BESIDE) / 3
    rows: list[Flowable] = []
    for start in range(0, len(columns), 3):
        part = columns[start : start + 3]
        rows += [Beside(part, [third] * len(part), BESIDE), space(2.5)]
    return [KeepTogether([_heading(heading), space(1), *rows, *tried]), *ledger, space(4)]


def _tried(practised: Practised, t: Translator) -> list[Flowable]:
    if not practised.exercises:
        return []
    named = t.gettext("Also practised: {exercises}.").format(exercises="; ".join(practised.exercises))
    return [cell(named, style(glyphs.WORK, 9.6, 13.6)), space(2)]


def _ledger(practised: Practised, people: Sequence[Person], t: Translator) -> list[Flowable]:
    by_mark = {row.mark: row for row in practised.ledger or ()}
    shown = [person for person in people if person.mark in by_mark]
    if not shown:
        return []
    small, head = style(glyphs.WORK, 8.4, 10.6, end=True), style(glyphs.WORK, 7.8, 10, code=TEXT_2, end=True)
    rows: list[list[Any]] = [[cell(t.gettext("Kind words"), style(glyphs.WORK, 7.8, 10, code=TEXT_2))]]
    rows[0] += [cell(t.gettext("given"), head), cell(t.gettext("noticed"), head)]
    for person in shown:
        counts = by_mark[person.mark]
        rows.append([Sign(person, 40 * MM), cell(str(counts.given), small), cell(str(counts.noticed), small)])
    return [_table(rows, (42 * MM, 22 * MM, 22 * MM)), space(2)]


def _next_step(progress: Progress, t: Translator) -> list[Flowable]:
    words = prose(progress.next_step or "", style(glyphs.VOICE, 13.4, 19, after=4, right=14 * MM))
    if not words:
        return []
    return [CondPageBreak(22 * MM), _heading(t.gettext("Next")), space(0.6), *words, space(4)]


def _about(progress: Progress, t: Translator) -> list[Flowable]:
    """Who may read it, which issue it is, and the digest by which it can be checked."""
    parts = [t.gettext("This is a picture of one time. It is information, not a verdict.")]
    if glyphs.has_marks(_all_text(progress)):
        parts.append(t.gettext("The sign □ stands where a letter or picture cannot be printed here."))
    issue = t.gettext("Report {number} of {day}. Its content has this check code:").format(
        number=progress.issue_number, day=wording.day(progress.prepared_on, t)
    )
    notes = [_note(" ".join([*parts, progress.footer]), after=3), _note(issue), _note(digest(progress))]
    return [KeepTogether([_heading(t.gettext("About this report")), *notes])]


def _all_text(progress: Progress) -> str:
    """Every free text of the report in one, to see whether all of it can be printed."""
    head = progress.letterhead
    rows, practised = progress.alike_apart or (), progress.practised
    texts = [
        head.name,
        head.strapline,
        *head.lines,
        *(person.name for person in progress.people),
        *progress.in_short,
    ]
    texts += [row.label for row in rows] + list(practised.exercises if practised else ())
    return " ".join([*texts, progress.prepared_by, progress.next_step or "", progress.footer])
