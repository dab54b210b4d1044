"""A counsellor treats more than one couple: what is one couple's is never found under the address of the other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.access import places, table
from tests.access.canaries import found_in
from tests.access.judging import plain
from tests.access.knocking import knock
from tests.access.routes import address
from tests.access.world import World

FILE = "/desk/couples/<uuid:pk>/"
NESTED = [row for row in table.rows() if "<uuid:couple>" in row.pattern and "<uuid:pk>" in row.pattern]
PAGES = [row for row in table.rows() if row.method == "GET" and row.pattern.startswith(FILE)]


@pytest.mark.parametrize("row", NESTED, ids=str)
def test_a_row_under_another_couple_is_like_no_row(row: table.Row, world: World) -> None:
    row_under_another_couple(row, world)


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_the_pages_of_a_couple_hold_nothing_of_another(row: table.Row, world: World) -> None:
    page_of_another_couple(row, world)


def row_under_another_couple(row: table.Row, world: World) -> None:
    values = places.values(row.pattern, world, "ana")
    theirs, waiting = world.ids["couple"], world.ids["waiting couple"]
    wrong = {**values, "couple": theirs if values["couple"] == waiting else waiting}
    never = {**wrong, "pk": places.NEVER}
    one, other = (_ask(world, row, each) for each in (wrong, never))
    assert one.is_refused, f"{row}: {one.cell}"
    assert plain(one, wrong) == plain(other, never), f"{row}: tells that there is such a row elsewhere"


def page_of_another_couple(row: table.Row, world: World) -> None:
    values = {**places.values(row.pattern, world, "ana"), "pk": world.ids["waiting couple"]}
    assert found_in(_ask(world, row, values).text) == set()


def _ask(world: World, row: table.Row, values: dict[str, Any]) -> Any:
    return knock(world, "ana", row.method, address(row.pattern, values))
