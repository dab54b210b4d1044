"""The sections of a report in their order: in short, closeness, alike and apart, what was practised, next; pure."""

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether

from reports import geometry, glyphs, wording
from reports.drawing import TEXT, TEXT_2
from reports.pdf_closeness import closeness
from reports.pdf_parts import (
    GAP,
    MM,
    WIDTH,
    Beside,
    Dumbbell,
    Horizon,
    Sign,
    cell,
    heading,
    mixed,
    note,
    prose,
    space,
    style,
    table,
)
from reports.progress import AlikeApart, Person, Practised, Progress, digest
from reports.wording import Translator

BESIDE = 7 * MM


def story(progress: Progress, t: Translator) -> list[Flowable]:
    """Every flowable of the report; the sections that its audience does not have leave no trace."""
    return [
        *_letterhead(progress),
        *_opening(progress, t),
        *closeness(progress, t),
        *_alike_apart(progress, t),
        *_practised(progress, t),
        *_next_step(progress, t),
        *_about(progress, t),
    ]


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
    short = style(glyphs.VOICE, 13.4, 19, after=4, right=14 * MM)
    # Sentences run on as one paragraph, unless somebody set line breaks of their own.
    joint = "\n" if any("\n" in sentence for sentence in progress.in_short) else " "
    paragraphs = prose(joint.join(progress.in_short), short)
    opening = [_title(progress, t), space(3.2), *_facts(progress, t), space(6)]
    return [*opening, *paragraphs, space(5)] if paragraphs else opening


def _title(progress: Progress, t: Translator) -> Flowable:
    """The heading on two lines: the names, then how far along; a short one stays on one line."""
    title, voice = wording.title(progress, t), style(glyphs.VOICE, 27, 32)
    names, comma, rest = title.rpartition(", ")
    if not comma or glyphs.width(title, glyphs.VOICE, 27) <= WIDTH * 0.6:
        return cell(title, voice, role="H1")
    lines = [(f"{names},", glyphs.VOICE, TEXT), (rest, glyphs.VOICE, TEXT)]
    return mixed(lines, voice, between=" <br/>", role="H1")


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
    return [CondPageBreak(45 * MM), heading(them), space(1), table([head, *body], widths), space(6.5)]


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
    practised = progress.practised or Practised()
    figures = [
        [cell(figure, style(glyphs.VOICE, 17, 23)), cell(words, style(glyphs.WORK, 9.6, 13.6))]
        for figure, words in wording.kept(practised, progress.audience, t)
    ]
    ledger, tried = _ledger(practised, progress.in_order, t), _tried(practised, t)
    if not figures and not ledger and not tried:
        return []
    words = t.gettext("What they’ve been practising")
    if progress.audience in ("couple", "partner"):
        words = t.gettext("What you’ve been practising")
    third = (WIDTH - 2 * BESIDE) / 3
    rows = [Beside(figures, [third] * len(figures), BESIDE), space(2.5)] if figures else []
    return [KeepTogether([heading(words), space(1), *rows, *tried]), *ledger, space(4)]


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
    return [table(rows, (42 * MM, 22 * MM, 22 * MM)), space(2)]


def _next_step(progress: Progress, t: Translator) -> list[Flowable]:
    words = prose(progress.next_step or "", style(glyphs.VOICE, 13.4, 19, after=4, right=14 * MM))
    if not words:
        return []
    return [CondPageBreak(22 * MM), heading(t.gettext("Next")), space(0.6), *words, space(4)]


def _about(progress: Progress, t: Translator) -> list[Flowable]:
    """Who may read it, which issue it is, and the digest by which it can be checked."""
    parts = [t.gettext("This is a picture of one time. It is information, not a verdict.")]
    if glyphs.has_marks(_all_text(progress)):
        parts.append(t.gettext("The sign □ stands where a letter or picture cannot be printed here."))
    issue = t.gettext("Report {number} of {day}. Its content has this check code:").format(
        number=progress.issue_number, day=wording.day(progress.prepared_on, t)
    )
    notes = [note(" ".join([*parts, progress.footer]), after=3), note(issue), note(digest(progress))]
    return [KeepTogether([heading(t.gettext("About this report")), *notes])]


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
