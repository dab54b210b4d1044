"""Sessions that are open but not fresh, and a desk that a couple may be looking at: who else stands at a door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.test import Client

from portal.counsellor.here import SHARED_VIEW
from portal.viewing import BEGAN_AT, QUIET
from tests.signing import sign_in

if TYPE_CHECKING:
    from tests.access.world import World

A_WHILE = 6 * 60
# quiet: nothing was asked for, for five minutes. stale: at work all the time, but the last proof is older than that.
STATES = ("bo_quiet", "bo_stale", "ana_quiet", "ana_stale", "ana_shared", "owner_stale")


def add_states(world: World) -> None:
    for state in STATES:
        who, how = state.split("_")
        client = sign_in(Client(), world.rows[who], second_factor=who != "bo")
        session: Any = client.session
        if how == "shared":
            session[SHARED_VIEW] = True
        else:
            session[BEGAN_AT] -= A_WHILE
        if how == "quiet":
            session[QUIET] = True
        session.save()
        world.sessions[state] = client.cookies[settings.SESSION_COOKIE_NAME].value
