"""What a counsellor has set, for both partners or for one, and whether it has been talked about."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import VisibleTo
from practice.models import Couple, Partner, Staff
from practice.sealing import SealedField

from .exercises import ExerciseVersion
from .membership import in_couple, shared_space_open


def shown_to(**who: Any) -> Q:
    """Assignments that this partner may know of: set for them after they joined.

    Joint ones only while the shared space is open; otherwise both partners see the same "nothing just now".
    One that waits for something else is there for each partner when it has opened for that partner.
    """
    mine = in_couple("couple", since="set_at", **who)
    begun = AssignmentTerms.unscoped.filter(assignment=OuterRef("pk"), opens_at__lte=timezone.now(), **who)
    open_now = Q(exercise__joint_work=False) | shared_space_open("couple")
    return mine & Q(Exists(begun)) & open_now & ~Q(state="paused")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def running(self, on: date | None = None) -> AssignmentQuerySet:
        """Not ended by the counsellor and, given a day, within its days."""
        rows = self.filter(state=Assignment.State.RUNNING)
        if on is None:
            return rows
        return rows.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)

    def for_partner(self, partner: Partner) -> AssignmentQuerySet:
        """What this partner is shown, whoever asks."""
        return self.filter(shown_to(partner=partner))


class Assignment(models.Model):
    """An exercise that a counsellor has set for a couple, or for one of the two, with the reason in their words."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    class Opens(models.TextChoices):
        AT_ONCE = "at_once", _("On its first day")
        AFTER_OWN = "after_own", _("For each, after their own last one")
        AFTER_BOTH = "after_both", _("When both are through, by your hand")

    class Cadence(models.TextChoices):
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every week")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    exercise = models.ForeignKey(ExerciseVersion, on_delete=models.PROTECT, related_name="+")
    set_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    for_partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="One partner alone; empty means both.",
    )
    reason = SealedField(key="couple.key")
    cadence = models.CharField(max_length=6, choices=Cadence.choices, default=Cadence.DAILY)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    opens = models.CharField(max_length=10, choices=Opens.choices, default=Opens.AT_ONCE)
    after = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="+",
        related_query_name="next",
        null=True,
        blank=True,
        help_text="The assignment that this one waits for.",
    )
    target_times = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many entries of a partner make it complete for that partner."
    )
    state = models.CharField(max_length=7, choices=State.choices, default=State.RUNNING)
    set_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager.from_queryset(AssignmentQuerySet)()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
        partner=lambda v: shown_to(partner__user=v.user_id),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="assignment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "paused"], ended_at__isnull=True)
                | Q(state="ended", ended_at__isnull=False),
                name="ended_assignment_says_when",
            ),
            models.CheckConstraint(
                condition=Q(opens="at_once", after__isnull=True)
                | ~Q(opens="at_once") & Q(after__isnull=False),
                name="waiting_assignment_says_for_what",
            ),
        ]
        indexes = [models.Index(fields=["couple", "state"], name="assignment_by_couple")]

    def __str__(self) -> str:
        return f"assignment {self.pk}"


class AssignmentTerms(models.Model):
    """How one partner goes about an assignment: how often, on which days, after what. Never the other one's to see.

    opens_at: from when on it is there for this partner; empty while it waits for something.
    ignored: reminders in a row after which nothing was written; two, and they stop.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="+", related_query_name="terms"
    )
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField(null=True, blank=True)
    times_a_week = models.PositiveSmallIntegerField(default=7)
    weekdays = models.CharField(max_length=7, default="0123456", help_text="Monday is 0.")
    cue = SealedField(key="partner.key", null=True)
    remind_at = models.TimeField(null=True, blank=True)
    reminds = models.BooleanField(default=True)
    reminded_on = models.DateField(null=True, blank=True)
    ignored = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(assignment__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(assignment__couple__in=v.covers),
        partner=lambda v: (
            Q(partner__user=v.user_id)
            & Q(assignment__in=Assignment.unscoped.filter(shown_to(partner__user=v.user_id)))
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "partner"], name="one_set_of_terms_each"),
            models.CheckConstraint(
                condition=Q(times_a_week__gte=1, times_a_week__lte=35), name="terms_one_to_five_a_day"
            ),
        ]
        indexes = [
            models.Index(
                fields=["remind_at"],
                condition=Q(remind_at__isnull=False, reminds=True),
                name="terms_reminding",
            )
        ]
        verbose_name_plural = "assignment terms"

    def __str__(self) -> str:
        return f"terms {self.pk}"


class AssignmentReview(models.Model):
    """The counsellor has talked an assignment over with the couple. A row of its own: partners never see it.

    rating: how it went, 0 to 4, as the counsellor sees it; beside each partner's own word, never in place of it.
    Sealed under the practice's key, like notes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="+", related_query_name="review"
    )
    reviewed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    note = SealedField(key="assignment.couple.practice.key", null=True)
    rating = SealedField(key="assignment.couple.practice.key", null=True)
    at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(assignment__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(assignment__couple__in=v.covers),
    )

    class Meta:
        indexes = [models.Index(fields=["assignment", "at"], name="review_by_assignment")]

    def __str__(self) -> str:
        return f"review {self.pk}"
