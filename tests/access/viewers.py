"""The viewer that each principal is, found as the doors find it."""

from __future__ import annotations

from practice.access import NOBODY, Viewer, narrowed, viewer_for
from practice.calendar import feeds
from practice.models import FeedToken
from tests.access.world import World

STAFF = {"ana", "fay", "hal", "kim", "cover", "lapsed", "desk", "owner"}


def viewer(world: World, who: str) -> Viewer:
    match who:
        case "anonymous":
            return NOBODY
        case "reduced":
            return viewer_for(world.rows["bo"].user, reduced=True)
        case "no_factor":
            return viewer_for(world.rows["ana"].user)
        case "token":
            return narrowed(viewer_for(world.rows["ana"].user, second_factor=True), frozenset({"me:read"}))
        case "feed":
            return feeds.viewer_of(FeedToken.unscoped.get(pk=world.ids["feed row"]))
        case _:
            return viewer_for(world.rows[who].user, second_factor=who in STAFF)
