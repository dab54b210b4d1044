"""python -m tests.homework.machine: plant one bug after the other, and print which look of the machine found it.

--only WORD     only bugs whose name holds this
--histories N   at most so many histories for each bug (40)
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.homework.machine", description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--histories", default="40")
    asked = parser.parse_args()
    os.environ["MACHINE_HISTORIES"] = asked.histories
    with _a_database():
        return _try_all(asked.only)


@contextmanager
def _a_database() -> Iterator[None]:
    """Call it before anything of Django is in use."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.db import transaction
    from django.test import utils

    utils.setup_test_environment()
    made = utils.setup_databases(verbosity=0, interactive=False)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        utils.teardown_databases(made, verbosity=0)
        utils.teardown_test_environment()


def _try_all(only: str) -> int:
    import time_machine

    from tests.homework.machine.bugs import BUGS
    from tests.homework.machine.cast import BEGINNING, gather

    with time_machine.travel(BEGINNING, tick=False):
        cast = gather()
    bugs = {bug: story for bug, story in BUGS.items() if only in bug.__name__}
    found = sum(_try(bug, story, cast) for bug, story in bugs.items())
    print(f"found {found} / planted {len(bugs)}")
    return 0 if found == len(bugs) else 1


def _try(bug: Any, story: str, cast: Any) -> bool:
    from hypothesis import Phase

    from tests.homework.machine.comparing import Told, count
    from tests.homework.machine.test_machine import run

    began, by = time.monotonic(), ""
    count.clear()
    try:
        with bug():
            run(cast, (story,), phases=(Phase.generate,), report_multiple_bugs=False)
    except Told as told:
        by = told.name
    name = bug.__name__.replace("_", " ")
    result = f"found, by: {by}" if by else "NOT FOUND"
    print(f"{name:52} {result}  ({count['looks']} looks, {time.monotonic() - began:.0f} s)", flush=True)
    return bool(by)


if __name__ == "__main__":
    sys.exit(main())
