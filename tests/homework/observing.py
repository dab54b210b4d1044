"""All that a person can find out through the homework package, to compare one world with another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from homework import reading
from homework.days import today
from homework.models import Assignment, AssignmentReview, Entry, EntryPart, ExerciseVersion
from practice.models import Couple, Partner
from tests.conftest import looking

MODELS = (ExerciseVersion, Assignment, AssignmentReview, Entry, EntryPart)


def rows_of(person: Any) -> dict[str, list[dict[str, Any]]]:
    """Every row that the rules show this person, with every column."""
    viewer = looking(person)
    return {m.__name__: list(m.objects.visible_to(viewer).order_by("pk").values()) for m in MODELS}


def counts_of(person: Any) -> dict[str, int]:
    viewer = looking(person)
    return {m.__name__: m.objects.visible_to(viewer).count() for m in MODELS}


def observed(partner: Partner, couple: Couple) -> dict[str, Any]:
    """Rows, counts, pages, totals and export of one partner."""
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
        "export": reading.own_data(partner),
        "mine": reading.appreciation_of(partner, couple, *month, by=viewer),
        "both": reading.appreciation_delivered(couple, *month),
    }
