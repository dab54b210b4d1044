"""What must hold of every answer, whoever asked for whatever."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from tests.access import places
from tests.access.canaries import allowed, found_in
from tests.access.knocking import Answer, knock
from tests.access.routes import ALL, address
from tests.access.seeing import meet
from tests.access.world import World

CHANGING_BY_DESIGN = re.compile(rb'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"')


def judged(world: World, who: str, method: str, pattern: str) -> Answer:
    """One cell: only words that may be found there, and a refusal that changes nothing and tells nothing."""
    answer = meet(world, who, method, pattern)
    found, may = found_in(answer.text), allowed(who, pattern)
    assert found <= may, f"{who} finds {sorted(found - may)}"
    if answer.is_refused:
        assert not answer.changed, f"{who}: refused, and yet {sorted(answer.touched)} changed"
        if answer.cell not in {"ask", "hid"}:  # these are for somebody who may see the row
            _is_like_absent(world, who, method, pattern, answer)
    elif method == "GET":
        _head_is_like_get(world, who, pattern, answer)
    return answer


def _is_like_absent(world: World, who: str, method: str, pattern: str, refused: Answer) -> None:
    """The id of somebody's row and an id that never was: the same status, body and headers."""
    values = places.values(pattern, world, who)
    if other := places.absent(values):
        absent = knock(world, who, method, address(pattern, other))
        assert plain(absent, other) == plain(refused, values), f"{who} can tell a row from no row"


def _head_is_like_get(world: World, who: str, pattern: str, shown: Answer) -> None:
    head = knock(world, who, "HEAD", address(pattern, places.values(pattern, world, who)))
    assert head.cell in {shown.cell, "405"}, f"{who}: HEAD is not like GET"
    assert head.body == b"", f"{who}: HEAD has a body"


def refuses_other_methods(world: World, who: str, pattern: str, known: set[str]) -> int:
    """Methods without a row are not allowed, or refused like the others. OPTIONS tells nothing about a row."""
    values = places.values(pattern, world, who)
    others = sorted(set(ALL) - known)
    for method in others:
        answer = knock(world, who, method, address(pattern, values))
        assert answer.is_refused or answer.cell in {"405", "302"}, f"{who}: {method} gives {answer.cell}"
        assert not answer.changed, f"{who}: {method} changed {sorted(answer.touched)}"
    asked = knock(world, who, "OPTIONS", address(pattern, values))
    assert found_in(asked.text) == set(), f"{who}: OPTIONS tells what is private"
    assert not asked.changed, f"{who}: OPTIONS changed {sorted(asked.touched)}"
    if other := places.absent(values):
        absent = knock(world, who, "OPTIONS", address(pattern, other))
        assert plain(absent, other) == plain(asked, values), f"{who}: OPTIONS can tell a row from no row"
    return len(others) + 1


def plain(answer: Answer, values: dict[str, Any]) -> tuple[str, bytes, dict[str, str]]:
    """What was answered, without the id that was asked for and the marks that each page carries anew."""
    body, told = CHANGING_BY_DESIGN.sub(b"", answer.body), dict(answer.headers)
    for value in (str(value) for value in values.values() if isinstance(value, UUID)):
        body = body.replace(value.encode(), b"<id>")
        told = {name: words.replace(value, "<id>") for name, words in told.items()}
    told.pop("Content-Length", None)
    return answer.cell, body, told
