"""What was brought, as each reader is shown it. Reads only.

What the other partner shared carries nothing of how often it was written, shared or taken back before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from practice.access import PARTNER, Viewer
from practice.caring import couple_of
from practice.models import Attendee, Bringing, Partner, TherapySession
from practice.models.wishes import SETTLING
from practice.refusals import NotFound
from practice.scheduling.bringing import is_frozen, is_unseen
from practice.scheduling.whose import insist_on_self, may_share

Reach = Literal["counsellor", "settling", "shared", "frozen"]


@dataclass(frozen=True)
class OwnBringing:
    """One's own. settles_at: until then it can be taken back unseen."""

    id: UUID
    words: str
    session_id: UUID | None
    reach: Reach
    settles_at: datetime | None
    is_done: bool
    version: int


@dataclass(frozen=True)
class FromOther:
    """What the other partner shared, once it has arrived."""

    id: UUID
    words: str
    session_id: UUID | None
    arrived_at: datetime


@dataclass(frozen=True)
class BroughtToSession:
    """For whoever looks after the couple, beside one session. is_shared: the other partner reads it, or soon will."""

    id: UUID
    partner_id: UUID
    words: str
    is_shared: bool
    is_done: bool
    version: int


def own(partner: Partner, *, by: Viewer) -> list[OwnBringing]:
    """All that this partner brought, the newest first."""
    insist_on_self(by, partner)
    rows = Bringing.objects.visible_to(by).filter(partner=partner).select_related("partner")
    return [_own(row) for row in rows.order_by("-made_at", "pk")]


def from_other(partner: Partner, *, by: Viewer) -> list[FromOther]:
    """What has arrived from the other partner and was not talked about yet. Nothing while sharing rests."""
    insist_on_self(by, partner)
    couple = couple_of(partner)
    if couple is None or not by.has(PARTNER) or not may_share(couple, partner):
        return []
    rows = Bringing.objects.visible_to(by).filter(couple=couple, done_at=None, shared_at__isnull=False)
    arrived = rows.filter(shared_at__lte=timezone.now() - SETTLING).exclude(partner=partner)
    return [_from_other(row) for row in arrived.select_related("partner").order_by("shared_at", "pk")]


def for_session(session: TherapySession, *, by: Viewer) -> list[BroughtToSession]:
    """What was brought to this session. What names no session, or one that is over, comes to its author's next one."""
    if not by.is_staff:
        raise NotFound
    rows = Bringing.objects.visible_to(by).filter(couple=session.couple_id).select_related("partner")
    over = Q(session=None) | Q(session__state="cancelled") | Q(session__ends_at__lte=timezone.now())
    meant = rows.filter(Q(session=session) | over & Q(done_at=None, partner__in=_whose_next(session, by)))
    return [
        BroughtToSession(
            id=row.pk,
            partner_id=row.partner_id,
            words=row.words,
            is_shared=row.shared_at is not None,
            is_done=row.done_at is not None,
            version=row.version,
        )
        for row in meant.order_by("made_at", "pk")
    ]


def _whose_next(session: TherapySession, by: Viewer) -> list[UUID]:
    """The partners whose next session this is."""
    coming: QuerySet[TherapySession] = TherapySession.objects.visible_to(by).filter(couple=session.couple_id)
    seats = Attendee.objects.visible_to(by).filter(
        session__in=coming.filter(state="booked", ends_at__gt=timezone.now())
    )
    first: dict[UUID, UUID] = {}
    for seat in seats.order_by("session__starts_at", "session"):
        first.setdefault(seat.partner_id, seat.session_id)
    return [partner for partner, next_one in first.items() if next_one == session.pk]


def _own(row: Bringing) -> OwnBringing:
    settling = is_unseen(row)
    reach: Reach = "counsellor"
    if row.shared_at is not None:
        reach = "frozen" if is_frozen(row) else "settling" if settling else "shared"
    return OwnBringing(
        id=row.pk,
        words=row.words,
        session_id=row.session_id,
        reach=reach,
        settles_at=row.shared_at + SETTLING if row.shared_at and settling else None,
        is_done=row.done_at is not None,
        version=row.version,
    )


def _from_other(row: Bringing) -> FromOther:
    assert row.shared_at is not None
    return FromOther(
        id=row.pk, words=row.words, session_id=row.session_id, arrived_at=row.shared_at + SETTLING
    )
