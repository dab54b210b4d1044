"""What became of a session: who came, why it was called off, what is owed. Each audience has rows of its own."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import VisibleTo
from practice.sealing import SealedField

from .care import Couple
from .people import Partner
from .sessions import TherapySession


class Attendance(models.Model):
    """Whether one partner came. For the counsellor alone."""

    class Outcome(models.TextChoices):
        CAME = "came", _("Came")
        LATE = "late", _("Came late")
        MISSED = "missed", _("Did not come")
        EXCUSED = "excused", _("Let us know")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(TherapySession, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(session__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(session__couple__in=v.covers),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "partner"], name="one_outcome_per_partner")]

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class Cancellation(models.Model):
    """Who called a session off, how late, and why. For the counsellor alone: partners only see that it is off."""

    class By(models.TextChoices):
        PRACTICE = "practice", _("The practice")
        PARTNER = "partner", _("One partner")
        BOTH = "both", _("Both partners")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.OneToOneField(TherapySession, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=8, choices=By.choices)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    is_late = models.BooleanField(default=False)
    reason = SealedField(key="session.couple.practice.key", null=True)
    at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(session__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(session__couple__in=v.covers),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(by="partner", partner__isnull=False) | ~Q(by="partner") & Q(partner__isnull=True),
                name="a_partner_who_called_off_is_named",
            )
        ]

    def __str__(self) -> str:
        return f"cancellation {self.pk}"


class FeeTerms(models.Model):
    """What a session of this couple costs, and who pays. Without a row: the practice's fee, halved."""

    class Split(models.TextChoices):
        HALVES = "halves", _("Each pays half")
        ONE = "one", _("One pays all")
        WHO_COMES = "comes", _("Whoever comes pays; both share a session of both")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.OneToOneField(Couple, on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveIntegerField(help_text="In the smallest coin of the practice's currency.")
    split = models.CharField(max_length=8, choices=Split.choices, default=Split.HALVES)
    payer = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
        scheduler=lambda v: Q(couple__practice=v.practice_id),
    )

    class Meta:
        verbose_name_plural = "fee terms"
        constraints = [
            models.CheckConstraint(
                condition=Q(split="one", payer__isnull=False) | ~Q(split="one") & Q(payer__isnull=True),
                name="one_who_pays_all_is_named",
            )
        ]

    def __str__(self) -> str:
        return f"fee terms {self.pk}"


class Fee(models.Model):
    """What one person owes for one session. A row per payer, so that nobody reads what the other one pays."""

    class State(models.TextChoices):
        DUE = "due", _("Due")
        PAID = "paid", _("Paid")
        WAIVED = "waived", _("Waived")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(TherapySession, on_delete=models.PROTECT, related_name="+")
    payer = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveIntegerField(help_text="In the smallest coin.")
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DUE)
    paid_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(session__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(session__couple__in=v.covers),
        scheduler=lambda v: Q(session__couple__practice=v.practice_id),
        partner=lambda v: Q(payer__user=v.user_id),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "payer"], name="one_fee_per_payer")]

    def __str__(self) -> str:
        return f"fee {self.pk}"
