"""Laying out a whole course for a couple in one deed: every step on its day, and a word about each that is held back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments import planning
from assessments.format import batteries
from assessments.models import AssessmentPlan
from assessments.treating import insist_on_acting
from homework import assigning, course
from homework.course import Course, Step
from homework.days import today
from homework.models import Assignment
from homework.terms import Terms
from homework.why_not import reasons_of
from practice import audit
from practice.access import Viewer
from practice.models import Couple
from practice.refusals import BadInput, Conflict, NotNow, Refused, Sentence

EARLIEST, LATEST = timedelta(days=31), timedelta(days=92)
Kind, State = AssessmentPlan.Kind, AssessmentPlan.State


@dataclass(frozen=True)
class StepSet:
    """A step that is set: an exercise from its first day on, or a planned set of forms."""

    step: Step
    first: date
    last: date
    assignment: Assignment | None = None
    plan: AssessmentPlan | None = None


@dataclass(frozen=True)
class StepHeld:
    """A step that was left out, and why. For the counsellor alone: reasons may tell of one partner's answers."""

    step: Step
    first: date
    code: str
    sentence: Sentence
    reasons: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class LaidOut:
    """What became of each step of a course."""

    course: Course
    done: tuple[StepSet, ...]
    held: tuple[StepHeld, ...]


@cache
def _shipped() -> tuple[Course, ...]:
    return tuple(course.read_folder())


def courses() -> list[Course]:
    """The courses that come with the product, shortest first. Read once per process."""
    return sorted(_shipped(), key=lambda each: (each.weeks, each.slug))


def find(slug: str) -> Course:
    found = next((each for each in _shipped() if each.slug == slug), None)
    if found is None:
        raise BadInput(fields={"course": _("Pick a course from the list.")})
    return found


@transaction.atomic
def lay_out(couple: Couple, slug: str, *, starts_on: date, by: Viewer) -> LaidOut:
    """Set every step of a course that can be set, each from its own day on. What is held back is left out and told.

    A course is laid out once; what was held back is set by hand later. Raises Conflict the second time.
    """
    insist_on_acting(by, couple)
    chosen = find(slug)
    now = today(couple.practice)
    if not now - EARLIEST <= starts_on <= now + LATEST:
        raise BadInput(
            fields={"starts_on": _("Choose a first day from last month to three months from now.")}
        )
    Couple.unscoped.select_for_update().get(pk=couple.pk)
    _insist_on_first_time(couple, chosen)
    done: list[StepSet] = []
    held: list[StepHeld] = []
    for step in chosen.steps:
        _try(step, couple, starts_on, by, done, held)
    audit.record(by, "course.laid_out", couple, couple=couple, steps=len(done), held=len(held))
    return LaidOut(chosen, tuple(done), tuple(held))


def _insist_on_first_time(couple: Couple, chosen: Course) -> None:
    """An exercise that stands here with a course's own words came from that course."""
    words = {(step.exercise, step.reason) for step in chosen.steps if step.exercise}
    slugs = {exercise for exercise, _reason in words}
    rows = Assignment.unscoped.filter(couple=couple, exercise__slug__in=slugs)
    if any((row.exercise.slug, row.reason) in words for row in rows.select_related("exercise", "couple")):
        raise Conflict(
            _("This course is laid out already. What is missing can be set by hand."), code="course_laid_out"
        )


def _try(
    step: Step, couple: Couple, starts_on: date, by: Viewer, done: list[StepSet], held: list[StepHeld]
) -> None:
    """One step on a savepoint of its own, so that a refusal leaves nothing of it behind."""
    first, last = step.days(starts_on)
    work: Callable[..., StepSet] = _set_exercise if step.exercise else _plan_forms
    try:
        with transaction.atomic():
            done.append(work(step, couple, first, last, by))
    except Refused as refusal:
        reasons = reasons_of(refusal, couple, by)
        held.append(StepHeld(step, first, refusal.code, refusal.sentence, reasons))


def _set_exercise(step: Step, couple: Couple, first: date, last: date, by: Viewer) -> StepSet:
    if step.after_session:
        raise NotNow(_("This one is done in session first. Set it after that."), code="session_first")
    terms = {mark: Terms(times_a_week=step.times_a_week) for mark in step.marks}
    assignment = assigning.assign(
        couple,
        step.exercise,
        reason=step.reason,
        by=by,
        for_marks=step.marks,
        cadence=step.cadence,
        starts_on=first,
        ends_on=last,
        terms=terms,
    )
    return StepSet(step, first, last, assignment=assignment)


def _plan_forms(step: Step, couple: Couple, first: date, last: date, by: Viewer) -> StepSet:
    battery = batteries.shipped().get(step.battery)
    if battery is None:
        raise BadInput(fields={"battery": _("Pick a set of forms from the list.")})
    kind = _kind(step, battery)
    set_up = partial(
        planning.set_up,
        couple,
        battery.instruments,
        by=by,
        kind=kind,
        battery=battery.slug,
        occasion=planning.occasion_of(battery),
        starts_on=first,
    )
    standing = AssessmentPlan.unscoped.filter(couple=couple, battery=battery.slug).standing()
    if standing.filter(state=State.ACTIVE).exists():
        raise Conflict(_("This set of forms is planned already."), code="forms_planned")
    for suggested in standing.filter(state=State.SUGGESTED):
        planning.dismiss(suggested, by=by)
    plan = set_up(due_days=7, open_days=21) if kind == Kind.ONCE else _repeated(set_up, kind, battery, last)
    return StepSet(step, first, last, plan=plan)


def _kind(step: Step, battery: batteries.Battery) -> str:
    """Before each session; every few weeks where the step lasts that long; else once, on its day."""
    usual = planning.kind_of(battery)
    repeats = battery.every_weeks is not None and step.weeks > battery.every_weeks
    return usual if usual == Kind.SESSION or (usual == Kind.WEEKS and repeats) else Kind.ONCE


def _repeated(
    set_up: Callable[..., AssessmentPlan], kind: str, battery: batteries.Battery, last: date
) -> AssessmentPlan:
    if kind == Kind.SESSION:
        return set_up(ends_on=last)
    return set_up(ends_on=last, every_weeks=battery.every_weeks, due_days=3, open_days=10)
