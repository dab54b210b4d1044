"""`/sessions/free/`: hours that can be booked. What keeps another hour from being free is nobody's to see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.idempotent import once
from practice import caring, scheduling
from practice.models import BookingTerms, Couple
from practice.refusals import BadInput, NotFound, Refused

from . import when
from .here import Here, page, show

DAYS_A_PAGE = 7


@dataclass(frozen=True)
class Hour:
    """value: the moment, as the form sends it."""

    value: str
    clock: str


@dataclass(frozen=True)
class Day:
    day: date
    words: str
    hours: tuple[Hour, ...]


@page("GET", "POST")
def free(request: HttpRequest, here: Here) -> HttpResponse:
    """Pick an hour, for both or for oneself where that is open."""
    couple = caring.couple_of(here.partner)
    terms = scheduling.terms_of(couple) if couple else None
    if couple is None or terms is None or terms.mode != BookingTerms.Mode.BOOK:
        raise Http404
    wrong: Refused | None = None
    if request.method == "POST":
        try:
            return once(request, lambda: _take(request, here, couple))
        except NotFound:
            raise
        except Refused as refusal:
            wrong = refusal
    return show(
        request,
        "free_hours",
        here,
        status=wrong.status if wrong else 200,
        days=_days(here, couple),
        terms=terms,
        may_be_alone=terms.alone and bool(here.other),
        who=request.POST.get("who", "both"),
        picked=request.POST.get("starts_at", ""),
        wrong=_sentences(wrong),
    )


def _sentences(wrong: Refused | None) -> list[str]:
    if wrong is None:
        return []
    return [str(each) for each in wrong.fields.values()] or [str(wrong.sentence)]


def _days(here: Here, couple: Couple) -> list[Day]:
    found = scheduling.free_hours(couple, here.partner, viewer=here.viewer)
    return [
        Day(
            day,
            when.day_words(day),
            tuple(Hour(hour.starts_at.isoformat(), f"{hour.local:%H:%M}") for hour in hours),
        )
        for day, hours in groupby(found, key=lambda hour: hour.local.date())
    ]


def _take(request: HttpRequest, here: Here, couple: Couple) -> str:
    try:
        starts_at = datetime.fromisoformat(request.POST.get("starts_at", ""))
    except ValueError:
        raise BadInput(fields={"starts_at": _("Pick one of the hours.")}) from None
    if starts_at.tzinfo is None:
        raise BadInput(fields={"starts_at": _("Pick one of the hours.")})
    session = scheduling.take(
        couple,
        here.partner,
        starts_at=starts_at,
        alone=request.POST.get("who") == "alone",
        by=here.viewer,
    )
    return reverse("portal:session", args=[session.pk]) + "?did=booked"
