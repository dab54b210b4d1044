"""Whether this couple's exercises together are open: closed for everyone at first, and moved by a counsellor's act."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import VisibleTo
from practice.models import Couple, Staff


class JointWork(models.Model):
    """One couple's joint work. No partner has a rule here: they learn only whether it is open, from assessments.gate."""

    class State(models.TextChoices):
        CLOSED = "closed", _("Not opened yet")
        OPEN = "open", _("Open")
        PAUSED = "paused", _("Paused")

    couple = models.OneToOneField(Couple, on_delete=models.CASCADE, primary_key=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.CLOSED)
    changed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    changed_at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    class Meta:
        verbose_name_plural = "joint work"

    def __str__(self) -> str:
        return f"joint work {self.pk}"
