"""A supervisor looks at a couple for a while and acts for nobody: where a colleague who covers is let in to do
something about the couple, the supervisor is not, at the page's own door as much as at the API's.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from practice.models import Grant
from tests.access import places, table, test_ids_that_are_sent
from tests.access.knocking import REFUSED, fingerprint, knock, undone
from tests.access.routes import address
from tests.access.seeing import meet
from tests.access.world import PRINCIPALS, World
from tests.factories import practice as people
from tests.signing import sign_in

COVER = PRINCIPALS.index("cover")
OF_A_COUPLE = ("/desk/couples/<uuid:", "/api/v1/")
OWN = ("/api/v1/me/", "/api/v1/tokens/", "/api/v1/calendar-addresses/", "/api/v1/adapters/score/")
ACTS = [
    row
    for row in table.rows()
    if row.method != "GET"
    and row.pattern.startswith(OF_A_COUPLE)
    and not row.pattern.startswith(OWN)
    and row.cells[COVER] not in REFUSED
]

BODIES = sorted(
    route
    for route, (who, body) in test_ids_that_are_sent.BODIES.items()
    if who == "ana" and ({"couple", "partner"} & body.keys())
)


@pytest.mark.parametrize("row", ACTS, ids=str)
def test_a_supervisor_does_nothing_about_the_couple(row: table.Row, world: World) -> None:
    a_supervisor_is_refused(row, world)


def a_supervisor_is_refused(row: table.Row, world: World) -> None:
    held = world.ids["fingerprint"]
    with undone():
        _let_a_supervisor_in(world)
        answer: Any = meet(world, "supervisor", row.method, row.pattern)
    world.ids["fingerprint"] = held
    # The API looks at the shape of a body before it looks for rows, the same for everybody.
    may = {"404"} if row.pattern.startswith("/desk/") else {"404", "400", "428"}
    assert answer.cell in may, f"{row}: {answer.cell}"
    assert not answer.changed


@pytest.mark.parametrize("route", BODIES)
def test_what_the_counsellor_may_send_is_refused_from_a_supervisor(route: str, world: World) -> None:
    a_supervisor_sends_nothing(route, world)


def a_supervisor_sends_nothing(route: str, world: World) -> None:
    _who, names = test_ids_that_are_sent.BODIES[route]
    body = {name: test_ids_that_are_sent.filled(world, name, value) for name, value in names.items()}
    held = world.ids["fingerprint"]
    with undone():
        _let_a_supervisor_in(world)
        path = address(route, places.values(route, world, "supervisor"))
        answer = knock(world, "supervisor", "POST", path, body)
    world.ids["fingerprint"] = held
    assert answer.cell == "404" or (answer.cell == "400" and not answer.changed), f"{route}: {answer.cell}"


def _let_a_supervisor_in(world: World) -> None:
    now, couple, ana = timezone.now(), world.rows["couple"], world.rows["ana"]
    sue = people.StaffFactory(practice=couple.practice, called="Sue")
    Grant.unscoped.create(
        couple=couple,
        staff=sue,
        given_by=ana,
        kind=Grant.Kind.SUPERVISION,
        reason="We talk each month.",
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=1),
    )
    client = sign_in(Client(), sue, second_factor=True)
    world.sessions["supervisor"] = client.cookies[settings.SESSION_COOKIE_NAME].value
    world.ids["fingerprint"] = fingerprint()
