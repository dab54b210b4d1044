"""Two worlds that differ in what is private to Bo, and everything that somebody else can find in each.

The clock stands still and chance is the same in both, so that not a byte has to be overlooked: ids, one-time keys and
marks against forged requests come out alike as well.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from django.core.cache import caches
from django.urls import resolve

from homework import reminding, waiting
from practice import registry
from practice.access import Viewer
from practice.calendar import feeds
from practice.models import Message
from tests.access import openly, places, table, two_worlds_at_home
from tests.access.knocking import REFUSED, send, undone
from tests.access.routes import address
from tests.access.secrets_of_bo import DEEDS as AMONG_OTHERS
from tests.access.secrets_of_bo import KNOWN_AT_THE_DESK, Deed, live_through
from tests.access.world import PRINCIPALS, World

OBSERVERS = ("cy", "dee", "gil", "fay", "kim", "lapsed", "no_factor", "anonymous", "desk", "owner")
# End the session they come in.
LEFT_OUT = {"/leave/", "/sign-out/"}
# Where the owner reads who did what. What has to do with safety must not show there either; see test_two_worlds.py.
TRAIL = "/desk/practice/audit/"
DEEDS: tuple[Deed, ...] = (*AMONG_OTHERS, *two_worlds_at_home.DEEDS)
Seen = dict[str, Any]
Doors = Callable[[str], bool]


def known_to_none_of(who: str, deeds: Iterable[Deed] = DEEDS) -> list[Deed]:
    """What this person may not know of. The front desk books the sessions, and the owner may look them up."""
    return [deed for deed in deeds if who not in {"desk", "owner"} or deed not in KNOWN_AT_THE_DESK]


def world_as_seen_by(
    who: str,
    world: World,
    deeds: Iterable[Deed] = (),
    *,
    doors: Doors = lambda pattern: True,
    everywhere: bool = False,
) -> Seen:
    """Let Bo do these things, then what goes on openly, and tell all that this person can find.

    everywhere: also behind doors where they are refused; test_doors.py shows that these are like no door at all.
    """
    caches["near"].clear()  # nobody has asked too often yet, in either world
    _know_the_rows_of_deeds(world)
    with undone():
        with chance_of("before"):
            two_worlds_at_home.sets_out(world)
        _live_through(world, deeds)
        with chance_of("both"):
            openly.goes_on(world)
            reminding.remind()
            waiting.open_what_is_due()
        return dict(_seen(world, who, doors, everywhere=everywhere))


def _live_through(world: World, deeds: Iterable[Deed]) -> None:
    """Each deed with chance of its own, so that it leaves the same rows whatever came before it."""
    for deed in deeds:
        with chance_of(f"Bo {deed.__name__}"):
            live_through(world, [deed])


def _know_the_rows_of_deeds(world: World) -> None:
    """The ids of what Bo does with homework, once for each world: Cy looks for them where they are and where not."""
    if "of deeds" in world.rows:
        return
    with undone():
        with chance_of("before"):
            two_worlds_at_home.sets_out(world)
        _live_through(world, two_worlds_at_home.DEEDS)
        world.rows["of deeds"] = two_worlds_at_home.rows_of_bo(world)


def differing(one: Seen, other: Seen) -> dict[str, int]:
    """Where the two are not the same, and by how many bytes."""
    return {
        door: _differing_bytes(one.get(door), other.get(door))
        for door in sorted(one.keys() | other.keys())
        if one.get(door) != other.get(door)
    }


def _differing_bytes(one: Any, other: Any) -> int:
    first, second = repr(one).encode(), repr(other).encode()
    return sum(a != b for a, b in zip(first, second, strict=False)) + abs(len(first) - len(second))


@contextmanager
def chance_of(what: str) -> Iterator[None]:
    """Until this is left, chance takes the same course whenever it is given the same name."""
    course = random.Random(what)
    with ExitStack() as held:
        held.enter_context(mock.patch.object(os, "urandom", course.randbytes))
        held.enter_context(mock.patch.object(random, "_urandom", course.randbytes))
        yield


def _seen(world: World, who: str, doors: Doors, *, everywhere: bool) -> Iterator[tuple[str, Any]]:
    """Every address that can be asked for, with Bo's ids and this person's own; their calendar; their mail."""
    place = PRINCIPALS.index(who)
    for row in table.rows():
        if row.pattern in LEFT_OUT or not doors(row.pattern):
            continue
        refused = row.cells[place] in REFUSED and not everywhere
        for at in sorted(set(_addresses(row.pattern, world, who, theirs_too=not refused))):
            yield f"{row.method} {at}", _answer(world, who, row.method, at)
    if who == "cy":
        for at in two_worlds_at_home.looks_of_cy(world):
            if doors(_pattern(at)):
                yield f"GET {at}", _answer(world, who, "GET", at)
        yield "export", repr(registry.own_data_of(world.rows["cy"]))
        yield from openly.acts_of_cy(world, _answer_kept)
        yield from _acts_at_home(world, doors)
    if who in world.rows:
        user = world.rows[who].user
        yield "calendar", _calendar(world, user)
        yield "mail", _mail(user)


def _pattern(at: str) -> str:
    return "/" + resolve(at.partition("?")[0]).route


def _acts_at_home(world: World, doors: Doors) -> Iterator[tuple[str, Any]]:
    """Cy goes on with homework, and looks again everywhere."""
    for number, (method, at, data) in enumerate(two_worlds_at_home.acts_of_cy(world)):
        answer = _answer_kept(world, "cy", method, at, data, f"at home {number}")
        if answer[0] >= 400:
            raise LookupError(f"{method} {at} was meant to be let in, and gives {answer}")
        yield f"{number}. Cy at home: {method} {at}", answer
    for at in two_worlds_at_home.looks_of_cy(world, briefly=True):
        if doors(_pattern(at)):
            yield f"after homework: {at}", _answer(world, "cy", "GET", at)
    yield "export after homework", repr(registry.own_data_of(world.rows["cy"]))


def _addresses(pattern: str, world: World, who: str, *, theirs_too: bool) -> Iterator[str]:
    values = places.values(pattern, world, who)
    if theirs_too:
        yield address(pattern, values)
    if who == "cy" and "pk" in values and (own := _of_cy(world, values["pk"])):
        yield address(pattern, {**values, "pk": own})


def _of_cy(world: World, pk: Any) -> Any:
    """Cy's row of the same kind as this one of Bo's."""
    name = next((name for name, held in world.ids.items() if held == pk), "")
    return world.ids.get(f"{name} of cy")


def _answer(
    world: World, who: str, method: str, at: str, data: Any = None
) -> tuple[int, bytes, tuple[Any, ...]]:
    with undone():
        return _answer_kept(world, who, method, at, data)


def _answer_kept(
    world: World, who: str, method: str, at: str, data: Any = None, key: str = ""
) -> tuple[int, bytes, tuple[Any, ...]]:
    with chance_of(key + at):
        response = send(world, who, method, at, data, {"Idempotency-Key": key or at})
    cookies = tuple(sorted(morsel.OutputString() for morsel in response.cookies.values()))
    return response.status_code, response.getvalue(), (*sorted(response.items()), *cookies)


def _calendar(world: World, user: Any) -> Any:
    """What a calendar program is given."""
    with undone(), chance_of("the feed"):
        token = feeds.make(user, by=Viewer())
        return _answer_kept(world, "anonymous", "GET", f"/calendar/{token}/appointments.ics")


def _mail(user: Any) -> Any:
    """The letters to this person, also those laid aside. Their ids are chance; so is which of two at once is first."""
    letters = Message.unscoped.filter(user=user).select_related("practice")
    return sorted(
        repr((one.letter, one.created_at, one.due_at, one.sent_at, one.given_up_at)) for one in letters
    )
