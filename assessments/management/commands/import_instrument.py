"""manage.py import_instrument FILE: bring a FHIR Questionnaire or a TOML file into a practice, or only try it."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments import licensing
from assessments.exchange import strict_json
from practice.access import COUNSELLOR, OWNER, Viewer
from practice.models import Staff
from practice.refusals import Refused


class Command(BaseCommand):
    help = "Bring an instrument into a practice: a FHIR R4 or R5 Questionnaire in JSON, or TOML. --dry-run only tells."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a FHIR Questionnaire (JSON) or an instrument (TOML)")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would come of it, and keep nothing"
        )
        parser.add_argument(
            "--holder", default="", help="who holds the rights to the words; “Own words” if you do"
        )
        parser.add_argument(
            "--until", type=date.fromisoformat, help="the last day of the licence, as 2027-12-31"
        )
        parser.add_argument("--reason", default="", help="why the practice wants it, where it has to be said")
        parser.add_argument("--by", default="", help="sign-in name of the counsellor or owner who brings it")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        text = _text(file)
        by = _viewer(options["by"])
        terms = licensing.Terms(options["holder"], options["until"], options["reason"])
        try:
            found = licensing.bring_in(text, terms, by=by, dry_run=dry_run)
        except Refused as refusal:
            raise CommandError(
                "\n".join(map(str, refusal.fields.values())) or str(refusal.sentence)
            ) from None
        form = found.definition
        self.stdout.write(f"{form.title}: {len(form.questions)} questions, {len(form.scales)} scales")
        for note in found.notes:
            self.stdout.write(f"  left out: {note}")
        if found.version is None:
            self.stdout.write("dry run: nothing was kept.")
        else:
            was = "was here already" if found.is_known else "is in use from now on"
            self.stdout.write(f"{found.version.slug} {found.version.number} {was}.")


def _text(file: Path) -> str:
    """The file as text, within the bounds of what is read at all."""
    try:
        if file.stat().st_size > strict_json.MOST_BYTES:
            raise CommandError(f"{file.name} is larger than {strict_json.MOST_BYTES // 1000} kilobytes.")
        return file.read_text(encoding="utf-8-sig")
    except OSError:
        raise CommandError(f"{file.name} cannot be opened. Is the name right?") from None
    except UnicodeDecodeError:
        raise CommandError(f"{file.name} is not plain text. Save it as UTF-8.") from None


def _viewer(login_name: str) -> Viewer:
    """Whose practice it is for: the colleague who is named, or the only owner that there is."""
    rows = Staff.unscoped.filter(departed_at=None).select_related("user")
    rows = rows.filter(user__login_name=login_name) if login_name else rows.filter(is_owner=True)
    held = list(rows[:2])
    if len(held) != 1:
        raise CommandError("Say who brings it: --by and their sign-in name.")
    row = held[0]
    roles = {role for role, has in ((OWNER, row.is_owner), (COUNSELLOR, row.is_counsellor)) if has}
    return Viewer(row.user_id, frozenset(roles), row.practice_id, row.pk)
