"""A fork that does one thing, says how it ended by its exit code, and leaves no trace."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# A check or a test noticed; none did; the cut shows only where the files are read anew.
KILLED, LEFT, ANEW = 10, 11, 12


def start(act: Callable[[], int], what: str = "", *, seconds: int = 0) -> int:
    """The process id of a fork which ends with what `act` gives, or is ended after so many seconds (0: never)."""
    child = os.fork()
    if child:
        return child
    code = ANEW
    try:
        signal.alarm(seconds)
        code = act()
    except BaseException as problem:  # noqa: BLE001  (a fork ends here, whatever happens)
        print(f"    fork of {what}: {type(problem).__name__}: {problem}", file=sys.stderr, flush=True)
    os._exit(code)


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@contextmanager
def own_database() -> Iterator[None]:
    """A copy of the database for this process alone."""
    from django.db import connection

    usual = Path(connection.settings_dict["NAME"])
    own = usual.with_name(f"{usual.name}.{os.getpid()}")
    shutil.copy(usual, own)
    connection.settings_dict["NAME"] = str(own)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(usual)
        own.unlink()
