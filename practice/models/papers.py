"""Invitations, consent and the confidences policy: what was offered, what was signed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import VisibleTo
from practice.sealing import SealedField

from .care import Couple
from .people import Partner, Practice, Staff, treated


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        return self.filter(used_at=None, cancelled_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A single-use, expiring way in for one person. Only the hash of its token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", null=True)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    invited_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    token_hash = models.BinaryField(max_length=32, unique=True)
    email = SealedField(key="practice.key")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager.from_queryset(InvitationQuerySet)()
    objects = VisibleTo(
        counsellor=lambda v: treated(v, "partner"),
        owner=lambda v: Q(practice=v.practice_id, staff__isnull=False),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(partner__isnull=True) ^ Q(staff__isnull=True), name="invitation_is_for_one_person"
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class ConsentText(models.Model):
    """A published text that people sign: its words and their hash never change."""

    class Kind(models.TextChoices):
        CONSENT = "consent", _("Consent to the work")
        CONFIDENCES = "confidences", _("How confidences are kept")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    slug = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=12, default="en")
    title = models.CharField(max_length=160)
    sections = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager()
    objects = VisibleTo(
        **dict.fromkeys(
            ("owner", "counsellor", "cover", "scheduler", "partner"), lambda v: Q(practice=v.practice_id)
        )
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "slug", "number", "language"], name="one_text_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"consent text {self.slug} {self.number}"


class Signature(models.Model):
    """One partner's agreement to one text: who, when, which hash, and a frozen copy of the words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    copy = SealedField(key="partner.key")
    signed_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager()
    objects = VisibleTo(
        partner=lambda v: Q(partner__user=v.user_id),
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["text", "partner", "couple"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_live_signature_per_text",
            )
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"
