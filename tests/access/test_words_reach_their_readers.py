"""The other half of the canaries: whoever may find a word does find it, so that silence proves something."""

from __future__ import annotations

from typing import Any

import pytest

from tests.access import table
from tests.access.canaries import ALLOWED, found_in
from tests.access.seeing import meet
from tests.access.world import World

PAGES = [row for row in table.rows() if row.method == "GET"]

# Theirs to find, and shown on no page that can be fetched with the ids of this world.
UNSEEN: dict[str, set[str]] = {}


@pytest.mark.parametrize("who", sorted(ALLOWED))
def test_each_word_is_found_by_whom_it_is_for(who: str, world: World, request: Any) -> None:
    found: set[str] = set()
    for row in PAGES:
        answer = meet(world, who, "GET", row.pattern)
        if not answer.is_refused:
            found |= found_in(answer.text)
    request.node.user_properties.append(("access: words found by their readers", len(found)))
    assert ALLOWED[who] - found == UNSEEN.get(who, set())
