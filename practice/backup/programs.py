"""Running pg_dump and pg_restore: secrets go by environment, data by pipe, complaints come back as sentences."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from practice.backup.problems import BackupRefused

COPY = re.compile(rb"COPY (.+?) \(.*\) FROM stdin;$")
SETTINGS = {
    "HOST": "PGHOST",
    "PORT": "PGPORT",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
    "NAME": "PGDATABASE",
}
OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "passfile", "service")
# These lines of a complaint quote rows.
QUOTING = ("CONTEXT:", "DETAIL:", "STATEMENT:", "Command was:")


def address(connection: Any) -> dict[str, str]:
    """Where the database is, as libpq's environment, so that no password shows in a list of processes."""
    given = connection.settings_dict
    found = {name: str(given[key]) for key, name in SETTINGS.items() if given.get(key)}
    options = given.get("OPTIONS", {})
    return found | {f"PG{key.upper()}": str(options[key]) for key in OPTIONS if options.get(key)}


@contextmanager
def program(name: str, *arguments: str, where: Mapping[str, str] | None = None) -> Iterator[Any]:
    """A running program. Leaving the block waits for it; leaving by an exception ends it."""
    with tempfile.TemporaryFile() as complaints:
        running = _started(name, arguments, where or {}, complaints)
        try:
            yield running
            running.stdin.close()
            running.wait()
        except BaseException:
            running.kill()
            raise
        finally:
            _closed(running)
        if running.returncode != 0:
            raise BackupRefused(f"{name} did not finish: {_said(complaints)}")


def feed(running: Any, chunks: Iterable[bytes]) -> None:
    """Give the program its input. A program that stops reading says why by its exit."""
    try:
        for chunk in chunks:
            running.stdin.write(chunk)
        running.stdin.close()
    except BrokenPipeError:
        return


class RowCounter(threading.Thread):
    """Counts the rows of each table in a script of COPY blocks, and keeps nothing of them."""

    def __init__(self, script: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self._script = script
        self.rows: dict[str, int] = {}

    def run(self) -> None:
        table = ""
        for line in self._script:
            line = line.rstrip(b"\n")
            if table and line == b"\\.":
                table = ""
            elif table:
                self.rows[table] += 1
            elif started := COPY.match(line):
                table = started.group(1).decode()
                self.rows[table] = 0


def _started(name: str, arguments: tuple[str, ...], where: Mapping[str, str], complaints: IO[bytes]) -> Any:
    try:
        return subprocess.Popen(  # noqa: S603  (fixed programs, no shell)
            [name, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env={**os.environ, **where, "LC_ALL": "C"},
        )
    except FileNotFoundError:
        raise BackupRefused(
            f"{name} was not found. Install PostgreSQL's client programs, of the server's version or newer "
            "(on Debian: apt-get install postgresql-client)."
        ) from None


def _closed(running: Any) -> None:
    running.wait()
    running.stdout.close()
    try:
        running.stdin.close()
    except BrokenPipeError:
        return


def _said(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    lines = complaints.read().decode(errors="replace").splitlines()
    told = [line.strip() for line in lines if line.strip() and not line.strip().startswith(QUOTING)]
    return told[0] if told else "it gave no reason."
