"""Exercises as they were published."""

from __future__ import annotations

import uuid
from functools import cached_property, lru_cache

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homework.exercise import Exercise, parse
from practice.access import Viewer, VisibleTo
from practice.models import Practice, Staff


@lru_cache(maxsize=256)
def _parsed(body: str) -> Exercise:
    """Published words never change, so each is read once per process."""
    return parse(body)


def of_the_house(viewer: Viewer) -> Q:
    """What comes with the product, and what one's own practice has written."""
    return Q(practice=None) | Q(practice=viewer.practice_id)


def set_for(viewer: Viewer) -> Q:
    from .assignments import Assignment, shown_to

    mine = Assignment.unscoped.filter(shown_to(partner__user=viewer.user_id), exercise=OuterRef("pk"))
    return Q(Exists(mine))


class ExerciseVersionQuerySet(models.QuerySet["ExerciseVersion"]):
    def current(self) -> ExerciseVersionQuerySet:
        """The newest version of each exercise that has not been withdrawn."""
        newer = ExerciseVersion.unscoped.filter(
            slug=OuterRef("slug"), number__gt=OuterRef("number"), retired_at=None
        )
        return self.filter(~Exists(newer), retired_at=None).order_by("slug")


class ExerciseVersion(models.Model):
    """One published version of an exercise. Its words never change; the database refuses it.

    practice: whose own it is; None for what comes with the product. No other practice sees or sets it.
    """

    class Who(models.TextChoices):
        SOLO = "solo", _("One partner alone")
        PARALLEL = "parallel", _("Each partner alone")
        JOINT = "joint", _("Both together")
        ALTERNATING = "alternating", _("In turns")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    slug = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    neutral_title = models.CharField(max_length=160)
    who = models.CharField(max_length=12, choices=Who.choices)
    joint_work = models.BooleanField(help_text="Waits until the counsellor has opened joint work.")
    body = models.TextField()
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager.from_queryset(ExerciseVersionQuerySet)()
    objects = VisibleTo(counsellor=of_the_house, cover=of_the_house, owner=of_the_house, partner=set_for)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "number"], name="one_exercise_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="exercise_numbers_start_at_one"),
        ]

    def __str__(self) -> str:
        return f"exercise {self.slug} {self.number}"

    @cached_property
    def exercise(self) -> Exercise:
        return _parsed(self.body)


class ExerciseDraft(models.Model):
    """One practice's draft of one exercise, as plain tables like those of a file. It may be unfinished.

    slug: given once, so that every version that comes of this draft is one exercise. published: the version that
    came of it; such a draft is done, and a new wording is a new draft.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    tables = models.JSONField(default=dict)
    based_on = models.ForeignKey(
        ExerciseVersion, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    published = models.OneToOneField(
        ExerciseVersion, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1)
    begun_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    unscoped = models.Manager()
    objects = VisibleTo(
        counsellor=lambda v: Q(practice=v.practice_id), owner=lambda v: Q(practice=v.practice_id)
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "slug"], condition=Q(published=None), name="one_open_draft_per_exercise"
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.slug}"
