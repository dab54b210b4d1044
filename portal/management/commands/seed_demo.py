"""Fill an empty demo database with the story in portal/demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from practice.models import Practice


class Command(BaseCommand):
    help = "Tell the demo story: one practice, its people, four couples over eight weeks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is a practice already"
        )

    def handle(self, *args: Any, if_empty: bool = False, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo story is for demo mode only (EVENLIGHT_DEMO=1).")
        if Practice.unscoped.exists():
            if if_empty:
                return
            raise CommandError("There is a practice already. Start with an empty database.")
        from portal.demo.story import Story

        self.stdout.write("Telling the demo story …")
        with transaction.atomic():
            acts = Story().play()
        self.stdout.write(f"{acts} things happened over eight weeks.")
