"""manage.py restore FILE: prove a backup and fill an empty database from it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from practice.backup import BackupRefused, Report, read_key, restore, verify


class Command(BaseCommand):
    help = "Prove a backup and fill an empty database from it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--only-verify", action="store_true", help="read and check everything, change nothing"
        )
        parser.add_argument(
            "--force", action="store_true", help="replace everything in a database that is in use"
        )

    def handle(self, *args: Any, file: Path, only_verify: bool, force: bool, **options: Any) -> None:
        try:
            key = read_key(getattr(settings, "EVENLIGHT_BACKUP_KEY", ""))
            report = verify(file, key=key) if only_verify else restore(connection, file, key=key, force=force)
        except BackupRefused as problem:
            raise CommandError(str(problem)) from None
        self._tell(report)
        if not only_verify:
            self._sign_everyone_out()
            self.stdout.write("Restored. Now run: manage.py migrate. Everyone has to sign in again.")

    def _tell(self, report: Report) -> None:
        self.stdout.write(
            f"{report.path}: {report.engine}, made {report.made_at}, "
            f"{report.tables} tables, {report.rows} rows, verified."
        )

    def _sign_everyone_out(self) -> None:
        """A sign-in that was ended after the backup must not come back to life with it."""
        if "django_session" in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM django_session")
