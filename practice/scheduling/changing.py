"""Moving sessions and calling them off: one, this and all after it, or all of a series.

The plan of a series stands for ever. Whatever is moved or called off is an exception to it, so that the series keeps
its identity in everybody's calendar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit, registry
from practice.access import Viewer
from practice.calendar import recurrence
from practice.models import Attendee, Cancellation, Partner, Room, SessionChange, Staff, TherapySession
from practice.refusals import BadInput, NotFound, NotNow
from practice.scheduling import keeping, limits, taken, wall
from practice.scheduling.booking import checked_minutes
from practice.scheduling.holding import Scope, held
from practice.scheduling.keeping import Changed
from practice.scheduling.where import KEEP, Keep, checked_link, checked_place, checked_room
from practice.words import clean_text

LONGEST_REASON = 2_000
BOOKED, CANCELLED = TherapySession.State.BOOKED, TherapySession.State.CANCELLED


@dataclass(frozen=True)
class CalledOff:
    """Who called a session off, and why; for the counsellor alone. is_late: worked out from the hour when not given."""

    by: str = Cancellation.By.PRACTICE
    partner: Partner | None = None
    reason: str = ""
    is_late: bool | None = None


@dataclass(frozen=True)
class _Wish:
    """How sessions shall stand: so much later on the clock, so long, and there."""

    shift: timedelta
    minutes: int | None
    room: Room | Keep | None
    place: str | None
    link: str | None


@transaction.atomic
def move(
    session: TherapySession,
    *,
    starts: datetime,
    minutes: int | None = None,
    room: Room | Keep | None = KEEP,
    place: str | None = None,
    link: str | None = None,
    scope: Scope = "one",
    anyway: bool = False,
    by: Viewer,
    version: int | None = None,
) -> TherapySession:
    """Let a session begin at this wall time, be so long, and there. What is not given stays.

    With a wider scope each session of the series moves by the same stretch on the clock, whatever the clocks do
    between; each keeps its own length unless minutes are given.
    """
    wanted = room.pk if isinstance(room, Room) else None
    rows = held(session, scope=scope, version=version, rooms=[wanted])
    first = rows[0]
    if first.state == CANCELLED:
        raise NotNow(_("This session was cancelled. Book a new one."), code="session_cancelled")
    wish = _wish(first, starts, minutes, room, place, link)
    if wish.shift:
        wall.instant_of(starts, first.zone, anyway=anyway)
    changes = [change for row in rows if (change := _moved(row, wish)).is_real]
    if not changes:
        return first
    insist_possible(changes, anyway=anyway)
    keeping.keep_changes(changes, SessionChange.What.MOVED, by)
    for change in changes:
        registry.tell(registry.SESSION_MOVED, session=change.session)
    audit.record(by, "session.moved", first, couple=first.couple, sessions=len(changes))
    return first


def _wish(
    first: TherapySession,
    starts: datetime,
    minutes: int | None,
    room: Room | Keep | None,
    place: str | None,
    link: str | None,
) -> _Wish:
    wall.instant_of(starts, first.zone, anyway=True)
    place = None if place is None else checked_place(place)
    if isinstance(room, Room):
        if room.pk != first.room_id:
            checked_room(first.couple.practice_id, room)
        if place:
            raise BadInput(fields={"place": _("Pick a room or write a place, not both.")})
        place = ""
    elif place and isinstance(room, Keep):
        room = None
    return _Wish(
        starts - wall.wall_of(first),
        None if minutes is None else checked_minutes(minutes),
        room,
        place,
        None if link is None else checked_link(link),
    )


def _moved(session: TherapySession, wish: _Wish) -> Changed:
    before = keeping.standing(session)
    length = session.ends_at - session.starts_at
    if wish.shift:
        session.starts_at = shifted(session, wish.shift)
    if wish.minutes is not None:
        length = timedelta(minutes=wish.minutes)
    session.ends_at = session.starts_at + length
    if not isinstance(wish.room, Keep):
        session.room = wish.room
    if wish.place is not None:
        session.place = wish.place
    if wish.link is not None:
        session.link = wish.link
    return Changed(session, before)


def shifted(session: TherapySession, shift: timedelta) -> datetime:
    """So much later on the clock of its zone."""
    try:
        return recurrence.instant(wall.wall_of(session) + shift, session.zone).astimezone(UTC)
    except (recurrence.BadRule, OverflowError):
        raise BadInput(fields={"starts": _("Pick a day between 1970 and 2100.")}) from None


def insist_possible(changes: Sequence[Changed], *, anyway: bool) -> None:
    """Nobody is in two places, and, unless it is meant anyway, every new hour is a usual one."""
    standing = [change for change in changes if change.session.state == BOOKED]
    elsewhere = [change.session for change in standing if change.is_elsewhere]
    if not elsewhere:
        return
    first = elsewhere[0]
    staff = staff_of(first)
    slots = [taken.Slot(one.starts_at, one.ends_at, one.room) for one in elsewhere]
    taken.insist_free(slots, staff, first.zone, but=[change.session.pk for change in changes])
    hours = [(one.session.starts_at, one.session.ends_at) for one in standing if one.is_at_another_hour]
    if not anyway and (reason := limits.why_not(staff, hours)):
        raise reason


def staff_of(session: TherapySession) -> list[Staff]:
    return [session.couple.counsellor, *([session.second] if session.second else [])]


@transaction.atomic
def cancel(
    session: TherapySession,
    *,
    by: Viewer,
    version: int | None = None,
    scope: Scope = "one",
    called_off: CalledOff | None = None,
) -> TherapySession:
    """Call a session off. Calling it off twice is calling it off once."""
    rows = held(session, scope=scope, version=version)
    first = rows[0]
    changes = [_called_off(row) for row in rows if row.state == BOOKED]
    if not changes:
        return first
    if called_off is not None:
        _write_down([change.session for change in changes], called_off)
    keeping.keep_changes(changes, SessionChange.What.CANCELLED, by)
    for change in changes:
        registry.tell(registry.SESSION_CANCELLED, session=change.session)
    audit.record(by, "session.cancelled", first, couple=first.couple, sessions=len(changes))
    return first


def _called_off(session: TherapySession) -> Changed:
    before = keeping.standing(session)
    session.state = CANCELLED
    return Changed(session, before)


def _write_down(sessions: Sequence[TherapySession], called: CalledOff) -> None:
    """A row of its own for each session, for the counsellor alone."""
    if called.by not in Cancellation.By.values:
        raise BadInput(fields={"by": _("Pick from the list.")})
    is_one = called.by == Cancellation.By.PARTNER
    if is_one != (called.partner is not None):
        raise BadInput(fields={"partner": _("Say which partner, or that it was somebody else.")})
    if called.partner is not None and not _sits(called.partner, sessions[0]):
        raise NotFound
    reason = clean_text(called.reason, "reason", most=LONGEST_REASON, required=False)
    for session in sessions:
        Cancellation.unscoped.create(
            session=session,
            by=called.by,
            partner=called.partner,
            is_late=_counts_as_late(session, called),
            reason=reason or None,
        )


def _counts_as_late(session: TherapySession, called: CalledOff) -> bool:
    """As the counsellor says; else by the hour, and never when the practice itself called it off."""
    if called.is_late is not None:
        return called.is_late
    return called.by != Cancellation.By.PRACTICE and is_late(session)


def _sits(partner: Any, session: TherapySession) -> bool:
    return Attendee.unscoped.filter(session=session, partner=partner).exists()


def is_late(session: TherapySession) -> bool:
    """Whether calling it off at this moment is shorter notice than the practice asks for."""
    return session.starts_at - timezone.now() < timedelta(hours=session.couple.practice.late_notice_hours)
