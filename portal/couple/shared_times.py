"""Hours for the two: proposed by one, agreed by the other, in both calendars without a word of what for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from homework import planning_time
from homework.models import SharedTime
from homework.planning_time import PlannedTime
from portal.idempotent import once
from practice import caring
from practice.refusals import BadInput, NotFound, NotNow, Refused

from . import when
from .here import Here, page, show
from .seen_by import Circle, seen_by

LENGTHS = (10, 30, 60, 90, 120, 180)
ACTS = {"agree": planning_time.agree, "another": planning_time.decline, "back": planning_time.withdraw}


@dataclass(frozen=True)
class Time:
    """One hour in words. until: up to then one's own proposal can be taken back unseen."""

    time: PlannedTime
    when: str
    until: str

    @property
    def is_agreed(self) -> bool:
        return self.time.state == SharedTime.State.AGREED

    @property
    def is_open(self) -> bool:
        return self.time.state == SharedTime.State.PROPOSED


def coming(here: Here) -> list[Time]:
    """The hours ahead; an agreed one first, then by the clock."""
    if not here.other or here.is_paused:
        return []
    found = [_time(each) for each in planning_time.coming(here.partner, by=here.viewer)]
    return sorted(found, key=lambda each: (not each.is_agreed, each.time.starts_at))


def _time(each: PlannedTime) -> Time:
    until = when.clock(each.settles_at, each.zone) if each.settles_at else ""
    return Time(each, when.span_words(each.starts_at, each.ends_at, each.zone), until)


@page("GET", "POST")
def times(request: HttpRequest, here: Here) -> HttpResponse:
    """`/together/times/`: what is planned, and a form to propose an hour."""
    wrong: Refused | None = None
    if request.method == "POST":
        try:
            return once(request, lambda: _propose(request, here))
        except NotFound:
            raise
        except Refused as refusal:
            wrong = refusal
    problems = wrong.fields if wrong else {}
    return show(
        request,
        "times",
        here,
        status=wrong.status if wrong else 200,
        times=coming(here),
        sent=request.POST,
        problems=problems,
        wrong=[str(each) for each in problems.values()] or ([str(wrong.sentence)] if wrong else []),
        lengths=[(each, length_words(each)) for each in LENGTHS],
        minutes=request.POST.get("minutes", "60"),
        today=here.now.date(),
        is_kept=request.GET.get("did", ""),
        will_see=seen_by(here, Circle.ALL_THREE),
    )


def length_words(minutes: int) -> str:
    if minutes < 60:
        return _("%(n)d minutes") % {"n": minutes}
    if minutes == 60:
        return _("An hour")
    return _("An hour and a half") if minutes == 90 else _("%(n)d hours") % {"n": minutes // 60}


def _propose(request: HttpRequest, here: Here) -> str:
    couple = caring.couple_of(here.partner)
    if couple is None:
        raise NotNow(_("Planning together is resting just now."), code="resting")
    minutes = request.POST.get("minutes", "")
    planning_time.propose(
        couple,
        here.partner,
        what=request.POST.get("what", ""),
        starts_at=_starts_at(request.POST.get("day", ""), request.POST.get("at", "")),
        minutes=int(minutes) if minutes.isdecimal() and len(minutes) < 5 else 0,
        by=here.viewer,
    )
    return reverse("portal:times") + "?did=proposed"


def _starts_at(day: str, at: str) -> datetime:
    try:
        return datetime.combine(
            date.fromisoformat(day.strip()), time.fromisoformat(at.strip()).replace(tzinfo=None)
        )
    except ValueError:
        raise BadInput(fields={"starts_at": _("Choose a day and a time, such as 19:30.")}) from None


@page("POST")
def decide(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/together/times/<id>/`: that suits me, another time, take it back."""
    row = SharedTime.objects.visible_to(here.viewer).filter(pk=pk).exclude(state="withdrawn").first()
    if row is None:
        raise Http404
    return once(request, lambda: _decide(request, here, row))


def _decide(request: HttpRequest, here: Here, row: SharedTime) -> str:
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise BadInput(fields={"act": _("Pick one of the answers on the page.")})
    act(row, by=here.viewer)
    return reverse("portal:together")
