"""Print the whole reasoning behind one couple's suggestions. Partners are told by their marks; no name is printed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from homework.suggesting import explaining
from homework.suggesting.weighing import weigh
from practice import audit
from practice.access import NOBODY, viewer_for
from practice.models import Couple
from practice.refusals import NotFound


class Command(BaseCommand):
    help = "Print which rules fire for a couple, on what inputs, what is held back and by which, and what is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("couple", help="the couple's id")

    def handle(self, *args: Any, couple: str, **options: Any) -> None:
        held = _found(couple)
        # It is read as the couple's own counsellor may read it now, and never as more.
        viewer = viewer_for(held.counsellor.user, second_factor=True)
        try:
            result = weigh(held, viewer)
        except NotFound:
            raise CommandError("Nobody looks after this couple just now.") from None
        audit.record(NOBODY, "suggestions.explained", held, couple=held)
        for line in explaining.lines(result):
            self.stdout.write(line)


def _found(couple: str) -> Couple:
    try:
        wanted = UUID(couple)
    except ValueError:
        raise CommandError("A couple's id looks like 5f1b9e0c-7a3d-4f55-9a0e-2f6f0c1d2e3f.") from None
    held = Couple.unscoped.select_related("practice", "counsellor__user").filter(pk=wanted).first()
    if held is None:
        raise CommandError("There is no couple with this id.")
    return held
