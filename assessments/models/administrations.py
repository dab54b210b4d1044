"""One partner taking one instrument once. Answers and scores are sealed in the one row."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import VisibleTo
from practice.models import Couple, Partner, Staff, TherapySession
from practice.sealing import SealedField

from .instruments import InstrumentVersion
from .plans import Occasion, PlanRun


class AdministrationQuerySet(models.QuerySet["Administration"]):
    def open(self) -> AdministrationQuerySet:
        return self.filter(state=Administration.State.OPEN)

    def submitted(self) -> AdministrationQuerySet:
        return self.filter(state=Administration.State.SUBMITTED)

    def readable(self) -> AdministrationQuerySet:
        """Without those whose partner's key was destroyed: their words are gone for good."""
        return self.filter(partner__key__destroyed_at=None)

    def about_self(self) -> AdministrationQuerySet:
        """Without the guesses at what the other would answer: they are no answers of the other's."""
        return self.filter(stance=Administration.Stance.SELF)

    def guesses(self) -> AdministrationQuerySet:
        return self.filter(stance=Administration.Stance.GUESS)


class Administration(models.Model):
    """One partner takes one instrument once. The other partner never learns of it.

    answers: question id -> {"v": value} or {"declined": true}. While the form is open they are the partner's alone:
    doors show them to the counsellor only through `assessments.results.reading`, which waits for the submit.
    scores: {"scales": {...}, "trace": {...}} as assessments.scores.scoring made them at submit.
    stance: whether it tells of oneself, or guesses at what the other would answer. A guess is its author's own form;
    the other never learns of it.
    came: how the answers got here. What a colleague entered stands in the counsellor's record and on no partner's page.
    run, battery, before_session, again_of: what it was asked for, so that an answer can be led back to its asking.
    due_on: the day it is wished for. closes_on: the last day on which it can be answered.
    declined: {"reason": …} in the partner's own words, when they would rather not fill it in.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for answers")
        SUBMITTED = "submitted", _("Sent")
        VOID = "void", _("Taken back")
        DECLINED = "declined", _("Rather not")
        LAPSED = "lapsed", _("Closed, not sent")

    class Stance(models.TextChoices):
        SELF = "self", _("Own answers")
        GUESS = "guess", _("As they think the other would answer")

    class Came(models.TextChoices):
        HERE = "here", _("Filled in here")
        PAPER = "paper", _("Entered from paper")
        FILE = "file", _("Brought in from a file")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    stance = models.CharField(max_length=5, choices=Stance.choices, default=Stance.SELF)
    came = models.CharField(max_length=5, choices=Came.choices, default=Came.HERE)
    occasion = models.CharField(max_length=12, choices=Occasion.choices, default=Occasion.ONCE)
    battery = models.SlugField(max_length=60, blank=True)
    run = models.ForeignKey(PlanRun, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    again_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    before_session = models.ForeignKey(
        TherapySession, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    due_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    reminds = models.BooleanField(default=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answers = SealedField(key="partner.key", null=True)
    scores = SealedField(key="partner.key", null=True)
    declined = SealedField(key="partner.key", null=True)
    item_order = models.JSONField(
        null=True, help_text="Question ids as this partner meets them; null is the form's own order."
    )
    version = models.PositiveIntegerField(default=1)
    sent_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    opened_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    away_at = models.DateTimeField(
        null=True, blank=True, help_text="When it went because its session was called off; it can come back."
    )

    unscoped = models.Manager.from_queryset(AdministrationQuerySet)()
    objects = VisibleTo(
        partner=lambda v: Q(partner__user=v.user_id, came="here"),
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False),
                name="submitted_administration_has_its_time",
            ),
            models.UniqueConstraint(
                fields=["couple", "partner", "instrument", "stance"],
                condition=Q(state="open"),
                name="one_open_administration_per_instrument",
            ),
        ]
        indexes = [
            models.Index(fields=["couple", "submitted_at"], name="administration_by_couple"),
            models.Index(fields=["partner", "state"], name="administration_by_partner"),
            models.Index(fields=["closes_on"], condition=Q(state="open"), name="administration_closing"),
            models.Index(fields=["due_on"], condition=Q(state="open"), name="administration_due"),
        ]

    def __str__(self) -> str:
        return f"administration {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def was_entered(self) -> bool:
        """Whether a colleague entered it, from paper or from a file."""
        return self.came != self.Came.HERE

    @property
    def is_guess(self) -> bool:
        return self.stance == self.Stance.GUESS


class TakenBack(models.Model):
    """Why a form was taken back, in the counsellor's own words, for the counsellor's side alone."""

    administration = models.OneToOneField(
        Administration, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    reason = SealedField(key="administration.couple.practice.key")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(administration__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(administration__couple__in=v.covers),
    )

    class Meta:
        verbose_name_plural = "taken back"

    def __str__(self) -> str:
        return f"taken back {self.pk}"


class AnswerTrail(models.Model):
    """What one save changed: question id -> new value, or null when it was cleared. Kept for the record, shown nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    changes = SealedField(key="administration.partner.key")

    unscoped = models.Manager()
    objects = VisibleTo()

    def __str__(self) -> str:
        return f"answer trail {self.pk}"
