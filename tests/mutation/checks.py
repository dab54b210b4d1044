"""The access tests as single checks: each looks at one cell, so that a cut meets only those that run its code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.access import (
    table,
    test_a_supervisor_only_reads,
    test_ids_that_are_sent,
    test_rows,
    test_two_hats,
    test_under_another_couple,
)
from tests.access.judging import judged, refuses_other_methods
from tests.access.routes import every_route
from tests.access.states import STATES
from tests.access.test_doors import WIDEST
from tests.access.world import PRINCIPALS, World


@dataclass(frozen=True)
class Check:
    """door: where it knocks, or its own name for one that knocks nowhere or at many doors.

    speaks: what it runs is taken for what every check of its door runs.
    """

    name: str
    door: str
    run: Callable[[World], None]
    speaks: bool = True


def all_checks() -> list[Check]:
    return [
        *_rows(),
        *_ids(),
        *_under_another_couple(),
        *_supervisor(),
        *_cells(),
        *_states(),
        *_methods(),
        *_hats(),
    ]


def _rows() -> Iterator[Check]:
    for label, expected in test_rows.TABLE.items():

        def run(world: World, label: str = label, expected: Any = expected) -> None:
            assert tuple(test_rows.counts(label, world).values()) == expected

        yield Check(f"rows of {label}", f"rows of {label}", run)


def _cells() -> Iterator[Check]:
    for row in table.rows():
        first = {cell: who for who, cell in reversed(list(zip(PRINCIPALS, row.cells, strict=True)))}
        speakers = {"bo", "ana", *first.values()}
        for who, cell in zip(PRINCIPALS, row.cells, strict=True):
            yield _cell(row.method, row.pattern, who, cell, speaks=who in speakers)


def _states() -> Iterator[Check]:
    """Only the doors that ask or hide: elsewhere these sessions are like any other."""
    for (method, pattern), cells in table.state_rows().items():
        for who, cell in zip(STATES, cells, strict=True):
            yield _cell(method, pattern, who, cell)


def _cell(method: str, pattern: str, who: str, cell: str, *, speaks: bool = False) -> Check:
    def run(world: World) -> None:
        assert judged(world, who, method, pattern).cell == cell

    return Check(f"{method} {pattern} as {who}", pattern, run, speaks)


def _methods() -> Iterator[Check]:
    for route in every_route():
        known = {row.method for row in table.rows() if row.pattern == route.pattern}
        for who in WIDEST:

            def run(world: World, who: str = who, pattern: str = route.pattern, known: Any = known) -> None:
                refuses_other_methods(world, who, pattern, known)

            yield Check(f"other methods {route.pattern} as {who}", route.pattern, run, speaks=False)


def _ids() -> Iterator[Check]:
    for route in test_ids_that_are_sent.BODIES:
        yield Check(
            f"ids in {route}",
            f"ids in {route}",
            lambda world, route=route: test_ids_that_are_sent.swap_in_bodies(route, world) and None,
        )
    for route in test_ids_that_are_sent.QUESTIONS:
        yield Check(
            f"ids behind {route}",
            f"ids behind {route}",
            lambda world, route=route: test_ids_that_are_sent.swap_in_questions(route, world) and None,
        )


def _under_another_couple() -> Iterator[Check]:
    there = test_under_another_couple
    tried = ((there.NESTED, there.row_under_another_couple), (there.PAGES, there.page_of_another_couple))
    for rows, look in tried:
        for row in rows:
            name = f"{row} under another couple"
            yield Check(name, name, lambda world, row=row, look=look: look(row, world))


def _supervisor() -> Iterator[Check]:
    there = test_a_supervisor_only_reads
    tried = ((there.ACTS, there.a_supervisor_is_refused), (there.BODIES, there.a_supervisor_sends_nothing))
    for doors, look in tried:
        for door in doors:
            name = f"{door} as a supervisor"
            yield Check(name, name, lambda world, door=door, look=look: look(door, world))


def _hats() -> Iterator[Check]:
    yield Check("two hats", "two hats", lambda world: test_two_hats.look_with_two_hats(world) and None)
