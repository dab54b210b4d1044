"""A Monday in spring, two couples and two rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from practice import registry, scheduling
from practice.models import Room, TherapySession
from practice.scheduling.wall import local_of
from tests.conftest import looking
from tests.factories.practice import StaffFactory

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY_AT_SIX = datetime(2026, 3, 10, 18)
WEDNESDAY_AT_NINE = datetime(2026, 3, 18, 9)


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[Any]:
    """It is Monday, and stays so until the test moves on."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def owner(practice: Any) -> Any:
    return StaffFactory(practice=practice, called="Oli", is_owner=True)


@pytest.fixture
def room(practice: Any) -> Room:
    return Room.unscoped.create(practice=practice, called="Garden room")


@pytest.fixture
def attic(practice: Any) -> Room:
    return Room.unscoped.create(practice=practice, called="Attic")


@pytest.fixture
def book(couple: Any, bo: Any, cy: Any, ana: Any) -> Callable[..., TherapySession]:
    def booked(starts: datetime = TUESDAY_AT_SIX, *, minutes: int = 50, **how: Any) -> TherapySession:
        return scheduling.book(couple, starts=starts, minutes=minutes, by=looking(ana), **how)

    return booked


@pytest.fixture
def series(couple: Any, bo: Any, cy: Any, ana: Any) -> Callable[..., Any]:
    def booked(starts: datetime = TUESDAY_AT_SIX, *, minutes: int = 50, **how: Any) -> Any:
        facts: dict[str, Any] = {"every": 1} | how
        if "until" not in facts:
            facts.setdefault("count", 4)
        return scheduling.book_series(couple, starts=starts, minutes=minutes, by=looking(ana), **facts)

    return booked


@pytest.fixture
def elsewhere(other_couple: Any, dee: Any, eli: Any, fay: Any) -> Callable[..., TherapySession]:
    """Fay books for Dee and Eli."""

    def booked(starts: datetime = TUESDAY_AT_SIX, *, minutes: int = 50, **how: Any) -> TherapySession:
        return scheduling.book(other_couple, starts=starts, minutes=minutes, by=looking(fay), **how)

    return booked


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    """What packages above were told, in order."""
    found: list[Any] = []
    for event in (registry.SESSION_MOVED, registry.SESSION_CANCELLED):
        registry.on(event, "zz test", lambda session, event=event: found.append((event, session.pk)))
    yield found
    for event in (registry.SESSION_MOVED, registry.SESSION_CANCELLED):
        registry._hearers[event].pop("zz test")


def of(series: Any) -> list[TherapySession]:
    """The sessions of a series in the order of its plan."""
    return list(TherapySession.unscoped.filter(series=series).order_by("series_local"))


def walls(sessions: Any) -> list[str]:
    """When they begin on the clock of their zone."""
    return [f"{local_of(one.starts_at, one.zone):%m-%d %H:%M}" for one in sessions]


def minutes_of(session: TherapySession) -> int:
    return int((session.ends_at - session.starts_at) / timedelta(minutes=1))
