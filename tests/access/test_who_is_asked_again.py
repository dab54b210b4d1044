"""After five quiet minutes, or for a weighty act, a door asks who it is; a screen that others see hides what is alone.

states.txt has the doors where that is so; at every other door these sessions are like any.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.access import table
from tests.access.judging import judged
from tests.access.seeing import as_usual
from tests.access.states import STATES
from tests.access.world import World

DOORS = {row.door: row.cells for row in table.rows()}
EXPECTED = {door: list(table.state_rows().get(door, as_usual(cells))) for door, cells in DOORS.items()}


def test_every_line_has_a_door() -> None:
    assert sorted(table.state_rows().keys() - DOORS.keys()) == []


@pytest.mark.parametrize("door", sorted(DOORS), ids=" ".join)
def test_a_door_asks_again_where_it_should(door: tuple[str, str], world: World, request: Any) -> None:
    method, pattern = door
    seen = [judged(world, who, method, pattern).cell for who in STATES]
    request.node.user_properties.append(("access: cells of sessions that are not fresh", len(seen)))
    assert dict(zip(STATES, seen, strict=True)) == dict(zip(STATES, EXPECTED[door], strict=True))
