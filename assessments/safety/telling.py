"""Who hears of an alert, and when: the counsellor at once and once more, then who covers, then the owner.

Each step at the time that the practice set, until somebody has taken the alert on with a note of what they did.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessments.safety.models import AlertTelling, SafetyAlert
from practice import audit, outbox
from practice.access import NOBODY, Viewer
from practice.models import Couple, Grant, Staff

log = logging.getLogger(__name__)
Step = AlertTelling.Step
ONE_MAIL_IN = timedelta(minutes=10)


@dataclass(frozen=True)
class Notice:
    """What a colleague is shown in the app: an alert waits for this couple, since when, and at which step they stand."""

    alert_id: UUID
    couple_id: UUID
    step: str
    raised_at: datetime
    told_at: datetime


def tell_now(alert: SafetyAlert) -> None:
    """Tell the first at once. What cannot be told now stays kept and raised, and the worker tries again."""
    try:
        with transaction.atomic():
            tell_those_due(alert)
    except Exception:
        log.exception("alert %s could not be told at once", alert.pk)


def escalate() -> int:
    """Tell everyone whose turn has come; the worker repeats this. Returns how many were told."""
    waiting = SafetyAlert.unscoped.unacknowledged().order_by("raised_at").values_list("pk", flat=True)
    return sum(_try_to_escalate(alert_id) for alert_id in list(waiting))


def _try_to_escalate(alert_id: UUID) -> int:
    """One alert that cannot be told must not keep the next one from being told."""
    try:
        return _escalate(alert_id)
    except Exception:
        log.exception("alert %s could not be told", alert_id)
        return 0


@transaction.atomic
def _escalate(alert_id: UUID) -> int:
    rows = SafetyAlert.unscoped.select_for_update(of=("self",)).unacknowledged()
    alert = rows.select_related("couple__practice", "couple__counsellor__user").filter(pk=alert_id).first()
    return len(tell_those_due(alert)) if alert else 0


def tell_those_due(alert: SafetyAlert) -> list[AlertTelling]:
    """Tell each colleague whose time has come and who was not told at this step. Call with the alert's row locked."""
    told = set(AlertTelling.unscoped.filter(alert=alert).values_list("staff_id", "step"))
    now = timezone.now()
    return [
        _tell(alert, staff, step)
        for wait, step, group in chain(alert.couple)
        if now >= alert.raised_at + wait
        for staff in group
        if (staff.pk, step) not in told
    ]


def chain(couple: Couple) -> list[tuple[timedelta, Step, list[Staff]]]:
    """After which wait who is told. A step at which nobody can be reached costs no waiting time."""
    practice = couple.practice
    waits = iter(
        timedelta(minutes=minutes)
        for minutes in (0, practice.cover_after_minutes, practice.owner_after_minutes)
    )
    found = []
    for step, group in _reachable(couple):
        found.append((next(waits), step, group))
        if step == Step.COUNSELLOR:
            found.append((timedelta(minutes=practice.again_after_minutes), Step.AGAIN, group))
    return found


def _reachable(couple: Couple) -> list[tuple[Step, list[Staff]]]:
    here = Staff.unscoped.select_related("user").filter(departed_at=None, user__is_active=True)
    now = timezone.now()
    covers = Grant.unscoped.filter(
        couple=couple, kind=Grant.Kind.COVER, starts_at__lte=now, ends_at__gt=now, revoked_at=None
    )
    steps: list[tuple[Step, Any]] = [
        (Step.COUNSELLOR, here.filter(pk=couple.counsellor_id)),
        (Step.COVER, here.filter(pk__in=covers.values("staff"))),
        (Step.OWNER, here.filter(practice=couple.practice_id, is_owner=True)),
    ]
    return [(step, group) for step, rows in steps if (group := list(rows.order_by("pk")))]


def _tell(alert: SafetyAlert, staff: Staff, step: Step) -> AlertTelling:
    """In the app always; by neutral mail unless one about this couple has just gone out."""
    recent = AlertTelling.unscoped.filter(
        staff=staff, couple=alert.couple, mailed=True, at__gt=timezone.now() - ONE_MAIL_IN
    )
    mailed = not recent.exists() and staff.user is not None and outbox.tell(staff.user) is not None
    telling = AlertTelling.unscoped.create(
        alert=alert, couple=alert.couple, staff=staff, step=step, mailed=mailed
    )
    audit.record(NOBODY, "safety.told", alert, couple=alert.couple, staff=staff.pk, step=step.value)
    return telling


def notices(viewer: Viewer) -> list[Notice]:
    """The alerts that wait for this viewer, oldest first. They stay until someone has taken them on."""
    rows = AlertTelling.objects.visible_to(viewer).filter(
        alert__in=SafetyAlert.unscoped.unacknowledged().values("pk")
    )
    return [
        Notice(row.alert_id, row.couple_id, row.step, row.alert.raised_at, row.at)
        for row in rows.select_related("alert").defer("alert__what").order_by("alert__raised_at", "pk")
    ]
