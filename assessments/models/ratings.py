"""What a counsellor rates about each partner. It is the counsellor's own view and no answer of anybody's."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from practice.access import VisibleTo
from practice.models import Couple, Partner, Staff, TherapySession
from practice.sealing import SealedField

from .instruments import InstrumentVersion


class CounsellorRating(models.Model):
    """One counsellor's rating of one partner after one session: where the work stands, and what speaks for it.

    answers: question id -> {"v": value} or {"declined": true}. No partner has a rule here, neither the one it is about
    nor the other.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(
        TherapySession, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    rated_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    answers = SealedField(key="couple.practice.key")
    version = models.PositiveIntegerField(default=1)
    rated_at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    class Meta:
        indexes = [models.Index(fields=["couple", "rated_at"], name="rating_by_couple")]

    def __str__(self) -> str:
        return f"rating {self.pk}"
