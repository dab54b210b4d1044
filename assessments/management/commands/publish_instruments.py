"""manage.py publish_instruments: bring the shipped instruments, or a folder of your own, into use."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments import publishing
from assessments.format.definition import SHIPPED


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
        if not any(folder.glob("*.toml")):
            raise CommandError(f"there is no instrument file in {folder}. Their names end in .toml.")
        try:
            done = publishing.publish_folder(folder)
        except publishing.FolderRefused as refusal:
            raise CommandError("\n".join([*refusal.lines, "Nothing of this folder was published."])) from None
        for version in done.versions:
            self.stdout.write(
                f"{version.slug} {version.number}: in use since {version.published_at:%Y-%m-%d}"
            )
        for words in done.translations:
            version = words.instrument
            self.stdout.write(
                f"{version.slug} {version.number} in {words.language}: in use since {words.published_at:%Y-%m-%d}"
            )
