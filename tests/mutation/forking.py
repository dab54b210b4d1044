"""Many cuts in little time: the world is built once, and each cut is made in a fork that looks and goes away."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import time_machine

from tests.mutation.cuts import Cut

LONGEST_SECONDS = 600
KILLED, LEFT, ANEW = 10, 11, 12


class Forks:
    """A process with the world built, from which forks are made. `recorded` says which check runs which function."""

    def __init__(self, root: Path, database: Path) -> None:
        from tests.access.world import World

        self.root, self.database = root, database
        self.world: World
        self.checks: list[Any] = []
        self.recorded: list[set[Any]] = []

    def build(self) -> None:
        from django.db import connections

        from tests.access.knocking import fingerprint
        from tests.access.world import build
        from tests.mutation.checks import all_checks

        self.world = build()
        self.world.ids["fingerprint"] = fingerprint()
        self.checks = all_checks()
        connections.close_all()

    def record(self) -> None:
        """Every check without any cut: all must hold, and each says what it runs."""
        from django.db import connections

        from tests.mutation.checks import run_recorded

        with self._undone():
            for check in self.checks:
                self.recorded.append(run_recorded(check, self.world, self.root))
        connections.close_all()

    @contextmanager
    def _undone(self) -> Iterator[None]:
        from django.db import transaction

        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def _nearest(self, cut: Cut) -> list[Any]:
        """The checks that run what the cut changes; for a class or a whole page, those that knock there."""
        from tests.mutation.swapping import place, places_of

        changed = places_of(cut, self.root)
        if cut.kind == "rule":
            from tests.mutation.swapping import rule_of

            changed = {place(rule_of(cut, self.root).__code__)}
        if changed:
            return [check for check, ran in zip(self.checks, self.recorded, strict=True) if ran & changed]
        file = str(self.root / cut.path)
        return [
            check
            for check, ran in zip(self.checks, self.recorded, strict=True)
            if any(name == file for name, _line, _what in ran)
        ]

    def try_in_a_fork(self, cut: Cut) -> int:
        """The process id of a fork that ends with KILLED, LEFT or ANEW."""
        child = os.fork()
        if child:
            return child
        try:
            signal.alarm(LONGEST_SECONDS)
            code = self._look(cut)
        except BaseException as problem:  # noqa: BLE001  (a fork ends here, whatever happens)
            print(f"    fork of {cut}: {type(problem).__name__}: {problem}", file=sys.stderr, flush=True)
            code = ANEW
        os._exit(code)

    def _look(self, cut: Cut) -> int:
        from django.db import connection

        from tests.mutation.swapping import make

        nearest = self._nearest(cut)
        if not nearest or not make(cut, self.root):
            return ANEW
        own = self.database.with_suffix(f".{os.getpid()}")
        shutil.copy(self.database, own)
        connection.settings_dict["NAME"] = str(own)
        try:
            with self._undone():
                return KILLED if any(self._fails(check) for check in nearest) else LEFT
        finally:
            own.unlink()

    def _fails(self, check: Any) -> bool:
        try:
            check.run(self.world)
        except Exception:  # noqa: BLE001  (a page that breaks is noticed as well)
            return True
        return False


@contextmanager
def forks(root: Path) -> Iterator[Forks]:
    """A world in a database file of its own, with the clock of the access tests."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    folder = Path(tempfile.mkdtemp(prefix="evenlight-forks-"))
    database = folder / "world.sqlite3"
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'unused.sqlite3'}"
    django.setup()
    from django.conf import settings
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from tests.access.world import NOON

    settings.DATABASES["default"]["TEST"]["NAME"] = str(database)
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    held = Forks(root, database)
    try:
        with time_machine.travel(NOON, tick=False):
            held.build()
            held.record()
            yield held
    finally:
        teardown_databases(made, verbosity=0)
        shutil.rmtree(folder, ignore_errors=True)


def try_all(root: Path, cuts: list[Cut], processes: int) -> Iterator[tuple[Cut, int]]:
    """Each cut and how its fork ended."""
    with forks(root) as held:
        print(f"{len(held.checks)} checks hold without any cut", flush=True)
        waiting, running = list(reversed(cuts)), dict[int, Cut]()
        while waiting or running:
            while waiting and len(running) < processes:
                cut = waiting.pop()
                running[held.try_in_a_fork(cut)] = cut
            child, status = os.wait()
            yield running.pop(child), os.waitstatus_to_exitcode(status)
