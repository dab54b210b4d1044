"""Putting joint work on hold, looking at it again, lifting it: a counsellor's acts, each with a reason that is sealed.

A hold shuts new joint work and is told to the counsellor alone. What partners see stays as it is until a counsellor
pauses joint work as well, and is then the sentence that stands between any two exercises.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import days, treating
from assessments.safety.hold_models import HoldStep, SafetyHold
from assessments.safety.models import SafetyAlert
from practice import audit
from practice.access import Viewer
from practice.models import Couple
from practice.refusals import BadInput, NotFound, NotNow
from practice.words import clean_text

MOST_WORDS = 4_000
FIRST_LOOK = timedelta(days=7)
LONGEST_LOOK = timedelta(days=92)
Kind = HoldStep.Kind


@dataclass(frozen=True)
class StepRead:
    """One act on a hold as the counsellor reads it."""

    kind: str
    called: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class HoldRead:
    """One hold with all its acts, oldest first."""

    id: UUID
    alert_id: UUID | None
    placed_at: datetime
    look_again_on: date
    lifted_at: datetime | None
    steps: tuple[StepRead, ...]

    @property
    def is_standing(self) -> bool:
        return self.lifted_at is None


@transaction.atomic
def place(
    couple: Couple,
    reason: str,
    *,
    by: Viewer,
    alert: SafetyAlert | None = None,
    look_again_on: date | None = None,
) -> SafetyHold:
    """Put joint work on hold, because of an alert or by judgement. One hold stands at a time."""
    row = Couple.unscoped.select_related("practice", "counsellor").get(pk=couple.pk)
    staff_id = treating.insist_on_acting(by, row)
    if alert is not None and alert.couple_id != row.pk:
        raise NotFound
    words = clean_text(reason, "reason", most=MOST_WORDS)
    look = _checked(look_again_on, row)
    try:
        with transaction.atomic():
            hold = SafetyHold.unscoped.create(
                couple=row, alert=alert, placed_by_id=staff_id, look_again_on=look
            )
    except IntegrityError:
        raise NotNow(_("Joint work is on hold already. Add to that hold."), code="already_on_hold") from None
    return _step(hold, Kind.PLACED, words, by)


@transaction.atomic
def review(hold: SafetyHold, reason: str, *, by: Viewer, look_again_on: date | None = None) -> SafetyHold:
    """Look at a hold again and let it stand, with what was thought and the day of the next look."""
    row = _standing(hold, by)
    words = clean_text(reason, "reason", most=MOST_WORDS)
    row.look_again_on = _checked(look_again_on, row.couple)
    row.save(update_fields=["look_again_on"])
    return _step(row, Kind.REVIEWED, words, by)


@transaction.atomic
def lift(hold: SafetyHold, reason: str, *, by: Viewer) -> SafetyHold:
    """Lift a hold, with a reason. Nothing opens by it: joint work is opened and set by acts of their own."""
    row = _standing(hold, by)
    words = clean_text(reason, "reason", most=MOST_WORDS)
    row.lifted_at = timezone.now()
    row.save(update_fields=["lifted_at"])
    return _step(row, Kind.LIFTED, words, by)


def holds_of(couple: Couple, *, by: Viewer) -> list[HoldRead]:
    """This couple's holds with their reasons, newest first. The reading is written down."""
    treating.insist_on_reading(by, couple)
    holds = list(SafetyHold.objects.visible_to(by).filter(couple=couple).order_by("-placed_at", "pk"))
    steps: dict[UUID, list[StepRead]] = {}
    rows = HoldStep.objects.visible_to(by).filter(hold__in=holds)
    for step in rows.select_related("by", "hold__couple__practice").order_by("at", "pk"):
        steps.setdefault(step.hold_id, []).append(StepRead(step.kind, step.by.called, step.reason, step.at))
    if holds:
        audit.record(by, "safety.holds_read", couple, couple=couple, holds=len(holds))
    return [
        HoldRead(
            row.pk,
            row.alert_id,
            row.placed_at,
            row.look_again_on,
            row.lifted_at,
            tuple(steps.get(row.pk, ())),
        )
        for row in holds
    ]


def _step(hold: SafetyHold, kind: HoldStep.Kind, reason: str, by: Viewer) -> SafetyHold:
    staff_id = treating.insist_on_acting(by, hold.couple)
    HoldStep.unscoped.create(hold=hold, kind=kind, by_id=staff_id, reason=reason)
    audit.record(by, f"safety.hold_{kind.value}", hold, couple=hold.couple)
    return hold


def _standing(hold: SafetyHold, by: Viewer) -> SafetyHold:
    """The hold as it is now, locked, for who may act on it and while it stands."""
    rows = SafetyHold.unscoped.select_for_update(of=("self",))
    row = rows.select_related("couple__practice", "couple__counsellor").get(pk=hold.pk)
    treating.insist_on_acting(by, row.couple)
    if row.lifted_at is not None:
        raise NotNow(_("This hold was lifted already."), code="hold_is_lifted")
    return row


def _checked(day: date | None, couple: Couple) -> date:
    today = days.today_in(couple.practice)
    if day is None:
        return today + FIRST_LOOK
    if not today <= day <= today + LONGEST_LOOK:
        raise BadInput(fields={"look_again_on": _("Choose a day within the next three months.")})
    return day
