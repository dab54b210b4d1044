"""`/desk/couples/<id>/homework/`: what is set and why, what both ends say of it, and what waits for the counsellor's hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from assessments import gate
from homework import in_room, reading, unsafe, waiting
from homework.days import today as practice_today
from homework.reading import CounsellorEntry, SetExercise
from homework.reading.knowing import Known, OwnTerms, Tried, know
from practice import audit
from practice.models import Couple

from . import known_shown
from .fields import DeskForm
from .here import Care, Someone, couple_page, show
from .homework_forms import Talked
from .known_words import WEEKDAYS, counted_words, days_words

LOOKING_BACK = timedelta(days=28)


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


@couple_page("GET")
def listing(request: HttpRequest, care: Care) -> HttpResponse:
    """Running exercises first. While the view is shared, only what both were told stays: the exercise and its reason."""
    return shown_with(request, care)


def shown_with(
    request: HttpRequest, care: Care, form: DeskForm | None = None, about: UUID | None = None
) -> HttpResponse:
    """The page; where something was refused, with that form beside the exercise it is about."""
    held = reading.assignments(care.couple, by=care.viewer)
    entries = () if care.is_shared else _entries(care)
    facts = _for_both_eyes(care, held) if care.is_shared else _for_the_counsellor(care, held, entries)
    audit.record(care.viewer, "homework.read", care.couple, couple=care.couple, count=len(entries))
    status = form.answer if form else 200
    beside = {"between": gate.BETWEEN_EXERCISES, "form": form, "about": about}
    return show(request, "homework", care, status=status, **beside, **facts)


def _for_both_eyes(care: Care, held: tuple[SetExercise, ...]) -> dict[str, Any]:
    day = practice_today(care.practice)
    return {
        "running": [Shown(row, None, ()) for row in held if is_running(row, day) and row.for_partner is None]
    }


def _for_the_counsellor(
    care: Care, held: tuple[SetExercise, ...], entries: tuple[CounsellorEntry, ...]
) -> dict[str, Any]:
    day, known = practice_today(care.practice), know(care.couple, by=care.viewer)
    shown = _all_shown(care, held, known, entries)
    return {
        "running": [one for one in shown if is_running(one.exercise, day)],
        "resting": [one for one in shown if one.exercise.state == "paused"],
        "ended": [one for one in shown if _is_over(one.exercise, day)],
        "flags": unsafe.flags_for(care.couple, care.viewer),
        "alone_waits": _something_waits(care),
        "talked": Talked(),
        "weekdays": WEEKDAYS,
        "known": known,
        **_pictures(care, known, {row.slug: row.title for row in held}),
    }


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
