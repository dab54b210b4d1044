"""What partners may do about their hours, what they ask for, and what they would like to bring."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import Viewer, VisibleTo
from practice.sealing import SealedField

from .care import Couple, Membership, belongs
from .people import Partner, Staff
from .rooms import Room
from .sessions import TherapySession

SETTLING = timedelta(minutes=10)
"""How long something shared can be taken back unseen."""


class BookingTerms(models.Model):
    """What both partners of a couple may do about their hours: see them, ask for a change, or book from what is free.

    alone: whether each may also book an hour of their own. Without a row they may ask.
    """

    class Mode(models.TextChoices):
        SEE = "see", _("See their sessions")
        ASK = "ask", _("Ask for a change")
        BOOK = "book", _("Book a free hour")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.OneToOneField(Couple, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=4, choices=Mode.choices, default=Mode.ASK)
    alone = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(default=50)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    notice_hours = models.PositiveSmallIntegerField(default=24)
    days_ahead = models.PositiveSmallIntegerField(default=28)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
        scheduler=lambda v: Q(couple__practice=v.practice_id),
        partner=lambda v: belongs(v, "couple"),
    )

    class Meta:
        verbose_name_plural = "booking terms"

    def __str__(self) -> str:
        return f"booking terms {self.pk}"


class ChangeRequest(models.Model):
    """One partner asks for another time, or to call a session off. The other partner never sees that this was asked.

    wished: up to three wall times of the session's zone, as ISO text. words and reply: read by the counsellor and the
    front desk, which the page says before anything is typed.
    """

    class Kind(models.TextChoices):
        MOVE = "move", _("Another time")
        CANCEL = "cancel", _("Call it off")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        GRANTED = "granted", _("Done")
        DECLINED = "declined", _("Not possible")
        WITHDRAWN = "withdrawn", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(TherapySession, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    wished = models.JSONField(default=list)
    words = SealedField(key="partner.key", null=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    reply = SealedField(key="partner.key", null=True)
    made_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(session__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(session__couple__in=v.covers),
        scheduler=lambda v: Q(session__couple__practice=v.practice_id),
        partner=lambda v: Q(partner__user=v.user_id),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "partner"], condition=Q(state="open"), name="one_open_request_each"
            )
        ]

    def __str__(self) -> str:
        return f"change request {self.pk}"


def shared_with(viewer: Viewer) -> Q:
    """What the other partner shared more than ten minutes ago, while both are in the couple."""
    author = Membership.unscoped.filter(
        couple=OuterRef("couple"), partner=OuterRef("partner"), joined_at__isnull=False, left_at=None
    )
    return Q(Exists(author), shared_at__lte=timezone.now() - SETTLING) & belongs(viewer, "couple")


class Bringing(models.Model):
    """Something one partner would like to bring to a session. The counsellor reads it; the other one only if shared.

    session: the one it is meant for; none means the next one. shared_at: shown to the other partner ten minutes later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(
        TherapySession, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    words = SealedField(key="partner.key")
    shared_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(
        null=True, blank=True, help_text="When the counsellor marked it as talked about."
    )
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
        partner=lambda v: Q(partner__user=v.user_id) | shared_with(v),
    )

    def __str__(self) -> str:
        return f"bringing {self.pk}"


class FollowUp(models.Model):
    """What the counsellor wants to be reminded of about a couple: to look back together, or to ask how they are."""

    class Kind(models.TextChoices):
        REVIEW = "review", _("Look back together")
        FOLLOW_UP = "follow-up", _("Ask how they are")
        OTHER = "other", _("Something else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    due_on = models.DateField()
    words = SealedField(key="couple.practice.key", null=True)
    done_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    class Meta:
        indexes = [models.Index(fields=["couple", "due_on"], name="follow_up_by_couple")]

    def __str__(self) -> str:
        return f"follow-up {self.pk}"
