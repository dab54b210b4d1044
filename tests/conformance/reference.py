"""When every session takes place, reckoned from the plan alone; nothing of the product is used here.

An hour that the clocks skip is read with the offset in force before the change; of an hour that they run through
twice, the first counts. A month repeats by the same weekday of the month, a fifth one as the last.
"""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.conformance.plans import Cancelled, Moved, Plan

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One session as somebody finds it: seconds since 1970, and whether it says that it is cancelled."""

    uid: str
    start: int
    end: int
    title: str
    cancelled: bool


def expected(plan: Plan) -> list[Found]:
    """Every session of the plan; cancelled ones where they would have been."""
    return [_session(plan, number) for number in range(plan.count)]


def _session(plan: Plan, number: int) -> Found:
    change = plan.changes.get(number)
    local, minutes = planned(plan, number), plan.minutes
    if isinstance(change, Moved):
        local, minutes = change.local, change.minutes
    start = int(instant(local, plan.zone).timestamp())
    return Found(plan.uid, start, start + 60 * minutes, plan.title, isinstance(change, Cancelled))


def planned(plan: Plan, number: int) -> datetime:
    """The wall time that the rule gives to the session of that number, counted from 0."""
    if plan.unit == "month":
        return datetime.combine(_in_month(plan.first, number * plan.every), plan.first.time())
    return plan.first + 7 * DAY * number * plan.every


def _in_month(first: datetime, months_later: int) -> date:
    month = first.month - 1 + months_later
    year, month = first.year + month // 12, month % 12 + 1
    days = Calendar().itermonthdates(year, month)
    same = [day for day in days if day.month == month and day.weekday() == first.weekday()]
    return same[-1] if first.day > 28 else same[(first.day - 1) // 7]


def instant(local: datetime, zone: str) -> datetime:
    """The moment when the clocks show this, by trying the offsets in force shortly before and after."""
    tz, as_if_utc = ZoneInfo(zone), local.replace(tzinfo=UTC)
    before, after = (
        (as_if_utc + lag).astimezone(tz).utcoffset() or timedelta() for lag in (-1.5 * DAY, 1.5 * DAY)
    )
    shown = [as_if_utc - each for each in (before, after)]
    right = [moment for moment in shown if moment.astimezone(tz).replace(tzinfo=None) == local]
    return min(right) if right else shown[0]
