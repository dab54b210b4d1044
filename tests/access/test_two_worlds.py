"""Two worlds that differ in nothing but what is private to Bo: nobody who may not know can tell them apart.

Not by a byte of a page, a status, a header, a cookie, an entry of a calendar, a file, or a mail that waits for them.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.access.secrets_of_bo import ABOUT_SAFETY
from tests.access.two_worlds import DEEDS, OBSERVERS, TRAIL, differing, known_to_none_of, world_as_seen_by
from tests.access.world import World


@pytest.mark.parametrize("who", OBSERVERS)
def test_nobody_can_tell_whether_bo_has_secrets(who: str, world: World, request: Any) -> None:
    plain = world_as_seen_by(who, world, doors=_but_the_trail)
    secretive = world_as_seen_by(who, world, known_to_none_of(who), doors=_but_the_trail)
    request.node.user_properties.append(("access: requests compared in two worlds", len(plain)))
    assert differing(plain, secretive) == {}


def test_the_trail_does_not_tell_the_owner_of_alerts(world: World) -> None:
    """The owner's list says who did what, but nothing of what has to do with safety."""
    plain = world_as_seen_by("owner", world, doors=_the_trail)
    secretive = world_as_seen_by("owner", world, ABOUT_SAFETY, doors=_the_trail)
    assert plain
    assert differing(plain, secretive) == {}


def test_the_counsellor_can_tell(world: World) -> None:
    """The worlds do differ: otherwise the silence above would prove nothing."""
    lists = {f"/api/v1/{name}/" for name in ("alerts", "entries", "notes", "sessions", "questionnaires")}
    plain = world_as_seen_by("ana", world, doors=lists.__contains__)
    secretive = world_as_seen_by("ana", world, DEEDS, doors=lists.__contains__)
    assert {f"GET {at}" for at in lists} <= differing(plain, secretive).keys()


def _the_trail(pattern: str) -> bool:
    return pattern == TRAIL


def _but_the_trail(pattern: str) -> bool:
    return pattern != TRAIL
