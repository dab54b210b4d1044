"""The other half of the canaries: whoever may find a word does find it, so that silence proves something."""

from __future__ import annotations

from typing import Any

import pytest

from tests.access import table
from tests.access.canaries import ALLOWED, found_in
from tests.access.knocking import knock
from tests.access.seeing import meet
from tests.access.world import PRINCIPALS, World

PAGES = [row for row in table.rows() if row.method == "GET"]

# Pages about other rows than the one that the table asks for.
BESIDES = (
    ("/api/v1/reports/{}/pdf/", "report of cy"),
    ("/api/v1/reports/{}/pdf/", "report for ana"),
    ("/api/v1/questionnaires/{}/", "administration of dee"),
    ("/api/v1/questionnaires/{}/", "form that was left"),
    ("/api/v1/questionnaires/{}/", "form taken back"),
    ("/api/v1/questionnaires/{}/", "other form taken back"),
    ("/desk/couples/{couple}/sessions/{}/", "session of cy"),
)


# A quiet or a shared screen finds less than its person may; test_who_is_asked_again.py says what.
READERS = sorted(set(ALLOWED) & set(PRINCIPALS))


@pytest.mark.parametrize("who", READERS)
def test_each_word_is_found_by_whom_it_is_for(who: str, world: World, request: Any) -> None:
    found: set[str] = set()
    for row in PAGES:
        answer = meet(world, who, "GET", row.pattern)
        if not answer.is_refused:
            found |= found_in(answer.text)
    for address, row in BESIDES:
        found |= found_in(
            knock(world, who, "GET", address.format(world.ids[row], couple=world.ids["couple"])).text
        )
    request.node.user_properties.append(("access: words found by their readers", len(found)))
    assert ALLOWED[who] - found == set()
