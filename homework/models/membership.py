"""Conditions on couples that several rules share: who is in one now, and whether its shared space is open."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from assessments.models import JointWork
from practice.models import Couple, Membership

RESTING = (Couple.Status.PAUSED, Couple.Status.ENDED)


def in_couple(path: str, *, since: str | None = None, **who: Any) -> Q:
    """Rows whose couple (at `path`) this partner is in right now.

    who: `partner=` or `partner__user=`. since: a time on the row that must not lie before they joined,
    so that a partner who joins later sees nothing of what was before.
    """
    joined = {"joined_at__lte": OuterRef(since)} if since else {"joined_at__isnull": False}
    return Q(Exists(Membership.unscoped.filter(couple=OuterRef(path), left_at__isnull=True, **joined, **who)))


def shared_space_open(path: str) -> Q:
    """Rows whose couple works together now: opened by the counsellor, not at rest, and nobody has left."""
    opened = JointWork.unscoped.filter(couple=OuterRef(path), state=JointWork.State.OPEN)
    gone = Membership.unscoped.filter(couple=OuterRef(path), left_at__isnull=False)
    return Q(Exists(opened)) & ~Q(Exists(gone)) & ~Q(**{f"{path}__status__in": RESTING})
