"""Who is expected at a session. A seat is taken when the session is booked and never changes hands."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.calendar import feeds
from practice.models import Attendee, Couple, Membership, Partner, Staff, TherapySession
from practice.refusals import BadInput, NotFound


def expected_of(couple: Couple, attendees: Sequence[Partner] | None) -> list[Partner]:
    """Those who are to come: both partners, or the ones named, who belong to the couple."""
    rows = Membership.unscoped.select_related("partner").filter(couple=couple, left_at=None)
    members = [row.partner for row in rows.order_by("mark")]
    expected = members if attendees is None else list(attendees)
    if not expected or any(one not in members for one in expected):
        raise NotFound
    return expected


def seat(sessions: Sequence[TherapySession], expected: Sequence[Partner]) -> None:
    Attendee.unscoped.bulk_create(
        [Attendee(session=session, partner=one) for session in sessions for one in expected]
    )


def checked_second(couple: Couple, second: Staff | None) -> Staff | None:
    """A counsellor who works here, and is not the couple's own."""
    if second is None:
        return None
    if second.practice_id != couple.practice_id:
        raise NotFound
    if second.departed_at is not None or not second.is_counsellor or second.pk == couple.counsellor_id:
        raise BadInput(fields={"second": _("Pick another counsellor who works here.")})
    return second


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
