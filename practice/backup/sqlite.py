"""Copying an SQLite database while it is in use, and filling one from a copy."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from practice.backup.problems import BackupRefused
from practice.backup.workspace import private_folder

UNSOUND = "The database inside this backup is not sound ({said}). Use another backup."
READ_SIZE = 1024 * 1024
PATIENCE_SECONDS = 60.0
IN_USE = "Something else kept the database to itself for too long. Stop web and worker, then try again."


@contextmanager
def snapshot(connection: Any) -> Iterator[tuple[dict[str, int], Iterator[bytes]]]:
    """Rows per table and the bytes of a copy made at one moment, with SQLite's online backup."""
    connection.ensure_connection()
    with private_folder() as folder:
        path = folder / "copy.sqlite3"
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy, progress=_patience())
            # A copy of a WAL database would otherwise want its own -wal file beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
            rows = _rows(copy)
        yield rows, _bytes_of(path)


def inspect(chunks: Iterable[bytes]) -> dict[str, int]:
    """Rows per table of the copy in the stream, after SQLite's own integrity check."""
    with _laid_out(chunks) as copy:
        try:
            said = str(copy.execute("PRAGMA integrity_check(1)").fetchone()[0])
            rows = _rows(copy)
        except sqlite3.DatabaseError as problem:
            raise BackupRefused(UNSOUND.format(said=problem)) from None
    if said != "ok":
        raise BackupRefused(UNSOUND.format(said=said))
    return rows


def fill(connection: Any, chunks: Iterable[bytes], *, replace: bool) -> None:
    """Put the copy in place of what the database holds, in one step that other connections see whole."""
    connection.ensure_connection()
    with _laid_out(chunks) as copy:
        copy.backup(connection.connection, progress=_patience())


def rows_of(connection: Any) -> dict[str, int]:
    connection.ensure_connection()
    return _rows(connection.connection)


def _patience() -> Callable[[int, int, int], None]:
    """Ends a copy that waits for a lock too long; by itself sqlite3 would wait for ever."""
    until = time.monotonic() + PATIENCE_SECONDS

    def look(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise BackupRefused(IN_USE)

    return look


@contextmanager
def _laid_out(chunks: Iterable[bytes]) -> Iterator[sqlite3.Connection]:
    with private_folder() as folder:
        path = folder / "copy.sqlite3"
        with path.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        with closing(sqlite3.connect(path)) as copy:
            yield copy


def _bytes_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(READ_SIZE):
            yield piece


def _rows(database: sqlite3.Connection) -> dict[str, int]:
    found = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    return {name: _count(database, name) for (name,) in found}


def _count(database: sqlite3.Connection, table: str) -> int:
    quoted = '"' + table.replace('"', '""') + '"'
    return int(database.execute(f"SELECT count(*) FROM {quoted}").fetchone()[0])  # noqa: S608  (quoted above)
