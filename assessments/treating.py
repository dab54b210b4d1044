"""Who looks after this couple right now: the counsellor, or a colleague with an open grant."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from practice.access import COUNSELLOR, COVER, PARTNER, Viewer
from practice.models import Couple, Grant, Partner
from practice.refusals import NotFound


def treats(viewer: Viewer, couple: Couple) -> bool:
    return viewer.has(COUNSELLOR) and couple.counsellor.user_id == viewer.user_id


def may_read(viewer: Viewer, couple: Couple) -> bool:
    """The counsellor, whoever covers, and a supervisor. Owner and front desk as such never."""
    return treats(viewer, couple) or (viewer.has(COVER) and couple.pk in viewer.covers)


def may_act(viewer: Viewer, couple: Couple) -> bool:
    """The counsellor and whoever covers. A supervisor looks and does not act."""
    if treats(viewer, couple):
        return True
    if not may_read(viewer, couple):
        return False
    now = timezone.now()
    return Grant.unscoped.filter(
        couple=couple,
        staff=viewer.staff_id,
        kind=Grant.Kind.COVER,
        starts_at__lte=now,
        ends_at__gt=now,
        revoked_at=None,
    ).exists()


def insist_on_reading(viewer: Viewer, couple: Couple) -> None:
    """Raises NotFound: absent and forbidden look alike."""
    if not may_read(viewer, couple):
        raise NotFound


def insist_on_acting(viewer: Viewer, couple: Couple) -> UUID:
    """The id of the colleague who acts. Raises NotFound for everyone who may not."""
    if viewer.staff_id is None or not may_act(viewer, couple):
        raise NotFound
    return viewer.staff_id


def insist_on_self(viewer: Viewer, partner: Partner) -> None:
    """Only the partner answers for the partner, and not in a session that an e-mailed code alone opened."""
    if not viewer.has(PARTNER) or partner.user_id is None or partner.user_id != viewer.user_id:
        raise NotFound
