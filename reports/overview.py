"""The couple at a glance: closeness, gaps, what changed, homework, and who sees what. For the counsellor alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from assessments.statistics.change import PROVISIONAL_POINTS, classify
from homework import reading as homework
from homework.days import day_of, monday_of
from practice import audit
from practice.access import Viewer
from practice.models import Couple, TherapySession
from reports import agreeing, caseload, charts, session_prep, titles, wording
from reports.agreeing import Kind
from reports.flags import Said
from reports.measures import AREAS, WEEK
from reports.progress import AlikeApart, Mark, Person, Point, ScaleLine
from reports.session_prep import Prep, Standing
from reports.summaries import Course

WEEKS_SHOWN = 12


@dataclass(frozen=True)
class Panel:
    """One partner's way. plot is None when fewer than three weeks are known; the numbers are always there."""

    person: Person
    plot: charts.Svg | None
    delta: Said
    words: str
    numbers: tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class GapRow:
    """One area for both: the picture, and the same in words."""

    label: str
    picture: charts.Svg
    apart: str
    values: str
    is_wide: bool


@dataclass(frozen=True)
class Homework:
    """One running exercise and why it was set."""

    title: str
    reason: str
    set_on: date
    cadence: str


@dataclass(frozen=True)
class Seen:
    """Who sees one kind of thing. marks: of the partners who do; by_counsellor: whether the counsellor does."""

    says: Said
    marks: tuple[Mark, ...]
    by_counsellor: bool


@dataclass(frozen=True)
class Overview:
    prep: Prep
    status: str
    with_you_since: date
    panels: tuple[Panel, ...]
    band: int
    gaps: tuple[GapRow, ...]
    homework: tuple[Homework, ...]
    week: charts.Svg | None
    kept: tuple[tuple[str, int], ...]
    seen: tuple[Seen, ...]


def overview(couple: Couple, *, by: Viewer) -> Overview:
    """Everything the overview shows. Twelve queries at most; reading it is written down."""
    now = session_prep.standing(couple, by=by)
    running = [row for row in homework.assignments(now.couple, by=by) if row.state == "running"]
    shown = Overview(
        prep=session_prep.of(now, by=by),
        status=now.couple.status,
        with_you_since=day_of(now.couple.created_at, now.couple.practice),
        panels=_panels(now, _session_days(now, by)),
        band=PROVISIONAL_POINTS,
        gaps=_gaps(now),
        homework=tuple(Homework(row.title, row.reason, row.starts_on, row.cadence) for row in running),
        week=caseload.dots(now.weeks),
        kept=caseload.kept(now.weeks),
        seen=_who_sees_what(now),
    )
    audit.record(by, "couple.overview", now.couple, couple=now.couple)
    return shown


def _session_days(now: Standing, by: Viewer) -> tuple[date, ...]:
    held = TherapySession.objects.visible_to(by).held().filter(couple=now.couple)  # type: ignore[attr-defined]
    moments = held.values_list("starts_at", flat=True)[: WEEKS_SHOWN * 2]
    return tuple(sorted(day_of(at, now.couple.practice) for at in moments))


def _panels(now: Standing, sessions: tuple[date, ...]) -> tuple[Panel, ...]:
    courses = now.summary.closeness
    lines = {
        person.mark: line_of(person.mark, courses[person.mark], now)
        for person in now.people
        if person.mark in courses
    }
    if not lines:
        return ()
    people = {person.mark: person for person in now.people}
    frame = charts.window(list(lines.values()))
    return tuple(_panel(mark, lines, people, frame, sessions) for mark in lines)


def line_of(mark: Mark, course: Course, now: Standing) -> ScaleLine:
    """The last weeks of one partner, one point a week; the change is told from the first of these weeks."""
    weeks: dict[date, float | None] = {}
    for at, value in course.points:
        weeks[monday_of(day_of(at, now.couple.practice))] = value
    last = max(weeks)
    first = max(min(weeks), last - WEEK * (WEEKS_SHOWN - 1))
    every = [first + WEEK * step for step in range((last - first) // timedelta(weeks=1) + 1)]
    points = tuple(Point(week, weeks.get(week)) for week in every)
    known = [point.value for point in points if point.value is not None]
    change = classify(known[0], known[-1], PROVISIONAL_POINTS, "better") if len(known) > 1 else None
    return ScaleLine(mark, points, band=PROVISIONAL_POINTS, change=change)


def _panel(
    mark: Mark,
    lines: Mapping[Mark, ScaleLine],
    people: Mapping[Mark, Person],
    frame: charts.Window,
    sessions: tuple[date, ...],
) -> Panel:
    line, person = lines[mark], people[mark]
    other: Mark = "b" if mark == "a" else "a"
    plot = charts.svg_person_plot(
        line,
        person,
        lines.get(other),
        people.get(other),
        chart_id=f"closeness-{mark}",
        title=str(_("Closeness of %(name)s, week by week") % {"name": person.name}),
        frame=frame,
        sessions=sessions,
        t=translation,
    )
    return Panel(
        person=person,
        plot=plot,
        delta=_delta(line),
        words=wording.change_in_words(line.change, "counsellor", translation),
        numbers=tuple((p.on, wording.number(p.value) if p.value is not None else "–") for p in line.points),
    )


def _delta(line: ScaleLine) -> Said:
    values = [point.value for point in line.known if point.value is not None]
    points = values[-1] - values[0]
    if len(values) < 2 or abs(points) < 1:
        return _("Now at %(value)s") % {"value": wording.number(values[-1])}
    words = _("Up %(points)s since the start") if points > 0 else _("Down %(points)s since the start")
    return words % {"points": wording.number(abs(points))}


def _gaps(now: Standing) -> tuple[GapRow, ...]:
    """The areas that both answered last in the same words, widest first."""
    scales = [scale for name, scale in sorted(now.summary.scales.items()) if name.partition("/")[0] in AREAS]
    both = [scale for scale in scales if scale.gap() is not None]
    called = titles.of(both)
    rows: list[AlikeApart] = []
    for scale in both:
        values = (scale.marks["a"].last, scale.marks["b"].last)
        a, b = (float(int((100 - value if scale.higher_is == "worse" else value) + 0.5)) for value in values)
        rows.append(AlikeApart(called.get(scale.id, scale.id), a, b))
    rows.sort(key=lambda row: (-row.apart, row.label))
    return tuple(_gap_row(row, now.people) for row in rows)


def _gap_row(row: AlikeApart, people: tuple[Person, ...]) -> GapRow:
    return GapRow(
        label=row.label,
        picture=charts.svg_gap(row),
        apart=wording.apart(row, translation),
        values=", ".join(f"{person.name} {wording.number(row.of(person.mark))}" for person in people),
        is_wide=row.apart >= wording.FAR_APART,
    )


def _who_sees_what(now: Standing) -> tuple[Seen, ...]:
    agreement = agreeing.agreed(now.couple)
    marks = tuple(person.mark for person in now.people)
    agreed = tuple(
        mark
        for week, mark in zip(now.weeks, marks, strict=True)
        if week.partner_id in agreement.by(Kind.REPORT)
    )
    on = agreeing.agreed_on(now.couple, agreement)
    if len(agreed) == 2 and on is not None:
        report: Said = _("Report for the two: both agreed, last on %(day)s") % {
            "day": wording.day(on, translation)
        }
    elif agreed:
        report = _("Report for the two: one has agreed so far")
    else:
        report = _("Report for the two: nobody has agreed yet")
    return (
        Seen(_("Kind words: when each chooses"), marks, False),
        Seen(_("Answers and these charts: you only"), (), True),
        Seen(report, agreed, True),
    )
