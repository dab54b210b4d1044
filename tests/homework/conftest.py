"""Bo and Cy practise appreciation together; it is a Tuesday evening, and the clock moves only when told to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from homework.days import today
from homework.models import Assignment
from tests.factories import homework as sets

TUESDAY_EVENING = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(TUESDAY_EVENING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def appreciation(couple: Any, bo: Any, cy: Any) -> Assignment:
    """Set for both, with joint work open."""
    sets.joint_work(couple)
    return sets.AssignmentFactory(couple=couple)


@pytest.fixture
def self_check(couple: Any, bo: Any, cy: Any) -> Assignment:
    return sets.AssignmentFactory(couple=couple, exercise=sets.exercise(sets.SELF))


@pytest.fixture
def tuesday(practice: Any) -> Any:
    return today(practice)
