"""Whose hour it is, who may act on it, and when two partners may show each other something."""

from __future__ import annotations

from uuid import UUID

from practice import registry
from practice.access import PARTNER, SCHEDULER, Viewer, current
from practice.caring import looks_after
from practice.models import Attendee, Couple, Membership, Partner, TherapySession
from practice.refusals import NotFound

RESTING = (Couple.Status.PAUSED, Couple.Status.ENDED)


def insist_on_self(by: Viewer, partner: Partner) -> None:
    """Only the partner speaks for the partner, and not in a session that an e-mailed code alone opened."""
    if not by.has(PARTNER) or partner.user_id is None or partner.user_id != by.user_id:
        raise NotFound


def insist_on_acting(by: Viewer, couple: Couple) -> UUID:
    """The id of the colleague who looks after this couple. Raises NotFound for everyone else, the front desk too."""
    if by.staff_id is None or not looks_after(by, couple):
        raise NotFound
    return by.staff_id


def insist_on_keeping_hours(by: Viewer, couple: Couple) -> None:
    """Whoever looks after the couple, and the front desk of its practice."""
    at_the_desk = by.has(SCHEDULER) and by.staff_id is not None and by.practice_id == couple.practice_id
    if not at_the_desk and not looks_after(by, couple):
        raise NotFound


def belongs_now(partner: Partner, couple: Couple) -> bool:
    return Membership.unscoped.filter(current(), couple=couple, partner=partner).exists()


def expected_at(session: TherapySession) -> list[Partner]:
    """The partners who have a seat at this session, in no order that means anything."""
    seats = Attendee.unscoped.filter(session=session).select_related("partner").order_by("pk")
    return [seat.partner for seat in seats]


def insist_on_seat(session: TherapySession, partner: Partner) -> None:
    """An hour that is not this partner's looks like one that does not exist."""
    if not Attendee.unscoped.filter(session=session, partner=partner).exists():
        raise NotFound


def may_share(couple: Couple, partner: Partner) -> bool:
    """Whether the other partner is here, and nothing that the counsellor decided lets sharing rest."""
    others = Membership.unscoped.filter(current(), couple=couple).exclude(partner=partner)
    return (
        couple.status not in RESTING
        and belongs_now(partner, couple)
        and others.exists()
        and not registry.sharing_rests(couple)
    )
