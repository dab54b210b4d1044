"""What waits to be opened alone, across everything a colleague looks after: oldest first, and never what it is.

Three things wait: an alert until it is taken on, questions that were sent until they are reviewed, and a hold from the
day on which it is to be looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from assessments import days
from assessments.safety.hold_models import SafetyHold
from assessments.safety.models import AlertTelling, SafetyAlert, SafetyScreen, ScreenReview
from practice import audit
from practice.access import COUNSELLOR, COVER, OWNER, Viewer
from practice.models import Couple, Grant, Practice, Staff

Told = tuple[str, str, datetime]


@dataclass(frozen=True)
class Waiting:
    """One couple at which something waits. told: called, step, when; oldest first, each colleague's steps once."""

    couple_id: UUID
    since: datetime
    told: tuple[Told, ...]

    def for_how_long(self, now: datetime) -> timedelta:
        return max(now - self.since, timedelta(0))


def queue(viewer: Viewer) -> list[Waiting]:
    """All couples in this viewer's care at which something waits, the longest wait first. Four queries."""
    seen = Viewer(
        viewer.user_id, viewer.roles & {COUNSELLOR, COVER}, viewer.practice_id, covers=viewer.covers
    )
    alerts: Any = SafetyAlert.objects.visible_to(seen)
    found = [*alerts.unacknowledged().values_list("couple_id", "raised_at")]
    found += _unreviewed(seen)
    found += _due_again(seen)
    since: dict[UUID, datetime] = {}
    for couple_id, at in found:
        since[couple_id] = min(at, since.get(couple_id, at))
    told = _told(seen)
    waiting = [Waiting(couple_id, at, told.get(couple_id, ())) for couple_id, at in since.items()]
    audit.record(viewer, "safety.queue_read", couples=len(waiting))
    return sorted(waiting, key=lambda one: (one.since, str(one.couple_id)))


def _unreviewed(seen: Viewer) -> Iterable[tuple[UUID, datetime]]:
    reviewed = Exists(ScreenReview.unscoped.filter(screen=OuterRef("pk")))
    rows: Any = SafetyScreen.objects.visible_to(seen)
    return rows.filter(~Q(reviewed), state=SafetyScreen.State.SENT).values_list("couple_id", "sent_at")


def _due_again(seen: Viewer) -> Iterable[tuple[UUID, datetime]]:
    rows: Any = SafetyHold.objects.visible_to(seen)
    held = rows.standing().select_related("couple__practice").filter(look_again_on__lte=timezone.localdate())
    return [(row.couple_id, days.morning_of(row.look_again_on, row.couple.practice)) for row in held]


def _told(seen: Viewer) -> dict[UUID, tuple[Told, ...]]:
    """Who was told of what still waits, couple by couple; of several alerts the first telling of each step."""
    alerts: Any = SafetyAlert.objects.visible_to(seen)
    rows = AlertTelling.unscoped.select_related("staff").filter(
        alert__in=alerts.unacknowledged().values("pk")
    )
    found: dict[UUID, dict[tuple[UUID, str], Told]] = {}
    for row in rows.order_by("at", "pk"):
        steps = found.setdefault(row.couple_id, {})
        steps.setdefault((row.staff_id, row.step), (row.staff.called, row.step, row.at))
    return {couple_id: tuple(steps.values()) for couple_id, steps in found.items()}


@dataclass(frozen=True)
class Gap:
    """A counsellor after whom nobody would be told: no other owner, and somebody in their care whom nobody covers."""

    called: str


def gaps(viewer: Viewer) -> list[Gap]:
    """For the owner: where the telling would end too soon. It rests on who works here, never on an alert."""
    if not viewer.has(OWNER):
        return []
    practice = Practice.objects.visible_to(viewer).get(pk=viewer.practice_id)
    here = Staff.unscoped.filter(practice=practice, departed_at=None, user__is_active=True)
    owners = set(here.filter(is_owner=True).values_list("pk", flat=True))
    now = timezone.now()
    covered = Grant.unscoped.filter(
        couple=OuterRef("pk"),
        staff__in=here,
        kind=Grant.Kind.COVER,
        starts_at__lte=now,
        ends_at__gt=now,
        revoked_at=None,
    )
    alone = Couple.unscoped.in_care().filter(~Exists(covered), practice=practice)
    counsellors = Staff.unscoped.filter(pk__in=alone.values("counsellor")).order_by("called", "pk")
    return [Gap(staff.called) for staff in counsellors if not owners - {staff.pk}]
