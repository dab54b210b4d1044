"""The rooms of a practice, the hours of its week, and the days it is closed; of the house, and of each colleague."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit
from practice.access import OWNER, Viewer
from practice.calendar import feeds
from practice.calendar.recurrence import instant
from practice.models import ClosedDays, OpenHours, Practice, Room, Staff, TherapySession
from practice.refusals import BadInput, NotFound, StaleEdit
from practice.words import clean_line

Week = Mapping[int, Sequence[tuple[time, time]]]
MOST_STRETCHES = 6
LONGEST_HOLIDAY = timedelta(days=366)
FIRST_YEAR, LAST_YEAR = 1970, 2100


# ---------------------------------------------------------------- rooms
@transaction.atomic
def add_room(practice: Practice, *, called: str, where: str = "", by: Viewer) -> Room:
    _insist_on_owner(by, practice.pk)
    Practice.unscoped.select_for_update().get(pk=practice.pk)
    name = _room_name(practice.pk, called)
    room = Room.unscoped.create(practice=practice, called=name, where=_way_there(where))
    audit.record(by, "room.added", room)
    return room


@transaction.atomic
def change_room(
    room: Room, *, called: str | None = None, where: str | None = None, by: Viewer, version: int | None = None
) -> Room:
    """Call a room something else, or say anew how it is found. Calendars that name it have something new."""
    held = _held_room(room, by, version)
    if called is not None:
        held.called = _room_name(held.practice_id, called, but=held)
    if where is not None:
        held.where = _way_there(where)
    _keep_room(held, "room.changed", by)
    return held


@transaction.atomic
def close_room(room: Room, *, by: Viewer, version: int | None = None) -> Room:
    """No new session is booked there. What is booked already stays, and is listed by `sessions_in`."""
    held = _held_room(room, by, version)
    held.is_open = False
    _keep_room(held, "room.closed", by)
    return held


@transaction.atomic
def open_room(room: Room, *, by: Viewer, version: int | None = None) -> Room:
    held = _held_room(room, by, version)
    held.is_open = True
    _keep_room(held, "room.opened", by)
    return held


def sessions_in(room: Room, viewer: Viewer) -> list[TherapySession]:
    """What is still to come in this room, as far as this colleague may see it."""
    rows = TherapySession.objects.visible_to(viewer).filter(
        room=room, state=TherapySession.State.BOOKED, ends_at__gt=timezone.now()
    )
    return list(rows.order_by("starts_at", "pk"))


def _held_room(room: Room, by: Viewer, version: int | None) -> Room:
    held = Room.unscoped.select_for_update().get(pk=room.pk)
    _insist_on_owner(by, held.practice_id)
    if version is not None and held.version != version:
        raise StaleEdit
    return held


def _keep_room(room: Room, act: str, by: Viewer) -> None:
    room.version += 1
    room.save(update_fields=["called", "where", "is_open", "version"])
    shown_since = timezone.now() - timedelta(days=feeds.DAYS_BACK + 31)
    feeds.changed(TherapySession.unscoped.filter(room=room, ends_at__gt=shown_since))
    audit.record(by, act, room)


def _room_name(practice_id: Any, called: str, *, but: Room | None = None) -> str:
    name = clean_line(called, "called", most=60)
    others = Room.unscoped.filter(practice=practice_id, called=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise BadInput(fields={"called": _("There is a room of this name already. Pick another name.")})
    return name


def _way_there(where: str) -> str:
    return clean_line(where, "where", most=160, required=False)


# ---------------------------------------------------------------- hours of the week
@transaction.atomic
def set_hours(practice: Practice, week: Week, *, staff: Staff | None = None, by: Viewer) -> list[OpenHours]:
    """The whole week at once: stretches of each weekday, 0 being Monday. A break is the gap between two.

    staff: one colleague's own week; an empty one means that the practice's hours hold for them.
    """
    _insist_on_own_or_owner(by, practice, staff)
    wanted = [(day, *stretch) for day in sorted(week) for stretch in _checked_day(day, week[day])]
    Practice.unscoped.select_for_update().get(pk=practice.pk)
    OpenHours.unscoped.filter(practice=practice, staff=staff).delete()
    rows = OpenHours.unscoped.bulk_create(
        [
            OpenHours(practice=practice, staff=staff, weekday=day, opens=opens, closes=closes)
            for day, opens, closes in wanted
        ]
    )
    audit.record(by, "hours.set", staff or practice, practice_id=practice.pk, stretches=len(rows))
    return rows


def hours_of(
    practice: Practice, viewer: Viewer, *, staff: Staff | None = None
) -> dict[int, list[tuple[time, time]]]:
    """The week as it was entered; a day without hours is not in it."""
    rows = OpenHours.objects.visible_to(viewer).filter(practice=practice, staff=staff)
    week: dict[int, list[tuple[time, time]]] = {}
    for row in rows.order_by("weekday", "opens"):
        week.setdefault(row.weekday, []).append((row.opens, row.closes))
    return week


def _checked_day(day: int, stretches: Sequence[tuple[time, time]]) -> list[tuple[time, time]]:
    if day not in range(7) or len(stretches) > MOST_STRETCHES:
        raise BadInput(fields={"hours": _("Write at most 6 stretches a day, Monday to Sunday.")})
    found = sorted(stretches)
    if any(closes <= opens for opens, closes in found):
        raise BadInput(fields={"hours": _("A stretch ends before it begins. Look at both times again.")})
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        raise BadInput(fields={"hours": _("Two stretches of one day overlap. Make one of them shorter.")})
    return found


# ---------------------------------------------------------------- closed days
@transaction.atomic
def add_closed_days(
    practice: Practice,
    *,
    first_day: date,
    last_day: date | None = None,
    called: str = "",
    staff: Staff | None = None,
    by: Viewer,
) -> ClosedDays:
    """A holiday of the practice, or of one colleague. Sessions that fall into it stay; `sessions_within` lists them."""
    _insist_on_own_or_owner(by, practice, staff)
    last_day = last_day or first_day
    if last_day < first_day:
        raise BadInput(fields={"last_day": _("This is before the first day. Look at both days again.")})
    if last_day - first_day > LONGEST_HOLIDAY:
        raise BadInput(fields={"last_day": _("That is longer than a year. Look at both days again.")})
    if first_day.year < FIRST_YEAR or last_day.year > LAST_YEAR:
        raise BadInput(fields={"first_day": _("Pick a day between 1970 and 2100.")})
    row = ClosedDays.unscoped.create(
        practice=practice,
        staff=staff,
        first_day=first_day,
        last_day=last_day,
        called=clean_line(called, "called", most=60, required=False),
    )
    audit.record(by, "closed_days.added", row, practice_id=practice.pk)
    return row


@transaction.atomic
def remove_closed_days(closed: ClosedDays, *, by: Viewer) -> None:
    """Taken away twice is taken away once."""
    row = ClosedDays.unscoped.select_related("practice", "staff").filter(pk=closed.pk).first()
    if row is None:
        return
    _insist_on_own_or_owner(by, row.practice, row.staff)
    audit.record(by, "closed_days.removed", row, practice_id=row.practice_id)
    row.delete()


def sessions_within(closed: ClosedDays, viewer: Viewer) -> list[TherapySession]:
    """Booked sessions that fall into these days, as far as this colleague may see them."""
    zone = closed.practice.time_zone
    since = instant(datetime.combine(closed.first_day, time()), zone)
    until = instant(datetime.combine(closed.last_day + timedelta(days=1), time()), zone)
    rows = TherapySession.objects.visible_to(viewer).filter(
        state=TherapySession.State.BOOKED, starts_at__lt=until, ends_at__gt=since
    )
    if closed.staff_id is not None:
        rows = rows.filter(couple__counsellor=closed.staff_id)
    return list(
        rows.filter(couple__practice=closed.practice_id, ends_at__gt=timezone.now()).order_by("starts_at")
    )


def _insist_on_owner(by: Viewer, practice_id: Any) -> None:
    if not by.has(OWNER) or by.practice_id != practice_id:
        raise NotFound


def _insist_on_own_or_owner(by: Viewer, practice: Practice, staff: Staff | None) -> None:
    """One's own hours and holidays are one's own; the owner enters those of all."""
    if by.practice_id != practice.pk or (staff is not None and staff.practice_id != practice.pk):
        raise NotFound
    if not by.has(OWNER) and (staff is None or by.staff_id != staff.pk):
        raise NotFound
