"""One world for all the cells of a module: built once, and every request undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases

from tests.access.knocking import fingerprint
from tests.access.world import NOON, World, build


@pytest.fixture(scope="session")
def test_database(django_db_setup: Any, django_db_blocker: Any, django_db_keepdb: bool) -> Iterator[None]:
    """The tests' own database, never the one of this computer.

    pytest-django makes it only when some test asks for it by name, and a run of the doors alone has none that does.
    """
    with django_db_blocker.unblock():
        if connection.settings_dict["NAME"] == connection.creation._get_test_db_name():
            yield
            return
        made = setup_databases(verbosity=0, interactive=False, keepdb=django_db_keepdb)
        yield
        teardown_databases(made, verbosity=0, keepdb=django_db_keepdb)


@pytest.fixture(scope="module")
def world(test_database: None, django_db_blocker: Any) -> Iterator[World]:
    with time_machine.travel(NOON, tick=False), django_db_blocker.unblock(), transaction.atomic():
        built = build()
        built.ids["fingerprint"] = fingerprint()
        yield built
        transaction.set_rollback(True)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says how much was really looked at, also when the tests ran in several processes."""
    counts: dict[str, int] = {}
    for report in terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", []):
        if report.when == "call":
            for name, value in report.user_properties:
                if name.startswith("access: "):
                    counts[name] = counts.get(name, 0) + value
    for name, value in sorted(counts.items()):
        terminalreporter.write_line(f"{name}: {value}")


@pytest.fixture(autouse=True)
def _nobody_has_asked_too_often() -> None:
    """The clock stands still at noon, so that a minute of many doors would never be over."""
    caches["near"].clear()
