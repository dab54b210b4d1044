"""The world of the access tests outside pytest, in a database of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from tests.access.world import World


@contextmanager
def a_world() -> Iterator[World]:
    """Call it before anything of Django is in use."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    import time_machine
    from django.db import transaction
    from django.test.utils import (
        setup_databases,
        setup_test_environment,
        teardown_databases,
        teardown_test_environment,
    )

    from tests.access.knocking import fingerprint
    from tests.access.world import NOON, build

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        with time_machine.travel(NOON, tick=False), transaction.atomic():
            world = build()
            world.ids["fingerprint"] = fingerprint()
            yield world
            transaction.set_rollback(True)
    finally:
        teardown_databases(made, verbosity=0)
        teardown_test_environment()
