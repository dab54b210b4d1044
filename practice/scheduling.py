"""Booking, moving and cancelling sessions, alone or in a series, on the wall clock of the practice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit, feeds, recurrence, registry
from practice.access import Viewer
from practice.models import Attendee, Couple, Membership, Partner, Series, Staff, TherapySession
from practice.refusals import BadInput, NotFound, NotNow, Refused, StaleEdit
from practice.words import clean_line
from practice.zones import checked_zone, moment

SHORTEST, LONGEST = 10, 240
MOST_IN_A_SERIES = 52


class SessionOverlaps(Refused):
    code = "session_overlaps"


def checked_minutes(minutes: int) -> int:
    if not SHORTEST <= minutes <= LONGEST:
        raise BadInput(
            fields={
                "minutes": _("A session lasts from %(a)d to %(b)d minutes.") % {"a": SHORTEST, "b": LONGEST}
            }
        )
    return minutes


def between(starts: datetime, ends: datetime, zone: str) -> tuple[datetime, int]:
    """A start and an end on the wall clock as a start and minutes. Refuses an end before its start."""
    first, last = moment(starts, zone, "starts"), moment(ends, zone, "ends")
    if last <= first:
        raise BadInput(fields={"ends": _("This ends before it starts. Look at both times again.")})
    return starts, checked_minutes(int((last - first).total_seconds() // 60))


@transaction.atomic
def book(
    couple: Couple,
    *,
    starts: datetime,
    minutes: int,
    by: Viewer,
    zone: str = "",
    place: str = "",
    attendees: Sequence[Partner] | None = None,
) -> TherapySession:
    """Book one session at a wall time. Without attendees both partners are expected."""
    zone = checked_zone(zone or couple.practice.time_zone)
    start = moment(starts, zone).astimezone(UTC)
    _hold_the_hours_of(couple)
    session = _store(couple, start, checked_minutes(minutes), zone, place)
    _expect(session, couple, attendees)
    audit.record(by, "session.booked", session, couple=couple)
    feeds.changed([session])
    return session


@transaction.atomic
def book_series(
    couple: Couple,
    *,
    starts: datetime,
    minutes: int,
    every_weeks: int,
    count: int,
    by: Viewer,
    zone: str = "",
    place: str = "",
    attendees: Sequence[Partner] | None = None,
) -> Series:
    """Book sessions every few weeks. The wall time stays the same across clock changes."""
    zone = checked_zone(zone or couple.practice.time_zone)
    if not 1 <= count <= MOST_IN_A_SERIES or not 1 <= every_weeks <= 8:
        raise BadInput(fields={"count": _("Choose 1 to 52 sessions, every 1 to 8 weeks.")})
    rule = recurrence.Rule(
        starts_local=starts, zone=zone, every_weeks=every_weeks, minutes=checked_minutes(minutes), count=count
    )
    for local, _state in recurrence.unclear(rule):
        moment(local, zone)
    _hold_the_hours_of(couple)
    series = Series.unscoped.create(
        couple=couple,
        first_local=starts.replace(tzinfo=UTC),
        zone=zone,
        every_weeks=every_weeks,
        count=count,
        minutes=minutes,
    )
    sessions = [
        _store(couple, one.start, minutes, zone, place, series=series, local=one.local)
        for one in recurrence.occurrences(rule)
    ]
    for session in sessions:
        _expect(session, couple, attendees)
    audit.record(by, "series.booked", series, couple=couple, sessions=len(sessions))
    feeds.changed(sessions)
    return series


def _store(
    couple: Couple,
    start: datetime,
    minutes: int,
    zone: str,
    place: str,
    *,
    series: Series | None = None,
    local: datetime | None = None,
) -> TherapySession:
    end = start + timedelta(minutes=minutes)
    _refuse_overlap(couple, start, end)
    return TherapySession.unscoped.create(
        couple=couple,
        series=series,
        series_local=local.replace(tzinfo=UTC) if local else None,
        starts_at=start,
        ends_at=end,
        zone=zone,
        place=clean_line(place, "place", most=160, required=False),
    )


def _hold_the_hours_of(couple: Couple) -> None:
    """Two who book with one counsellor at the same moment do so one after the other."""
    Staff.unscoped.select_for_update().get(pk=couple.counsellor_id)


def _refuse_overlap(
    couple: Couple, start: datetime, end: datetime, *, but: TherapySession | None = None
) -> None:
    taken = TherapySession.unscoped.booked().filter(
        couple__counsellor=couple.counsellor, starts_at__lt=end, ends_at__gt=start
    )
    clash = (taken.exclude(pk=but.pk) if but else taken).first()
    if clash is not None:
        local = recurrence.zone_info(clash.zone)
        raise SessionOverlaps(
            _("There is a session already from %(start)s to %(end)s on that day.")
            % {
                "start": f"{clash.starts_at.astimezone(local):%H:%M}",
                "end": f"{clash.ends_at.astimezone(local):%H:%M}",
            },
            fields={"starts": _("This time is taken.")},
        )


def _expect(session: TherapySession, couple: Couple, attendees: Sequence[Partner] | None) -> None:
    members = [
        one.partner
        for one in Membership.unscoped.select_related("partner").filter(couple=couple, left_at=None)
    ]
    expected = members if attendees is None else list(attendees)
    if not expected or any(one not in members for one in expected):
        raise NotFound
    Attendee.unscoped.bulk_create([Attendee(session=session, partner=one) for one in expected])


def _held(session: TherapySession, version: int | None) -> TherapySession:
    rows = TherapySession.unscoped.select_for_update(of=("self",)).select_related("couple__practice")
    held = rows.get(pk=session.pk)
    if version is not None and held.version != version:
        raise StaleEdit
    return held


@transaction.atomic
def move(
    session: TherapySession,
    *,
    starts: datetime,
    minutes: int | None = None,
    place: str | None = None,
    by: Viewer,
    version: int | None = None,
) -> TherapySession:
    """Move one session, of a series or not; the rest of the series stays."""
    held = _held(session, version)
    if held.state == TherapySession.State.CANCELLED:
        raise NotNow(_("This session was cancelled. Book a new one."), code="session_cancelled")
    length = checked_minutes(minutes) if minutes is not None else _minutes(held)
    held.starts_at = moment(starts, held.zone).astimezone(UTC)
    held.ends_at = held.starts_at + timedelta(minutes=length)
    if place is not None:
        held.place = clean_line(place, "place", most=160, required=False)
    _hold_the_hours_of(held.couple)
    _refuse_overlap(held.couple, held.starts_at, held.ends_at, but=held)
    _changed(held)
    registry.tell(registry.SESSION_MOVED, session=held)
    audit.record(by, "session.moved", held, couple=held.couple)
    return held


@transaction.atomic
def cancel(session: TherapySession, *, by: Viewer, version: int | None = None) -> TherapySession:
    """Cancel one session. Cancelling twice is cancelling once."""
    held = _held(session, version)
    if held.state == TherapySession.State.CANCELLED:
        return held
    held.state = TherapySession.State.CANCELLED
    _changed(held)
    registry.tell(registry.SESSION_CANCELLED, session=held)
    audit.record(by, "session.cancelled", held, couple=held.couple)
    return held


def _changed(session: TherapySession) -> None:
    session.sequence += 1
    session.version += 1
    session.changed_at = timezone.now()
    session.save(
        update_fields=["starts_at", "ends_at", "place", "state", "sequence", "version", "changed_at"]
    )
    feeds.changed([session])


def _minutes(session: TherapySession) -> int:
    return int((session.ends_at - session.starts_at).total_seconds() // 60)


def free_seats_of_who_left(*, membership: Membership) -> None:
    """A partner who left is no longer expected anywhere; what is past stays theirs."""
    seats = Attendee.unscoped.filter(
        partner=membership.partner, session__couple=membership.couple, session__starts_at__gt=timezone.now()
    )
    sessions = [seat.session for seat in seats.select_related("session")]
    if sessions:
        feeds.bump([membership.partner.user_id])
        seats.delete()


def forget_seats_of_before(*, membership: Membership) -> None:
    """A partner who joins later sees no session from before they came."""
    Attendee.unscoped.filter(partner=membership.partner, session__ends_at__lte=timezone.now()).delete()
