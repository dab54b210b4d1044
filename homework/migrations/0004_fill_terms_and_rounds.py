from datetime import timedelta
from typing import Any

from django.db import migrations
from django.db.models import Q

from practice.immutable import frozen_columns


def fill_terms(apps: Any, editor: Any) -> None:
    """Everybody whom a standing assignment is for gets terms that opened when it was set. Twice is once.

    Going back drops the table with them.
    """
    assignments = apps.get_model("homework", "Assignment").unscoped
    terms = apps.get_model("homework", "AssignmentTerms")
    memberships = apps.get_model("practice", "Membership").unscoped
    for row in assignments.only("pk", "couple", "for_partner", "set_at", "cadence").iterator():
        meant = [row.for_partner_id] if row.for_partner_id else None
        joined = memberships.filter(couple=row.couple_id, joined_at__lte=row.set_at)
        times = 1 if row.cadence == "weekly" else 7
        for partner in meant or joined.values_list("partner", flat=True):
            terms.unscoped.get_or_create(
                assignment_id=row.pk,
                partner_id=partner,
                defaults={"opens_at": row.set_at, "times_a_week": times},
            )


def fill_rounds(apps: Any, editor: Any) -> None:
    """The round that each entry's day belongs to; homework.rounds says how rounds are counted."""
    entries = apps.get_model("homework", "Entry").unscoped
    rows = entries.filter(Q(round=0)).select_related("assignment").only("pk", "day", "assignment")
    for row in rows.iterator():
        start, weekly = row.assignment.starts_on, row.assignment.cadence == "weekly"
        first = start - timedelta(days=start.weekday()) if weekly else start
        day = row.day - timedelta(days=row.day.weekday()) if weekly else row.day
        number = max((day - first).days // (7 if weekly else 1), 0)
        if number:
            entries.filter(pk=row.pk).update(round=number)


class Migration(migrations.Migration):
    """Standing assignments get their terms and rounds; published exercises stay as they are, owner included."""

    dependencies = [
        ("homework", "0003_terms_rounds_and_replies"),
        ("practice", "0005_waiting_times"),
    ]

    operations = [
        migrations.RunPython(fill_terms, migrations.RunPython.noop),
        migrations.RunPython(fill_rounds, migrations.RunPython.noop),
        frozen_columns(
            "homework_exerciseversion",
            ["slug", "number", "title", "neutral_title", "who", "joint_work", "body", "content_hash", "practice_id"],
        ),
    ]
