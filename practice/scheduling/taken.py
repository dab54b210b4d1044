"""What is taken: nobody sits in two sessions at once, and no room holds two.

Whoever books or moves first holds the rows of the people and the room concerned, so that two who want one hour come
one after the other, and the second finds it taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practice.models import Room, Staff, TherapySession
from practice.refusals import Refused
from practice.scheduling import wall


class SessionOverlaps(Refused):
    code = "session_overlaps"


@dataclass(frozen=True)
class Slot:
    """A stretch of time that a session wants, and the room."""

    start: datetime
    end: datetime
    room: Room | None = None


@dataclass(frozen=True)
class Clash:
    """A session that stands in the way. field: what it takes; says: what, and from when to when."""

    field: str
    says: str | Promise


def hold(staff: Iterable[Any], rooms: Iterable[Any] = ()) -> None:
    """Lock these colleagues and rooms, always in the same order, so that nobody waits in a circle."""
    for model, wanted in ((Staff, set(staff)), (Room, set(rooms))):
        if wanted := wanted - {None}:
            list(model.unscoped.select_for_update().filter(pk__in=wanted).order_by("pk"))


def insist_free(
    slots: Sequence[Slot], staff: Sequence[Staff], zone: str, *, but: Collection[UUID] = ()
) -> None:
    """Refuse with the other time named. but: sessions that are about to leave where they stand."""
    for clash in clashes(slots, staff, zone, but=but):
        if clash is not None:
            raise SessionOverlaps(clash.says, fields={clash.field: _BESIDE[clash.field]})
    for one, following in pairwise(sorted(slots, key=lambda slot: slot.start)):
        if following.start < one.end:
            raise SessionOverlaps(
                _("Two of these sessions would overlap on %(day)s.")
                % {"day": wall.day(following.start, zone)},
                fields={"starts": _BESIDE["starts"]},
            )


_BESIDE = {
    "starts": _("This time is taken."),
    "second": _("Your colleague has a session then."),
    "room": _("This room is taken then."),
}


def clashes(
    slots: Sequence[Slot], staff: Sequence[Staff], zone: str, *, but: Collection[UUID] = ()
) -> list[Clash | None]:
    """For each slot what stands in its way, in one query. staff: the counsellor first."""
    if not slots:
        return []
    rooms = {slot.room.pk for slot in slots if slot.room}
    rows = _booked(min(slot.start for slot in slots), max(slot.end for slot in slots))
    people = Q(couple__counsellor__in=staff) | Q(second__in=staff)
    found = rows.filter(people | Q(room__in=rooms)).exclude(pk__in=but).select_related("couple")
    standing = list(found.order_by("starts_at", "pk"))
    return [_clash(slot, standing, staff, zone) for slot in slots]


def _booked(since: datetime, until: datetime) -> Any:
    return TherapySession.unscoped.booked().filter(starts_at__lt=until, ends_at__gt=since)


def taken_between(staff: Staff, room: Room | None, since: datetime, until: datetime) -> list[tuple[Any, Any]]:
    """When this colleague or this room is taken, whoever comes."""
    taken = Q(couple__counsellor=staff) | Q(second=staff)
    rows = _booked(since, until).filter(taken | Q(room=room) if room else taken)
    return list(rows.order_by("starts_at", "pk").values_list("starts_at", "ends_at"))


def _clash(slot: Slot, standing: list[TherapySession], staff: Sequence[Staff], zone: str) -> Clash | None:
    for other in standing:
        if other.starts_at < slot.end and other.ends_at > slot.start:
            times = {
                "day": wall.day(other.starts_at, zone),
                "start": wall.clock(other.starts_at, zone),
                "end": wall.clock(other.ends_at, zone),
            }
            if clash := _named(slot, other, staff, times):
                return clash
    return None


def _named(slot: Slot, other: TherapySession, staff: Sequence[Staff], times: dict[str, str]) -> Clash | None:
    sits = {other.couple.counsellor_id, other.second_id}
    for colleague in staff:
        if colleague.pk not in sits:
            continue
        if colleague is staff[0]:
            return Clash(
                "starts", _("There is a session already on %(day)s, from %(start)s to %(end)s.") % times
            )
        says = _("%(name)s has a session already on %(day)s, from %(start)s to %(end)s.")
        return Clash("second", says % (times | {"name": colleague.called}))
    if slot.room is not None and slot.room.pk == other.room_id:
        taken = _("%(room)s is taken already on %(day)s, from %(start)s to %(end)s.")
        return Clash("room", taken % (times | {"room": slot.room.called}))
    return None
