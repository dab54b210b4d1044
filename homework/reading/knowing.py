"""Twelve weeks of one couple's homework, read together for their counsellor alone.

Only what may reach the counsellor goes in: an answer that its author keeps, and one that is sealed, is not even asked
for. As many queries for a long course as for a short one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast
from uuid import UUID

from django.utils import timezone

from assessments.treating import insist_on_reading
from homework import debriefing
from homework.days import day_of
from homework.days import today as practice_today
from homework.knowing import bids, cycle, dose, initiation, ledger, measuring, pressure, ratio, thaw
from homework.knowing.events import Dose
from homework.knowing.marks import Both, Mark, for_both
from homework.models import Assignment, AssignmentReview, AssignmentTerms, Debrief
from practice.access import Viewer
from practice.models import Couple, Membership

from . import noted
from .leaning import positions
from .shown import Words
from .written import Marks, Weeks, weeks

LOOKING_BACK = timedelta(weeks=12)


@dataclass(frozen=True)
class OwnTerms:
    """How one partner goes about an assignment. is_open: it is there for this partner by now."""

    mark: Mark
    times_a_week: int
    weekdays: str
    cue: str
    remind_at: time | None
    reminds: bool
    is_open: bool
    version: int


@dataclass(frozen=True)
class Reviewed:
    """One talk about an exercise, as the counsellor noted it."""

    at: datetime
    note: str
    rating: int | None


@dataclass(frozen=True)
class Tried:
    """One assignment: each partner's terms, what it counts, both debriefs, and what was noted when it was talked over."""

    id: UUID
    terms: tuple[OwnTerms, ...]
    measures: tuple[measuring.Measured, ...]
    debriefs: Both[tuple[Words, ...]]
    reviews: tuple[Reviewed, ...]


@dataclass(frozen=True)
class Known:
    """Everything that the homework page draws, from `since` to `until`."""

    since: date
    until: date
    tried: Mapping[UUID, Tried]
    strip: Both[tuple[dose.WeekOfDose, ...]]
    completion: Both[dose.Completion]
    thanks: Both[ledger.Direction]
    thanks_weeks: tuple[ledger.WeekOfThanks, ...]
    balance: bids.Balance
    ratios: Both[ratio.Ratio]
    thaw: Both[thaw.Thaw]
    initiation: initiation.Initiation
    pressure: Both[pressure.Pressure]
    loop: cycle.Loop


def know(couple: Couple, *, by: Viewer) -> Known:
    """Read twelve weeks together. Nine queries and keys, however much was written."""
    insist_on_reading(by, couple)
    until = practice_today(couple.practice)
    since = until - LOOKING_BACK + timedelta(days=1)
    members = Membership.objects.visible_to(by).filter(couple=couple)
    marks = {pk: cast(Mark, mark) for pk, mark in members.values_list("partner_id", "mark")}
    rows = weeks(couple, by, marks, since, until)
    written = rows.all_written
    thanks, reaches, starts = noted.thanks(written), noted.bids(written), noted.starts(written)
    days, doses = noted.days(written), tuple(_doses(rows, marks, couple))
    return Known(
        since=since,
        until=until,
        tried=_tried(couple, by, marks, rows),
        strip=dose.strip(doses, days, first=since, last=until),
        completion=dose.completion(doses, days, until=until),
        thanks=ledger.ledger(thanks),
        thanks_weeks=ledger.ledger_by_week(thanks),
        balance=bids.balance(reaches),
        ratios=ratio.ratios(reaches),
        thaw=thaw.thaw(noted.flickers(written), until=until),
        initiation=initiation.initiation(starts),
        pressure=pressure.pressure(days, starts, positions=positions(couple, by, marks, until), until=until),
        loop=cycle.merge(noted.cycle_lines(rows.lines)),
    )


def _doses(rows: Weeks, marks: Marks, couple: Couple) -> Iterable[Dose]:
    """What each partner means to do. While something rests or waits, nothing is planned for it."""
    for each in rows.terms:
        assignment = rows.assignments.get(each.assignment_id)
        resting = assignment is not None and assignment.state == Assignment.State.PAUSED
        if assignment is None or resting or each.opens_at is None or each.partner_id not in marks:
            continue
        ended = day_of(assignment.ended_at, couple.practice) if assignment.ended_at else None
        yield Dose(
            marks[each.partner_id],
            assignment.exercise.slug,
            float(each.times_a_week),
            max(assignment.starts_on, day_of(each.opens_at, couple.practice)),
            min((day for day in (assignment.ends_on, ended) if day is not None), default=None),
        )


def _tried(couple: Couple, by: Viewer, marks: Marks, rows: Weeks) -> dict[UUID, Tried]:
    debriefs: dict[UUID, dict[Mark, tuple[Words, ...]]] = {}
    given = Debrief.objects.visible_to(by).filter(assignment__couple=couple, partner__in=marks)
    for row in given.select_related("partner"):
        debriefs.setdefault(row.assignment_id, {})[marks[row.partner_id]] = debriefing.in_words(row)
    talked: dict[UUID, list[Reviewed]] = {}
    for review in AssignmentReview.objects.visible_to(by).filter(assignment__couple=couple).order_by("-at"):
        review.assignment = rows.assignments[review.assignment_id]
        review.assignment.couple = couple
        talked.setdefault(review.assignment_id, []).append(
            Reviewed(review.at, review.note or "", review.rating)
        )
    terms: dict[UUID, list[OwnTerms]] = {}
    for each in rows.terms:
        if each.partner_id in marks:
            terms.setdefault(each.assignment_id, []).append(_own_terms(each, marks))
    return {
        pk: Tried(
            pk,
            tuple(sorted(terms.get(pk, []), key=lambda own: own.mark)),
            _measures(assignment, rows.written.get(pk, []), rows.since, rows.until),
            for_both(lambda mark, pk=pk: debriefs.get(pk, {}).get(mark, ())),  # type: ignore[misc]
            tuple(talked.get(pk, ())),
        )
        for pk, assignment in rows.assignments.items()
    }


def _own_terms(row: AssignmentTerms, marks: Marks) -> OwnTerms:
    return OwnTerms(
        marks[row.partner_id],
        row.times_a_week,
        row.weekdays,
        row.cue or "",
        row.remind_at,
        row.reminds,
        row.opens_at is not None and row.opens_at <= timezone.now(),
        row.version,
    )


def _measures(
    assignment: Assignment, written: list[noted.Written], since: date, until: date
) -> tuple[measuring.Measured, ...]:
    """What the exercise counts and its counsellor may know of: nothing over a field that stays with its author."""
    exercise = assignment.exercise.exercise
    own = [measuring.Noted(row.mark, row.day, dict(row.answers)) for row in written if row.state == "done"]
    first = min(max(since, assignment.starts_on), until)
    last = min(until, assignment.ends_on) if assignment.ends_on else until
    found = []
    for measure in exercise.measures:
        field = exercise.field(measure.of) if measure.of else None
        if field is None or field.audience != "author":
            found.append(measuring.measured(measure, own, first=first, last=max(first, last)))
    return tuple(found)
