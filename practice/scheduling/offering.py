"""Hours that partners may book themselves: what is offered to one of them, and taking one.

An hour is offered or not; why not is never told. Another couple's session and the other partner's own look alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit
from practice.access import COUNSELLOR, COVER, PARTNER, SCHEDULER, Viewer
from practice.calendar.recurrence import check_local
from practice.models import BookingTerms, Couple, Membership, Partner, Room, TherapySession
from practice.refusals import BadInput, NotFound, NotNow, Refused, StaleEdit
from practice.scheduling import booking, limits, taken, wall
from practice.scheduling.where import KEEP, Keep, checked_room

MOST_OFFERED = 60
GRID = timedelta(minutes=30)
LONGEST_NOTICE, FARTHEST = 14 * 24, 180
MAY_SET = frozenset({COUNSELLOR, COVER, SCHEDULER})


class HourGone(Refused):
    """Somebody else was first, or it was never free. A partner is told no more than that."""

    code = "hour_gone"
    default = _("That hour has just gone. Here are hours that are still free.")


@dataclass(frozen=True)
class FreeHour:
    """An hour on offer. local: on the clock of that zone."""

    starts_at: datetime
    ends_at: datetime
    local: datetime
    zone: str


def terms_of(couple: Couple) -> BookingTerms:
    """What partners of this couple may do; what holds when nobody said anything is not stored, and has version 0."""
    found = BookingTerms.unscoped.select_related("room").filter(couple=couple).first()
    return found or BookingTerms(couple=couple, version=0)


@transaction.atomic
def set_terms(
    couple: Couple,
    *,
    by: Viewer,
    mode: str | None = None,
    alone: bool | None = None,
    minutes: int | None = None,
    room: Room | Keep | None = KEEP,
    notice_hours: int | None = None,
    days_ahead: int | None = None,
    version: int | None = None,
) -> BookingTerms:
    """Say what both partners of a couple may do; it always holds for both alike. What is not given stays."""
    _insist_on_desk(by, couple)
    Couple.unscoped.select_for_update().get(pk=couple.pk)
    terms = terms_of(couple)
    if version is not None and terms.version != version:
        raise StaleEdit
    wishes = {
        "mode": None if mode is None else _mode(mode),
        "alone": alone,
        "minutes": None if minutes is None else booking.checked_minutes(minutes),
        "notice_hours": _within(notice_hours, "notice_hours", 0, LONGEST_NOTICE),
        "days_ahead": _within(days_ahead, "days_ahead", 1, FARTHEST),
    }
    for name, value in wishes.items():
        if value is not None:
            setattr(terms, name, value)
    if not isinstance(room, Keep):
        terms.room = checked_room(couple.practice_id, room)
    terms.version += 1
    terms.save()
    audit.record(by, "booking_terms.set", terms, couple=couple)
    return terms


def _insist_on_desk(by: Viewer, couple: Couple) -> None:
    seen = Viewer(by.user_id, by.roles & MAY_SET, by.practice_id, by.staff_id, by.covers)
    if not Couple.objects.visible_to(seen).filter(pk=couple.pk).exists():
        raise NotFound


def _mode(mode: str) -> str:
    if mode not in BookingTerms.Mode.values:
        raise BadInput(fields={"mode": _("Pick from the list.")})
    return mode


def _within(number: int | None, field: str, least: int, most: int) -> int | None:
    if number is not None and not least <= number <= most:
        says = _("Write a number from %(least)d to %(most)d.") % {"least": least, "most": most}
        raise BadInput(fields={field: says})
    return number


def free_hours(
    couple: Couple, partner: Partner, *, viewer: Viewer, now: datetime | None = None
) -> list[FreeHour]:
    """What this partner may pick from: at most 60 hours, every half hour within open hours, from the notice on."""
    terms = _terms_for(couple, partner, viewer)
    if terms.mode != BookingTerms.Mode.BOOK:
        return []
    found = _free(couple, terms, now or timezone.now())
    return [hour for hour, _number in zip(found, range(MOST_OFFERED), strict=False)]


def _terms_for(couple: Couple, partner: Partner, viewer: Viewer) -> BookingTerms:
    """The terms, for a partner who looks as themselves and is in the couple."""
    if not viewer.has(PARTNER) or viewer.user_id != partner.user_id:
        raise NotFound
    here = Membership.unscoped.filter(couple=couple, partner=partner, left_at=None, joined_at__isnull=False)
    if not here.exists():
        raise NotFound
    return terms_of(couple)


def _free(couple: Couple, terms: BookingTerms, now: datetime) -> Iterator[FreeHour]:
    if couple.status == Couple.Status.ENDED or (terms.room and not terms.room.is_open):
        return
    since, until = now + timedelta(hours=terms.notice_hours), now + timedelta(days=terms.days_ahead)
    length = timedelta(minutes=terms.minutes)
    held = limits.limits_of(couple.counsellor, since, until + length)
    away = _away(couple, terms, held, since, until + length)
    for start in _grid(held, length, since, until):
        if not any(begins < start + length and ends > start for begins, ends in away):
            yield FreeHour(start, start + length, wall.local_of(start, held.zone), held.zone)


def _away(
    couple: Couple, terms: BookingTerms, held: limits.Limits, since: datetime, until: datetime
) -> list[Any]:
    """Everything that is taken in that time, whatever it is: all of it looks alike from here on."""
    return [*taken.taken_between(couple.counsellor, terms.room, since, until), *held.busy]


def _grid(held: limits.Limits, length: timedelta, since: datetime, until: datetime) -> Iterator[datetime]:
    """Every half hour of the open hours; where the clocks make an hour odd, none."""
    day = wall.local_of(since, held.zone).date()
    while day <= wall.local_of(until, held.zone).date():
        for opens, closes in held.stretches(day):
            start = opens
            while start + length <= closes:
                if (
                    since <= start <= until
                    and check_local(wall.local_of(start, held.zone), held.zone) == "ok"
                ):
                    yield start
                start += GRID
        day += timedelta(days=1)


@transaction.atomic
def take(
    couple: Couple, partner: Partner, *, starts_at: datetime, alone: bool = False, by: Viewer
) -> TherapySession:
    """Book an hour on offer, for both partners or for this one alone. Of two who want it one has it."""
    terms = _terms_for(couple, partner, by)
    if terms.mode != BookingTerms.Mode.BOOK or (alone and not terms.alone):
        raise NotNow(_("Please ask for a time; your counsellor will answer."), code="cannot_book")
    taken.hold([couple.counsellor_id], [terms.room_id])
    now = timezone.now()
    hour = next((one for one in _free(couple, terms, now) if one.starts_at == starts_at), None)
    if hour is None:
        raise HourGone
    return booking.book(
        couple,
        starts=hour.local,
        minutes=terms.minutes,
        room=terms.room,
        attendees=[partner] if alone else None,
        zone=hour.zone,
        anyway=True,
        by=by,
    )
