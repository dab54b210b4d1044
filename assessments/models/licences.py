"""Who lets a practice use an instrument. One row for each version that was brought in, and none for our own words."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from practice.access import Viewer, VisibleTo
from practice.models import Staff

from .instruments import InstrumentVersion


def _of_the_house(viewer: Viewer) -> Q:
    return Q(instrument__practice=viewer.practice_id)


class InstrumentLicence(models.Model):
    """What a practice wrote down when it brought an instrument: who holds the rights, and until when they were given.

    adapter: the rule that scores it, such as "phq-9.1"; empty where there is none. numbers_only: no wording is held,
    points are typed from paper, and nobody can be sent it. reason: why the practice wants it, where it has to say so.
    """

    instrument = models.OneToOneField(
        InstrumentVersion,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="+",
        related_query_name="licence",
    )
    adapter = models.CharField(max_length=40, blank=True)
    numbers_only = models.BooleanField(default=False)
    holder = models.CharField(max_length=200, blank=True)
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    entered_at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(counsellor=_of_the_house, cover=_of_the_house, owner=_of_the_house)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(numbers_only=True) | ~Q(holder=""), name="licence_names_its_holder"
            )
        ]

    def __str__(self) -> str:
        return f"licence {self.pk}"

    @property
    def has_run_out(self) -> bool:
        return self.until is not None and self.until < timezone.localdate()
