"""Every door, tried by everybody: the URL map against the reviewed table in doors.txt.

A cell is one request by one principal. It has the status that the table says, a body without a word that this
principal may not find, and, where it is refused, it leaves the database as it was. A row that is somebody else's
and a row that never was get the same answer. To add rows: `python -m tests.access.write_table`.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.access import table
from tests.access.judging import judged, refuses_other_methods
from tests.access.routes import every_route
from tests.access.world import PRINCIPALS, World

ROWS = table.rows()
# Whom a door that was left open would let in first.
WIDEST = ("anonymous", "bo", "cy", "ana", "owner")


def test_every_route_and_method_has_a_row_and_every_row_a_route() -> None:
    doors, held = table.doors_of(every_route()), {row.door for row in ROWS}
    assert sorted(doors - held) == [], "review them with python -m tests.access.write_table"
    assert sorted(held - doors) == [], "these rows have no route any more"


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_meets_at_each_door_what_the_table_says(row: table.Row, world: World, request: Any) -> None:
    seen = [judged(world, who, row.method, row.pattern).cell for who in PRINCIPALS]
    request.node.user_properties.append(("access: cells of the table", len(seen)))
    both = zip(PRINCIPALS, row.cells, seen, strict=True)
    assert seen == list(row.cells), ", ".join(
        f"{who}: {met}, not {cell}" for who, cell, met in both if met != cell
    )


@pytest.mark.parametrize("pattern", sorted({row.pattern for row in ROWS}))
def test_no_other_method_opens_a_door(pattern: str, world: World, request: Any) -> None:
    known = {row.method for row in ROWS if row.pattern == pattern}
    tried = sum(refuses_other_methods(world, who, pattern, known) for who in WIDEST)
    request.node.user_properties.append(("access: cells without a row", tried))
