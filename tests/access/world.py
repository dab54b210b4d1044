"""One small world for the access table: who looks, and what there is.

Ana treats Bo and Cy. Everything with an id in a route is Bo's, or Bo and Cy's. Each private compartment holds a
canary that says whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from api.models import PersonalToken
from practice.access import Viewer
from practice.calendar import feeds
from practice.models import FeedToken, Grant
from tests.access import belongings, states, strangers
from tests.access.canaries import CANARIES
from tests.factories import practice as people
from tests.signing import sign_in

# A working day at noon, so that no run of the tests meets midnight or a clock change.
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)

PRINCIPALS = (
    "anonymous",
    "bo",  # the partner whose rows these are
    "cy",  # the other partner
    "dee",  # a partner of another couple
    "gil",  # was in a couple of Ana's once; has left
    "reduced",  # Bo, signed in by an e-mailed code alone
    "ana",  # the counsellor who treats
    "fay",  # another counsellor of the practice
    "hal",  # a counsellor who has departed
    "kim",  # a counsellor of another practice
    "cover",  # a colleague with an open grant
    "lapsed",  # a colleague whose grant has expired
    "no_factor",  # Ana without her second factor
    "desk",  # the front desk
    "owner",
    "token",  # Ana's personal token, for me:read alone
    "feed",  # Bo's calendar address, used as if it were a token
)


@dataclass
class World:
    """Session keys and headers by principal; ids and secrets by what they open; rows by name."""

    sessions: dict[str, str] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)


def build() -> World:
    world = World()
    practice = people.PracticeFactory(name="Practice One")
    ana = people.StaffFactory(practice=practice, called="Ana", is_counsellor=True)
    couple = people.CoupleFactory(practice=practice, counsellor=ana, status="active")
    bo = people.partner_in(couple, "a", called=CANARIES["name"])
    cy = people.partner_in(couple, "b", called="Cy")
    world.rows |= {"practice": practice, "ana": ana, "couple": couple, "bo": bo, "cy": cy}
    _staff(world, practice, couple, ana)
    _other_people(world, practice, ana)
    belongings.add_all(world)
    strangers.add_all(world)
    _sign_everybody_in(world)
    states.add_states(world)
    return world


def _staff(world: World, practice: Any, couple: Any, ana: Any) -> None:
    elsewhere = people.PracticeFactory(name="Practice Two")
    world.rows |= {
        "fay": people.StaffFactory(practice=practice, called="Fay", is_counsellor=True),
        "hal": people.StaffFactory(
            practice=practice, called="Hal", is_counsellor=True, departed_at=timezone.now()
        ),
        "kim": people.StaffFactory(practice=elsewhere, called="Kim", is_counsellor=True),
        "cover": people.StaffFactory(practice=practice, called="Lou"),
        "lapsed": people.StaffFactory(practice=practice, called="Max"),
        "desk": people.StaffFactory(practice=practice, called="Nan", is_scheduler=True),
        "owner": people.StaffFactory(practice=practice, called="Oli", is_owner=True),
    }
    now = timezone.now()
    ends = {"cover": now + timedelta(days=1), "lapsed": now - timedelta(minutes=1)}
    for name, end in ends.items():
        world.rows[f"grant of {name}"] = Grant.unscoped.create(
            couple=couple,
            staff=world.rows[name],
            given_by=ana,
            kind="cover",
            reason=CANARIES["grant"],
            starts_at=now - timedelta(days=2),
            ends_at=end,
        )


def _other_people(world: World, practice: Any, ana: Any) -> None:
    other = people.CoupleFactory(practice=practice, counsellor=world.rows["fay"], status="active")
    kim = world.rows["kim"]
    far = people.CoupleFactory(practice=kim.practice, counsellor=kim, status="active")
    ended = people.CoupleFactory(practice=practice, counsellor=ana, status="ended")
    gil = people.PartnerFactory(practice=practice, called="Gil")
    left = timezone.now() - timedelta(days=9)
    people.MembershipFactory(couple=ended, partner=gil, left_at=left)
    world.rows |= {
        "other couple": other,
        "dee": people.partner_in(other, "a", called="Dee"),
        "eli": people.partner_in(other, "b", called="Eli"),
        "far couple": far,
        "far partner": people.partner_in(far, "a", called="Jo"),
        "ended couple": ended,
        "gil": gil,
    }


def _sign_everybody_in(world: World) -> None:
    staff = ("ana", "fay", "hal", "kim", "cover", "lapsed", "desk", "owner")
    for name in (*staff, "bo", "cy", "dee", "gil"):
        world.sessions[name] = _session_of(world.rows[name], second_factor=name in staff)
    world.sessions["no_factor"] = _session_of(world.rows["ana"], second_factor=False)
    world.sessions["reduced"] = _session_of(world.rows["bo"], reduced=True)
    _row, token = PersonalToken.unscoped.create(
        world.rows["ana"].user, label="narrow", scopes=["me:read"], second_factor=True
    )
    world.headers["token"] = {"Authorization": f"Token {token}"}
    address = feeds.make(world.rows["bo"].user, by=Viewer())
    world.headers["feed"] = {"Authorization": f"Token {address}"}
    # Used a moment ago, so that a stamp of the last use hides no other change.
    PersonalToken.unscoped.update(last_used_at=timezone.now())
    FeedToken.unscoped.update(last_used_at=timezone.now())
    world.ids |= {"feed": address, "feed row": FeedToken.unscoped.get(user=world.rows["bo"].user).pk}


def _session_of(person: Any, **how: bool) -> str:
    client = sign_in(Client(), person, **how)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
