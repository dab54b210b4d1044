"""`/desk/couples/<id>/follow-ups/`: what the counsellor wants to come back to. Nobody is written to; it stands on Today."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from practice import audit
from practice.models import FollowUp
from practice.refusals import StaleEdit
from practice.scheduling import following_up

from .booking_forms import version_of
from .fields import Day, DeskForm, OneOf, Version, Words, newer, settle
from .here import Care, couple_page, show

DONE_PAGE = 20
MOST_OPEN = 100


class Remind(DeskForm):
    kind = OneOf(label=_("What for"), choices=FollowUp.Kind.choices, initial=FollowUp.Kind.REVIEW)
    due_on = Day(label=_("On which day"))
    words = Words(label=_("In your words, for you alone"), most=following_up.LONGEST, rows=2, required=False)


class Change(DeskForm):
    version = Version()
    due_on = Day(label=_("On which day"))
    words = Words(label=_("In your words, for you alone"), most=following_up.LONGEST, rows=2, required=False)


@sensitive_post_parameters()
@couple_page("GET", "POST", alone=True)
def listing(request: HttpRequest, care: Care) -> HttpResponse:
    """What is open, the nearest first, a form for one more, and what is done."""
    form = Remind(request.POST or None)

    def work() -> str:
        following_up.remind(care.couple, **form.cleaned_data, by=care.viewer)
        return _back(care, "saved")

    if request.method == "POST" and not care.may_act:
        raise Http404
    if form.is_valid() and (done := settle(request, form, work)):
        return done
    rows = _rows(care)
    page = Paginator(rows.exclude(done_at=None).order_by("-done_at", "pk"), DONE_PAGE).get_page(
        request.GET.get("page")
    )
    waiting = list(rows.filter(done_at=None).order_by("due_on", "pk")[:MOST_OPEN])
    audit.record(care.viewer, "follow_ups.listed", care.couple, couple=care.couple, count=len(waiting))
    return show(
        request,
        "follow_ups",
        care,
        status=form.answer,
        form=form,
        waiting=waiting,
        page=page,
        today=care.now.date(),
    )


def _rows(care: Care) -> Any:
    return (
        FollowUp.objects.visible_to(care.viewer).filter(couple=care.couple).select_related("couple__practice")
    )


def _mine(care: Care, pk: UUID) -> FollowUp:
    row: FollowUp | None = _rows(care).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@sensitive_post_parameters()
@couple_page("GET", "POST", alone=True, acts=True)
def change(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Another day, or other words. When somebody was quicker, theirs is shown and what was typed stays."""
    row = _mine(care, pk)
    form = Change(
        request.POST or None,
        initial={"version": row.version, "due_on": row.due_on, "words": row.words or ""},
    )

    def work() -> str:
        asked = form.cleaned_data
        following_up.change(
            row, due_on=asked["due_on"], words=asked["words"], version=asked["version"], by=care.viewer
        )
        return _back(care, "saved")

    other = None
    try:
        if form.is_valid() and (done := settle(request, form, work)):
            return done
    except StaleEdit as refusal:
        other = row = _mine(care, pk)
        form = Change(newer(request.POST, row.version))
        form.refuse_with(refusal, {})
    return show(request, "follow_up", care, status=form.answer, form=form, row=row, other=other)


@couple_page("POST", alone=True, acts=True)
def done(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Seen to, or not needed."""
    row = _mine(care, pk)
    form = DeskForm(request.POST)
    way = reverse("portal:desk") if request.POST.get("from") == "today" else _back(care, "seen")

    def work() -> str:
        following_up.done(row, version=version_of(request.POST), by=care.viewer)
        return way

    try:
        answered = settle(request, form, work)
    except StaleEdit as refusal:
        answered = None
        form.refuse_with(refusal, {})
    return answered or show(request, "refused", care, status=form.answer, form=form, back=_back(care, ""))


def _back(care: Care, done: str) -> str:
    there = reverse("portal:desk-follow-ups", args=[care.couple.pk])
    return f"{there}?done={done}" if done else there
