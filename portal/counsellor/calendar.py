"""`/desk/calendar/`: the week as hours and days, or as a list, for counsellors and for whoever sits at the front desk.

Names, times and rooms stand here and nothing else: the front desk works with this page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from homework.days import monday_of
from practice import audit
from practice.access import COUNSELLOR, COVER, OWNER, SCHEDULER
from practice.models import Room, Staff, TherapySession

from . import week
from .here import Desk, page, show
from .sessions import session_from
from .week_rows import WEEK, days_of, undo_way

BOOKERS = (COUNSELLOR, COVER, SCHEDULER)
SETTERS = (COUNSELLOR, SCHEDULER, OWNER)
FARTHEST = timedelta(days=3_660)


@dataclass(frozen=True)
class Looking:
    """What of the calendar is asked for in the address. view: "list", or "" for the week as it fits the screen."""

    monday: date
    view: str
    colleague: str
    room: str

    def url(self, **other: str) -> str:
        """The same page with something else asked for."""
        asked = {
            "week": f"{self.monday:%Y-%m-%d}",
            "view": self.view,
            "colleague": self.colleague,
            "room": self.room,
        }
        kept = {name: value for name, value in (asked | other).items() if value}
        return f"{reverse('portal:desk-calendar')}?{urlencode(kept)}"

    @property
    def before(self) -> str:
        return self.url(week=f"{self.monday - WEEK:%Y-%m-%d}")

    @property
    def after(self) -> str:
        return self.url(week=f"{self.monday + WEEK:%Y-%m-%d}")

    @property
    def this_week(self) -> str:
        return self.url(week="")

    @property
    def as_list(self) -> str:
        return self.url(view="list")

    @property
    def as_week(self) -> str:
        return self.url(view="")


@page("GET", roles=BOOKERS, alone=True)
def calendar(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One week, Monday first, at the practice’s time."""
    looking = _looking(request, desk)
    rooms = list(Room.objects.visible_to(desk.viewer).filter(practice=desk.practice).order_by("called"))
    colleagues = _colleagues(desk)
    whose = _whose(desk, looking, colleagues)
    known = {str(room.pk) for room in rooms}
    days, count = days_of(
        desk,
        looking.monday,
        colleague=whose,
        room=looking.room if looking.room in known else "",
        may_book=bool(desk.viewer.roles & {COUNSELLOR, SCHEDULER}),
    )
    audit.record(desk.viewer, "calendar.read", sessions=count)
    now = desk.now.replace(tzinfo=None)
    return show(
        request,
        "calendar",
        desk,
        looking=looking,
        days=days,
        hours=week.hours(),
        sunday=looking.monday + timedelta(days=6),
        today=now.date(),
        now=week.place(now.date(), now, now) if week.FIRST_HOUR <= now.hour < week.LAST_HOUR else "",
        rooms=rooms,
        colleagues=colleagues,
        whose=whose,
        may_book=bool(desk.viewer.roles & {COUNSELLOR, SCHEDULER}),
        has_settings=bool(desk.viewer.roles & set(SETTERS)),
        has_hours=desk.viewer.has(COUNSELLOR),
        undo=_undo_at(desk, session_from(request)),
    )


def _looking(request: HttpRequest, desk: Desk) -> Looking:
    asked = request.GET
    return Looking(
        monday_of(day_from(asked.get("week", ""), desk.now.date())),
        "list" if asked.get("view") == "list" else "",
        asked.get("colleague", "")[:36],
        asked.get("room", "")[:36],
    )


def _colleagues(desk: Desk) -> list[Staff]:
    """Counsellors whose weeks the front desk looks at. Everybody else has their own."""
    if not desk.viewer.has(SCHEDULER):
        return []
    rows = Staff.objects.visible_to(desk.viewer).filter(practice=desk.practice, is_counsellor=True)
    return list(rows.filter(departed_at=None).order_by("called", "pk"))


def _whose(desk: Desk, looking: Looking, colleagues: list[Staff]) -> Staff | None:
    """Whose week it is: the one picked, one’s own, or at the front desk everybody’s."""
    if desk.viewer.has(SCHEDULER):
        return next((one for one in colleagues if str(one.pk) == looking.colleague), None)
    return desk.me


def _undo_at(desk: Desk, pk: UUID | None) -> str:
    """Where what was just done is taken back: on the couple's pages, or at the front desk."""
    rows = TherapySession.objects.visible_to(desk.viewer).filter(pk=pk).select_related("couple")
    row = rows.first() if pk else None
    return undo_way(desk, row) if row else ""


def day_from(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today
    return found if abs(found - today) < FARTHEST else today
