"""A practice's own numbers about a scale, worked out by a job from people who answered it there."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from practice.access import VisibleTo
from practice.models import Practice
from practice.sealing import SealedField

from .instruments import InstrumentVersion


class ScaleFigures(models.Model):
    """What one practice's people amount to on one scale of one wording; written only past the minimums of assessments.statistics.norms.

    figures: {"people", "couples", "mean", "sd"}, and from 100 people who answered every question on {"complete",
    "complete_couples", "complete_sd", "alpha", "low", "high", "omega"}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    scale = models.CharField(max_length=60)
    figures = SealedField(key="practice.key")
    measured_on = models.DateField()

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(practice=v.practice_id),
        cover=lambda v: Q(practice=v.practice_id),
        owner=lambda v: Q(practice=v.practice_id),
    )

    class Meta:
        verbose_name_plural = "scale figures"
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "instrument", "scale"], name="one_row_of_figures_per_scale"
            )
        ]

    def __str__(self) -> str:
        return f"figures of {self.scale}"
