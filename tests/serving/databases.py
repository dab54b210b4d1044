"""A migrated, empty database of a test's own, copied from the run's: migrating once is enough, on either database."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.db import connection


@contextlib.contextmanager
def copied(folder: Path) -> Iterator[str]:
    """The address of the copy, as DATABASE_URL takes it. It is gone afterwards."""
    connection.close()  # neither copies what somebody else is busy with
    copy = _copied_in_postgres() if connection.vendor == "postgresql" else _copied_file(folder)
    with copy as url:
        yield url


@contextlib.contextmanager
def _copied_file(folder: Path) -> Iterator[str]:
    path = folder / "served.sqlite3"
    with (
        contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as run,
        contextlib.closing(sqlite3.connect(path)) as own,
    ):
        run.backup(own)
    yield f"sqlite:///{path}"


@contextlib.contextmanager
def _copied_in_postgres() -> Iterator[str]:
    name, template = f"served_{uuid4().hex}", connection.settings_dict["NAME"]
    _in_no_transaction(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    there = connection.settings_dict
    login = quote(there["USER"]) + (f":{quote(there['PASSWORD'])}" if there["PASSWORD"] else "")
    try:
        yield f"postgres://{login}@{quote(there['HOST'], safe='')}:{there['PORT'] or 5432}/{name}"
    finally:
        _in_no_transaction(f'DROP DATABASE "{name}" WITH (FORCE)')


def _in_no_transaction(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def rows(url: str, statement: str) -> list[tuple[Any, ...]]:
    """What one statement finds in that database at this moment, seen from outside; [] when it changes something."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database, database:
            return database.execute(statement).fetchall()
    import psycopg

    with psycopg.connect(url, autocommit=True) as database:
        found = database.execute(statement)  # type: ignore[call-overload]
        return found.fetchall() if found.description else []
