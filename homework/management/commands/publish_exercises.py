"""Publish exercise files, or the ones that come with Evenlight."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from homework import publishing
from homework.exercise import ExerciseError


class Command(BaseCommand):
    """`manage.py publish_exercises` or `manage.py publish_exercises my-exercise.1.toml`"""

    help = (
        "Publish exercises: all that ship with Evenlight, or the files named. Published words never change."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="an exercise in TOML")

    @transaction.atomic
    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        """All or none: one file that cannot be used leaves the library as it was."""
        for file in files or sorted(publishing.SHIPPED.glob("*.toml")):
            self._publish(file)

    def _publish(self, file: Path) -> None:
        try:
            version, new = publishing.publish(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"{file.name}: this file cannot be read as UTF-8 text.") from None
        except ExerciseError as error:
            told = "\n".join(f"  {problem}" for problem in error.problems)
            raise CommandError(f"{file.name}:\n{told}") from None
        except publishing.AlreadyPublished as refusal:
            raise CommandError(f"{file.name}: {refusal.sentence}") from None
        self.stdout.write(f"{version.slug} {version.number}: {'published' if new else 'as it was'}")
