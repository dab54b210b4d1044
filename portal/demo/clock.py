"""The story's own time: weeks and days counted from today, and a clock that stands where the story is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class StoryTime:
    """Turns { week, day, time } into moments of the practice's wall clock. Week 0 is the week that today is in."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.now = timezone.now()
        today = self.now.astimezone(self.zone).date()
        self.monday = today - timedelta(days=today.weekday())

    def day(self, moment: dict[str, Any]) -> date:
        return self.monday + timedelta(weeks=moment["week"], days=DAYS.index(moment["day"]))

    def local(self, moment: dict[str, Any]) -> datetime:
        """Naive wall time."""
        return datetime.combine(self.day(moment), time.fromisoformat(moment["time"]))

    def at(self, moment: dict[str, Any]) -> datetime:
        return self.local(moment).replace(tzinfo=self.zone)

    def edge(self, week: int, *, last: bool = False) -> date:
        """The first or the last day of a week."""
        return self.monday + timedelta(weeks=week, days=6 if last else 0)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the product's verbs run as if it were `moment`. For the seeding command alone, which is one thread."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return moment.astimezone(tz)

    real = timezone.datetime  # type: ignore[attr-defined]
    timezone.datetime = Stopped  # type: ignore[attr-defined]
    try:
        yield
    finally:
        timezone.datetime = real  # type: ignore[attr-defined]
