"""Where a session is held: a room of the practice, a place in words, or a link to meet online."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from practice.models import Room
from practice.refusals import BadInput, NotFound
from practice.words import clean_line

LONGEST_PLACE, LONGEST_LINK = 160, 300
_ONLINE = URLValidator(schemes=["https"])


class Keep:
    """As it is: a room can also be taken away, which None says."""


KEEP = Keep()


@dataclass(frozen=True)
class Where:
    room: Room | None = None
    place: str = ""
    link: str = ""


def checked_where(practice_id: Any, room: Room | None, place: str, link: str) -> Where:
    """One of the practice's open rooms, or a place in words; a link can stand beside either."""
    place = checked_place(place)
    if room is not None and place:
        raise BadInput(fields={"place": _("Pick a room or write a place, not both.")})
    return Where(checked_room(practice_id, room), place, checked_link(link))


def checked_room(practice_id: Any, room: Room | None) -> Room | None:
    if room is None:
        return None
    if room.practice_id != practice_id:
        raise NotFound
    if not room.is_open:
        raise BadInput(fields={"room": _("This room is closed. Pick another one.")})
    return room


def checked_place(place: str) -> str:
    return clean_line(place, "place", most=LONGEST_PLACE, required=False)


def checked_link(link: str) -> str:
    link = clean_line(link, "link", most=LONGEST_LINK, required=False)
    if link:
        try:
            _ONLINE(link)
        except ValidationError:
            raise BadInput(fields={"link": _("Write an address that begins with https://")}) from None
    return link
