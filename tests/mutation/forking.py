"""Many cuts in little time: the world is built once, and each cut is made in a fork that looks and goes away."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import django
import time_machine

from tests.mutation import forked
from tests.mutation.cuts import Cut
from tests.mutation.forked import ANEW, KILLED, LEFT
from tests.mutation.tracing import traced

if TYPE_CHECKING:
    from tests.mutation.checks import Check
    from tests.mutation.swapping import Place

# How long a fork may look before it leaves the cut to the slow tests, and when one that hangs is ended.
SECONDS_TO_LOOK, LONGEST_SECONDS = 40, 300


class Forks:
    """A process with the world built, from which forks are made.

    ran: which door's checks run which functions. sound: the checks that were seen to hold without any cut; red: those
    that do not, and so prove nothing.
    """

    def __init__(self, root: Path, database: Path, processes: int) -> None:
        from tests.access.world import World

        self.root, self.database, self.processes = root, database, processes
        self.world: World
        self.checks: list[Check] = []
        self.ran: dict[str, set[Place]] = {}
        self.sound: set[str] = set()
        self.red: set[str] = set()

    def build(self) -> None:
        from django.db import connections

        from tests.access.knocking import fingerprint
        from tests.access.world import build
        from tests.mutation.checks import all_checks

        self.world = build()
        self.world.ids["fingerprint"] = fingerprint()
        self.checks = all_checks()
        # In any order but their own, so that whoever is let in where a guard is gone comes early.
        random.Random(1).shuffle(self.checks)
        # Counting rows takes no time; describing the whole API takes the most. Who speaks for a door is known to hold.
        self.checks.sort(
            key=lambda check: (check.door.startswith("/"), "/schema/" in check.door, not check.speaks)
        )
        connections.close_all()

    def record(self) -> None:
        """What the checks that speak for their door run, without any cut."""
        speakers = [check for check in self.checks if check.speaks]
        files = [self.database.with_suffix(f".ran-{number}") for number in range(self.processes)]
        parts = [(speakers[number :: self.processes], file) for number, file in enumerate(files)]
        children = [forked.start(lambda part=part: self._record(*part)) for part in parts[1:]]  # type: ignore[misc]
        # The first part is done here, so that every fork finds templates and routes already read.
        self._record(*parts[0])
        if any(forked.ended(child) != LEFT for child in children):
            sys.exit("The checks could not be tried without a cut.")
        for file in files:
            for check, ran in pickle.loads(file.read_bytes()):
                self.sound.add(check)
                self.ran.setdefault(self._door_of(check), set()).update(ran)
        self.red = {check.name for check in speakers} - self.sound

    def _door_of(self, name: str) -> str:
        return next(check.door for check in self.checks if check.name == name)

    def _record(self, checks: list[Check], file: Path) -> int:
        found = []
        with self._undone():
            for check in checks:
                try:
                    with traced(self.root) as ran:
                        check.run(self.world)
                    found.append((check.name, ran))
                except Exception as problem:  # noqa: BLE001  (whatever is red is left out, and said)
                    print(f"red before any cut: {check.name}: {problem!r:.300}", flush=True)
        file.write_bytes(pickle.dumps(found))
        return LEFT

    def is_sound(self, name: str) -> bool:
        """Whether this check holds in a fork in which nothing was taken away; looked at once."""
        if name not in self.sound | self.red:
            check = next(each for each in self.checks if each.name == name)
            holds = forked.ended(forked.start(lambda: self._tried([check]))) == LEFT
            (self.sound if holds else self.red).add(name)
        return name in self.sound

    def try_in_a_fork(self, cut: Cut) -> int:
        """The process id of a fork that ends with KILLED, LEFT or ANEW."""
        return forked.start(lambda: self._look(cut), f"{cut}", seconds=LONGEST_SECONDS)

    def _look(self, cut: Cut) -> int:
        from tests.mutation.swapping import make

        nearest = self._nearest(cut)
        if not nearest or not make(cut, self.root):
            return ANEW
        return self._tried(nearest)

    def _tried(self, checks: list[Check]) -> int:
        until = time.perf_counter() + SECONDS_TO_LOOK
        with self._undone():
            for check in checks:
                if self._fails(check):
                    self._said(os.getpid()).write_text(check.name)
                    return KILLED
                if time.perf_counter() > until:
                    break
        return LEFT

    @contextmanager
    def _undone(self) -> Iterator[None]:
        from django.db import transaction

        with forked.own_database(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    def _nearest(self, cut: Cut) -> list[Check]:
        """The checks that run what the cut changes; for a class or a whole page, those that knock there."""
        from tests.mutation.swapping import place, places_of

        changed = places_of(cut, self.root)
        if cut.kind == "rule":
            from tests.mutation.swapping import rule_of

            changed = {place(rule_of(cut, self.root).__code__)}
        file = str(self.root / cut.path)
        doors = {
            door
            for door, ran in self.ran.items()
            if (ran & changed if changed else any(path == file for path, _line, _name in ran))
        }
        return [check for check in self.checks if check.door in doors and check.name not in self.red]

    def _said(self, child: int) -> Path:
        return self.database.with_suffix(f".by-{child}")

    def noticed_by(self, child: int) -> str:
        return self._said(child).read_text()

    def _fails(self, check: Check) -> bool:
        try:
            check.run(self.world)
        except Exception:  # noqa: BLE001  (a page that breaks is noticed as well)
            return True
        return False


@contextmanager
def forks(root: Path, processes: int) -> Iterator[Forks]:
    """A world in a database file of its own, with the clock of the access tests."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    folder = Path(tempfile.mkdtemp(prefix="evenlight-forks-"))
    database = folder / "world.sqlite3"
    usual = os.environ.pop("DATABASE_URL", None)
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'unused.sqlite3'}"
    django.setup()
    os.environ.pop("DATABASE_URL")
    if usual is not None:
        os.environ["DATABASE_URL"] = usual
    from django.conf import settings
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from tests.access.world import NOON

    settings.DATABASES["default"]["TEST"]["NAME"] = str(database)
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    held = Forks(root, database, processes)
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
    with forks(root, processes) as held:
        print(f"{len(held.checks)} checks, {len(held.red)} of them red before any cut", flush=True)
        waiting, running = list(reversed(cuts)), dict[int, Cut]()
        while waiting or running:
            while waiting and len(running) < processes:
                cut = waiting.pop()
                running[held.try_in_a_fork(cut)] = cut
            child, status = os.wait()
            cut, ended = running.pop(child), os.waitstatus_to_exitcode(status)
            if ended == KILLED and not held.is_sound(held.noticed_by(child)):
                waiting.append(cut)
            else:
                yield cut, ended
