"""Where and when a practice meets people: rooms, hours of the week, days that are closed."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from practice.access import VisibleTo

from .people import Practice, Staff

WORKS_HERE: dict[str, Any] = {
    "owner": lambda v: Q(practice=v.practice_id),
    "counsellor": lambda v: Q(practice=v.practice_id),
    "cover": lambda v: Q(practice=v.practice_id),
    "scheduler": lambda v: Q(practice=v.practice_id),
}
"""For rows that everybody at work may read, and nobody else."""


class Room(models.Model):
    """A room of the practice. Two sessions are never in one room at once. A closed room takes no new session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    called = models.CharField(max_length=60)
    where = models.CharField(
        max_length=160, blank=True, help_text="How to find it, as people coming read it."
    )
    is_open = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager()
    objects = VisibleTo(**WORKS_HERE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "called"], name="one_room_of_a_name")]

    def __str__(self) -> str:
        return f"room {self.pk}"


class OpenHours(models.Model):
    """A stretch of a weekday in which sessions are booked, on the practice's wall clock. A break is the gap between two.

    staff: whose hours; none for the practice's own, which hold for everyone who has none of their own.
    weekday: 0 is Monday.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)])
    opens = models.TimeField()
    closes = models.TimeField()

    unscoped = models.Manager()
    objects = VisibleTo(**WORKS_HERE)

    class Meta:
        verbose_name_plural = "open hours"
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="hours_close_after_they_open"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_on_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"open hours {self.pk}"


class ClosedDays(models.Model):
    """Days without sessions, both ends included: a holiday of the practice, or of one colleague."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    called = models.CharField(max_length=60, blank=True, help_text=_("What it is, for colleagues."))

    unscoped = models.Manager()
    objects = VisibleTo(**WORKS_HERE)

    class Meta:
        verbose_name_plural = "closed days"
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="closed_days_in_order")
        ]

    def __str__(self) -> str:
        return f"closed days {self.pk}"
