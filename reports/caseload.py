"""One counsellor's couples, those that changed most first. Five queries at most, however long the list is.

Scores are sealed, so the whole caseload is opened and sorted here; pages are cut afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import gate
from homework import reading as homework
from homework.days import day_of
from practice.access import COUNSELLOR, COVER, Viewer
from practice.models import Couple, CoupleSummary, Membership, TherapySession
from reports import charts, flags, summaries, titles
from reports.flags import Change, Facts, Flag, Said
from reports.progress import Mark, Person
from reports.summaries import Summary
from reports.wording import number

SHOWN_CHANGES, SHOWN_FLAGS, WEEKS_DRAWN, PAGE = 2, 2, 8, 50
FILTERS: dict[str, Said] = {
    "all": _("All, most changed first"),
    "look": _("Needs a look"),
    "week": _("Meeting this week"),
    "intake": _("Intake"),
    "resting": _("Resting"),
}
RESTING = (Couple.Status.PAUSED, Couple.Status.ENDED)
BEFORE_WORK = (Couple.Status.ENQUIRY, Couple.Status.INTAKE)


@dataclass(frozen=True)
class CaseloadRow:
    """One couple at a glance. closeness and kept: the same as the pictures, in words."""

    couple_id: UUID
    people: tuple[Person, ...]
    status: str
    sessions_held: int
    changes: tuple[Change, ...]
    flags: tuple[Flag, ...]
    spark: charts.Svg | None
    closeness: str
    week: charts.Svg | None
    kept: tuple[tuple[str, int], ...]
    next_at: datetime | None
    next_place: str
    zone: str


@dataclass(frozen=True)
class Tab:
    word: str
    label: Said
    count: int


@dataclass(frozen=True)
class Caseload:
    """A page of the caseload, with how many couples each filter holds."""

    rows: tuple[CaseloadRow, ...]
    tabs: tuple[Tab, ...]
    show: str
    page: int
    pages: int
    total: int


@dataclass(frozen=True)
class _Line:
    """One couple before the page is cut."""

    couple: Any
    summary: Summary
    flags: tuple[Flag, ...]
    moved: float

    @property
    def order(self) -> tuple[Any, ...]:
        waits = self.couple.next_at is None, self.couple.next_at
        return not self.couple.waits_alone, -self.moved, waits[0], waits[1] or 0, str(self.couple.pk)


def caseload(
    viewer: Viewer, *, show: str = "all", find: str = "", page: int = 1, size: int = PAGE
) -> Caseload:
    """The couples whom this viewer treats or covers. `show`: a filter word; `find`: part of a name."""
    now = timezone.now()
    lines = sorted(_lines(viewer, find, now), key=lambda line: line.order)
    held = {word: [line for line in lines if _is_in(word, line, now)] for word in FILTERS}
    show = show if show in FILTERS else "all"
    pages = max(1, -(-len(held[show]) // size))
    page = min(max(page, 1), pages)
    cut = held[show][(page - 1) * size : page * size]
    return Caseload(
        rows=_rows(cut, viewer, now),
        tabs=tuple(Tab(word, label, len(held[word])) for word, label in FILTERS.items()),
        show=show,
        page=page,
        pages=pages,
        total=len(held[show]),
    )


def treated(viewer: Viewer) -> QuerySet[Couple]:
    """The couples whose care this viewer is in; the owner's and the front desk's wider view does not count here."""
    caring = viewer.roles & {COUNSELLOR, COVER}
    looking = Viewer(
        viewer.user_id, caring, viewer.practice_id, viewer.staff_id, viewer.covers, viewer.scopes
    )
    return Couple.objects.visible_to(looking)


def _lines(viewer: Viewer, find: str, now: datetime) -> list[_Line]:
    couples = list(_couples(viewer, find.strip(), now))
    rows = CoupleSummary.objects.visible_to(viewer).filter(couple__in=couples)
    sealed = {row.couple_id: row for row in rows}
    return [_line(couple, sealed.get(couple.pk), now) for couple in couples]


def _couples(viewer: Viewer, find: str, now: datetime) -> QuerySet[Couple]:
    rows = treated(viewer).select_related("practice", "counsellor")
    if find and "\0" not in find:
        named = Membership.unscoped.filter(couple=OuterRef("pk"), partner__called__icontains=find)
        rows = rows.filter(Exists(named))
    return with_sessions(rows, now)


def with_sessions(rows: QuerySet[Couple], now: datetime) -> QuerySet[Couple]:
    """Couples with when they meet next, when they met last and how often, and whether something waits, in one query."""
    sessions = TherapySession.unscoped.booked().filter(couple=OuterRef("pk"))
    upcoming = sessions.filter(ends_at__gt=now).order_by("starts_at", "pk")
    held = sessions.filter(ends_at__lte=now).order_by("-starts_at", "pk")
    counted = held.order_by().values("couple").annotate(n=Count("pk")).values("n")
    return rows.annotate(
        next_at=Subquery(upcoming.values("starts_at")[:1], output_field=DateTimeField()),
        next_place=Subquery(upcoming.values("place")[:1]),
        last_at=Subquery(held.values("ends_at")[:1], output_field=DateTimeField()),
        sessions_held=Coalesce(Subquery(counted), 0),
        waits_alone=ExpressionWrapper(gate.something_waits(), output_field=BooleanField()),
    )


def _line(couple: Any, row: CoupleSummary | None, now: datetime) -> _Line:
    if row is not None:
        row.couple = couple
    summary = summaries.read(row.facts if row is not None else None)
    facts = facts_of(couple, summary, {"a": "", "b": ""}, now)
    return _Line(couple, summary, flags.raised(facts), flags.most_moved(summary, couple.last_at))


def facts_of(couple: Any, summary: Summary, names: Mapping[Mark, str], now: datetime) -> Facts:
    """What the flags look at, for a couple that `with_sessions` found."""
    return Facts(
        summary=summary,
        names=names,
        titles=titles.of(scale for scale in summary.scales.values() if _may_be_named(scale)),
        now=now,
        since=couple.last_at,
        waits_alone=couple.waits_alone,
    )


def _may_be_named(scale: summaries.Scale) -> bool:
    return scale.is_apart or any(course.change == "declined" for course in scale.marks.values())


def _is_in(word: str, line: _Line, now: datetime) -> bool:
    status, next_at = line.couple.status, line.couple.next_at
    match word:
        case "look":
            return any(flag.level in {"alone", "slipping", "apart"} for flag in line.flags)
        case "week":
            return next_at is not None and next_at < now + timedelta(days=7)
        case "intake":
            return status in BEFORE_WORK
        case "resting":
            return status in RESTING
        case _:
            return status != Couple.Status.ENDED


def _rows(lines: Sequence[_Line], viewer: Viewer, now: datetime) -> tuple[CaseloadRow, ...]:
    weeks = homework.week_dots_of([line.couple for line in lines], by=viewer) if lines else {}
    return tuple(_row(line, weeks[line.couple.pk], now) for line in lines)


def _row(line: _Line, weeks: Sequence[homework.PartnerWeek], now: datetime) -> CaseloadRow:
    couple = line.couple
    people = tuple(Person(week.mark, week.called) for week in weeks)  # type: ignore[arg-type]
    names: dict[Mark, str] = {person.mark: person.name for person in people}
    facts = facts_of(couple, line.summary, names, now)
    today = day_of(now, couple.practice)
    return CaseloadRow(
        couple_id=couple.pk,
        people=people,
        status=couple.status,
        sessions_held=couple.sessions_held,
        changes=flags.changes(facts)[:SHOWN_CHANGES],
        flags=flags.raised(facts)[:SHOWN_FLAGS],
        spark=spark(line.summary, today),
        closeness=ends(line.summary, names),
        week=dots(weeks),
        kept=kept(weeks),
        next_at=couple.next_at,
        next_place=couple.next_place or "",
        zone=couple.practice.time_zone,
    )


def spark(summary: Summary, today: date) -> charts.Svg | None:
    """Two small lines for the last eight weeks; None while there is nothing to draw."""
    lines = {mark: course.weekly(today, WEEKS_DRAWN) for mark, course in summary.closeness.items()}
    if not any(value is not None for line in lines.values() for value in line):
        return None
    empty: list[float | None] = [None] * WEEKS_DRAWN
    return charts.svg_spark(lines.get("a", empty), lines.get("b", empty))


def ends(summary: Summary, names: Mapping[Mark, str]) -> str:
    """The last value of each, in words."""
    courses = summary.closeness
    return ", ".join(
        f"{name} {number(courses[mark].last)}" for mark, name in names.items() if mark in courses
    )


def dots(weeks: Sequence[homework.PartnerWeek]) -> charts.Svg | None:
    """Seven days in two rows: done, left out, or nothing that is known; None when nothing is known of any day."""
    states = {week.mark: [_state(dot.state) for dot in week.dots] for week in weeks}
    if all(day is None for days in states.values() for day in days):
        return None
    return charts.svg_week(states.get("a", ()), states.get("b", ()))


def _state(word: str) -> bool | None:
    return {"done": True, "skipped": False}.get(word)


def kept(weeks: Sequence[homework.PartnerWeek]) -> tuple[tuple[str, int], ...]:
    """How many of the seven days each practised."""
    return tuple((week.called, sum(dot.state == "done" for dot in week.dots)) for week in weeks)
