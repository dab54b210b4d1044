"""Whatever is booked, moved, called off, taken back and extended, everybody's calendar is right, and stays one calendar.

MACHINE_HISTORIES and MACHINE_STEPS make it longer.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from practice import scheduling, sealing
from practice.calendar import feeds
from practice.models import Series, TherapySession
from practice.refusals import Refused
from tests.conftest import looking
from tests.factories import practice as people
from tests.practice.scheduling.machine.looking_at import Calendars, compare_rows, count
from tests.practice.scheduling.machine.model import CannotBe, Hour, Model, Run

HISTORIES, STEPS = int(os.environ.get("MACHINE_HISTORIES", "4")), int(os.environ.get("MACHINE_STEPS", "12"))
BEGINNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
SUNDAY = datetime(2026, 3, 8)
ZONES = ["Europe/London", "Australia/Lord_Howe", "America/New_York", "Africa/Casablanca", "Asia/Kolkata"]
WHO = {"both": {"bo", "cy"}, "bo": {"bo"}, "cy": {"cy"}, "dee": {"dee"}}

ANY = st.integers(0, 59)
DAYS, CLOCKS = st.integers(0, 40), st.sampled_from([90, 90, 120, 540, 600, 750, 1080, 1080])
MINUTES, SCOPES = st.sampled_from([30, 50, 90]), st.sampled_from(["one", "onward", "all", "all"])
SEATS = st.sampled_from(["both", "both", "bo", "cy", "dee"])
SHIFTS = st.tuples(st.integers(-3, 9), st.sampled_from([-90, -60, 0, 30, 60, 480]))


def gather() -> dict[str, Any]:
    """Ana, whom all of them see, and three partners of two couples, each with a calendar address."""
    sealing.memory.forget()
    ana = people.StaffFactory(called="Ana", is_counsellor=True)
    first, second = (
        people.CoupleFactory(practice=ana.practice, counsellor=ana, status="active") for _one in range(2)
    )
    cast = {
        "ana": ana,
        "bo": people.partner_in(first, "a"),
        "cy": people.partner_in(first, "b"),
        "dee": people.partner_in(second, "a"),
    }
    for person in cast.values():
        feeds.make(person.user, by=looking(person))
    return {"people": cast, "couples": {"dee": second}, "first": first}


class Sessions(RuleBasedStateMachine):
    """Each rule is done twice: by the verbs, and in the model. Both refuse, for the same reason, or neither does."""

    def __init__(self, cast: dict[str, Any]) -> None:
        super().__init__()
        self.cast, self.by = cast, looking(cast["people"]["ana"])
        self.travel = time_machine.travel(BEGINNING, tick=False)
        self.clock = self.travel.start()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.model, self.calendars = Model(), Calendars(cast["people"])
        self.rows: list[Any] = []
        self.series: list[Any] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)
        self.travel.stop()

    @initialize(zone=st.sampled_from(ZONES), minute=CLOCKS, day=st.sampled_from([0, 0, 0, 2, 5]))
    def a_series_is_there(self, zone: str, minute: int, day: int) -> None:
        self.zone = zone
        self.book_series(day, minute, 50, "both", ("week", 1), 4)

    # ------------------------------------------------------------ what people do
    @rule(day=DAYS, minute=CLOCKS, minutes=MINUTES, seats=SEATS)
    def book(self, day: int, minute: int, minutes: int, seats: str) -> None:
        wall = SUNDAY + timedelta(days=day, minutes=minute)
        new, made = self._both(
            lambda: self.model.book(wall, minutes, self.zone, self._seen_by(seats)),
            lambda: scheduling.book(
                starts=wall, minutes=minutes, zone=self.zone, anyway=True, by=self.by, **self._whose(seats)
            ),
        )
        if new:
            self.rows.append(made.pk)

    @rule(
        day=DAYS,
        minute=CLOCKS,
        minutes=MINUTES,
        seats=SEATS,
        rhythm=st.sampled_from([("week", 1), ("week", 2), ("month", 1)]),
        many=st.integers(1, 6),
    )
    def book_series(
        self, day: int, minute: int, minutes: int, seats: str, rhythm: tuple[Any, int], many: int
    ) -> None:
        wall, (unit, every) = SUNDAY + timedelta(days=day, minutes=minute), rhythm
        run = Run(wall, self.zone, unit, every, minutes, many)
        facts = {"starts": wall, "minutes": minutes, "unit": unit, "every": every, "count": many}
        new, made = self._both(
            lambda: self.model.book_series(run, self._seen_by(seats)),
            lambda: scheduling.book_series(
                zone=self.zone, anyway=True, by=self.by, **facts, **self._whose(seats)
            ),
        )
        if new:
            self.series.append(made.pk)
            self._add_rows(made)

    @precondition(lambda self: self.rows)
    @rule(which=ANY, shift=SHIFTS, minutes=st.sampled_from([None, None, 40, 80]), scope=SCOPES)
    def move(self, which: int, shift: tuple[int, int], minutes: int | None, scope: Any) -> None:
        hour, row = self._pick(which)
        wall = hour.wall + timedelta(days=shift[0], minutes=shift[1])
        self._both(
            lambda: self.model.move(hour, wall, minutes, scope, timezone.now()),
            lambda: scheduling.move(row, starts=wall, minutes=minutes, scope=scope, anyway=True, by=self.by),
        )

    @precondition(lambda self: self.rows)
    @rule(which=ANY, scope=SCOPES)
    def cancel(self, which: int, scope: Any) -> None:
        hour, row = self._pick(which)
        self._both(
            lambda: self.model.cancel(hour, scope, timezone.now()),
            lambda: scheduling.cancel(row, scope=scope, by=self.by),
        )

    @precondition(lambda self: any(hour.past for hour in self.model.hours))
    @rule(which=ANY, is_changed=st.booleans())
    def undo(self, which: int, is_changed: bool) -> None:
        touched = [hour.key for hour in self.model.hours if hour.past]
        hour, row = self._at(touched[which % len(touched)]) if is_changed else self._pick(which)
        self._both(lambda: self.model.undo(hour, timezone.now()), lambda: scheduling.undo(row, by=self.by))

    @precondition(lambda self: self.series)
    @rule(which=ANY, more=st.integers(1, 3))
    def extend(self, which: int, more: int) -> None:
        number = which % len(self.series)
        series = Series.unscoped.get(pk=self.series[number])
        new, _made = self._both(
            lambda: self.model.extend(number, more),
            lambda: scheduling.extend(series, more=more, anyway=True, by=self.by),
        )
        if new:
            self._add_rows(series)

    @rule(hours=st.sampled_from([1, 24 * 7, 24 * 12, 24 * 20]))
    def time_passes(self, hours: int) -> None:
        self.clock.shift(timedelta(hours=hours))

    # ------------------------------------------------------------ what must hold
    @invariant()
    def every_calendar_is_as_the_model_says(self) -> None:
        if self.rows:
            compare_rows(self.model, self.rows, self.series)
            self.calendars.compare(self.model)

    # ------------------------------------------------------------ how it works
    def _both(self, expected: Callable[[], list[Hour]], work: Callable[[], Any]) -> tuple[list[Hour], Any]:
        """Do it in the model and in the practice."""
        should_be, new = "", []
        try:
            new = expected()
        except CannotBe as refused:
            should_be = str(refused)
        said, made = self._done(work)
        assert said == should_be, f"{said or 'done'}, but should be: {should_be or 'done'}"
        count["refused"] += bool(said)
        return new, made

    @staticmethod
    def _done(work: Callable[[], Any]) -> tuple[str, Any]:
        """What was made, or the code of the refusal."""
        try:
            with transaction.atomic():
                return "", work()
        except Refused as refused:
            return refused.code, None

    def _seen_by(self, seats: str) -> frozenset[str]:
        return frozenset(WHO[seats] | {"ana"})

    def _whose(self, seats: str) -> dict[str, Any]:
        return {
            "couple": self.cast["couples"].get(seats, self.cast["first"]),
            "attendees": [self.cast["people"][name] for name in sorted(WHO[seats])],
        }

    def _pick(self, which: int) -> tuple[Hour, TherapySession]:
        return self._at(which % len(self.rows))

    def _at(self, key: int) -> tuple[Hour, TherapySession]:
        return self.model.hours[key], TherapySession.unscoped.get(pk=self.rows[key])

    def _add_rows(self, series: Series) -> None:
        """The newest sessions of a series, in the order of its plan."""
        rows = TherapySession.unscoped.filter(series=series).order_by("series_local")
        known = set(self.rows)
        self.rows += [row.pk for row in rows if row.pk not in known]


def run(cast: dict[str, Any], **how: Any) -> None:
    profile = settings(
        max_examples=HISTORIES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        **how,
    )
    run_state_machine_as_test(partial(Sessions, cast), settings=profile)


@pytest.mark.django_db
def test_everybodys_calendar_is_right_whatever_is_done() -> None:
    with time_machine.travel(BEGINNING, tick=False):
        cast = gather()
    count.clear()
    run(cast, phases=(Phase.generate, Phase.shrink))
    assert count["changes"] > 0
    assert count["hours"] > 0
