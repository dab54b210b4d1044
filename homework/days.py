"""Days as the practice counts them: an entry belongs to a day on the practice's calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from practice.models import Practice


def day_of(moment: datetime, practice: Practice) -> date:
    """The day on which this moment fell at the practice."""
    return moment.astimezone(ZoneInfo(practice.time_zone)).date()


def today(practice: Practice) -> date:
    return day_of(timezone.now(), practice)


def midnight(day: date, practice: Practice) -> datetime:
    """The moment at which this day began at the practice."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(practice.time_zone))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
