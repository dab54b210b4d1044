"""From an exercise file to a published version that never changes; old entries keep the form they were written in."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homework.exercise import content_hash, parse
from homework.models import ExerciseVersion
from practice import audit
from practice.access import NOBODY, Viewer
from practice.models import Practice
from practice.refusals import Conflict

SHIPPED = Path(__file__).parent / "exercises"


class AlreadyPublished(Conflict):
    code = "exercise_published"
    default = _("This version is published already, with other words. Give the new words the next number.")


@transaction.atomic
def publish(
    text: str, *, by: Viewer = NOBODY, practice: Practice | None = None
) -> tuple[ExerciseVersion, bool]:
    """Publish one file; publishing the same words again changes nothing. True when it is new.

    practice: whose own it is; left out, it is everybody's. Raises exercise.ExerciseError with every problem of the
    file, and AlreadyPublished when this number stands for other words, or belongs to somebody else.
    """
    exercise, words = parse(text), content_hash(text)
    version, new = ExerciseVersion.unscoped.get_or_create(
        slug=exercise.slug,
        number=exercise.version,
        defaults={
            "practice": practice,
            "title": exercise.title,
            "neutral_title": exercise.neutral_title,
            "who": exercise.who,
            "joint_work": exercise.joint_work,
            "body": text,
            "content_hash": words,
        },
    )
    owner = practice.pk if practice else None
    if not new and (version.content_hash != words or version.practice_id != owner):
        raise AlreadyPublished
    if new:
        audit.record(by, "exercise.published", version)
    return version, new


@transaction.atomic
def publish_shipped() -> int:
    """Publish the exercises that come with Evenlight. Repeating it changes nothing. How many were new."""
    files = sorted(SHIPPED.glob("*.toml"))
    return sum(publish(file.read_text(encoding="utf-8"))[1] for file in files)


@transaction.atomic
def retire(version: ExerciseVersion, *, by: Viewer) -> ExerciseVersion:
    """Take a version off the shelf. What is set already goes on in its own words."""
    if version.retired_at is None:
        version.retired_at = timezone.now()
        version.save(update_fields=["retired_at"])
        audit.record(by, "exercise.retired", version)
    return version


def newest(slug: str) -> ExerciseVersion | None:
    """The version of this exercise that would be set today."""
    return ExerciseVersion.unscoped.current().filter(slug=slug).first()
