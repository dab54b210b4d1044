"""The access tests as single checks: each looks at one cell, so that a cut meets only those that run its code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from practice import sealing
from tests.access import table, test_ids_that_are_sent, test_rows, test_two_hats
from tests.access.judging import judged, refuses_other_methods
from tests.access.routes import every_route
from tests.access.seeing import as_usual
from tests.access.states import STATES
from tests.access.test_doors import WIDEST
from tests.access.world import PRINCIPALS, World
from tests.mutation.swapping import Place


@dataclass(frozen=True)
class Check:
    """pattern: the address it knocks at, or "" for one that knocks at none or at many."""

    name: str
    pattern: str
    run: Callable[[World], None]


def all_checks() -> list[Check]:
    return [*_rows(), *_ids(), *_cells(), *_states(), *_methods(), *_hats()]


def _rows() -> Iterator[Check]:
    for label, expected in test_rows.TABLE.items():

        def run(world: World, label: str = label, expected: Any = expected) -> None:
            assert tuple(test_rows.counts(label, world).values()) == expected

        yield Check(f"rows of {label}", "", run)


def _cells() -> Iterator[Check]:
    for row in table.rows():
        for who, cell in zip(PRINCIPALS, row.cells, strict=True):
            yield _cell(row.method, row.pattern, who, cell)


def _states() -> Iterator[Check]:
    listed = table.state_rows()
    for row in table.rows():
        for who, cell in zip(STATES, listed.get(row.door, as_usual(row.cells)), strict=True):
            yield _cell(row.method, row.pattern, who, cell)


def _cell(method: str, pattern: str, who: str, cell: str) -> Check:
    def run(world: World) -> None:
        assert judged(world, who, method, pattern).cell == cell

    return Check(f"{method} {pattern} as {who}", pattern, run)


def _methods() -> Iterator[Check]:
    for route in every_route():
        known = {row.method for row in table.rows() if row.pattern == route.pattern}
        for who in WIDEST:

            def run(world: World, who: str = who, pattern: str = route.pattern, known: Any = known) -> None:
                refuses_other_methods(world, who, pattern, known)

            yield Check(f"other methods {route.pattern} as {who}", route.pattern, run)


def _ids() -> Iterator[Check]:
    for route in test_ids_that_are_sent.BODIES:
        yield Check(
            f"ids in {route}",
            route,
            lambda world, route=route: test_ids_that_are_sent.swap_in_bodies(route, world) and None,
        )
    for route in test_ids_that_are_sent.QUESTIONS:
        yield Check(
            f"ids behind {route}",
            route,
            lambda world, route=route: test_ids_that_are_sent.swap_in_questions(route, world) and None,
        )


def _hats() -> Iterator[Check]:
    yield Check("two hats", "", lambda world: test_two_hats.look_with_two_hats(world) and None)


def run_recorded(check: Check, world: World, root: Path) -> set[Place]:
    """Run one check and say which of our functions it ran."""
    own, ran = str(root), set[Any]()

    def note(frame: Any, event: str, _argument: Any) -> None:
        if event == "call":
            ran.add(frame.f_code)

    sealing.memory.forget()
    sys.setprofile(note)
    try:
        check.run(world)
    finally:
        sys.setprofile(None)
    return {
        (code.co_filename, code.co_firstlineno, code.co_qualname)
        for code in ran
        if code.co_filename.startswith(own)
        and "/.venv/" not in code.co_filename
        and "/tests/" not in code.co_filename
    }
