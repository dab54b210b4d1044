"""manage.py canary: plant made-up secrets in every private place and search everything that anybody is given.

It never touches the database in use: it runs itself once more in a folder and a SQLite database of its own, with keys
made for it, and searches what that left on the disk.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.test import override_settings

from portal.canaries import files, plants
from portal.canaries.words import word_for

RESULT = "result.json"
# Pages name their style sheets as they lie in the tree, so that nothing has to be collected first.
AS_THEY_LIE = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


class Command(BaseCommand):
    help = "Plant made-up secrets in a throw-away database and look for them everywhere. Fails when one is found."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--inside", type=Path, help="for itself: the folder of the throw-away database")

    def handle(self, *args: Any, inside: Path | None, **options: Any) -> None:
        if inside is not None:
            _look_inside(inside, os.environ["EVENLIGHT_CANARY_WORDS"])
            return
        with tempfile.TemporaryDirectory(prefix="evenlight-canary-") as name:
            hits = self._look(Path(name))
        if hits:
            raise CommandError(
                "\n".join(["A planted secret came out, or something could not be looked at:", *hits])
            )

    def _look(self, folder: Path) -> list[str]:
        secret = secrets.token_hex(16)
        _run_inside(folder, secret)
        result = json.loads((folder / RESULT).read_text())
        (folder / RESULT).unlink()
        counts, hits = files.search(folder, lambda name: word_for(name, secret))
        result["hits"] += sorted(hits)
        self._print(result, counts)
        return [*result["hits"], *result["broken"]]

    def _print(self, result: dict[str, Any], counts: Counter[str]) -> None:
        kinds = sorted({kind for _who, kind, _count in result["counts"]})
        for who in dict.fromkeys(who for who, _kind, _count in result["counts"]):
            of_kind = {kind: count for one, kind, count in result["counts"] if one == who}
            told = ", ".join(f"{of_kind[kind]} {kind}" for kind in kinds if kind in of_kind)
            self.stdout.write(f"{who:12} {told}")
        self.stdout.write(
            "on the disk  " + ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
        )
        self.stdout.write(
            f"{len(plants.PLANTS)} secrets in {len(plants.TABLE)} private fields; {result['size'] / 1e6:.1f} MB searched; "
            f"{result['held']} read back from their fields, {result['read']} found by those they are for; "
            f"{len(result['hits'])} hits, {len(result['broken'])} gaps"
        )


def _run_inside(folder: Path, secret: str) -> None:
    """The same command in a process whose every setting points into the folder."""
    (folder / files.TEMPORARY).mkdir()
    keys = {name: secrets.token_hex(32) for name in ("master", "backup", "django")}
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / files.DATABASE}",
        "EVENLIGHT_MASTER_KEYS": f"canary:{keys['master']}",
        "EVENLIGHT_BACKUP_KEY": keys["backup"],
        "SECRET_KEY": keys["django"],
        "EVENLIGHT_CANARY_WORDS": secret,
        "TMPDIR": str(folder / files.TEMPORARY),
        "API_RATE": "1000000/min",
        "PYTHONHASHSEED": "0",
    }
    for name in (
        "DATABASE_URL_FILE",
        "EVENLIGHT_MASTER_KEYS_FILE",
        "EVENLIGHT_BACKUP_KEY_FILE",
        "SECRET_KEY_FILE",
    ):
        environment.pop(name, None)
    with (folder / files.PRINTED).open("wb") as printed:
        done = subprocess.run(  # noqa: S603  (our own words)
            [sys.executable, "manage.py", "canary", "--inside", str(folder)],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=printed,
            stderr=printed,
            check=False,
        )
    if done.returncode:
        told = (folder / files.PRINTED).read_text(errors="replace")
        raise CommandError(f"The look broke off:\n{told[-4000:]}")


def _look_inside(folder: Path, secret: str) -> None:
    """Only ever in the throw-away database."""
    if settings.DATABASES["default"]["NAME"] != str(folder / files.DATABASE):
        raise CommandError("This is for the command itself; run manage.py canary.")
    from portal.canaries.looking import look

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=PERSIST")  # the journal stays behind, to be searched
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable")
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": AS_THEY_LIE}):
        found = look(lambda name: word_for(name, secret))
    call_command("backup", str(folder / files.BACKUPS))
    unread = list(found.unread())
    result = {
        "counts": [[who, kind, count] for (who, kind), count in sorted(found.counts.items())],
        "size": found.size,
        "hits": sorted(found.hits),
        "broken": found.broken + unread,
        "held": len(plants.PLANTS) - sum(" is not in " in one for one in found.broken),
        "read": sum(bool(one.readers & found.read_by.get(one.name, set())) for one in plants.PLANTS),
    }
    (folder / RESULT).write_text(json.dumps(result))
