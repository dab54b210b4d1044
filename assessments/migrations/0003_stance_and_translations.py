"""A form may be a guess at the other's answers; a published version may be read in more languages."""

import uuid

import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
from django.db import migrations, models

from practice.immutable import frozen_columns


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_frozen_columns"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="administration",
            name="one_open_administration_per_instrument",
        ),
        migrations.AddField(
            model_name="administration",
            name="stance",
            field=models.CharField(
                choices=[("self", "Own answers"), ("guess", "As they think the other would answer")],
                default="self",
                max_length=5,
            ),
        ),
        migrations.AddConstraint(
            model_name="administration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("couple", "partner", "instrument", "stance"),
                name="one_open_administration_per_instrument",
            ),
        ),
        migrations.CreateModel(
            name="InstrumentTranslation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("language", models.CharField(max_length=12)),
                ("body", models.TextField(help_text="The translation as TOML.")),
                ("content_hash", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.instrumentversion",
                    ),
                ),
            ],
            managers=[("unscoped", django.db.models.manager.Manager())],
        ),
        migrations.AddConstraint(
            model_name="instrumenttranslation",
            constraint=models.UniqueConstraint(
                fields=("instrument", "language"), name="one_translation_per_language"
            ),
        ),
        frozen_columns(
            "assessments_instrumenttranslation",
            ["instrument_id", "language", "body", "content_hash", "published_at"],
        ),
    ]
