"""Appointments. Never plain Session: request.session owns that word."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import Viewer, VisibleTo

from .care import Couple
from .people import Partner, User


class Series(models.Model):
    """Sessions that come back every few weeks at the same time on the wall clock of the practice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    first_local = models.DateTimeField(
        help_text="Wall time of the first session, stored as naive time in UTC."
    )
    zone = models.CharField(max_length=64)
    every_weeks = models.PositiveSmallIntegerField(default=2)
    count = models.PositiveSmallIntegerField(default=6)
    minutes = models.PositiveSmallIntegerField(default=50)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
        scheduler=lambda v: Q(couple__practice=v.practice_id),
    )

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return f"series {self.pk}"


def attends(viewer: Viewer) -> Q:
    return Q(Exists(Attendee.unscoped.filter(session=OuterRef("pk"), partner__user=viewer.user_id)))


class TherapySessionQuerySet(models.QuerySet["TherapySession"]):
    def booked(self) -> TherapySessionQuerySet:
        return self.filter(state=TherapySession.State.BOOKED)

    def upcoming(self) -> TherapySessionQuerySet:
        return self.booked().filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def held(self) -> TherapySessionQuerySet:
        return self.booked().filter(ends_at__lte=timezone.now()).order_by("-starts_at", "pk")


class TherapySession(models.Model):
    """One appointment: when and where. Who comes, what was said and what it costs are rows of their own."""

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    series_local = models.DateTimeField(
        null=True, blank=True, help_text="Its place in the series, before any move."
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    place = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    sequence = models.PositiveIntegerField(
        default=0, help_text="Rises with each change, as calendars expect."
    )
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager.from_queryset(TherapySessionQuerySet)()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
        scheduler=lambda v: Q(couple__practice=v.practice_id),
        partner=attends,
        reduced=attends,
        feed=lambda v: (
            attends(v)
            | Q(
                couple__counsellor__user=v.user_id,
                couple__counsellor__departed_at=None,
                couple__counsellor__is_counsellor=True,
            )
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start")
        ]
        indexes = [models.Index(fields=["couple", "starts_at"], name="session_by_couple")]

    def __str__(self) -> str:
        return f"session {self.pk}"


class Attendee(models.Model):
    """One partner expected at one session. The other partner never sees this row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(TherapySession, on_delete=models.CASCADE, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(session__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(session__couple__in=v.covers),
        scheduler=lambda v: Q(session__couple__practice=v.practice_id),
        partner=lambda v: Q(partner__user=v.user_id),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "partner"], name="one_seat_per_partner")]

    def __str__(self) -> str:
        return f"attendee {self.pk}"


class FeedToken(models.Model):
    """A secret calendar address of one person. Only the hash is kept; the address is shown once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.BinaryField(max_length=32, unique=True)
    revision = models.PositiveIntegerField(
        default=1, help_text="Bumped with each change of what the feed shows."
    )
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager()
    objects = VisibleTo(
        partner=lambda v: Q(user=v.user_id),
        counsellor=lambda v: Q(user=v.user_id),
        owner=lambda v: Q(user=v.user_id),
        scheduler=lambda v: Q(user=v.user_id),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="one_live_feed"
            )
        ]

    def __str__(self) -> str:
        return f"feed {self.pk}"
