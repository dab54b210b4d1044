"""The counsellor's notes, kept apart by who they concern. No partner has a rule here."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import VisibleTo
from practice.sealing import SealedField

from .care import Couple
from .people import Partner, Staff
from .sessions import TherapySession


class Note(models.Model):
    """A process note on the joint work, on one partner, or the counsellor's own thinking."""

    class Kind(models.TextChoices):
        JOINT = "joint", _("Joint work")
        INDIVIDUAL = "individual", _("One partner")
        OWN = "own", _("My own thinking")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    session = models.ForeignKey(
        TherapySession, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    adds_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="The locked note that this one adds to.",
    )
    body = SealedField(key="couple.practice.key")
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(default=timezone.now)
    locked_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: (
            Q(couple__counsellor__user=v.user_id) & ~Q(kind="own") | Q(author__user=v.user_id)
        ),
        cover=lambda v: Q(couple__in=v.covers) & ~Q(kind="own"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="individual", partner__isnull=False)
                | ~Q(kind="individual") & Q(partner__isnull=True),
                name="individual_note_names_a_partner",
            )
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"
