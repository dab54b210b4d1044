"""Ana counsels Bo and Cy; it is a Tuesday in March, and the clock moves only when told to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from practice.models import Room
from tests.factories.practice import StaffFactory

TUESDAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def room(practice: Any) -> Room:
    return Room.unscoped.create(practice=practice, called="Garden room", where="Second door on the left")


@pytest.fixture
def olu(practice: Any) -> Any:
    """Who plans the hours of the practice."""
    return StaffFactory(practice=practice, called="Olu", is_scheduler=True)


@pytest.fixture
def pair(couple: Any, bo: Any, cy: Any) -> Any:
    """The couple with both of its partners."""
    return couple
