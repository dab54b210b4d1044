"""Bo and Cy, eight weeks in. It is a Monday at noon, and the clock moves only when told to."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pypdf import PdfReader

from tests.conftest import looking
from tests.factories import reports as sets

MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(MONDAY_NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def weeks(clock: Any, couple: Any, bo: Any, cy: Any, ana: Any) -> SimpleNamespace:
    """Bo and Cy after eight weeks, nothing agreed about reports yet."""
    type(couple).unscoped.filter(pk=couple.pk).update(created_at=timezone.now() - timedelta(days=63))
    sets.eight_weeks(couple, bo, cy)
    return SimpleNamespace(couple=couple, bo=bo, cy=cy, ana=ana, by=looking(ana), clock=clock)


@pytest.fixture
def agreed(weeks: SimpleNamespace) -> SimpleNamespace:
    """The same, and both agreed to everything."""
    sets.agree(weeks.couple, weeks.bo, weeks.cy)
    return weeks


def words_of(file: bytes) -> str:
    """The text of a PDF, as a reader finds it."""
    pages = PdfReader(io.BytesIO(file)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)
