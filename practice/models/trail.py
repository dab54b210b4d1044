"""What happened (audit), what is on its way (mail, jobs) and what has been answered already (idempotency)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import VisibleTo
from practice.sealing import SealedField

from .people import Practice, User


class AuditEntry(models.Model):
    """Who did or read what, and when; ids only, never words. Append-only, hash-chained per practice."""

    id = models.BigAutoField(primary_key=True)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    actor = models.UUIDField(null=True, help_text="The user, or null for the system itself.")
    act = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40, blank=True)
    couple = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    position = models.BigIntegerField(null=True, help_text="Place in the practice's chain, once chained.")
    chain = models.BinaryField(max_length=32, null=True)

    unscoped = models.Manager()
    objects = VisibleTo(owner=lambda v: Q(practice=v.practice_id) & ~Q(act__startswith="safety."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "position"], name="one_entry_per_place_in_the_chain")
        ]
        indexes = [models.Index(fields=["practice", "id"], condition=Q(chain=None), name="audit_unchained")]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"audit entry {self.pk}"


class Message(models.Model):
    """A neutral mail in the outbox, written in the transaction that gave rise to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", null=True)
    letter = SealedField(key="practice.key", help_text="Address, subject and body.", null=True)
    due_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager()
    objects = VisibleTo()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(sent_at=None, given_up_at=None), name="message_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class JobGuard(models.Model):
    """An effect that has happened. Written in the effect's own transaction, so it happens exactly once."""

    name = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()

    def __str__(self) -> str:
        return f"guard {self.pk}"


class Job(models.Model):
    """Work that takes longer than a second, with its progress for the person who asked."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Working")
        DONE = "done", _("Done")
        FAILED = "failed", _("Stopped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    subject = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager()
    objects = VisibleTo(
        **dict.fromkeys(
            ("owner", "counsellor", "cover", "scheduler", "partner"), lambda v: Q(asked_by=v.user_id)
        )
    )

    def __str__(self) -> str:
        return f"job {self.pk}"


class IdempotencyRecord(models.Model):
    """A request that has been answered: bound to who asked and where, its body kept as an HMAC, its answer sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+", null=True)
    place = models.BinaryField(max_length=32, unique=True, help_text="HMAC of viewer, route and key.")
    body = models.BinaryField(max_length=32, help_text="HMAC of the request's body.")
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.BinaryField(null=True, help_text="Sealed under the practice's key, bound to this row.")
    expires_at = models.DateTimeField()

    unscoped = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="idempotency_expiry")]

    def __str__(self) -> str:
        return f"idempotency record {self.pk}"
