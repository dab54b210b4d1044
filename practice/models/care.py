"""Couples, who belongs to them and when, and who may look after them for a while."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import Viewer, VisibleTo
from practice.sealing import SealedField

from .keys import SealingKey
from .people import Partner, Practice, Staff


class CoupleQuerySet(models.QuerySet["Couple"]):
    def in_care(self) -> CoupleQuerySet:
        return self.exclude(status=Couple.Status.ENDED)


class Couple(models.Model):
    """Two people and one counsellor, from the first enquiry to the ending."""

    class Status(models.TextChoices):
        ENQUIRY = "enquiry", _("Enquiry")
        INTAKE = "intake", _("Intake")
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    counsellor = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(SealingKey, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ENQUIRY)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager.from_queryset(CoupleQuerySet)()
    objects = VisibleTo(
        counsellor=lambda v: Q(counsellor__user=v.user_id),
        cover=lambda v: Q(pk__in=v.covers),
        scheduler=lambda v: Q(practice=v.practice_id),
        owner=lambda v: Q(practice=v.practice_id),
        partner=lambda v: belongs(v, "pk"),
    )

    class Meta:
        indexes = [models.Index(fields=["counsellor", "status"], name="couple_by_counsellor")]

    def __str__(self) -> str:
        return f"couple {self.pk}"


class Membership(models.Model):
    """A partner's time in a couple. The mark (circle or diamond) is drawn at random and means no order."""

    class Mark(models.TextChoices):
        CIRCLE = "a", _("circle")
        DIAMOND = "b", _("diamond")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=1, choices=Mark.choices)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
        scheduler=lambda v: Q(couple__practice=v.practice_id),
        owner=lambda v: Q(couple__practice=v.practice_id),
        partner=lambda v: Q(partner__user=v.user_id),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["couple", "mark"], name="one_partner_per_mark"),
            models.UniqueConstraint(
                fields=["partner"], condition=Q(left_at__isnull=True), name="one_couple_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"


def belongs(viewer: Viewer, path: str) -> Q:
    """Rows whose couple (at `path`) the viewer is in right now: joined, and not left."""
    return Q(
        Exists(
            Membership.unscoped.filter(
                couple=OuterRef(path),
                partner__user=viewer.user_id,
                joined_at__isnull=False,
                left_at__isnull=True,
            )
        )
    )


class CareEvent(models.Model):
    """A step in the life of a course: which status began, when and by whom."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Couple.Status.choices)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    def __str__(self) -> str:
        return f"care event {self.pk}"


class GrantQuerySet(models.QuerySet["Grant"]):
    def open_for(self, staff: Staff | uuid.UUID) -> GrantQuerySet:
        moment = timezone.now()
        return self.filter(staff=staff, starts_at__lte=moment, ends_at__gt=moment, revoked_at=None)


class Grant(models.Model):
    """A time-boxed, reasoned look at one couple for a supervisor or a colleague who covers."""

    class Kind(models.TextChoices):
        SUPERVISION = "supervision", _("Supervision")
        COVER = "cover", _("Cover")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", related_query_name="grant")
    given_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = SealedField(key="couple.practice.key")
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager.from_queryset(GrantQuerySet)()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id) | Q(staff__user=v.user_id),
        owner=lambda v: Q(couple__practice=v.practice_id),
        cover=lambda v: Q(staff__user=v.user_id),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="grant_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"


class CoupleSummary(models.Model):
    """One sealed row per couple with what the caseload shows: latest scores and what changed. Counsellor's side only."""

    couple = models.OneToOneField(Couple, on_delete=models.CASCADE, primary_key=True, related_name="+")
    facts = SealedField(key="couple.practice.key", null=True)
    updated_at = models.DateTimeField(auto_now=True)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    def __str__(self) -> str:
        return f"summary {self.pk}"
