"""`/desk/couples/<id>/sessions/`: the couple’s sessions, booking, moving and cancelling, and the page for the hour itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from homework import reading as homework
from practice import audit, scheduling
from practice.models import Attendee, Note, TherapySession
from practice.refusals import StaleEdit
from reports import session_prep

from . import booking, notes
from .fields import DeskForm, newer, settle
from .here import Care, Someone, couple_page, show

PAST_SHOWN = 30


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


@couple_page("GET")
def listing(request: HttpRequest, care: Care) -> HttpResponse:
    """What is ahead, then what is past. While the view is shared, only sessions at which both are expected."""
    lines = _lines(care, TherapySession.objects.visible_to(care.viewer).filter(couple=care.couple))
    if care.is_shared:
        lines = [line for line in lines if len(line.who) == len(care.here) and not line.is_cancelled]
    audit.record(care.viewer, "sessions.listed", care.couple, couple=care.couple, count=len(lines))
    ahead = [line for line in lines if not line.is_over]
    past = [line for line in reversed(lines) if line.is_over][:PAST_SHOWN]
    return show(request, "sessions", care, ahead=ahead, past=past)


def _lines(care: Care, rows: Any) -> list[SessionLine]:
    sessions = list(rows.order_by("starts_at", "pk"))
    seats: dict[UUID, set[UUID]] = {}
    held = Attendee.objects.visible_to(care.viewer).filter(session__in=sessions)
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


@couple_page("GET", "POST", alone=True, acts=True)
def book(request: HttpRequest, care: Care) -> HttpResponse:
    """One session or a series, for both or for one partner alone."""
    form = booking.Book(request.POST or None, people=care.people, zone=care.practice.time_zone)

    def work() -> str:
        booking.book(care.couple, form, care.people, by=care.viewer)
        return _back(care, "booked")

    if form.is_valid() and (done := settle(request, form, work, names=booking.NAMES)):
        return done
    return show(request, "session_book", care, status=form.answer, form=form)


@couple_page("GET", "POST", alone=True, acts=True)
def move(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Move one session. Somebody else’s newer change is shown beside what was typed."""
    session = _mine(care, pk)
    form = booking.move_form(session, request.POST or None)

    def work() -> str:
        booking.move(session, form, by=care.viewer)
        return _back(care, "moved")

    changed = False
    try:
        if form.is_valid() and (done := settle(request, form, work, names=booking.NAMES)):
            return done
    except StaleEdit as refusal:
        changed, form = True, booking.move_form(session, newer(request.POST, session.version))
        form.refuse_with(refusal, {})
    line = _lines(care, TherapySession.objects.visible_to(care.viewer).filter(pk=pk))[0]
    return show(request, "session_move", care, status=form.answer, form=form, line=line, changed=changed)


@couple_page("POST", alone=True, acts=True)
def cancel(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    session = _mine(care, pk)
    form = DeskForm(request.POST)

    def work() -> str:
        scheduling.cancel(session, by=care.viewer, version=booking.version_of(request.POST))
        return _back(care, "cancelled")

    try:
        done = settle(request, form, work)
    except StaleEdit as refusal:
        done = None
        form.refuse_with(refusal, {})
    return done or show(request, "refused", care, status=form.answer, form=form)


@sensitive_post_parameters()
@couple_page("GET", proof="quiet")
def session(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """The hour: what changed on one side, the note beside it, the plan on the other."""
    row = _mine(care, pk)
    line = _lines(care, TherapySession.objects.visible_to(care.viewer).filter(pk=pk))[0]
    if care.is_shared and len(line.who) != len(care.here):
        raise Http404
    audit.record(care.viewer, "session.read", row, couple=care.couple)
    running = [one for one in homework.assignments(care.couple, by=care.viewer) if one.state == "running"]
    written = [] if care.is_shared else _notes(care, row)
    return show(
        request,
        "session",
        care,
        line=line,
        prep=session_prep.prep(care.couple, by=care.viewer),
        running=running,
        notes=written,
        form=notes.form_for(care, initial={"session": row.pk}),
        next=_next(care, row),
    )


def _notes(care: Care, row: TherapySession) -> list[Note]:
    rows = Note.objects.visible_to(care.viewer).filter(couple=care.couple, session=row)
    return list(rows.select_related("author", "partner", "couple__practice").order_by("written_at", "pk"))


def _next(care: Care, row: TherapySession) -> SessionLine | None:
    rows: Any = TherapySession.objects.visible_to(care.viewer).filter(couple=care.couple)
    found = rows.booked().filter(starts_at__gt=row.starts_at).order_by("starts_at", "pk").first()
    return line_of(found, care.people, set()) if found else None


def _mine(care: Care, pk: UUID) -> TherapySession:
    rows = TherapySession.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk)
    row: TherapySession | None = rows.first()
    if row is None:
        raise Http404
    return row


def _back(care: Care, done: str) -> str:
    return reverse("portal:desk-sessions", args=[care.couple.pk]) + f"?done={done}"
