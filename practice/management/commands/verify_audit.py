"""Walk every practice's audit chain and say whether it holds."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from practice import audit
from practice.models import Practice


class Command(BaseCommand):
    help = "Verify the audit chain of each practice; exits non-zero when one is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heads", action="store_true", help="also print each chain's newest place and hash"
        )

    def handle(self, *args: Any, heads: bool = False, **options: Any) -> None:
        broken = 0
        for finding in audit.verify():
            state = "holds" if finding.broken_at is None else f"BROKEN at place {finding.broken_at}"
            self.stdout.write(
                f"practice {finding.practice_id}: {state}; {finding.checked} chained, {finding.unchained} not chained yet"
            )
            broken += finding.broken_at is not None
        if heads:
            for practice in Practice.unscoped.order_by("pk"):
                place, mark = audit.head(practice)
                self.stdout.write(f"head {practice.pk} {place} {mark}")
        if broken:
            raise CommandError(f"{broken} chain(s) do not hold.")
