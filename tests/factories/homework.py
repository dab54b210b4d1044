"""Valid, dull rows of the homework package. Exercises are the shipped ones, published as ever."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from assessments.models import JointWork
from homework import publishing
from homework.days import today
from homework.models import Assignment, AssignmentTerms, Entry, EntryPart, ExerciseVersion
from practice.models import Couple, Membership
from tests.factories.practice import CoupleFactory, UnscopedFactory

APPRECIATION, TEN_MINUTES, SELF = "appreciation-exchange", "ten-minutes-phones-away", "daily-self-check-in"


def exercise(slug: str = APPRECIATION) -> ExerciseVersion:
    """The newest published version of a shipped exercise."""
    publishing.publish_shipped()
    found = publishing.newest(slug)
    assert found is not None
    return found


def joint_work(couple: Couple, state: str = "open") -> None:
    """Joint work as the counsellor's act left it."""
    JointWork.unscoped.update_or_create(couple=couple, defaults={"state": state})


class AssignmentFactory(UnscopedFactory):
    class Meta:
        model = Assignment
        skip_postgeneration_save = True

    couple = factory.SubFactory(CoupleFactory, status="active")
    exercise = factory.LazyFunction(exercise)
    set_by = factory.SelfAttribute("couple.counsellor")
    reason = "You both said that evenings go quiet."
    starts_on = factory.LazyAttribute(lambda row: today(row.couple.practice) - timedelta(days=20))
    set_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=20))

    @factory.post_generation
    def terms(self, create: bool, extracted: Any, **facts: Any) -> None:
        """Terms for everybody the assignment is for, open since it was set."""
        for partner in [self.for_partner] if self.for_partner else _partners(self.couple):
            AssignmentTerms.unscoped.create(
                **{"assignment": self, "partner": partner, "opens_at": self.set_at, **facts}
            )


def _partners(couple: Couple) -> list[Any]:
    rows = Membership.unscoped.select_related("partner").filter(couple=couple, left_at=None)
    return [row.partner for row in rows]


class EntryFactory(UnscopedFactory):
    class Meta:
        model = Entry

    assignment = factory.SubFactory(AssignmentFactory)
    day = factory.LazyAttribute(lambda row: today(row.assignment.couple.practice))
    state = "done"


class EntryPartFactory(UnscopedFactory):
    class Meta:
        model = EntryPart

    entry = factory.SubFactory(EntryFactory)
    field = "noticed"
    place = 0
    words = "You made tea."


def shared_part(entry: Any, *, minutes_ago: int = 20, **facts: Any) -> EntryPart:
    """A part that its author shared so many minutes ago."""
    released_at = timezone.now() - timedelta(minutes=minutes_ago)
    return EntryPartFactory(entry=entry, audience="partner", released_at=released_at, **facts)
