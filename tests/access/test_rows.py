"""Every table, looked at by everybody: how many of the world's rows each principal sees, against rows.txt.

The first cell is how many rows there are. The world holds a row of every kind that is somebody else's, so a rule
that lets too much through shows a greater number. `python -m tests.access.write_table rows` prints missing rows.
"""

from __future__ import annotations

from typing import Any

import pytest

from practice.access import VisibleTo
from practice.checks import PUBLIC, own_models
from tests.access.table import seen_rows
from tests.access.viewers import viewer
from tests.access.world import PRINCIPALS, World

TABLE = seen_rows()


def test_every_table_has_a_line() -> None:
    labels = {model._meta.label for model in own_models() if model._meta.label not in PUBLIC}
    assert labels == TABLE.keys(), "review them with python -m tests.access.write_table rows"


@pytest.mark.parametrize("label", sorted(TABLE))
def test_everybody_sees_the_rows_that_are_theirs_to_see(label: str, world: World, request: Any) -> None:
    seen = counts(label, world)
    request.node.user_properties.append(("access: tables looked at by a principal", len(PRINCIPALS)))
    expected = dict(zip(("all", *PRINCIPALS), TABLE[label], strict=True))
    assert seen == expected


def counts(label: str, world: World) -> dict[str, int]:
    model: Any = next(each for each in own_models() if each._meta.label == label)
    assert isinstance(model.objects, VisibleTo)
    seen = {who: model.objects.visible_to(viewer(world, who)).count() for who in PRINCIPALS}
    return {"all": model.unscoped.count(), **seen}
