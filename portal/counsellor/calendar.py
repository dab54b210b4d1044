"""`/desk/calendar/`: the week as a list, one’s own feed address, and booking for whoever sits at the front desk.

Names, times and places stand here and nothing else: the front desk works with this page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from homework.days import midnight, monday_of
from practice import audit, feeds, idempotency, scheduling
from practice.access import COUNSELLOR, COVER, SCHEDULER, Viewer
from practice.models import Attendee, Couple, FeedToken, Membership, TherapySession, User
from practice.refusals import StaleEdit

from . import booking
from .course import shown_once
from .fields import CHOOSE, DeskForm, OneOf, newer, settle
from .here import Desk, Someone, names_of, page, people_of, show
from .sessions import SessionLine, line_of

WEEK = timedelta(days=7)
BOOKERS = (COUNSELLOR, COVER, SCHEDULER)
OWN_FEED = (COUNSELLOR, SCHEDULER)
FARTHEST = timedelta(days=3_660)


@dataclass(frozen=True)
class Entry:
    """One session in the list. url: where this colleague goes from here."""

    line: SessionLine
    names: str
    url: str


@page("GET", roles=BOOKERS, alone=True)
def week(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One week, Monday first, at the practice’s time."""
    monday = monday_of(_day(request.GET.get("week", ""), desk.now.date()))
    start = midnight(monday, desk.practice)
    rows = TherapySession.objects.visible_to(desk.viewer).filter(
        starts_at__gte=start, starts_at__lt=midnight(monday + WEEK, desk.practice)
    )
    entries = _entries(desk, rows)
    audit.record(desk.viewer, "calendar.read", sessions=len(entries))
    live = FeedToken.objects.visible_to(desk.viewer).filter(user=desk.viewer.user_id, revoked_at=None).first()
    return show(
        request,
        "calendar",
        desk,
        days=[(day, [one for one in entries if one.line.starts.date() == day]) for day in _days(monday)],
        monday=monday,
        sunday=monday + WEEK - timedelta(days=1),
        before=monday - WEEK,
        after=monday + WEEK,
        today=desk.now.date(),
        live=live,
        may_book=bool(desk.viewer.roles & {COUNSELLOR, SCHEDULER}),
        has_feed=bool(desk.viewer.roles & set(OWN_FEED)),
    )


def _day(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today
    return found if abs(found - today) < FARTHEST else today


def _days(monday: date) -> list[date]:
    return [monday + timedelta(days=step) for step in range(7)]


def _entries(desk: Desk, rows: Any) -> list[Entry]:
    """Sessions with both names, in three queries. A wall time is told in the practice’s zone."""
    sessions = list(rows.select_related("couple__counsellor").order_by("starts_at", "pk"))
    people = people_by_couple(desk, {session.couple_id for session in sessions})
    seats: dict[UUID, set[UUID]] = {}
    held = Attendee.objects.visible_to(desk.viewer).filter(session__in=sessions)
    for session_id, partner_id in held.values_list("session_id", "partner_id"):
        seats.setdefault(session_id, set()).add(partner_id)
    return [_entry(desk, one, people.get(one.couple_id, ()), seats.get(one.pk, set())) for one in sessions]


def _entry(desk: Desk, session: TherapySession, people: tuple[Someone, ...], seats: set[UUID]) -> Entry:
    line = line_of(session, people, seats)
    return Entry(line, names_of(line.who) or names_of(people), _way(desk, session))


def _way(desk: Desk, session: TherapySession) -> str:
    if _treats(desk, session.couple):
        return reverse("portal:desk-session", args=[session.couple_id, session.pk])
    return reverse("portal:desk-calendar-session", args=[session.pk])


def _treats(desk: Desk, couple: Couple) -> bool:
    mine = desk.viewer.has(COUNSELLOR) and couple.counsellor_id == desk.viewer.staff_id
    return mine or couple.pk in desk.viewer.covers


def people_by_couple(desk: Desk, couples: Any) -> dict[UUID, tuple[Someone, ...]]:
    rows = Membership.objects.visible_to(desk.viewer).filter(couple__in=couples)
    members: dict[UUID, list[Membership]] = {}
    for row in rows.select_related("partner").order_by("mark"):
        members.setdefault(row.couple_id, []).append(row)
    return {couple: people_of(held) for couple, held in members.items()}


class PickCouple(DeskForm):
    couple = OneOf(label=_("Couple"), drop=True)


@page("GET", "POST", roles=(COUNSELLOR, SCHEDULER), alone=True)
def book(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Pick the couple, then the time: one form for the front desk."""
    couples = _couples(desk)
    people = people_by_couple(desk, couples)
    pick = PickCouple(request.POST or None)
    listed = sorted((names_of(people.get(pk, ())), str(pk)) for pk in couples)
    pick.fields["couple"].choices = [("", CHOOSE), *((pk, names) for names, pk in listed)]  # type: ignore[attr-defined]
    picked = couples.get(UUID(pick.cleaned_data["couple"])) if pick.is_valid() else None
    here = people.get(picked.pk, ()) if picked else ()
    is_sent = picked is not None and "day" in request.POST
    form = booking.Book(request.POST if is_sent else None, people=here, zone=desk.practice.time_zone)

    def work() -> str:
        assert picked is not None
        booking.book(picked, form, here, by=desk.viewer)
        return reverse("portal:desk-calendar") + f"?week={form.cleaned_data['day']}&done=booked"

    if is_sent and form.is_valid() and (done := settle(request, form, work, names=booking.NAMES)):
        return done
    status = 400 if pick.errors else form.answer
    return show(
        request,
        "calendar_book",
        desk,
        status=status,
        pick=pick,
        form=form,
        picked=picked,
        names=names_of(here),
    )


def _couples(desk: Desk) -> dict[UUID, Couple]:
    """Couples that this colleague books for: their own, and for the front desk all that are not ended."""
    rows = Couple.objects.visible_to(_as_booker(desk.viewer)).exclude(status=Couple.Status.ENDED)
    return {couple.pk: couple for couple in rows.select_related("practice", "counsellor")}


def _as_booker(viewer: Viewer) -> Viewer:
    """Without the owner's wider view: an owner who is no counsellor books for nobody."""
    return Viewer(
        viewer.user_id, viewer.roles & set(BOOKERS), viewer.practice_id, viewer.staff_id, viewer.covers
    )


@page("GET", "POST", roles=(SCHEDULER,), alone=True)
def session(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """One appointment for the front desk: move it."""
    row = _booked(desk, pk)
    form = booking.move_form(row, request.POST or None)

    def work() -> str:
        booking.move(row, form, by=desk.viewer)
        return reverse("portal:desk-calendar") + f"?week={form.cleaned_data['day']}&done=moved"

    changed = False
    try:
        if form.is_valid() and (done := settle(request, form, work, names=booking.NAMES)):
            return done
    except StaleEdit as refusal:
        changed, form = True, booking.move_form(row, newer(request.POST, row.version))
        form.refuse_with(refusal, {})
    entry = _entries(desk, TherapySession.objects.visible_to(desk.viewer).filter(pk=pk))[0]
    return show(
        request, "calendar_session", desk, status=form.answer, form=form, entry=entry, changed=changed
    )


@page("POST", roles=(SCHEDULER,), alone=True)
def cancel(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    row = _booked(desk, pk)
    form = DeskForm(request.POST)

    def work() -> str:
        scheduling.cancel(row, by=desk.viewer, version=booking.version_of(request.POST))
        return reverse("portal:desk-calendar") + f"?week={_local(row):%Y-%m-%d}&done=cancelled"

    try:
        done = settle(request, form, work)
    except StaleEdit as refusal:
        done = None
        form.refuse_with(refusal, {})
    return done or show(request, "refused", desk, status=form.answer, form=form)


def _local(row: TherapySession) -> datetime:
    return row.starts_at.astimezone(ZoneInfo(row.zone))


def _booked(desk: Desk, pk: UUID) -> TherapySession:
    rows = TherapySession.objects.visible_to(desk.viewer).filter(pk=pk)
    row: TherapySession | None = rows.select_related("couple__practice", "couple__counsellor").first()
    if row is None:
        raise Http404
    return row


@page("POST", roles=OWN_FEED, alone=True)
def address(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One’s own secret address: made and shown once, or ended."""
    user = User.objects.get(pk=desk.viewer.user_id)
    if request.POST.get("do") == "end":
        form = DeskForm(request.POST)

        def end() -> str:
            feeds.revoke(user, by=desk.viewer)
            return reverse("portal:desk-calendar") + "?done=ended"

        return settle(request, form, end) or show(request, "refused", desk, status=form.answer, form=form)

    def work() -> idempotency.Reply:
        token = feeds.make(user, by=desk.viewer)
        made = settings.BASE_URL + reverse("portal:feed", args=[token])
        return idempotency.Reply(200, {"address": made}, secret=True)

    made = shown_once(request, desk.viewer, work)
    webcal = made.replace("https://", "webcal://").replace("http://", "webcal://")
    return show(request, "calendar_address", desk, address=made, webcal=webcal)
