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


@lru_cache(maxsize=256)
def _parsed(body: str) -> Exercise:
    """Published words never change, so each is read once per process."""
    return parse(body)


def anyone(viewer: Viewer) -> Q:
    """The library holds nothing about a person. (An empty Q would vanish when rules are OR-ed.)"""
    return Q(pk__isnull=False)


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
    """One published version of an exercise. Its words never change; the database refuses it."""

    class Who(models.TextChoices):
        SOLO = "solo", _("One partner alone")
        PARALLEL = "parallel", _("Each partner alone")
        JOINT = "joint", _("Both together")
        ALTERNATING = "alternating", _("In turns")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
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
    objects = VisibleTo(counsellor=anyone, cover=anyone, owner=anyone, partner=set_for)

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
