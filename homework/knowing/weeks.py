"""Weeks from Monday on. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta


def week_of(day: date) -> date:
    """The Monday of this day's week."""
    return day - timedelta(days=day.weekday())


def weeks_between(first: date, last: date) -> tuple[date, ...]:
    """Every Monday from the week of `first` to the week of `last`, empty weeks too. None when last is before first."""
    monday, end = week_of(first), week_of(last)
    return tuple(monday + timedelta(weeks=week) for week in range((end - monday).days // 7 + 1))


def weeks_of(days: Iterable[date]) -> tuple[date, ...]:
    """Every Monday from the earliest of these days to the latest, without gaps."""
    found = set(days)
    return weeks_between(min(found), max(found)) if found else ()


def window(until: date, *, days: int) -> tuple[date, date]:
    """The first and the last day of so many days that end with `until`."""
    return until - timedelta(days=days - 1), until
