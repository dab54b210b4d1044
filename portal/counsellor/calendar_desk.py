"""`/desk/calendar/book/` and `/desk/calendar/<id>/`: what the front desk does with sessions, by name alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from practice import scheduling
from practice.access import COUNSELLOR, COVER, SCHEDULER, Viewer
from practice.models import Couple, TherapySession
from practice.refusals import StaleEdit

from . import asked, booking, fees
from .booking_forms import NAMES, CallOff, move_form
from .fields import CHOOSE, DeskForm, OneOf, newer, settle
from .here import Desk, names_of, page, show
from .sessions import history_of
from .week_rows import entries_of, people_by_couple

BOOKERS = frozenset({COUNSELLOR, COVER, SCHEDULER})


class PickCouple(DeskForm):
    couple = OneOf(drop=True)


@page("GET", "POST", roles=(COUNSELLOR, SCHEDULER), alone=True)
def book(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Pick the couple, then the time: one form for the front desk."""
    couples = _couples(desk, request.GET.get("colleague", ""))
    people = people_by_couple(desk, couples)
    sent = request.POST or request.GET
    pick = PickCouple(sent if "couple" in sent or request.method == "POST" else None)
    listed = sorted((names_of(people.get(pk, ())), str(pk)) for pk in couples)
    pick.fields["couple"].choices = [("", CHOOSE), *((pk, names) for names, pk in listed)]  # type: ignore[attr-defined]
    picked = couples.get(UUID(pick.cleaned_data["couple"])) if pick.is_valid() else None
    if picked is None:
        status = 400 if pick.errors else 200
        return show(request, "calendar_pick", desk, status=status, pick=pick, sent=request.GET)
    here = people.get(picked.pk, ())
    form = booking.book_form(desk, picked, here, request)
    found = booking.Booking(form)
    if form.is_bound:
        found = booking.book(request, desk, picked, form, lambda day: back(day, "booked"))
    return found.response or show(
        request,
        "calendar_book",
        desk,
        status=form.answer,
        booking=found,
        form=form,
        picked=picked,
        names=names_of(here),
    )


def back(day: Any, done: str, session: UUID | None = None) -> str:
    """The week of this day, with what was done there."""
    asked = {"week": str(day), "done": done} | ({"session": str(session)} if session else {})
    return f"{reverse('portal:desk-calendar')}?{urlencode(asked)}"


def _couples(desk: Desk, colleague: str) -> dict[UUID, Couple]:
    """Couples that this colleague books for: their own, and for the front desk all that are not ended."""
    rows = Couple.objects.visible_to(_as_booker(desk.viewer)).exclude(status=Couple.Status.ENDED)
    held = {couple.pk: couple for couple in rows.select_related("practice", "counsellor")}
    of_one = {pk: couple for pk, couple in held.items() if str(couple.counsellor_id) == colleague}
    return of_one or held


def _as_booker(viewer: Viewer) -> Viewer:
    """Without the owner’s wider view: an owner who is no counsellor books for nobody."""
    return Viewer(viewer.user_id, viewer.roles & BOOKERS, viewer.practice_id, viewer.staff_id, viewer.covers)


@page("GET", "POST", roles=(SCHEDULER,), alone=True)
def session(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """One appointment for the front desk: move it, call it off, answer what was asked, and note what is paid."""
    row = booked(desk, pk)
    form = move_form(row, desk, request.POST or None)

    def work() -> str:
        return back(booking.move(row, form, by=desk.viewer), "moved", row.pk)

    changed = False
    try:
        if form.is_valid() and (done := settle(request, form, work, names=NAMES)):
            return done
    except StaleEdit as refusal:
        changed, row = True, booked(desk, pk)
        form = move_form(row, desk, newer(request.POST, row.version))
        form.refuse_with(refusal, {})
    return shown(request, desk, row, form=form, changed=changed)


def shown(
    request: HttpRequest,
    desk: Desk,
    row: TherapySession,
    *,
    form: Any = None,
    changed: bool = False,
    **more: Any,
) -> HttpResponse:
    entry = entries_of(desk, TherapySession.objects.visible_to(desk.viewer).filter(pk=row.pk))[0]
    form = form or move_form(row, desk)
    problem = more.pop("problem", None)
    steps, may_undo = history_of(row, desk.viewer)
    return show(
        request,
        "calendar_session",
        desk,
        status=(problem or form).answer,
        form=form,
        problem=problem,
        entry=entry,
        line=entry.line,
        changed=changed,
        off=more.pop("off", None) or off_form(row),
        fees=fees.rows_of(desk.viewer, row, entry.line.who),
        requests=asked.open_for(desk, row),
        steps=steps,
        may_undo=may_undo,
        **more,
    )


def off_form(row: TherapySession, data: Any = None) -> CallOff:
    return CallOff(data, people=None, in_series=row.series_id is not None, initial={"version": row.version})


@page("POST", roles=(SCHEDULER,), alone=True)
def cancel(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    row = booked(desk, pk)
    form = off_form(row, request.POST)

    def work() -> str:
        booking.call_off(row, form, by=desk.viewer)
        return back(f"{_local(row):%Y-%m-%d}", "cancelled", row.pk)

    try:
        done = settle(request, form, work, names=NAMES) if form.is_valid() else None
    except StaleEdit as refusal:
        row = booked(desk, pk)
        done, form = None, off_form(row, newer(request.POST, row.version))
        form.refuse_with(refusal, {})
    return done or shown(request, desk, row, off=form, problem=form)


@page("POST", roles=(SCHEDULER,), alone=True)
def undo(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """Take back what was done last, if it was a slip."""
    row = booked(desk, pk)
    form = DeskForm(request.POST)

    def work() -> str:
        held = scheduling.undo(row, by=desk.viewer)
        return back(f"{_local(held):%Y-%m-%d}", "undone")

    done = settle(request, form, work)
    return done or show(
        request, "refused", desk, status=form.answer, form=form, back=reverse("portal:desk-calendar")
    )


def _local(row: TherapySession) -> datetime:
    return row.starts_at.astimezone(ZoneInfo(row.zone))


def booked(desk: Desk, pk: UUID) -> TherapySession:
    rows = TherapySession.objects.visible_to(_at_the_desk(desk.viewer)).filter(pk=pk)
    row: TherapySession | None = rows.select_related("couple__practice", "couple__counsellor", "room").first()
    if row is None:
        raise Http404
    return row


def _at_the_desk(viewer: Viewer) -> Viewer:
    """What the front desk sees, whatever else this colleague is."""
    return Viewer(viewer.user_id, viewer.roles & {SCHEDULER}, viewer.practice_id, viewer.staff_id)
