"""Together: what both chose to share, week by week. Equal weight, no counts, and no gaps drawn for silent days."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from assessments import gate
from homework import reading
from practice.models import TherapySession

from . import when
from .here import Here, page, show
from .names import with_name
from .seen_by import Circle, seen_by

EARLIEST = date(2000, 1, 1)


@page("GET")
def together(request: HttpRequest, here: Here, day: str = "") -> HttpResponse:
    """`/together/` and `/together/<date>/`."""
    now = here.now
    wanted = _day(day) if day else now.date()
    week = reading.together(here.partner, by=here.viewer, day=wanted)
    upcoming = TherapySession.objects.visible_to(here.viewer).upcoming().first()
    this_week = when.monday_of(now.date())
    return show(
        request,
        "together",
        here,
        week=week,
        days=[(each.day, [(item, _words(item, here)) for item in each.items]) for each in week.days],
        is_this_week=week.first == this_week,
        earlier=_url(week.first - timedelta(days=7)),
        later=_url(week.first + timedelta(days=7)) if week.first < this_week else "",
        next_session=(upcoming, when.moment_words(upcoming.starts_at, upcoming.zone)) if upcoming else None,
        between=gate.BETWEEN_EXERCISES,
        seen_by=seen_by(here, Circle.ALL_THREE),
        now=now,
    )


def _words(item: reading.SharedItem, here: Here) -> dict[str, object]:
    """The item as it is read: written words large, the rest in a line; the time of day in plain form."""
    return {
        "written": [words.text for words in item.words if words.written],
        "other": [
            (with_name(words.label, here.other), words.text) for words in item.words if not words.written
        ],
        "when": when.plain_time(item.arrived_at, here.now),
    }


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if day.isoformat() != text or not EARLIEST <= day <= date(2199, 12, 31):
        raise Http404
    return day


def _url(day: date) -> str:
    return reverse("portal:together-week", args=[day.isoformat()])
