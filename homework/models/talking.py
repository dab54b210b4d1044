"""What is said about an exercise rather than in it: small replies, how it was, a time kept free, a suggestion decided."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import VisibleTo
from practice.models import Couple, Partner, Staff
from practice.sealing import SealedField

from .assignments import Assignment
from .entries import SETTLING, EntryPart, arrived, reaches
from .membership import in_couple, shared_space_open


def answered(**who: Any) -> Q:
    """Replies to what stands in the shared space now: one's own, and after the settling minutes those to one's words."""
    there = EntryPart.unscoped.filter(arrived(), shared_space_open("entry__assignment__couple"))
    own = Q(**who)
    reached = EntryPart.unscoped.filter(reaches(**who), pk=OuterRef("part"))
    to_me = Q(**{f"part__entry__{key}": whom for key, whom in who.items()})
    member = in_couple("part__entry__assignment__couple", **who)
    late = Q(at__lte=timezone.now() - SETTLING)
    return (own & Q(Exists(reached))) | (to_me & late & member & Q(Exists(there.filter(pk=OuterRef("part")))))


class Reply(models.Model):
    """One of a few small answers to something shared. There are no threads, and no word of what was not answered.

    It is its giver's own. When its words are deleted it stays for the giver's export and is shown nowhere else: that
    somebody deleted what they had taken back must not be seen by anything that goes missing.
    """

    class Kind(models.TextChoices):
        KEPT = "kept", _("Kept")
        THANKS = "thanks", _("Thank you")
        TALK = "talk", _("Talk about it next time")
        FITS = "fits", _("That fits")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    part = models.ForeignKey(
        EntryPart,
        on_delete=models.SET_NULL,
        related_name="+",
        related_query_name="reply",
        null=True,
        blank=True,
    )
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(part__entry__assignment__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(part__entry__assignment__couple__in=v.covers),
        partner=lambda v: answered(partner__user=v.user_id),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "partner"], name="one_reply_each")]
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"reply {self.pk}"


class Debrief(models.Model):
    """One partner's six answers about how an exercise was, for that partner and the counsellor."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="+", related_query_name="debrief"
    )
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    given = SealedField(key="partner.key")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(assignment__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(assignment__couple__in=v.covers),
        partner=lambda v: Q(partner__user=v.user_id),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "partner"], name="one_debrief_each")]

    def __str__(self) -> str:
        return f"debrief {self.pk}"


def planned_together(**who: Any) -> Q:
    """Times that this partner proposed, and those of the other one that have settled, while the shared space is open."""
    theirs = in_couple("couple", since="proposed_at", **who) & Q(proposed_at__lte=timezone.now() - SETTLING)
    own = Q(**who)
    open_now = shared_space_open("couple") & in_couple("couple", **who)
    return open_now & (own | (theirs & ~Q(state="withdrawn")))


class SharedTime(models.Model):
    """An hour that one partner proposes and the other one agrees to. Both find it in their calendars as a neutral event."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        AGREED = "agreed", _("Agreed")
        DECLINED = "declined", _("Another time")
        WITHDRAWN = "withdrawn", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="+", help_text="Who proposed it."
    )
    what = SealedField(key="couple.key")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id, state="agreed"),
        cover=lambda v: Q(couple__in=v.covers, state="agreed"),
        partner=lambda v: planned_together(partner__user=v.user_id),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=720), name="shared_time_within_half_a_day"
            )
        ]
        indexes = [models.Index(fields=["couple", "starts_at"], name="shared_time_by_couple")]

    def __str__(self) -> str:
        return f"shared time {self.pk}"


class SuggestionDecision(models.Model):
    """What a counsellor made of one suggestion, with the inputs it rested on then. For the counsellor's side alone.

    The inputs mix what each partner said for themselves, so neither person's key is theirs, nor the couple's, which is
    for what stands between the two: like notes they are under the practice's. What they rested on goes when a person
    is erased.
    """

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Taken up")
        CHANGED = "changed", _("Taken up, changed")
        DECLINED = "declined", _("Not now")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=8)
    rule_version = models.PositiveIntegerField()
    exercise = models.CharField(max_length=60, blank=True, default="")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    why = SealedField(key="couple.practice.key", null=True)
    inputs = SealedField(key="couple.practice.key")
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(couple__counsellor__user=v.user_id),
        cover=lambda v: Q(couple__in=v.covers),
    )

    class Meta:
        indexes = [models.Index(fields=["couple", "at"], name="decision_by_couple")]

    def __str__(self) -> str:
        return f"decision {self.pk}"
