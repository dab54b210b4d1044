"""What each principal meets at a door right now."""

from __future__ import annotations

from collections.abc import Iterator

import time_machine
from django.db import transaction

from practice.checks import PUBLIC, own_models
from tests.access import places, table
from tests.access.knocking import Answer, fingerprint, knock
from tests.access.routes import address, every_route
from tests.access.states import STATES
from tests.access.world import NOON, PRINCIPALS, World, build


def meet(world: World, who: str, method: str, pattern: str) -> Answer:
    return knock(world, who, method, address(pattern, places.values(pattern, world, who)))


def missing_tables() -> Iterator[str]:
    """Lines for tables that rows.txt lacks, to be reviewed."""
    from tests.access.test_rows import counts

    held = table.seen_rows()
    with time_machine.travel(NOON, tick=False), transaction.atomic():
        world = build()
        for label in sorted({model._meta.label for model in own_models()} - held.keys() - PUBLIC.keys()):
            yield f"{label:32} " + " ".join(f"{count:>3}" for count in counts(label, world).values())
        transaction.set_rollback(True)


def missing_states() -> Iterator[str]:
    """Lines for doors that ask or hide and that states.txt lacks, to be reviewed."""
    held, usual = table.state_rows(), {row.door: row.cells for row in table.rows()}
    with time_machine.travel(NOON, tick=False), transaction.atomic():
        world = build()
        world.ids["fingerprint"] = fingerprint()
        for (method, pattern), cells in sorted(usual.items(), key=lambda row: row[0][::-1]):
            seen = [_cell(world, who, method, pattern) for who in STATES]
            if (method, pattern) not in held and seen != as_usual(cells):
                yield line(method, pattern, seen)
        transaction.set_rollback(True)


def as_usual(cells: tuple[str, ...]) -> list[str]:
    """What each of STATES would meet if the session were fresh and the screen their own."""
    return [cells[PRINCIPALS.index(state.split("_")[0])] for state in STATES]


def missing_rows() -> Iterator[str]:
    """Lines for doors without a row, to be reviewed; then rows without a door, behind a #."""
    doors = table.doors_of(every_route())
    held = {row.door for row in table.rows()}
    with time_machine.travel(NOON, tick=False), transaction.atomic():
        world = build()
        world.ids["fingerprint"] = fingerprint()
        for method, pattern in sorted(doors - held, key=lambda door: (door[1], door[0])):
            cells = [_cell(world, who, method, pattern) for who in PRINCIPALS]
            yield line(method, pattern, cells)
        transaction.set_rollback(True)
    for method, pattern in sorted(held - doors):
        yield f"# no such door any more: {method} {pattern}"


def _cell(world: World, who: str, method: str, pattern: str) -> str:
    try:
        return meet(world, who, method, pattern).cell
    except Exception as problem:  # noqa: BLE001  (the person who reviews sees which cell broke)
        return type(problem).__name__


def line(method: str, pattern: str, cells: list[str]) -> str:
    return f"{method:6} {pattern:67} " + " ".join(f"{cell:>3}" for cell in cells).rstrip()
