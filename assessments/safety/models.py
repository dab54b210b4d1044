"""The rows of the private safety questions. Each row has one audience."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import Viewer, VisibleTo
from practice.models import Couple, Membership, Partner, Staff
from practice.sealing import SealedField, Unreadable


def _own_and_still_open(viewer: Viewer) -> Q:
    """A partner sees the task while it is open and they belong to the couple; once sent it is as if it never was."""
    current = Membership.unscoped.filter(
        couple=OuterRef("couple"),
        partner=OuterRef("partner"),
        joined_at__isnull=False,
        left_at__isnull=True,
    )
    return Q(partner__user=viewer.user_id, state="open") & Q(Exists(current))


class SafetyScreen(models.Model):
    """The private questions, put to one partner once. Holds no answer."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for answers")
        SENT = "sent", _("Sent")
        VOID = "void", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey(
        "assessments.InstrumentVersion", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager()
    objects = VisibleTo(
        partner=_own_and_still_open,
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    class Meta:
        app_label = "assessments"
        constraints = [
            models.UniqueConstraint(
                fields=["couple", "partner"], condition=Q(state="open"), name="one_open_screen_per_partner"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="sent_screen_has_its_time"
            ),
        ]
        indexes = [models.Index(fields=["couple", "sent_at"], name="screen_by_couple")]

    def __str__(self) -> str:
        return f"screen {self.pk}"


class SafetyAnswers(models.Model):
    """What was answered to one screen, with the trail of every value. No partner has a rule, its author included.

    The counsellor reads it once it was sent; before that, only what raises an alert reaches them.
    """

    screen = models.OneToOneField(SafetyScreen, on_delete=models.PROTECT, primary_key=True, related_name="+")
    given = SealedField(key="screen.partner.key", null=True)
    trail = SealedField(key="screen.partner.key", null=True)
    saved_at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(screen__couple__counsellor__user=v.user_id, screen__state="sent"),
        cover=lambda v: Q(screen__couple__in=v.covers, screen__state="sent"),
    )

    class Meta:
        app_label = "assessments"
        verbose_name_plural = "safety answers"

    def __str__(self) -> str:
        return f"safety answers {self.pk}"


class SafetyAlertQuerySet(models.QuerySet["SafetyAlert"]):
    def unacknowledged(self) -> SafetyAlertQuerySet:
        return self.filter(~Exists(Acknowledgement.unscoped.filter(alert=OuterRef("pk"))))


class SafetyAlert(models.Model):
    """One answer that the counsellor must hear of, raised when it was saved, sent or not.

    It comes from a screen, from a form, or from an entry of homework (by id alone: entries live further up).
    what: {"instrument", "question", "level", "declined", "given"}, sealed, because the level alone tells much; one
    from homework also brings its words: {"title", "asked", "label"}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    screen = models.ForeignKey(SafetyScreen, on_delete=models.PROTECT, related_name="+", null=True)
    administration = models.ForeignKey(
        "assessments.Administration", on_delete=models.PROTECT, related_name="+", null=True
    )
    homework = models.UUIDField(null=True, blank=True, help_text="The entry that it comes from.")
    what = SealedField(key="partner.key")
    raised_at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager.from_queryset(SafetyAlertQuerySet)()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    class Meta:
        app_label = "assessments"
        constraints = [
            models.CheckConstraint(
                condition=Q(screen__isnull=False, administration__isnull=True, homework__isnull=True)
                | Q(screen__isnull=True, administration__isnull=False, homework__isnull=True)
                | Q(screen__isnull=True, administration__isnull=True, homework__isnull=False),
                name="alert_comes_from_one_place",
            )
        ]
        indexes = [
            models.Index(fields=["couple", "raised_at"], name="alert_by_couple"),
            models.Index(fields=["homework"], condition=Q(homework__isnull=False), name="alert_by_entry"),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}"

    def what_if_readable(self) -> dict[str, Any] | None:
        """What the alert is about; None once the partner's key was destroyed."""
        try:
            found: dict[str, Any] = self.what
        except Unreadable:
            return None
        return found


class AlertTelling(models.Model):
    """One colleague was told that an alert waits. It says for which couple and nothing of what was answered."""

    class Step(models.TextChoices):
        COUNSELLOR = "counsellor", _("Counsellor")
        AGAIN = "again", _("Counsellor, once more")
        COVER = "cover", _("Cover")
        OWNER = "owner", _("Owner of the practice")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(SafetyAlert, on_delete=models.PROTECT, related_name="+")
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=12, choices=Step.choices)
    mailed = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        **dict.fromkeys(("counsellor", "cover", "owner"), lambda v: Q(staff__user=v.user_id)),
    )

    class Meta:
        app_label = "assessments"
        constraints = [
            models.UniqueConstraint(fields=["alert", "staff", "step"], name="each_told_once_per_step")
        ]
        indexes = [models.Index(fields=["staff", "at"], name="telling_by_staff")]

    def __str__(self) -> str:
        return f"telling {self.pk}"


class Acknowledgement(models.Model):
    """Somebody took an alert on, and wrote what they did. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(SafetyAlert, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    note = SealedField(key="alert.couple.practice.key")
    at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(alert__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(alert__couple__in=v.covers),
    )

    class Meta:
        app_label = "assessments"
        indexes = [models.Index(fields=["alert", "at"], name="acknowledgement_by_alert")]

    def __str__(self) -> str:
        return f"acknowledgement {self.pk}"


class ScreenReview(models.Model):
    """The counsellor read one partner's screen and says how joint work stands. The newest one counts."""

    class Outcome(models.TextChoices):
        JOINT = "joint", _("Screened, reviewed: joint work can go ahead")
        CARE = "care", _("Screened, reviewed: joint work with care, nothing tender yet")
        HOLD = "hold", _("Screened, reviewed: no joint work for now")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    screen = models.ForeignKey(SafetyScreen, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    finding = SealedField(key="couple.practice.key", help_text="Outcome and note.")

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    class Meta:
        app_label = "assessments"
        indexes = [models.Index(fields=["couple", "at"], name="review_by_couple")]

    def __str__(self) -> str:
        return f"review {self.pk}"

    @property
    def outcome(self) -> str:
        return str(self.finding["outcome"])
