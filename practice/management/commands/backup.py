"""manage.py backup FOLDER: an encrypted, proved copy of the whole database while it is in use."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from practice.backup import BackupRefused, back_up, read_key

ENDING = ".evenlight"


class Command(BaseCommand):
    help = "Write an encrypted copy of the whole database into a folder, and prove that it can be read back."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, help="where the file goes; its name is made from the time (UTC)"
        )
        parser.add_argument(
            "--keep", type=int, metavar="N", help="afterwards keep only the N newest backups there"
        )

    def handle(self, *args: Any, folder: Path, keep: int | None, **options: Any) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep needs to be 1 or more.")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"evenlight-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{ENDING}"
        try:
            report = back_up(
                connection, folder / name, key=read_key(getattr(settings, "EVENLIGHT_BACKUP_KEY", ""))
            )
        except BackupRefused as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(
            f"{report.path}: {report.tables} tables, {report.rows} rows, {report.size} bytes, verified."
        )
        if keep is not None:
            self._thin_out(folder, keep)

    def _thin_out(self, folder: Path, keep: int) -> None:
        """The names sort by time; files of other names are not ours to remove."""
        for old in sorted(folder.glob(f"evenlight-????????T??????Z{ENDING}"))[:-keep]:
            old.unlink()
            self.stdout.write(f"{old}: removed, {keep} newer kept.")
