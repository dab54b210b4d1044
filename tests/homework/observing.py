"""All that a person can find out through the homework package, to compare one world with another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from homework import asking, planning_time, reading
from homework.days import today
from homework.models import (
    Assignment,
    AssignmentReview,
    AssignmentTerms,
    Debrief,
    Entry,
    EntryPart,
    ExerciseDraft,
    ExerciseVersion,
    Reply,
    SharedTime,
    SuggestionDecision,
)
from practice import registry
from practice.access import Viewer
from practice.models import Couple, Message, Partner
from tests.conftest import looking

MODELS = (
    ExerciseVersion,
    ExerciseDraft,
    Assignment,
    AssignmentTerms,
    AssignmentReview,
    Entry,
    EntryPart,
    Reply,
    Debrief,
    SharedTime,
    SuggestionDecision,
)


def rows_of(person: Any) -> dict[str, list[dict[str, Any]]]:
    """Every row that the rules show this person, with every column."""
    viewer = looking(person)
    return {m.__name__: list(m.objects.visible_to(viewer).order_by("pk").values()) for m in MODELS}


def counts_of(person: Any) -> dict[str, int]:
    viewer = looking(person)
    return {m.__name__: m.objects.visible_to(viewer).count() for m in MODELS}


def observed(partner: Partner, couple: Couple) -> dict[str, Any]:
    """Rows, counts, pages, forms, calendar, mails, totals and export of one partner."""
    viewer = looking(partner)
    day = today(couple.practice)
    month = (day - timedelta(days=30), day)
    return {
        "rows": rows_of(partner),
        "counts": counts_of(partner),
        "today": reading.today(partner, by=viewer),
        "weeks": [
            reading.together(partner, by=viewer, day=day - timedelta(days=7 * back)) for back in range(3)
        ],
        "own": reading.own_entries(partner, by=viewer),
        "over": reading.look_backs(partner, by=viewer),
        "loop": reading.loop_of(partner, by=viewer),
        "forms": _forms(partner, viewer),
        "hours": planning_time.coming(partner, by=viewer),
        "calendar": _calendar(partner),
        "mails": Message.unscoped.filter(user=partner.user).count(),
        "export": registry.own_data_of(partner),
        "mine": reading.appreciation_of(partner, couple, *month, by=viewer),
        "both": reading.appreciation_delivered(couple, *month),
    }


def _forms(partner: Partner, viewer: Viewer) -> list[Any]:
    """What each exercise asks on each of these days, and what stands open of its rounds."""
    held = Assignment.objects.visible_to(viewer).for_partner(partner).order_by("pk")
    return [
        (
            asking.fields_for(assignment, partner, day),
            asking.role_for(assignment, partner, day),
            asking.card_for(assignment, day),
            reading.opened(partner, assignment.pk, asking.round_on(assignment, day), by=viewer),
        )
        for assignment in held.select_related("exercise", "couple__practice")
        for day in (today(assignment.couple.practice) - timedelta(days=back) for back in range(3))
    ]


def _calendar(partner: Partner) -> Any:
    if partner.user_id is None:
        return None
    now = timezone.now()
    return planning_time.hours_of(partner.user_id, now - timedelta(days=30), now + timedelta(days=90))
