"""300 series and some single sessions, drawn by a seed, that together pass every clock change of three years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

from tests.conformance.clock_changes import ClockChange, clock_changes
from tests.conformance.plans import Cancelled, Change, Moved, Plan, Unit
from tests.conformance.reference import planned

YEARS = (2026, 2028)
SERIES = 300
ZONES = (
    "Australia/Lord_Howe", "Europe/Dublin", "America/Sao_Paulo", "Africa/Casablanca", "Asia/Kolkata", "Europe/Berlin",
    "America/New_York", "Pacific/Apia", "Pacific/Chatham", "America/St_Johns", "America/Santiago", "Africa/Cairo",
)  # fmt: skip
TITLES = (
    "Appointment", "Tea, then talk; or walk", "Zwölf Uhr – Rückblick", "午後の予定", "🌿 Quiet hour", "50% \\ half",
    "A title that is a good deal longer than the seventy-five bytes after which a line of a calendar is folded",
)  # fmt: skip
DAY = timedelta(days=1)
HOURS = (time(7, 30), time(9), time(12, 15), time(18), time(21, 45))


def every_change() -> list[ClockChange]:
    return [change for zone in ZONES for change in clock_changes(zone, *YEARS)]


def plans(seed: int, series: int = SERIES) -> list[Plan]:
    """The same seed gives the same plans, as long as the time zone data is the same."""
    draw = Random(seed)
    changes = every_change()
    found = [plan for number, change in enumerate(changes) for plan in _around(draw, change, number)]
    if len(found) > series:
        found = draw.sample(found, series)
    found += [_anywhere(draw, ZONES[number % len(ZONES)]) for number in range(series - len(found))]
    found += [_single(draw, zone, local) for zone, local in _alone(draw, changes)]
    return [replace(plan, uid=f"{number:03}@conformance.invalid") for number, plan in enumerate(found)]


def _around(draw: Random, change: ClockChange, number: int) -> Iterator[Plan]:
    """Series with a session on the day before, on the day after, across the change, and in the odd hour itself."""
    day = change.onset.date()
    yield _through(draw, change.zone, datetime.combine(day - DAY, draw.choice(HOURS)))
    yield _through(draw, change.zone, datetime.combine(day + DAY, draw.choice(HOURS)))
    yield _through(draw, change.zone, change.onset - timedelta(minutes=40), minutes=120)
    odd, target = _series_through(draw, change.zone, change.odd_hour)
    away = Moved(change.odd_hour + 2 * DAY, odd.minutes)
    fate: dict[int, Change] = [{}, {target: Cancelled(marked=number % 2 == 0)}, {target: away}][number % 3]
    yield replace(odd, changes=fate)


def _through(draw: Random, zone: str, local: datetime, minutes: int | None = None) -> Plan:
    plan, target = _series_through(draw, zone, local)
    plan = replace(plan, minutes=minutes or plan.minutes)
    return replace(plan, changes=_changes(draw, plan, spared=target))


def _series_through(draw: Random, zone: str, local: datetime) -> tuple[Plan, int]:
    """A series with a session at that wall time, and the number of that session."""
    unit: Unit = draw.choice(("week", "week", "month"))
    plan = _dull(draw, zone, local, unit, count=draw.randint(3, 9))
    number = draw.randrange(plan.count)
    if unit == "week":
        return replace(plan, first=local - 7 * DAY * number * plan.every), number
    for back in range(26, 200):
        begun = replace(plan, first=local - back * DAY)
        for number in range(plan.count):
            if begun.first.weekday() == local.weekday() and planned(begun, number) == local:
                return begun, number
    return plan, 0


def _anywhere(draw: Random, zone: str) -> Plan:
    day = datetime(YEARS[0], 1, 1) + draw.randrange(900) * DAY
    unit: Unit = draw.choice(("week", "month"))
    plan = _dull(draw, zone, datetime.combine(day, draw.choice(HOURS)), unit, count=draw.randint(2, 12))
    return replace(plan, changes=_changes(draw, plan, spared=-1))


def _alone(draw: Random, changes: list[ClockChange]) -> Iterator[tuple[str, datetime]]:
    yield from ((change.zone, change.odd_hour) for change in changes)
    for zone in ZONES:
        yield zone, datetime.combine(datetime(2027, 2, 1) + draw.randrange(300) * DAY, draw.choice(HOURS))


def _single(draw: Random, zone: str, local: datetime) -> Plan:
    plan = _dull(draw, zone, local, "once", count=1)
    is_odd = local.time() not in HOURS
    return plan if is_odd or draw.random() < 0.6 else replace(plan, changes={0: Cancelled(marked=True)})


def _dull(draw: Random, zone: str, first: datetime, unit: Unit, count: int) -> Plan:
    every, minutes = draw.choice((1, 2)), draw.choice((25, 50, 80, 90))
    title = draw.choice(TITLES)
    return Plan(
        uid="", title=title, zone=zone, first=first, unit=unit, every=every, count=count, minutes=minutes
    )


def _changes(draw: Random, plan: Plan, spared: int) -> dict[int, Change]:
    """Nothing, single exceptions, or all from some session on; the spared session stays as planned."""
    later = range(spared + 1, plan.count)
    kind = draw.choice(("none", "few", "few", "move on", "call off on"))
    if kind == "few":
        few = draw.sample(range(plan.count), k=min(plan.count, draw.randint(1, 3)))
        return {number: _one_change(draw, plan, number) for number in few if number != spared}
    if kind == "none" or not later:
        return {}
    since = draw.choice(later)
    if kind == "call off on":
        marked = draw.random() < 0.5
        return {number: Cancelled(marked) for number in range(since, plan.count)}
    shift = draw.choice((timedelta(hours=1), -2 * DAY, DAY + timedelta(hours=-3), 7 * DAY * plan.every))
    return {number: Moved(planned(plan, number) + shift, plan.minutes) for number in range(since, plan.count)}


def _one_change(draw: Random, plan: Plan, number: int) -> Change:
    if draw.random() < 0.5:
        return Cancelled(marked=draw.random() < 0.5)
    shift = draw.choice((DAY, -DAY, timedelta(hours=2, minutes=15), timedelta()))
    return Moved(planned(plan, number) + shift, plan.minutes + 30)
