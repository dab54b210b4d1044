"""`/desk/couples/<id>/homework/`: what is set and why, what both ends say of it, and what waits for the counsellor's hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import gate
from homework import assigning, in_room, reading, terms, unsafe, waiting
from homework.days import today as practice_today
from homework.models import Assignment, AssignmentTerms
from homework.reading import CounsellorEntry, SetExercise
from homework.reading.knowing import Known, OwnTerms, Tried, know
from practice import audit
from practice.models import Couple
from practice.refusals import StaleEdit

from . import known_shown
from .fields import DeskForm, Number, OneOf, SomeOf, Version, Words, newer, settle
from .here import Care, Someone, couple_page, show
from .known_words import WEEKDAYS, counted_words, days_words

LOOKING_BACK = timedelta(days=28)
RATINGS = (
    ("", _("No rating")),
    ("0", _("0 It did not help")),
    ("1", _("1 A little")),
    ("2", _("2 Somewhat")),
    ("3", _("3 Well")),
    ("4", _("4 Very well")),
)


@dataclass(frozen=True)
class Agreed:
    """What is agreed with one partner, in words."""

    person: Someone
    terms: OwnTerms
    days: str


@dataclass(frozen=True)
class Shown:
    """One exercise with whom it is for, each partner's terms, its newest words, and what waits for the counsellor."""

    exercise: SetExercise
    person: Someone | None
    entries: tuple[CounsellorEntry, ...]
    terms: tuple[Agreed, ...] = ()
    measures: tuple[tuple[Any, list[str]], ...] = ()
    debriefs: tuple[tuple[Someone, Any], ...] = ()
    tried: Tried | None = None
    rounds: tuple[int, ...] = ()
    is_ready: bool = False


class Whole(DeskForm):
    version = Version()


class Turn(DeskForm):
    version = Version()
    to = OneOf(label="", choices=[("paused", ""), ("running", "")])


class Talked(DeskForm):
    """A note and a rating of the counsellor's own; neither is needed, and partners see neither."""

    note = Words(label=_("What you talked over"), most=assigning.LONGEST_NOTE, rows=3, required=False)
    rating = OneOf(label=_("How it went, as you see it"), choices=RATINGS, required=False, drop=True)


class Dose(DeskForm):
    version = Version()
    times_a_week = Number(label=_("Times a week"), least=1, most=35)
    weekdays = SomeOf(label=_("Days"), choices=[(str(n), day) for n, day in enumerate(WEEKDAYS)])


@couple_page("GET")
def listing(request: HttpRequest, care: Care) -> HttpResponse:
    """Running exercises first. While the view is shared, only what both were told stays: the exercise and its reason."""
    return _listing(request, care)


def _listing(
    request: HttpRequest, care: Care, form: DeskForm | None = None, about: UUID | None = None
) -> HttpResponse:
    day = practice_today(care.practice)
    held = reading.assignments(care.couple, by=care.viewer)
    if care.is_shared:
        running = [Shown(row, None, ()) for row in held if is_running(row, day) and row.for_partner is None]
        audit.record(care.viewer, "homework.read", care.couple, couple=care.couple, count=0)
        return show(request, "homework", care, running=running, between=gate.BETWEEN_EXERCISES)
    known = know(care.couple, by=care.viewer)
    entries = _entries(care)
    shown = _all_shown(care, held, known, entries)
    audit.record(care.viewer, "homework.read", care.couple, couple=care.couple, count=len(entries))
    return show(
        request,
        "homework",
        care,
        status=form.answer if form else 200,
        running=[one for one in shown if is_running(one.exercise, day)],
        resting=[one for one in shown if one.exercise.state == "paused"],
        ended=[one for one in shown if _is_over(one.exercise, day)],
        is_open=gate.joint_work_is_open(care.couple),
        between=gate.BETWEEN_EXERCISES,
        flags=unsafe.flags_for(care.couple, care.viewer),
        alone_waits=_something_waits(care),
        talked=Talked(),
        weekdays=WEEKDAYS,
        form=form,
        about=about,
        known=known,
        **_pictures(care, known, {row.slug: row.title for row in held}),
    )


def _pictures(care: Care, known: Known, titles: dict[str, str]) -> dict[str, Any]:
    weeks = known_shown.weeks(care, known)
    return {
        "weeks": weeks[: known_shown.NEWEST_WEEKS],
        "older_weeks": weeks[known_shown.NEWEST_WEEKS :],
        "ledger": known_shown.ledger(care, known),
        "ledger_weeks": known_shown.ledger_weeks(care, known),
        "balance": known_shown.balance(care, known),
        "agreement": known_shown.said.agreement_words(known.balance),
        "ratios": known_shown.ratios(care, known),
        "thaw": known_shown.thaw(care, known),
        "initiation": known_shown.initiation(care, known),
        "pressure": known_shown.pressure(care, known, titles),
        "loop": known_shown.loop(care, known),
    }


def is_running(exercise: SetExercise, today: date) -> bool:
    """An exercise is over when it was ended, and when its last day has gone by."""
    return exercise.state == "running" and (exercise.ends_on is None or exercise.ends_on >= today)


def _is_over(exercise: SetExercise, today: date) -> bool:
    return exercise.state != "paused" and not is_running(exercise, today)


def _something_waits(care: Care) -> bool:
    rows = Couple.objects.visible_to(care.viewer).filter(pk=care.couple.pk)
    found: bool = rows.filter(gate.something_waits()).exists()
    return found


def _entries(care: Care) -> tuple[CounsellorEntry, ...]:
    today = practice_today(care.practice)
    return reading.entries(care.couple, by=care.viewer, since=today - LOOKING_BACK, until=today)


def _all_shown(
    care: Care, held: tuple[SetExercise, ...], known: Known, entries: tuple[CounsellorEntry, ...]
) -> list[Shown]:
    by_assignment: dict[UUID, list[CounsellorEntry]] = {}
    for entry in entries:
        by_assignment.setdefault(entry.assignment_id, []).append(entry)
    rounds = in_room.waiting_in_room(care.couple, by=care.viewer)
    ready = {row.pk for row in waiting.ready_for_both(care.couple, by=care.viewer)}
    return [
        _shown(
            care,
            row,
            known.tried.get(row.id),
            tuple(by_assignment.get(row.id, ())),
            tuple(rounds.get(row.id, ())),
            row.id in ready,
        )
        for row in held
    ]


def _shown(
    care: Care,
    row: SetExercise,
    tried: Tried | None,
    entries: tuple[CounsellorEntry, ...],
    rounds: tuple[int, ...],
    is_ready: bool,
) -> Shown:
    person = care.person(row.for_partner) if row.for_partner else None
    if tried is None:
        return Shown(row, person, entries, rounds=rounds, is_ready=is_ready)
    here = [person] if person else list(care.people)
    return Shown(
        row,
        person,
        entries,
        tuple(Agreed(care.by_mark(own.mark), own, days_words(own.weekdays)) for own in tried.terms),
        tuple(
            (each.measure, [counted_words(each, each.by_mark.of(_mark(one))) for one in here])
            for each in tried.measures
            if not each.is_empty
        ),
        tuple((one, tried.debriefs.of(_mark(one))) for one in here) if any(tried.debriefs) else (),
        tried,
        rounds,
        is_ready,
    )


def _mark(person: Someone) -> Any:
    return "a" if person.mark == "a" else "b"


def _mine(care: Care, pk: UUID) -> Assignment:
    row: Assignment | None = (
        Assignment.objects.visible_to(care.viewer)
        .select_related("exercise")
        .filter(couple=care.couple, pk=pk)
        .first()
    )
    if row is None:
        raise Http404
    row.couple = care.couple
    return row


@couple_page("POST", alone=True, acts=True)
def end(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """End an exercise before its day. What was written stays with those who could read it."""
    row, form = _mine(care, pk), Whole(request.POST)

    def work() -> str:
        assigning.end(row, by=care.viewer, version=form.cleaned_data["version"])
        return _back(care, "ended")

    return _act(request, care, row, form, work)


@couple_page("POST", alone=True, acts=True)
def turn(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Rest an exercise, or go on with it. Both partners read the same sentence as between any two."""
    row, form = _mine(care, pk), Turn(request.POST)

    def work() -> str:
        to, version = form.cleaned_data["to"], form.cleaned_data["version"]
        do = assigning.pause if to == "paused" else assigning.resume
        do(row, by=care.viewer, version=version)
        return _back(care, to)

    return _act(request, care, row, form, work)


@couple_page("POST", alone=True, acts=True)
def open_now(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Open what waits for both, by the counsellor's own hand."""
    row, form = _mine(care, pk), Whole(request.POST)

    def work() -> str:
        assigning.open_now(row, by=care.viewer)
        return _back(care, "opened")

    return _act(request, care, row, form, work)


@couple_page("POST", alone=True, acts=True)
def open_round(request: HttpRequest, care: Care, pk: UUID, number: int) -> HttpResponse:
    """Open one round's sealed words to both at once, in the room, where both have let it."""
    row, form = _mine(care, pk), Whole(request.POST)

    def work() -> str:
        in_room.open_round(row, number, by=care.viewer)
        return _back(care, "round-opened")

    return _act(request, care, row, form, work)


@couple_page("POST", alone=True, acts=True)
def dose(request: HttpRequest, care: Care, pk: UUID, mark: str) -> HttpResponse:
    """How often and on which days, agreed anew with one partner. Their cue and reminder stay theirs."""
    row, form = _mine(care, pk), Dose(request.POST)
    rows = AssignmentTerms.objects.visible_to(care.viewer).filter(assignment=row)
    agreed = rows.filter(partner=care.by_mark(mark).partner).first()
    if agreed is None:
        raise Http404

    def work() -> str:
        given = form.cleaned_data
        terms.change_dose(
            agreed,
            by=care.viewer,
            times_a_week=given["times_a_week"],
            weekdays="".join(given["weekdays"]),
            version=given["version"],
        )
        return _back(care, "dose")

    return _act(request, care, row, form, work, version=agreed.version)


@couple_page("POST", alone=True, acts=True)
def talked_over(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Note that this was talked over in the room, with a note and a rating of one's own. Partners are not told."""
    row, form = _mine(care, pk), Talked(request.POST)

    def work() -> str:
        given = form.cleaned_data
        rating = int(given["rating"]) if given["rating"] else None
        assigning.mark_reviewed(row, by=care.viewer, note=given["note"], rating=rating)
        return _back(care, "talked-over")

    return _act(request, care, row, form, work)


def _act(
    request: HttpRequest,
    care: Care,
    row: Assignment,
    form: DeskForm,
    work: Callable[[], str],
    *,
    version: int | None = None,
) -> HttpResponse:
    """Do it once; what stands in the way is said on the same page, beside this exercise, with what was typed."""
    try:
        if form.is_valid() and (done := settle(request, form, work)):
            return done
    except StaleEdit as refusal:
        form = type(form)(newer(request.POST, version or row.version))
        form.refuse_with(refusal, {})
    return _listing(request, care, form, row.pk)


def _back(care: Care, done: str) -> str:
    return reverse("portal:desk-homework", args=[care.couple.pk]) + f"?done={done}"
