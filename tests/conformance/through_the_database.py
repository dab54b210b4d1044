"""The same kind of plans, booked, moved and cancelled as a counsellor does it, in a database of its own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import django

from tests.conformance import generating
from tests.conformance.plans import Moved, Plan
from tests.conformance.reference import expected, instant, planned

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
LAST = datetime(2027, 3, 20, tzinfo=UTC)
"""A feed looks 400 days ahead."""
TITLE, SEED, MOST = "Appointment", 5, 60
Slots = list[tuple[int, int]]


def booked() -> tuple[list[Plan], bytes]:
    """The plans, under the names they have in one partner's calendar, and the bytes of that calendar."""
    with _a_database():
        from practice.calendar import agenda, feeds
        from tests.factories import practice as people

        ana = people.StaffFactory(called="Ana", is_counsellor=True)
        couple = people.CoupleFactory(practice=ana.practice, counsellor=ana, status="active")
        bo = people.partner_in(couple, "a", called="Bo")
        people.partner_in(couple, "b", called="Cy")
        plans = [
            _book(plan, couple, ana, lambda row: agenda.uid(bo.user_id, row.pk)) for plan in _side_by_side()
        ]
        token = feeds.make(bo.user, by=agenda.viewer_of(bo.user_id))
        feed = feeds.find(token)
        assert feed is not None
        return plans, feeds.body(feed, NOW.date())


def _side_by_side() -> list[Plan]:
    """Plans within the window of a feed that never need one counsellor in two places at once."""
    taken: Slots = []
    found: list[Plan] = []
    for plan in generating.plans(SEED):
        slots = [*_slots([plan]), *_slots([replace(plan, changes={})])]
        within = all(NOW.timestamp() < start and end < LAST.timestamp() for start, end in slots)
        if within and not any(
            start < until and since < end for start, end in slots for since, until in taken
        ):
            found.append(replace(plan, title=TITLE))
            taken += slots
    return found[:MOST]


def _slots(plans: Iterable[Plan]) -> Slots:
    return [(one.start, one.end) for plan in plans for one in expected(plan)]


def _book(plan: Plan, couple: Any, ana: Any, named: Any) -> Plan:
    from practice import scheduling

    common: dict[str, Any] = {
        "starts": plan.first,
        "minutes": plan.minutes,
        "zone": plan.zone,
        "anyway": True,
    }
    by = _viewer(ana)
    if plan.unit == "once":
        session = scheduling.book(couple, by=by, **common)
        if plan.changes:
            scheduling.cancel(session, by=by)
        return replace(plan, uid=named(session))
    series = scheduling.book_series(
        couple, every=plan.every, unit=plan.unit, count=plan.count, by=by, **common
    )
    for number, scope in _steps(plan):
        _change(series, plan, number, scope, by)
    return replace(plan, uid=named(series))


def _steps(plan: Plan) -> Iterator[tuple[int, str]]:
    """Which sessions are changed by themselves, and from which one on all are changed alike."""
    numbers = sorted(plan.changes)
    alike = (
        len(numbers) > 1 and numbers == list(range(numbers[0], plan.count)) and _is_one_step(plan, numbers)
    )
    yield from [(numbers[0], "onward")] if alike else [(number, "one") for number in numbers]


def _is_one_step(plan: Plan, numbers: list[int]) -> bool:
    kinds = {type(plan.changes[number]) for number in numbers}
    return len(kinds) == 1 and len({_shift(plan, number) for number in numbers}) == 1


def _shift(plan: Plan, number: int) -> tuple[timedelta, int]:
    change = plan.changes[number]
    if isinstance(change, Moved):
        return change.local - planned(plan, number), change.minutes
    return timedelta(), 0


def _change(series: Any, plan: Plan, number: int, scope: Any, by: Any) -> None:
    from practice import scheduling
    from practice.models import TherapySession

    change, was = plan.changes[number], planned(plan, number)
    session = TherapySession.unscoped.get(series=series, series_local=was.replace(tzinfo=UTC))
    assert session.starts_at == instant(was, plan.zone)
    if isinstance(change, Moved):
        scheduling.move(session, starts=change.local, minutes=change.minutes, scope=scope, anyway=True, by=by)
    else:
        scheduling.cancel(session, scope=scope, by=by)


def _viewer(staff: Any) -> Any:
    from practice.access import viewer_for

    return viewer_for(staff.user, second_factor=True)


@contextmanager
def _a_database() -> Iterator[None]:
    """An empty one with the clock standing still. Call it before anything of Django is in use."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    import time_machine
    from django.test.utils import setup_databases, teardown_databases

    made = setup_databases(verbosity=0, interactive=False)
    try:
        with time_machine.travel(NOW, tick=False):
            yield
    finally:
        teardown_databases(made, verbosity=0)
