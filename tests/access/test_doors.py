"""Every door, tried by everybody: the URL map against the reviewed table in doors.txt.

A cell is one request by one principal. It has the status that the table says, a body without a word that this
principal may not find, and, where it is refused, it leaves the database as it was. A row that is somebody else's
and a row that never was get the same answer. To add rows: `python -m tests.access.write_table`.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest

from tests.access import places, table
from tests.access.canaries import ALLOWED, found_in
from tests.access.knocking import Answer, knock
from tests.access.routes import ALL, address, every_route
from tests.access.seeing import meet
from tests.access.world import PRINCIPALS, World

ROWS = table.rows()


def test_every_route_and_method_has_a_row_and_every_row_a_route() -> None:
    doors, held = table.doors_of(every_route()), {row.door for row in ROWS}
    assert sorted(doors - held) == [], "review them with python -m tests.access.write_table"
    assert sorted(held - doors) == [], "these rows have no route any more"


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_meets_at_each_door_what_the_table_says(row: table.Row, world: World, request: Any) -> None:
    seen = {}
    for who, expected in zip(PRINCIPALS, row.cells, strict=True):
        answer = meet(world, who, row.method, row.pattern)
        seen[who] = answer.cell
        _says_only_what_it_may(who, answer)
        if answer.is_refused:
            assert not answer.changed, f"{who}: refused, and yet {sorted(answer.touched)} changed"
            _is_like_absent(world, who, row, answer)
        elif row.method == "GET":
            _head_is_like_get(world, who, row, answer)
    request.node.user_properties.append(("access: cells of the table", len(seen)))
    assert " ".join(seen.values()) == " ".join(row.cells), _differences(row, seen)


def _says_only_what_it_may(who: str, answer: Answer) -> None:
    found = found_in(answer.text)
    assert found <= ALLOWED.get(who, set()), f"{who} finds {sorted(found - ALLOWED.get(who, set()))}"


def _is_like_absent(world: World, who: str, row: table.Row, refused: Answer) -> None:
    """The id of somebody's row and an id that never was: the same status, body and headers."""
    values = places.values(row.pattern, world, who)
    if other := places.absent(values):
        absent = knock(world, who, row.method, address(row.pattern, other))
        assert plain(absent, other) == plain(refused, values), f"{who} can tell a row from no row"


def _head_is_like_get(world: World, who: str, row: table.Row, shown: Answer) -> None:
    head = knock(world, who, "HEAD", address(row.pattern, places.values(row.pattern, world, who)))
    assert head.cell in {shown.cell, "405"}, f"{who}: HEAD is not like GET"
    assert head.body == b"", f"{who}: HEAD has a body"


CHANGING_BY_DESIGN = re.compile(rb'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"')


def plain(answer: Answer, values: dict[str, Any]) -> tuple[str, bytes, dict[str, str]]:
    """What was answered, without the id that was asked for and the marks that each page carries anew."""
    body, told = CHANGING_BY_DESIGN.sub(b"", answer.body), dict(answer.headers)
    for value in (str(value) for value in values.values() if isinstance(value, UUID)):
        body = body.replace(value.encode(), b"<id>")
        told = {name: words.replace(value, "<id>") for name, words in told.items()}
    told.pop("Content-Length", None)
    return answer.cell, body, told


def _differences(row: table.Row, seen: dict[str, str]) -> str:
    expected = zip(PRINCIPALS, row.cells, strict=True)
    return ", ".join(f"{who}: {seen[who]}, not {cell}" for who, cell in expected if seen[who] != cell)


# Whom a door that was left open would let in first.
WIDEST = ("anonymous", "bo", "cy", "ana", "owner")


@pytest.mark.parametrize("pattern", sorted({row.pattern for row in ROWS}))
def test_no_other_method_opens_a_door(pattern: str, world: World, request: Any) -> None:
    """Methods without a row are not allowed, or refused like the others. OPTIONS tells nothing about a row."""
    known = {row.method for row in ROWS if row.pattern == pattern}
    tried = 0
    for who in WIDEST:
        values = places.values(pattern, world, who)
        for method in sorted(set(ALL) - known):
            answer = knock(world, who, method, address(pattern, values))
            tried += 1
            assert answer.is_refused or answer.cell in {"405", "302"}, f"{who}: {method} gives {answer.cell}"
            assert not answer.changed, f"{who}: {method} changed {sorted(answer.touched)}"
        _options_tell_nothing(world, who, pattern, values)
    request.node.user_properties.append(("access: cells without a row", tried))


def _options_tell_nothing(world: World, who: str, pattern: str, values: dict[str, Any]) -> None:
    asked = knock(world, who, "OPTIONS", address(pattern, values))
    assert found_in(asked.text) == set(), f"{who}: OPTIONS tells what is private"
    assert not asked.changed, f"{who}: OPTIONS changed {sorted(asked.touched)}"
    if other := places.absent(values):
        absent = knock(world, who, "OPTIONS", address(pattern, other))
        assert plain(absent, other) == plain(asked, values), f"{who}: OPTIONS can tell a row from no row"
