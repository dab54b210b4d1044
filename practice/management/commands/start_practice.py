"""Begin: print the address that makes the practice, or make it here and print the owner's own address."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from practice import first_run, staffing
from practice.refusals import Refused

ASKED = ("name", "owner", "email")


class Command(BaseCommand):
    help = (
        "Begin a new practice. Without options it prints an address that works once and asks for everything."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", help="the practice's name")
        parser.add_argument("--owner", help="how the owner is called")
        parser.add_argument("--email", help="the owner's address")
        parser.add_argument("--time-zone", default="Europe/London")
        parser.add_argument("--country", default="GB", help="two letters")
        parser.add_argument(
            "--if-none", action="store_true", help="say nothing when there is a practice already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        given = [name for name in ASKED if options[name]]
        if not given:
            self._print_address(quietly=options["if_none"])
        elif len(given) == len(ASKED):
            self._start(options)
        else:
            raise CommandError("Give --name, --owner and --email together, or none of them.")

    def _print_address(self, *, quietly: bool) -> None:
        token = first_run.offer()
        if token is None and quietly:
            return
        if token is None:
            raise CommandError("There is a practice already. Its owner invites the other people.")
        self.stdout.write("Open this address in your browser. It works once, for 24 hours:")
        self.stdout.write(f"{settings.BASE_URL}/first-run/{token}/")

    def _start(self, options: dict[str, Any]) -> None:
        asked = {name: options[name] for name in (*ASKED, "time_zone", "country")}
        try:
            _practice, token = staffing.start_practice(**asked)
        except Refused as refusal:
            sentences = [str(sentence) for sentence in refusal.fields.values()] or [str(refusal.sentence)]
            raise CommandError(" ".join(sentences)) from None
        self.stdout.write("The owner opens this address to make a sign-in. It works once, for an hour:")
        self.stdout.write(f"{settings.BASE_URL}/welcome/{token}/")
