"""Days and times as people say them, in the zone of whoever they are for. Pure but for the words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

NOON, EVENING, MORNING = 12, 18, 5


def part_of_day(moment: datetime) -> str:
    if MORNING <= moment.hour < NOON:
        return "morning"
    return "afternoon" if NOON <= moment.hour < EVENING else "evening"


def greeting(moment: datetime, name: str) -> str:
    match part_of_day(moment):
        case "morning":
            return _("Good morning, %(name)s.") % {"name": name}
        case "afternoon":
            return _("Good afternoon, %(name)s.") % {"name": name}
        case _evening:
            return _("Good evening, %(name)s.") % {"name": name}


def day_words(day: date) -> str:
    """Thursday 26 November, the day and its month kept on one line."""
    return date_format(day, "l j\xa0F")


def moment_words(moment: datetime, zone: str) -> str:
    """Thursday 26 November, 18:30."""
    return date_format(moment.astimezone(ZoneInfo(zone)), "l j\xa0F, H:i")


def local_words(local: datetime) -> str:
    """The same for a wall time, which has no zone."""
    return date_format(local, "l j\xa0F, H:i")


def span_words(starts: datetime, ends: datetime, zone: str) -> str:
    """Thursday 26 November, 18:30 to 19:00."""
    return _("%(start)s\xa0to\xa0%(end)s") % {"start": moment_words(starts, zone), "end": clock(ends, zone)}


def clock(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def plain_time(moment: datetime, now: datetime) -> str:
    """This morning, yesterday evening, Tuesday afternoon, 3 November: near things closely, far things by their day."""
    local = moment.astimezone(now.tzinfo)
    part, days = part_of_day(local), (now.date() - local.date()).days
    if days <= 0:
        return {
            "morning": _("this morning"),
            "afternoon": _("this afternoon"),
            "evening": _("this evening"),
        }[part]
    if days == 1:
        return {
            "morning": _("yesterday morning"),
            "afternoon": _("yesterday afternoon"),
            "evening": _("yesterday evening"),
        }[part]
    if days < 7:
        return on_a_day(local, part)
    return date_format(local, "j F")


def on_a_day(local: datetime, part: str) -> str:
    """Tuesday evening."""
    weekday = date_format(local, "l")
    return {
        "morning": _("%(day)s morning"),
        "afternoon": _("%(day)s afternoon"),
        "evening": _("%(day)s evening"),
    }[part] % {"day": weekday}


def until_words(day: date, today: date) -> str:
    """Today, tomorrow, Wednesday, 14 December."""
    match (day - today).days:
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
        case days if 1 < days < 7:
            return date_format(day, "l")
    return date_format(day, "j F")


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
