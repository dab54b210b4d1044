"""Published translations. The words of one version in one language; hashed apart, so that a language can come later."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from practice.access import Viewer, VisibleTo

from .instruments import InstrumentVersion


def _was_sent_to(viewer: Viewer) -> Q:
    """A partner may read the words of the instruments that were sent to them."""
    from .administrations import Administration

    own = Administration.unscoped.filter(
        instrument=OuterRef("instrument"), partner__user=viewer.user_id, came="here"
    )
    return Q(Exists(own))


class InstrumentTranslation(models.Model):
    """One version of one instrument in one more language. It never changes; a new wording is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    body = models.TextField(help_text="The translation as TOML.")
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(pk__isnull=False),
        cover=lambda v: Q(pk__isnull=False),
        owner=lambda v: Q(pk__isnull=False),
        partner=_was_sent_to,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instrument", "language"], name="one_translation_per_language")
        ]

    def __str__(self) -> str:
        return f"translation {self.pk}"
