"""Asks for a person's calendar as their calendar program does, and tells what stands in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import recurring_ical_events
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from icalendar import Calendar, Event

from portal.calendar import feed
from practice import scheduling
from practice.access import Viewer
from practice.calendar import feeds
from practice.models import Attendee, TherapySession
from tests.conftest import looking
from tests.factories.practice import SessionFactory

WHOLE = datetime(2025, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)


def address(person: Any, kind: str = "own") -> str:
    return feeds.make(person.user, kind, by=Viewer())


def answer(token: str, etag: str = "") -> HttpResponse:
    headers = {"if-none-match": etag} if etag else {}
    return feed(RequestFactory().get("/calendar/x/appointments.ics", headers=headers), token)


def is_there(token: str) -> bool:
    try:
        return answer(token).status_code == 200
    except Http404:
        return False


def body(token: str) -> bytes:
    return bytes(answer(token).content)


def events(token: str) -> list[Event]:
    calendar = Calendar.from_ical(body(token))
    assert not any(part.errors for part in calendar.walk())
    return list(calendar.events)


def shown(token: str) -> list[tuple[str, str]]:
    """Start and state of each session, the cancelled ones too."""
    found = recurring_ical_events.of(Calendar.from_ical(body(token))).between(*WHOLE)
    return sorted((f"{one.start.astimezone(UTC):%Y-%m-%d %H:%M}", str(one["STATUS"])) for one in found)


def standing(token: str) -> list[str]:
    return [start for start, state in shown(token) if state == "CONFIRMED"]


def booked(couple: Any, *partners: Any, start: datetime, **facts: Any) -> TherapySession:
    """A session as the database holds it, whatever a door would say to it."""
    session: TherapySession = SessionFactory(couple=couple, starts_at=start, **facts)
    for partner in partners:
        Attendee.unscoped.create(session=session, partner=partner)
    feeds.changed([session])
    return session


def series_of(couple: Any, by: Any, *, starts: datetime, **facts: Any) -> list[TherapySession]:
    plan = {"minutes": 50, "every": 1, "count": 6, "anyway": True, **facts}
    series = scheduling.book_series(couple, starts=starts, by=looking(by), **plan)
    return list(TherapySession.unscoped.filter(series=series).order_by("series_local"))
