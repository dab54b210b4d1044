"""What a partner did or left out on a day, and the words they wrote, part by part."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import VisibleTo
from practice.models import Couple, Partner
from practice.sealing import SealedField

from .assignments import Assignment
from .membership import in_couple, shared_space_open

SETTLING = timedelta(minutes=10)
"""How long a shared part can be taken back before anyone has seen it."""

COUPLE = "entry__assignment__couple"


class Entry(models.Model):
    """One partner's day with an assignment: done or left out. Seen by its author and, as a tick, by the counsellor."""

    class State(models.TextChoices):
        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Left out")

    class SkipReason(models.TextChoices):
        NOT_TODAY = "not_today", _("Not today")
        NO_TIME = "no_time", _("There was no time")
        FORGOT = "forgot", _("It slipped my mind")
        PRESSURE = "pressure", _("It felt like pressure")
        NOT_SAFE = "not_safe", _("It did not feel safe")
        UNCLEAR = "unclear", _("I wasn’t sure why, or how")
        TOO_MUCH = "too_much", _("It was too hard, or too close")
        APART = "apart", _("We didn’t get to do it together")
        ROW = "row", _("We had just had words")
        LOW = "low", _("I was too low")
        NOT_TALKED_OVER = "not_talked_over", _("We never talked about the last one")
        OTHER = "other", _("Something else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="+", related_query_name="entry"
    )
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    place = models.PositiveSmallIntegerField(default=1, help_text="The how-manieth of the day, from 1.")
    round = models.PositiveIntegerField(default=0, help_text="The how-manieth round of its exercise, from 0.")
    state = models.CharField(max_length=7, choices=State.choices)
    skip_reason = SealedField(key="partner.key", null=True)
    saved_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(assignment__couple__counsellor__user=v.user_id),
        cover=lambda v: Q(assignment__couple__in=v.covers),
        partner=lambda v: Q(partner__user=v.user_id),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "partner", "day", "place"], name="one_entry_per_place_of_the_day"
            )
        ]
        indexes = [models.Index(fields=["partner", "day"], name="entry_by_day")]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"entry {self.pk}"


def settled() -> Q:
    """Shared, and the minutes for taking it back have gone by. The clock is asked when rows are read: no job.

    What is taken back is its author's alone again; the database holds that (taken_back_is_not_shared).
    """
    return Q(
        audience="partner",
        released_at__lte=timezone.now() - SETTLING,
        frozen_at__isnull=True,
    )


def arrived() -> Q:
    """Settled and, where it is sealed, answered by the other one for the same round with words that have settled too."""
    return settled() & (Q(sealed=False) | Q(Exists(_counterparts())))


def _counterparts() -> models.QuerySet[EntryPart]:
    """The other one's sealed words of the same round that have settled."""
    same_round = EntryPart.unscoped.filter(
        settled(),
        sealed=True,
        entry__assignment=OuterRef("entry__assignment"),
        entry__round=OuterRef("entry__round"),
    )
    return same_round.exclude(entry__partner=OuterRef("entry__partner"))


def reaches(**who: Any) -> Q:
    """Parts by the other partner that have reached this one."""
    reader = in_couple(COUPLE, since="released_at", **who)
    own = Q(**{f"entry__{key}": whom for key, whom in who.items()})
    return arrived() & reader & shared_space_open(COUPLE) & ~own


class EntryPartQuerySet(models.QuerySet["EntryPart"]):
    def delivered(self) -> EntryPartQuerySet:
        """What stands in the couple's shared space now, whoever wrote it."""
        return self.filter(arrived(), shared_space_open(COUPLE))

    def with_moment(self) -> EntryPartQuerySet:
        """With `moment`: when it was shared; for sealed words, when the later of the two was, so that neither was first."""
        later = _counterparts().order_by("-released_at").values("released_at")[:1]
        both = Greatest("released_at", Coalesce(Subquery(later), "released_at"))
        return self.annotate(moment=Case(When(sealed=True, then=both), default="released_at"))

    def given(self) -> EntryPartQuerySet:
        """What was shared and not taken back, even where the shared space is at rest now. The counsellor's count."""
        cutoff = timezone.now() - SETTLING
        return self.filter(audience="partner", released_at__lte=cutoff)

    def of_couple(self, couple: Couple) -> EntryPartQuerySet:
        return self.filter(**{COUPLE: couple})

    def for_partner(self, partner: Partner) -> EntryPartQuerySet:
        """All that this partner may read: their own parts, and what has reached them."""
        return self.filter(Q(entry__partner=partner) | reaches(partner=partner))

    def newest_first(self) -> EntryPartQuerySet:
        """With their moment, the latest to arrive first."""
        return self.with_moment().order_by(F("moment").desc(nulls_last=True), "entry_id", "place")


class EntryPart(models.Model):
    """One field of an entry, in its author's words, for the circle that its author chose."""

    class Audience(models.TextChoices):
        AUTHOR = "author", _("Only me")
        COUNSELLOR = "counsellor", _("Me and my counsellor")
        PARTNER = "partner", _("The three of us")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+", related_query_name="part")
    field = models.CharField(max_length=60)
    place = models.PositiveSmallIntegerField(help_text="The field's place in its exercise.")
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.AUTHOR)
    words = SealedField(key="entry.partner.key")
    sealed = models.BooleanField(default=False, help_text="Opens only together with the other one's.")
    in_room = models.BooleanField(
        default=False, help_text="Its author lets the counsellor open it in the room."
    )
    released_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager.from_queryset(EntryPartQuerySet)()
    objects = VisibleTo(
        counsellor=lambda v: Q(**{f"{COUPLE}__counsellor__user": v.user_id}) & ~Q(audience="author"),
        cover=lambda v: Q(**{f"{COUPLE}__in": v.covers}) & ~Q(audience="author"),
        partner=lambda v: Q(entry__partner__user=v.user_id) | reaches(partner__user=v.user_id),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "field"], name="one_part_per_field"),
            models.CheckConstraint(
                condition=~Q(audience="partner") | Q(released_at__isnull=False), name="shared_part_says_when"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | ~Q(audience="partner"),
                name="taken_back_is_not_shared",
            ),
            models.CheckConstraint(
                condition=Q(in_room=False) | ~Q(audience="author"),
                name="opened_in_the_room_is_for_the_counsellor",
            ),
        ]
        indexes = [
            models.Index(
                fields=["released_at"], condition=Q(audience="partner", frozen_at=None), name="part_shared"
            )
        ]

    def __str__(self) -> str:
        return f"part {self.pk}"

    @property
    def delivered_at(self) -> datetime | None:
        """When it reaches, or reached, the other partner."""
        return None if self.released_at is None else self.released_at + SETTLING

    @property
    def was_unseen(self) -> bool:
        """Taken back while it was still settling, so that nobody can have read it."""
        arrives = self.delivered_at
        return self.taken_back_at is not None and arrives is not None and self.taken_back_at < arrives
