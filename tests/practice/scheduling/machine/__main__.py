"""python -m tests.practice.scheduling.machine: plant one bug after the other, and print what the machine said to it.

--only WORD     only bugs whose name holds this
--histories N   at most so many histories for each bug (60)
--steps N       of so many steps (20)
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from typing import Any


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.practice.scheduling.machine", description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--histories", default="60")
    parser.add_argument("--steps", default="20")
    asked = parser.parse_args()
    os.environ["MACHINE_HISTORIES"], os.environ["MACHINE_STEPS"] = asked.histories, asked.steps
    from tests.homework.machine.__main__ import _a_database

    with _a_database():
        return _try_all(asked.only)


def _try_all(only: str) -> int:
    import time_machine

    from tests.practice.scheduling.machine.bugs import BUGS
    from tests.practice.scheduling.machine.test_machine import BEGINNING, gather

    with time_machine.travel(BEGINNING, tick=False):
        cast = gather()
    bugs = [bug for bug in BUGS if only in bug.__name__]
    found = sum(_try(bug, cast) for bug in bugs)
    print(f"found {found} / planted {len(bugs)}")
    return 0 if found == len(bugs) else 1


def _try(bug: Any, cast: Any) -> bool:
    from hypothesis import Phase

    from tests.practice.scheduling.machine.looking_at import count
    from tests.practice.scheduling.machine.test_machine import run

    began, said = time.monotonic(), ""
    count.clear()
    try:
        with bug():
            run(cast, phases=(Phase.generate,), report_multiple_bugs=False)
    except AssertionError as told:
        said = str(told).partition("\n")[0]
    name = bug.__name__.replace("_", " ")
    result = f"found: {said}" if said else "NOT FOUND"
    print(f"{name:60} {result}  ({count['looks']} looks, {time.monotonic() - began:.0f} s)", flush=True)
    return bool(said)


if __name__ == "__main__":
    sys.exit(main())
