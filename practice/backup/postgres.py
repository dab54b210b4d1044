"""Dumping a PostgreSQL database while it is in use, and filling one from a dump.

Nothing is laid on disk: pg_dump and pg_restore are fed and read through pipes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from practice.backup.problems import BackupRefused
from practice.backup.programs import RowCounter, address, feed, program

READ_SIZE = 1024 * 1024
ASIDE = "evenlight_before_restore"
TABLES = """
    SELECT format('%I.%I', n.nspname, c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
    ORDER BY 1
"""


@contextmanager
def snapshot(connection: Any) -> Iterator[tuple[dict[str, int], Iterator[bytes]]]:
    """Rows per table and pg_dump's bytes, both of one moment (an exported snapshot)."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            moment = cursor.fetchone()[0]
            rows = _rows(cursor)
            yield rows, _dumped(connection, moment)
            cursor.execute("COMMIT")
    finally:
        own.close()


def inspect(chunks: Iterable[bytes]) -> dict[str, int]:
    """Rows per table in the dump, counted while pg_restore unpacks all of it to nowhere."""
    with program("pg_restore", "--data-only", "--file=-") as unpacking:
        counter = RowCounter(unpacking.stdout)
        counter.start()
        try:
            feed(unpacking, chunks)
        except BaseException:
            unpacking.kill()
            raise
        finally:
            counter.join()  # nobody may close what it still reads
    return counter.rows


def fill(connection: Any, chunks: Iterable[bytes], *, replace: bool) -> None:
    """Restore in one transaction. With `replace`, what was there stands aside until that has worked."""
    way = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    name = connection.settings_dict["NAME"]
    with _set_aside(connection) if replace else nullcontext():
        connection.close()
        with program("pg_restore", *way, f"--dbname={name}", where=address(connection)) as restoring:
            feed(restoring, chunks)


def rows_of(connection: Any) -> dict[str, int]:
    with connection.cursor() as cursor:
        return _rows(cursor)


def _rows(cursor: Any) -> dict[str, int]:
    cursor.execute(TABLES)
    return {name: _count(cursor, name) for (name,) in cursor.fetchall()}


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  (quoted by format('%I') in TABLES)
    return int(cursor.fetchone()[0])


def _dumped(connection: Any, moment: str) -> Iterator[bytes]:
    way = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}"]
    with program("pg_dump", *way, where=address(connection)) as dumping:
        while piece := dumping.stdout.read(READ_SIZE):
            yield piece


@contextmanager
def _set_aside(connection: Any) -> Iterator[None]:
    """Keep the present tables under another schema; bring them back when the restore does not work."""
    _execute(connection, f"ALTER SCHEMA public RENAME TO {ASIDE}", "CREATE SCHEMA public")
    try:
        yield
    except BaseException:
        _execute(connection, "DROP SCHEMA public CASCADE", f"ALTER SCHEMA {ASIDE} RENAME TO public")
        raise
    _execute(connection, f"DROP SCHEMA {ASIDE} CASCADE")


def _execute(connection: Any, *statements: str) -> None:
    from django.db import DatabaseError, transaction

    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    except DatabaseError as problem:
        raise BackupRefused(
            f"PostgreSQL would not move the present tables aside or back ({type(problem).__name__}). "
            f"The account needs to own the database. If there is a schema named {ASIDE}, an earlier restore "
            "was interrupted and that schema holds the data from before it."
        ) from None
