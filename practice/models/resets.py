"""A way back in for someone who lost theirs."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from practice.access import VisibleTo

from .people import Staff, User


class AccessResetQuerySet(models.QuerySet["AccessReset"]):
    def open(self) -> AccessResetQuerySet:
        return self.filter(used_at=None, cancelled_at=None, expires_at__gt=timezone.now())


class AccessReset(models.Model):
    """A single-use link, given in person, to choose a new way to sign in. Only the hash of its token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    started_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    token_hash = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager.from_queryset(AccessResetQuerySet)()
    objects = VisibleTo()

    def __str__(self) -> str:
        return f"access reset {self.pk}"
