"""Somebody who is a partner in one couple and the counsellor of another: the pages for partners show their own alone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.test import Client

from practice.models import Couple
from tests.access import table
from tests.access.canaries import ALLOWED, found_in
from tests.access.knocking import fingerprint, undone
from tests.access.seeing import meet
from tests.access.world import World
from tests.factories import practice as people
from tests.signing import sign_in

NOT_FOR_PARTNERS = ("/desk/", "/api/v1/")
FOR_PARTNERS_IN_THE_API = (
    "/api/v1/private-questions/",
    "/api/v1/me/",
    "/api/v1/today/",
    "/api/v1/together/",
    "/api/v1/only-me/",
    "/api/v1/own-terms/",
    "/api/v1/entry-forms/",
)


def test_on_pages_for_partners_a_counsellor_finds_only_what_is_their_own(world: World, request: Any) -> None:
    request.node.user_properties.append(
        ("access: cells of somebody with two hats", look_with_two_hats(world))
    )


def look_with_two_hats(world: World) -> int:
    doors = [row.door for row in table.rows() if _is_for_partners(row.pattern)]
    held = world.ids["fingerprint"]
    with undone():
        put_on_a_second_hat(world)
        for method, pattern in doors:
            answer = meet(world, "both", method, pattern)
            own = meet(world, "dee", method, pattern)
            assert found_in(answer.text) <= ALLOWED["dee"], f"{method} {pattern}: {found_in(answer.text)}"
            assert answer.cell == own.cell, f"{method} {pattern}: {answer.cell}, not {own.cell}"
    world.ids["fingerprint"] = held
    return len(doors)


def _is_for_partners(pattern: str) -> bool:
    return not pattern.startswith(NOT_FOR_PARTNERS) or pattern.startswith(FOR_PARTNERS_IN_THE_API)


def put_on_a_second_hat(world: World) -> None:
    """Dee counsels Bo and Cy; "both" is her signed in as staff, "dee" as before."""
    dee, couple = world.rows["dee"], world.rows["couple"]
    staff = people.StaffFactory(practice=couple.practice, user=dee.user, called="Dee", is_counsellor=True)
    Couple.unscoped.filter(pk=couple.pk).update(counsellor=staff)
    client = sign_in(Client(), dee, second_factor=True)
    world.sessions["both"] = client.cookies[settings.SESSION_COOKIE_NAME].value
    world.ids["fingerprint"] = fingerprint()
