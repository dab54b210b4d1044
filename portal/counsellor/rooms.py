"""`/desk/practice/rooms/`: the rooms of the practice, entered by its owner."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.forms import Line
from practice import audit, scheduling
from practice.access import OWNER
from practice.models import Room
from practice.refusals import StaleEdit

from .booking_forms import version_of
from .fields import DeskForm, Version, newer, settle
from .here import Desk, page, show

ROOMS_PAGE = 50


class NewRoom(DeskForm):
    called = Line(label=_("What it is called"), most=60)
    where = Line(
        label=_("How to find it"),
        most=160,
        required=False,
        help_text=_("Those who come read it in their calendar, if they like."),
    )


class ChangeRoom(NewRoom):
    version = Version()


@page("GET", "POST", roles=(OWNER,), alone=True)
def rooms(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = NewRoom(request.POST or None)

    def work() -> str:
        scheduling.add_room(desk.practice, **form.cleaned_data, by=desk.viewer)
        return reverse("portal:desk-rooms") + "?done=saved"

    if form.is_valid() and (done := settle(request, form, work)):
        return done
    rows = Room.objects.visible_to(desk.viewer).filter(practice=desk.practice)
    found = Paginator(rows.order_by("-is_open", "called"), ROOMS_PAGE).get_page(request.GET.get("page"))
    audit.record(desk.viewer, "rooms.read")
    return show(request, "rooms", desk, status=form.answer, form=form, page=found)


@page("GET", "POST", roles=(OWNER,), alone=True)
def room(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """Its name and the way there; closed, it takes no new session, and what is booked stays."""
    row = _mine(desk, pk)
    form = _form(row, request.POST or None)

    def work() -> str:
        asked = form.cleaned_data
        scheduling.change_room(
            row, called=asked["called"], where=asked["where"], version=asked["version"], by=desk.viewer
        )
        return reverse("portal:desk-rooms") + "?done=saved"

    other = None
    try:
        if form.is_valid() and (done := settle(request, form, work)):
            return done
    except StaleEdit as refusal:
        other = row = _mine(desk, pk)
        form = _form(row, newer(request.POST, row.version))
        form.refuse_with(refusal, {})
    coming = scheduling.sessions_in(row, desk.viewer)
    return show(
        request, "room", desk, status=form.answer, form=form, row=row, other=other, coming=len(coming)
    )


def _form(row: Room, data: Any = None) -> ChangeRoom:
    return ChangeRoom(data, initial={"called": row.called, "where": row.where, "version": row.version})


def _mine(desk: Desk, pk: UUID) -> Room:
    row: Room | None = Room.objects.visible_to(desk.viewer).filter(practice=desk.practice, pk=pk).first()
    if row is None:
        raise Http404
    return row


@page("POST", roles=(OWNER,), alone=True)
def close(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """Close a room to new sessions, or open it again."""
    row = _mine(desk, pk)
    form = DeskForm(request.POST)
    act = scheduling.open_room if request.POST.get("to") == "open" else scheduling.close_room

    def work() -> str:
        act(row, version=version_of(request.POST), by=desk.viewer)
        return reverse("portal:desk-rooms") + "?done=saved"

    back = reverse("portal:desk-room", args=[row.pk])
    try:
        done = settle(request, form, work)
    except StaleEdit as refusal:
        done = None
        form.refuse_with(refusal, {})
    return done or show(request, "refused", desk, status=form.answer, form=form, back=back)
