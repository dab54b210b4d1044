"""A published wording, an alert and what was done about it stay as they were first written."""

from django.db import migrations

from practice.immutable import frozen_columns


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_first_rows")]

    operations = [
        frozen_columns(
            "assessments_instrumentversion",
            ["slug", "number", "title", "neutral_title", "body", "content_hash", "published_at"],
        ),
        frozen_columns("assessments_answertrail", ["administration_id", "at"]),
        frozen_columns(
            "assessments_safetyalert",
            ["couple_id", "partner_id", "screen_id", "administration_id", "raised_at"],
        ),
        frozen_columns("assessments_alerttelling", ["alert_id", "staff_id", "step", "at"]),
        frozen_columns("assessments_acknowledgement", ["alert_id", "by_id", "at"]),
        frozen_columns(
            "assessments_screenreview", ["couple_id", "partner_id", "screen_id", "reviewed_by_id", "at"]
        ),
    ]
