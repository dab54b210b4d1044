"""Sessions of Bo and Cy: one of both and one of Bo alone ahead, one of both that was held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from assessments.models import JointWork
from practice.models import Attendee, TherapySession
from tests.factories import practice as people

NOW = datetime(2026, 10, 6, 9, tzinfo=UTC)
"""A Tuesday morning, with the clocks still on summer time."""


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def session_of(*partners: Any, couple: Any, days: float = 3, **facts: Any) -> TherapySession:
    starts = NOW + timedelta(days=days)
    made = people.SessionFactory(
        couple=couple, starts_at=starts, ends_at=starts + timedelta(minutes=50), **facts
    )
    for partner in partners:
        Attendee.unscoped.create(session=made, partner=partner)
    return made


@pytest.fixture
def session(clock: Any, couple: Any, bo: Any, cy: Any) -> TherapySession:
    return session_of(bo, cy, couple=couple)


@pytest.fixture
def alone(clock: Any, couple: Any, bo: Any, cy: Any) -> TherapySession:
    return session_of(bo, couple=couple, days=2)


@pytest.fixture
def held(clock: Any, couple: Any, bo: Any, cy: Any) -> TherapySession:
    return session_of(bo, cy, couple=couple, days=-1)


@pytest.fixture
def desk(practice: Any) -> Any:
    return people.StaffFactory(practice=practice, called="Pat", is_scheduler=True)


@pytest.fixture
def open_space(couple: Any) -> Any:
    return JointWork.unscoped.create(couple=couple, state="open")
