"""What is to be sent when, and the times at which it was. The counsellor's alone: no partner learns of a plan."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import VisibleTo
from practice.models import Couple, Partner, Staff, TherapySession


class Occasion(models.TextChoices):
    """Why a form is asked now."""

    ONCE = "once", _("Once")
    INTAKE = "intake", _("Intake")
    REGULAR = "regular", _("Every few weeks")
    SESSION = "session", _("Before a session")
    ENDING = "ending", _("Ending")
    AFTER_3 = "follow-up-3", _("3 months after the end")
    AFTER_6 = "follow-up-6", _("6 months after the end")
    AFTER_12 = "follow-up-12", _("12 months after the end")


AFTER_THE_END = (Occasion.ENDING, Occasion.AFTER_3, Occasion.AFTER_6, Occasion.AFTER_12)
"""Asked while the course rests or is over; everything else then waits."""


class AssessmentPlanQuerySet(models.QuerySet["AssessmentPlan"]):
    def active(self) -> AssessmentPlanQuerySet:
        return self.filter(state=AssessmentPlan.State.ACTIVE)

    def suggested(self) -> AssessmentPlanQuerySet:
        return self.filter(state=AssessmentPlan.State.SUGGESTED)

    def standing(self) -> AssessmentPlanQuerySet:
        """Those that run, and those that wait for a yes or a no."""
        return self.filter(state__in=[AssessmentPlan.State.SUGGESTED, AssessmentPlan.State.ACTIVE])

    def due_by(self, moment: datetime) -> AssessmentPlanQuerySet:
        return self.active().filter(next_at__lte=moment)


class AssessmentPlan(models.Model):
    """What one couple is to be asked, and when. The worker carries it out.

    forms: [{"slug": …, "stance": "self" | "guess"}]. partner: one of them, or null for both alike.
    next_at: the moment of the next time; null for plans that follow the sessions.
    due_days, open_days: counted from the day it is sent; null leaves the form without that day.
    lead_days: how long before each session it is sent.
    """

    class Kind(models.TextChoices):
        ONCE = "once", _("Once")
        WEEKS = "weeks", _("Every few weeks")
        SESSION = "session", _("Before each session")
        AFTER_END = "after-end", _("Some months after the end")

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("Suggested")
        ACTIVE = "active", _("Running")
        DISMISSED = "dismissed", _("Not wanted")
        ENDED = "ended", _("Ended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    occasion = models.CharField(max_length=12, choices=Occasion.choices, default=Occasion.ONCE)
    battery = models.SlugField(max_length=60, blank=True)
    forms = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    every_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    lead_days = models.PositiveSmallIntegerField(default=2)
    due_days = models.PositiveSmallIntegerField(null=True, blank=True)
    open_days = models.PositiveSmallIntegerField(null=True, blank=True)
    reminds = models.BooleanField(default=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    set_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager.from_queryset(AssessmentPlanQuerySet)()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="weeks") | Q(every_weeks__gte=1), name="plan_of_weeks_says_how_many"
            ),
            models.CheckConstraint(
                condition=~Q(kind="after-end") | Q(months__gte=1), name="plan_after_the_end_says_how_long"
            ),
            models.UniqueConstraint(
                fields=["couple", "battery"],
                condition=Q(state="suggested"),
                name="one_suggestion_per_battery",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="active"), name="plan_waiting"),
            models.Index(fields=["couple", "state"], name="plan_by_couple"),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"


class PlanRun(models.Model):
    """One time at which a plan was carried out; written with what it sent, so that it happens exactly once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(AssessmentPlan, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(
        TherapySession, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(plan__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(plan__couple__in=v.covers),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "on"], condition=Q(session=None), name="one_run_of_a_plan_per_day"
            ),
            models.UniqueConstraint(
                fields=["plan", "session"], condition=~Q(session=None), name="one_run_of_a_plan_per_session"
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"
