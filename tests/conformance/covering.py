"""Whether the made-up calendar passes every clock change: nothing is shown by readers that were never asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from tests.conformance.clock_changes import ClockChange
from tests.conformance.generating import ZONES, every_change
from tests.conformance.plans import Moved, Plan
from tests.conformance.reference import planned

DAY = timedelta(days=1)


def gaps(plans: Iterable[Plan]) -> list[str]:
    """What is not covered: a session on the day before and after each change, and one in its odd hour; a zone at all."""
    times: dict[str, set[datetime]] = defaultdict(set)
    for plan in plans:
        times[plan.zone] |= {_local(plan, number) for number in range(plan.count)}
    found = [f"No session in {zone}." for zone in ZONES if zone not in times]
    for change in every_change():
        found += [f"{change}: no session {where}." for where in _uncovered(change, times[change.zone])]
    return found


def _uncovered(change: ClockChange, times: set[datetime]) -> list[str]:
    days: set[date] = {local.date() for local in times}
    day = change.onset.date()
    covered = {
        "on the day before": day - DAY in days,
        "on the day after": day + DAY in days,
        "in the odd hour": change.odd_hour in times,
    }
    return [where for where, is_covered in covered.items() if not is_covered]


def _local(plan: Plan, number: int) -> datetime:
    change = plan.changes.get(number)
    return change.local if isinstance(change, Moved) else planned(plan, number)
