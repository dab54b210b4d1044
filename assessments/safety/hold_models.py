"""The rows of holds: joint work stands still for a couple, why, and what was thought of it since."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import VisibleTo
from practice.models import Couple, Staff
from practice.sealing import SealedField

from .models import SafetyAlert


class SafetyHoldQuerySet(models.QuerySet["SafetyHold"]):
    def standing(self) -> SafetyHoldQuerySet:
        return self.filter(lifted_at=None)


class SafetyHold(models.Model):
    """No new joint work for this couple, from a counsellor's act until a counsellor's act. Neither partner has a rule.

    alert: what gave rise to it, if it was an alert. look_again_on: the day on which it comes back to the queue.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    alert = models.ForeignKey(SafetyAlert, on_delete=models.PROTECT, related_name="+", null=True)
    placed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)
    look_again_on = models.DateField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager.from_queryset(SafetyHoldQuerySet)()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    class Meta:
        app_label = "assessments"
        constraints = [
            models.UniqueConstraint(
                fields=["couple"], condition=Q(lifted_at__isnull=True), name="one_standing_hold_per_couple"
            )
        ]
        indexes = [models.Index(fields=["couple", "placed_at"], name="hold_by_couple")]

    def __str__(self) -> str:
        return f"hold {self.pk}"


class HoldStep(models.Model):
    """One act on a hold, with its reason. Rows are only ever added."""

    class Kind(models.TextChoices):
        PLACED = "placed", _("Put on hold")
        REVIEWED = "reviewed", _("Looked at again")
        LIFTED = "lifted", _("Lifted")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hold = models.ForeignKey(SafetyHold, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    reason = SealedField(key="hold.couple.practice.key")
    at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(hold__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(hold__couple__in=v.covers),
    )

    class Meta:
        app_label = "assessments"
        indexes = [models.Index(fields=["hold", "at"], name="hold_step_by_hold")]

    def __str__(self) -> str:
        return f"hold step {self.pk}"
