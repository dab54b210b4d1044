"""Whether each partner of a couple may see their own result of an instrument."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from practice.access import VisibleTo
from practice.models import Couple, Staff


class OwnResultSwitch(models.Model):
    """The counsellor's switch for one couple and one instrument, for both partners alike. Off unless there is a row.

    No partner has a rule here: a switch would tell that the couple has such a form. What a partner may see of their
    own comes from assessments.results.own_result alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    is_on = models.BooleanField(default=False)
    changed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["couple", "slug"], name="one_own_result_switch_per_instrument")
        ]

    def __str__(self) -> str:
        return f"own result {self.slug}"
