"""manage.py import_instrument FILE: bring a FHIR Questionnaire or a TOML file into a practice, or only try it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
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
        parser.add_argument(
            "file", type=Path, help="a FHIR Questionnaire (JSON), an instrument or its translation (TOML)"
        )
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
        text = _text(file.expanduser())
        by = _viewer(options["by"])
        terms = licensing.Terms(options["holder"], options["until"], options["reason"])
        try:
            found = licensing.bring_in(text, terms, by=by, dry_run=dry_run)
        except licensing.CannotBeBrought as refusal:
            raise CommandError("\n".join(f"{file.name}: {each}" for each in refusal.problems)) from None
        except Refused as refusal:
            says = "\n".join(map(str, refusal.fields.values())) or str(refusal.sentence)
            raise CommandError(f"{file.name}: {says}{_way_out(refusal)}") from None
        for line in _told(found):
            self.stdout.write(line)


def _way_out(refusal: Refused) -> str:
    return " Write --holder and who holds the rights; --holder “Own words” if you wrote it." * (
        "licence_holder" in refusal.fields
    )


def _told(found: licensing.Foreseen) -> Iterator[str]:
    """What came of the file, or would come of it, line by line."""
    form = found.definition
    if found.language:
        yield f"{form.title}: words in *{found.language}* for “{found.follows}”, wording {found.number}"
    else:
        yield f"{form.title}: {_count(form.questions, 'question')}, {_count(form.scales, 'scale')}"
        if found.follows and not found.is_known:
            yield f"  it becomes wording {found.number} of “{found.follows}”."
    yield from (f"  left out: {note}" for note in found.notes)
    yield from (f"  advice: {sentence}" for sentence in found.advice)
    if found.version is None:
        yield "dry run: nothing was kept."
    else:
        was = "was here already" if found.is_known else "is in use from now on"
        yield f"{found.version.slug} {found.version.number}{f' in {found.language}' * bool(found.language)} {was}."
        yield "A counsellor sends it: the couple → Questionnaires → Send."


def _count(things: Sequence[Any], word: str) -> str:
    return f"{len(things)} {word}" if len(things) == 1 else f"{len(things)} {word}s"


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
