"""Appointments. Never plain Session: request.session owns that word."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import Viewer, VisibleTo

from .care import Couple
from .people import Partner, Staff, User
from .rooms import Room


class Series(models.Model):
    """Sessions that come back every few weeks or months at the same time on the wall clock of the practice.

    The plan of a series stands for ever; a session that is moved or cancelled is an exception to it, so the identity
    of the series in people's calendars never changes.
    """

    class Unit(models.TextChoices):
        WEEK = "week", _("week")
        MONTH = "month", _("month")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    first_local = models.DateTimeField(
        help_text="Wall time of the first session, stored as naive time in UTC."
    )
    zone = models.CharField(max_length=64)
    unit = models.CharField(max_length=5, choices=Unit.choices, default=Unit.WEEK)
    every = models.PositiveSmallIntegerField(default=2, help_text="Every so many units.")
    count = models.PositiveSmallIntegerField(default=6)
    minutes = models.PositiveSmallIntegerField(default=50)
    sequence = models.PositiveIntegerField(
        default=0, help_text="Rises with each change of any of its sessions, as calendars expect."
    )
    changed_at = models.DateTimeField(default=timezone.now)
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


def works_at(viewer: Viewer, path: str) -> Q:
    """Sessions whose counsellor (at `path`) is this person, for as long as they work here as one."""
    return Q(
        **{f"{path}__user": viewer.user_id, f"{path}__departed_at": None, f"{path}__is_counsellor": True}
    )


class TherapySessionQuerySet(models.QuerySet["TherapySession"]):
    def booked(self) -> TherapySessionQuerySet:
        return self.filter(state=TherapySession.State.BOOKED)

    def upcoming(self) -> TherapySessionQuerySet:
        return self.booked().filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def held(self) -> TherapySessionQuerySet:
        return self.booked().filter(ends_at__lte=timezone.now()).order_by("-starts_at", "pk")


class TherapySession(models.Model):
    """One appointment: when and where. Who comes, what was said and what it costs are rows of their own.

    Who comes never changes. To see one partner alone instead of both, the session of both is cancelled and one of
    one's own is booked: the other partner sees a cancelled session like any other, and nothing else.
    """

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
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    place = models.CharField(
        max_length=160, blank=True, help_text="Where, when it is no room of the practice."
    )
    link = models.CharField(max_length=300, blank=True, help_text="Where to meet online.")
    second = models.ForeignKey(
        Staff,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="A colleague who is in the room too.",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    sequence = models.PositiveIntegerField(
        default=0, help_text="Rises with each change, as calendars expect."
    )
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager.from_queryset(TherapySessionQuerySet)()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id) | Q(second__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
        scheduler=lambda v: Q(couple__practice=v.practice_id),
        partner=attends,
        reduced=attends,
        feed=lambda v: attends(v) | works_at(v, "couple__counsellor") | works_at(v, "second"),
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


class SessionChange(models.Model):
    """What was done to a session, and how it stood before: the history that the last step can be undone from.

    batch: one press, which may have changed many sessions of a series. before: starts_at, ends_at, room, place, link
    and state as they were; empty for a booking.
    """

    class What(models.TextChoices):
        BOOKED = "booked", _("Booked")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        UNDONE = "undone", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(TherapySession, on_delete=models.CASCADE, related_name="+")
    batch = models.UUIDField()
    what = models.CharField(max_length=10, choices=What.choices)
    before = models.JSONField(default=dict)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(session__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(session__couple__in=v.covers),
        scheduler=lambda v: Q(session__couple__practice=v.practice_id),
    )

    class Meta:
        indexes = [
            models.Index(fields=["session", "at"], name="change_by_session"),
            models.Index(fields=["batch"], name="change_by_batch"),
        ]

    def __str__(self) -> str:
        return f"session change {self.pk}"
