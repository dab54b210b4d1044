"""A locked note stays as it was, whoever sends the UPDATE.

Its sealed words are not among the columns, because new keys seal them again; its version is, and each change of words
by hand would raise it.
"""

from django.db import migrations

from practice.immutable import frozen_columns


class Migration(migrations.Migration):
    dependencies = [("practice", "0006_hours_and_calendars")]

    operations = [
        frozen_columns(
            "practice_note",
            [
                "id",
                "couple_id",
                "author_id",
                "kind",
                "partner_id",
                "session_id",
                "adds_to_id",
                "version",
                "written_at",
                "locked_at",
            ],
            once="locked_at",
        ),
    ]
