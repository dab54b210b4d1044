"""`/desk/couples/<id>/sessions/`: the couple’s sessions, booking, moving and calling off. The hour itself is in session_page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from practice import audit, scheduling
from practice.access import Viewer
from practice.models import Attendee, SessionChange, TherapySession
from practice.refusals import StaleEdit
from practice.scheduling import wishing

from . import booking
from .booking_forms import NAMES, CallOff, move_form
from .fields import DeskForm, newer, settle
from .here import Care, Someone, couple_page, show

AHEAD_PAGE = 60
PAST_PAGE = 30
MOST_STEPS = 20
UNDOABLE = (SessionChange.What.MOVED, SessionChange.What.CANCELLED)


@dataclass(frozen=True)
class SessionLine:
    """One session in the words of its own zone, with who is expected."""

    session: TherapySession
    starts: datetime
    ends: datetime
    who: tuple[Someone, ...]
    is_over: bool

    @property
    def is_cancelled(self) -> bool:
        return self.session.state == TherapySession.State.CANCELLED

    @property
    def where(self) -> str:
        """The room, the place, or that it is online."""
        named = self.session.room.called if self.session.room else self.session.place
        return named or (_("Online") if self.session.link else "")


@couple_page("GET")
def listing(request: HttpRequest, care: Care) -> HttpResponse:
    """What is ahead, the next first; then what is past. While the view is shared, only sessions of both."""
    rows = TherapySession.objects.visible_to(care.viewer).filter(couple=care.couple)
    now = timezone.now()
    coming = rows.filter(ends_at__gt=now).order_by("starts_at", "pk")
    ahead = lines_of(care, coming[: AHEAD_PAGE + 1])
    page = Paginator(rows.filter(ends_at__lte=now).order_by("-starts_at", "pk"), PAST_PAGE).get_page(
        request.GET.get("page")
    )
    past = lines_of(care, page.object_list)
    if care.is_shared:
        ahead, past = ([one for one in lines if is_of_both(care, one)] for lines in (ahead, past))
    audit.record(
        care.viewer, "sessions.listed", care.couple, couple=care.couple, count=len(ahead) + len(past)
    )
    asked = [] if care.is_shared else _asked(care)
    return show(
        request,
        "sessions",
        care,
        ahead=ahead[:AHEAD_PAGE],
        goes_on=len(ahead) > AHEAD_PAGE,
        past=past,
        page=page,
        asked=asked,
        undo=_undo_at(care, session_from(request)),
    )


def _undo_at(care: Care, pk: UUID | None) -> str:
    return reverse("portal:desk-session-undo", args=[care.couple.pk, pk]) if pk and care.may_act else ""


def is_of_both(care: Care, line: SessionLine) -> bool:
    return len(line.who) == len(care.here) and not line.is_cancelled


def _asked(care: Care) -> list[Any]:
    """What partners asked for and wait to hear about; the front desk's wider view does not count here."""
    return list(wishing.waiting(care.viewer).filter(session__couple=care.couple).select_related("partner"))


def lines_of(care: Care, rows: Any) -> list[SessionLine]:
    """Sessions with who is expected, in two queries."""
    sessions = list(rows.select_related("room"))
    seats: dict[UUID, set[UUID]] = {}
    held = Attendee.objects.visible_to(care.viewer).filter(session__in=[one.pk for one in sessions])
    for session_id, partner_id in held.values_list("session_id", "partner_id"):
        seats.setdefault(session_id, set()).add(partner_id)
    return [line_of(session, care.people, seats.get(session.pk, set())) for session in sessions]


def line_of(session: TherapySession, people: Iterable[Someone], seats: set[UUID]) -> SessionLine:
    zone = ZoneInfo(session.zone)
    return SessionLine(
        session,
        session.starts_at.astimezone(zone),
        session.ends_at.astimezone(zone),
        tuple(person for person in people if person.partner.pk in seats),
        session.ends_at <= timezone.now(),
    )


def line_for(care: Care, pk: UUID) -> SessionLine:
    """One session of this couple, or 404."""
    found = lines_of(care, TherapySession.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk))
    if not found:
        raise Http404
    return found[0]


def mine(care: Care, pk: UUID) -> TherapySession:
    rows = TherapySession.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk)
    row: TherapySession | None = rows.select_related("couple__practice", "series", "room").first()
    if row is None:
        raise Http404
    return row


@couple_page("GET", "POST", alone=True, acts=True)
def book(request: HttpRequest, care: Care) -> HttpResponse:
    """One session or a series, for both or for one partner alone. A series is looked at before it is booked."""
    form = booking.book_form(care, care.couple, care.people, request)
    found = booking.Booking(form)
    if form.is_bound:
        found = booking.book(request, care, care.couple, form, lambda day: back(care, "booked"))
    return found.response or show(request, "session_book", care, status=form.answer, booking=found, form=form)


@couple_page("GET", "POST", alone=True, acts=True)
def move(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Move one session, those from here on, or all. Somebody else’s newer change is shown beside what was typed."""
    session = mine(care, pk)
    form = move_form(session, care, request.POST or None)

    def work() -> str:
        day = booking.move(session, form, by=care.viewer)
        return back(care, "moved", session.pk, week=day if request.POST.get("from") == "calendar" else "")

    changed = False
    try:
        if form.is_valid() and (done := settle(request, form, work, names=NAMES)):
            return done
    except StaleEdit as refusal:
        session = mine(care, pk)
        changed, form = True, move_form(session, care, newer(request.POST, session.version))
        form.refuse_with(refusal, {})
    return show(
        request,
        "session_move",
        care,
        status=form.answer,
        form=form,
        line=line_for(care, pk),
        changed=changed,
        came_from=request.POST.get("from", request.GET.get("from", "")),
    )


def off_form(care: Care, line: SessionLine, data: Any = None) -> CallOff:
    held = {"version": line.session.version, "called_by": "practice", "late": ""}
    return CallOff(data, people=line.who, in_series=line.session.series_id is not None, initial=held)


@sensitive_post_parameters()
@couple_page("GET", "POST", alone=True, acts=True)
def cancel(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Call it off: who did, how late and why are for the counsellor alone."""
    line = line_for(care, pk)
    form = off_form(care, line, request.POST or None)
    session = line.session

    def work() -> str:
        booking.call_off(session, form, by=care.viewer)
        return back(care, "cancelled", session.pk)

    try:
        if form.is_valid() and (done := settle(request, form, work, names=NAMES)):
            return done
    except StaleEdit as refusal:
        line = line_for(care, pk)
        form = off_form(care, line, newer(request.POST, line.session.version))
        form.refuse_with(refusal, {})
    is_late = scheduling.is_late(mine(care, pk))
    return show(request, "session_cancel", care, status=form.answer, form=form, line=line, is_late=is_late)


@couple_page("POST", alone=True, acts=True)
def undo(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Take back what was done last, if it was a slip."""
    session = mine(care, pk)
    form = DeskForm(request.POST)

    def work() -> str:
        held = scheduling.undo(session, by=care.viewer)
        day = f"{held.starts_at.astimezone(ZoneInfo(held.zone)):%Y-%m-%d}"
        return back(care, "undone", week=day if request.POST.get("from") == "calendar" else "")

    done = settle(request, form, work)
    return done or show(request, "refused", care, status=form.answer, form=form, back=back(care, ""))


@dataclass(frozen=True)
class HistoryLine:
    """One thing that was done to a session. was_at: when it was before, where that changed."""

    label: str
    at: datetime
    who: str
    was_at: datetime | None


def history_of(session: TherapySession, viewer: Viewer) -> tuple[list[HistoryLine], bool]:
    """What was done to a session, the newest first, and whether the last of it can be taken back."""
    steps = scheduling.history(session, viewer)[:MOST_STEPS]
    zone = ZoneInfo(session.zone)
    lines = [HistoryLine(str(step.label), step.at, step.who, _was_at(step, zone)) for step in steps]
    is_ahead = (
        min(session.starts_at, lines[0].was_at or session.starts_at) > timezone.now() if lines else False
    )
    return lines, is_ahead and steps[0].what in UNDOABLE


def _was_at(step: scheduling.Step, zone: ZoneInfo) -> datetime | None:
    before, after = step.before.get("starts_at"), step.after.get("starts_at")
    return datetime.fromisoformat(before).astimezone(zone) if before and before != after else None


def back(care: Care, done: str, session: UUID | None = None, *, week: str = "") -> str:
    """The list of sessions, or the week the press came from, with what was done."""
    asked = {"week": week, "done": done, "session": str(session or "")}
    kept = {name: value for name, value in asked.items() if value}
    there = (
        reverse("portal:desk-calendar") if week else reverse("portal:desk-sessions", args=[care.couple.pk])
    )
    return f"{there}?{urlencode(kept)}" if kept else there


def session_from(request: HttpRequest) -> UUID | None:
    """The session that was just changed, to be taken back if it was a slip."""
    try:
        return UUID(request.GET.get("session", ""))
    except ValueError:
        return None
