"""Days as a practice counts them: today on its wall clock, the morning of a day, the same day some months on."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

from practice.models import Practice, TherapySession

MORNING = time(9)
"""What goes out by itself goes out from nine in the morning."""


def local_day(moment: datetime, practice: Practice) -> date:
    return moment.astimezone(ZoneInfo(practice.time_zone)).date()


def today_in(practice: Practice) -> date:
    return local_day(timezone.now(), practice)


def morning_of(day: date, practice: Practice) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=ZoneInfo(practice.time_zone))


def day_of(session: TherapySession) -> date:
    """The day of a session where it takes place."""
    return session.starts_at.astimezone(ZoneInfo(session.zone)).date()


def months_later(day: date, months: int) -> date:
    """The same day of the month, or the month's last where it has no such day."""
    place = day.month - 1 + months
    year, month = day.year + place // 12, place % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
