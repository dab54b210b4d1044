"""Change keys: wrap again under the first master key and, when asked, seal every value under new keys."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from practice import rotating
from practice.models import Practice


class Command(BaseCommand):
    help = (
        "Wrap practice keys under the first key of EVENLIGHT_MASTER_KEYS; --data also renews all data keys."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--data", action="store_true", help="make new data keys, then seal everything again"
        )
        parser.add_argument("--resume", action="store_true", help="go on sealing again after an interruption")

    def handle(self, *args: Any, data: bool = False, resume: bool = False, **options: Any) -> None:
        self.stdout.write(f"wrapped again: {rotating.wrap_again()}")
        if data:
            made = sum(rotating.new_data_keys(practice) for practice in Practice.unscoped.all())
            self.stdout.write(f"new data keys: {made}")
        if data or resume:
            moved, seen = rotating.seal_again()
            self.stdout.write(f"sealed again: {moved} of {seen} rows")
