"""A plugin for pytest: each fork that mutmut makes has a copy of the tests' database, so that two at once never meet.

Two that write to the same file wait for each other, and what fails by waiting would count as noticed.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

MADE_BY = os.getpid()


def pytest_configure() -> None:
    if os.getpid() != MADE_BY:
        import django.test.utils

        django.test.utils.setup_databases = _copy


def pytest_unconfigure() -> None:
    if os.getpid() != MADE_BY:
        from django.db import connection

        connection.close()
        _own(connection).unlink(missing_ok=True)


def _copy(*args: Any, **kwargs: Any) -> list[Any]:
    """In place of making the database anew: it was made before the fork, and every test left it empty."""
    from django.db import connection

    connection.close()
    own = _own(connection)
    with closing(sqlite3.connect(_shared(connection))) as shared, closing(sqlite3.connect(own)) as copy:
        shared.backup(copy)
    connection.settings_dict["NAME"] = str(own)
    return []


def _shared(connection: Any) -> Path:
    return Path(connection.settings_dict["TEST"]["NAME"])


def _own(connection: Any) -> Path:
    return _shared(connection).with_suffix(f".{os.getpid()}")
