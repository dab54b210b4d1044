"""`/desk/couples/<id>/homework/`: what is set, which days were practised, and the words meant to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from assessments import gate
from homework import assigning, reading
from homework.days import today as practice_today
from homework.models import Assignment
from homework.reading import CounsellorEntry, PartnerWeek, SetExercise
from practice import audit
from practice.refusals import StaleEdit
from reports import caseload

from .fields import DeskForm, Version, newer, settle
from .here import Care, Someone, couple_page, show

LOOKING_BACK = timedelta(days=28)


@dataclass(frozen=True)
class Shown:
    """One exercise with whom it is for, and its newest words."""

    exercise: SetExercise
    person: Someone | None
    entries: tuple[CounsellorEntry, ...]


class Whole(DeskForm):
    version = Version()


@couple_page("GET")
def listing(request: HttpRequest, care: Care) -> HttpResponse:
    """Running exercises first. While the view is shared, only what both were told stays: the exercise and its reason."""
    return _listing(request, care)


def _listing(
    request: HttpRequest, care: Care, form: DeskForm | None = None, about: UUID | None = None
) -> HttpResponse:
    today = practice_today(care.practice)
    held = reading.assignments(care.couple, by=care.viewer)
    if care.is_shared:
        held = tuple(row for row in held if row.state == "running" and row.for_partner is None)
    entries = () if care.is_shared else _entries(care)
    weeks = () if care.is_shared else reading.week_dots(care.couple, by=care.viewer)
    audit.record(care.viewer, "homework.read", care.couple, couple=care.couple, count=len(entries))
    shown = [_shown(care, row, entries) for row in held]
    return show(
        request,
        "homework",
        care,
        status=form.answer if form else 200,
        running=[one for one in shown if is_running(one.exercise, today)],
        ended=[one for one in shown if not is_running(one.exercise, today)],
        week=caseload.dots(weeks),
        kept=caseload.kept(weeks),
        days=_days(weeks),
        is_open=gate.joint_work_is_open(care.couple),
        between=gate.BETWEEN_EXERCISES,
        form=form,
        about=about,
    )


def is_running(exercise: SetExercise, today: date) -> bool:
    """An exercise is over when it was ended, and when its last day has gone by."""
    return exercise.state == "running" and (exercise.ends_on is None or exercise.ends_on >= today)


def _entries(care: Care) -> tuple[CounsellorEntry, ...]:
    today = practice_today(care.practice)
    return reading.entries(care.couple, by=care.viewer, since=today - LOOKING_BACK, until=today)


def _days(weeks: tuple[PartnerWeek, ...]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """The same as the dots, as a table: day by day, each partner’s word."""
    if not weeks:
        return []
    return [
        (dot.day, [(week.called, week.dots[place].state) for week in weeks])
        for place, dot in enumerate(weeks[0].dots)
    ]


def _shown(care: Care, row: SetExercise, entries: tuple[CounsellorEntry, ...]) -> Shown:
    person = care.person(row.for_partner) if row.for_partner else None
    return Shown(row, person, tuple(entry for entry in entries if entry.assignment_id == row.id))


def _mine(care: Care, pk: UUID) -> Assignment:
    row: Assignment | None = (
        Assignment.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk).first()
    )
    if row is None:
        raise Http404
    row.couple = care.couple
    return row


@couple_page("POST", alone=True, acts=True)
def end(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """End an exercise before its day. What was written stays with those who could read it."""
    row = _mine(care, pk)
    form = Whole(request.POST)

    def work() -> str:
        assigning.end(row, by=care.viewer, version=form.cleaned_data["version"])
        return _back(care, "ended")

    try:
        done = settle(request, form, work) if form.is_valid() else None
    except StaleEdit as refusal:
        done, form = None, Whole(newer(request.POST, row.version))
        form.refuse_with(refusal, {})
    return done or _listing(request, care, form, pk)


@couple_page("POST", alone=True, acts=True)
def talked_over(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Note that this was talked over in the room. Partners are not told."""
    row = _mine(care, pk)
    form = DeskForm(request.POST)

    def work() -> str:
        assigning.mark_reviewed(row, by=care.viewer)
        return _back(care, "talked-over")

    return settle(request, form, work) or _listing(request, care, form, pk)


def _back(care: Care, done: str) -> str:
    return reverse("portal:desk-homework", args=[care.couple.pk]) + f"?done={done}"
