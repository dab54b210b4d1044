"""Forms get a window, a plan they came from, and an occasion in a closed set of words instead of free text."""

import uuid
from typing import Any

import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
from django.db import migrations, models

import practice.sealing
from practice.immutable import frozen_columns

OCCASIONS = ("once", "intake", "regular", "session", "ending", "follow-up-3", "follow-up-6", "follow-up-12")


def name_occasions(apps: Any, editor: Any) -> None:
    """Free text becomes one of the words, "once" where it was none of them. Going back leaves the word as text."""
    forms = apps.get_model("assessments", "Administration").unscoped
    forms.exclude(occasion__in=OCCASIONS).update(occasion="once")


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0003_stance_and_translations"),
        ("practice", "0004_who_holds_what"),
    ]

    operations = [
        migrations.CreateModel(
            name="TakenBack",
            fields=[
                (
                    "administration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="assessments.administration",
                    ),
                ),
                ("reason", practice.sealing.SealedField(key="administration.couple.practice.key")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name_plural": "taken back",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="administration",
            name="again_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.administration",
            ),
        ),
        migrations.AddField(
            model_name="administration",
            name="battery",
            field=models.SlugField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="administration",
            name="closes_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="administration",
            name="declined",
            field=practice.sealing.SealedField(key="partner.key", null=True),
        ),
        migrations.AddField(
            model_name="administration",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="administration",
            name="reminders",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="administration",
            name="reminds",
            field=models.BooleanField(default=True),
        ),
        migrations.RunPython(name_occasions, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="administration",
            name="occasion",
            field=models.CharField(
                choices=[
                    ("once", "Once"),
                    ("intake", "Intake"),
                    ("regular", "Every few weeks"),
                    ("session", "Before a session"),
                    ("ending", "Ending"),
                    ("follow-up-3", "3 months after the end"),
                    ("follow-up-6", "6 months after the end"),
                    ("follow-up-12", "12 months after the end"),
                ],
                default="once",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="administration",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Waiting for answers"),
                    ("submitted", "Sent"),
                    ("void", "Taken back"),
                    ("declined", "Rather not"),
                    ("lapsed", "Closed, not sent"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="AssessmentPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("once", "Once"),
                            ("weeks", "Every few weeks"),
                            ("session", "Before each session"),
                            ("after-end", "Some months after the end"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("once", "Once"),
                            ("intake", "Intake"),
                            ("regular", "Every few weeks"),
                            ("session", "Before a session"),
                            ("ending", "Ending"),
                            ("follow-up-3", "3 months after the end"),
                            ("follow-up-6", "6 months after the end"),
                            ("follow-up-12", "12 months after the end"),
                        ],
                        default="once",
                        max_length=12,
                    ),
                ),
                ("battery", models.SlugField(blank=True, max_length=60)),
                ("forms", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("suggested", "Suggested"),
                            ("active", "Running"),
                            ("dismissed", "Not wanted"),
                            ("ended", "Ended"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("every_weeks", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("months", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("lead_days", models.PositiveSmallIntegerField(default=2)),
                ("due_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("open_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("reminds", models.BooleanField(default=True)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("next_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "couple",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.couple"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.partner",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.staff",
                    ),
                ),
            ],
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PlanRun",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("on", models.DateField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.assessmentplan",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.therapysession",
                    ),
                ),
            ],
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="administration",
            name="run",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.planrun",
            ),
        ),
        migrations.AddIndex(
            model_name="administration",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["closes_on"], name="administration_closing"
            ),
        ),
        migrations.AddIndex(
            model_name="administration",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["due_on"], name="administration_due"
            ),
        ),
        migrations.AddField(
            model_name="takenback",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.staff"
            ),
        ),
        migrations.AddIndex(
            model_name="assessmentplan",
            index=models.Index(
                condition=models.Q(("state", "active")), fields=["next_at"], name="plan_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="assessmentplan",
            index=models.Index(fields=["couple", "state"], name="plan_by_couple"),
        ),
        migrations.AddConstraint(
            model_name="assessmentplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "weeks"), _negated=True), ("every_weeks__gte", 1), _connector="OR"
                ),
                name="plan_of_weeks_says_how_many",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "after-end"), _negated=True), ("months__gte", 1), _connector="OR"
                ),
                name="plan_after_the_end_says_how_long",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "suggested")),
                fields=("couple", "battery"),
                name="one_suggestion_per_battery",
            ),
        ),
        migrations.AddConstraint(
            model_name="planrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("session", None)), fields=("plan", "on"), name="one_run_of_a_plan_per_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="planrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("session", None), _negated=True),
                fields=("plan", "session"),
                name="one_run_of_a_plan_per_session",
            ),
        ),
        frozen_columns("assessments_planrun", ["plan_id", "session_id", "on", "at"]),
        frozen_columns("assessments_takenback", ["administration_id", "by_id", "at"]),
    ]
