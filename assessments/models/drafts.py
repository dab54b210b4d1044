"""An instrument that a practice is still writing. It becomes a version through the same gate as a file."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from practice.access import VisibleTo
from practice.models import Practice, Staff

from .instruments import InstrumentVersion


class InstrumentDraft(models.Model):
    """One practice's draft of one instrument, as plain tables like those of a file. It may be unfinished and full of gaps.

    slug: given once, so that every version that comes of this draft is one instrument. based_on: the version it grew
    out of. published: the version that came of it; such a draft is done, and a new wording is a new draft.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    tables = models.JSONField(default=dict)
    based_on = models.ForeignKey(
        InstrumentVersion, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    published = models.OneToOneField(
        InstrumentVersion, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1)
    begun_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(practice=v.practice_id),
        owner=lambda v: Q(practice=v.practice_id),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "slug"], condition=Q(published=None), name="one_open_draft_per_instrument"
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.slug}"

    @property
    def title(self) -> str:
        """The title as far as it is written."""
        held = self.tables.get("title")
        return held if isinstance(held, str) else ""
