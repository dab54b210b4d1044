"""manage.py publish_instruments: bring the shipped instruments, or a folder of your own, into use."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments import publishing
from assessments.format.definition import SHIPPED, DefinitionError


class Command(BaseCommand):
    help = "Publish instrument files into versions that never change. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=SHIPPED,
            help="files in TOML; without it, the shipped ones",
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            versions = publishing.publish_all(folder)
        except DefinitionError as error:
            raise CommandError("\n".join(str(problem) for problem in error.problems)) from None
        except publishing.AlreadyPublished as refusal:
            raise CommandError(str(refusal.sentence)) from None
        for version in versions:
            self.stdout.write(
                f"{version.slug} {version.number}: in use since {version.published_at:%Y-%m-%d}"
            )
