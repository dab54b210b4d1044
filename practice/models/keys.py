"""Wrapped keys. Destroying one makes everything sealed under it unreadable for good."""

from __future__ import annotations

import uuid

from django.db import models


class SealingKey(models.Model):
    """A data key, wrapped by its parent or, for a practice's key, by a master key from the environment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    master = models.CharField(max_length=20, blank=True)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) ^ models.Q(master=""),
                name="key_has_one_wrapper",
            ),
        ]

    def __str__(self) -> str:
        return f"key {self.pk}"
