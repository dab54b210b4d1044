"""What a counsellor does to an exercise that is set: rest it, go on, open it, change its dose, note a talk, end it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from homework import assigning, in_room, terms
from homework.models import Assignment, AssignmentTerms
from practice.refusals import StaleEdit

from .fields import DeskForm, newer, settle
from .here import Care, couple_page
from .homework import shown_with
from .homework_forms import Dose, Talked, Turn, Whole


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
    return shown_with(request, care, form, row.pk)


def _back(care: Care, done: str) -> str:
    return reverse("portal:desk-homework", args=[care.couple.pk]) + f"?done={done}"
