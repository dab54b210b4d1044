"""The other tests: each is run once and says what it runs; then a fork for each cut runs those that run its code.

python -m tests.mutation.trying FILE, a process of its own: FILE holds the cuts, and then how they ended.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation import forked
from tests.mutation.cuts import Cut
from tests.mutation.swapping import Place, make, places_of
from tests.mutation.tracing import traced

ROOT = Path(__file__).resolve().parents[2]
Outcome = Literal["killed", "survived", "too slow"]
LONGEST_SECONDS = 600
# The tests that prove who sees what; of tests/access those that the first forks do not try.
PROOFS = (
    *(
        f"tests/{name}"
        for name in ("privacy", "api", "homework", "reports", "practice", "portal", "assessments")
    ),
    *(f"tests/access/test_{name}.py" for name in ("back_doors", "two_worlds", "words_reach_their_readers")),
)


class Tries:
    """Runs every test once, then each cut's tests in a fork."""

    def __init__(self, cuts: Sequence[Cut], processes: int) -> None:
        self.cuts, self.processes = cuts, processes
        self.ran: dict[pytest.Item, set[Place]] = {}
        self.outcomes: dict[Cut, Outcome] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._trace(session.items)
        print(f"{len(self.ran)} tests hold without any cut", flush=True)
        for cut, code in self._forks():
            held: Outcome = "killed" if code == forked.KILLED else "survived" if code > 0 else "too slow"
            self.outcomes[cut] = held
            print(f"{len(self.outcomes)}/{len(self.cuts)} {held:8} {cut}", flush=True)
        return True

    def _trace(self, items: list[pytest.Item]) -> None:
        """What is red before any cut would prove nothing, and is left out. The last is followed by the first, so
        that what lasts for the whole session, the database above all, lasts for the forks.
        """
        for item, following in zip(items, [*items[1:], items[0]], strict=True):
            with traced(ROOT) as ran:
                holds = _holds(item, following)
            if holds:
                self.ran[item] = ran
            else:
                print(f"red before any cut: {item.nodeid}", flush=True)

    def _forks(self) -> Iterator[tuple[Cut, int]]:
        from django.db import connections

        connections.close_all()
        waiting, running = list(reversed(self.cuts)), dict[int, Cut]()
        while waiting or running:
            while waiting and len(running) < self.processes:
                cut = waiting.pop()
                running[forked.start(lambda cut=cut: self._look(cut), f"{cut}", seconds=LONGEST_SECONDS)] = (
                    cut  # type: ignore[misc]
                )
            child, status = os.wait()
            yield running.pop(child), os.waitstatus_to_exitcode(status)

    def _look(self, cut: Cut) -> int:
        tests = self.nearest(cut)
        if not tests or not make(cut, ROOT):
            return forked.ANEW
        last = next(item for item in self.ran if item is not tests[-1])
        with forked.own_database():
            noticed = any(not _holds(*two) for two in zip(tests, [*tests[1:], last], strict=True))
        return forked.KILLED if noticed else forked.LEFT

    def nearest(self, cut: Cut) -> list[pytest.Item]:
        """The tests that run what is cut; for a class or a whole page, those that run anything in its file.

        Those of the cut's own package come first, and of these the ones that run the least: they say the most.
        """
        changed, file = places_of(cut, ROOT), str(ROOT / cut.path)
        fitting = [
            item
            for item, ran in self.ran.items()
            if (ran & changed if changed else any(path == file for path, _line, _name in ran))
        ]
        own = f"tests/{cut.path.split('/')[0]}/"
        return sorted(fitting, key=lambda item: (not item.nodeid.startswith(own), len(self.ran[item])))


def _holds(item: pytest.Item, following: pytest.Item) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def main() -> int:
    file, processes, *tests = sys.argv[1:]
    cuts = pickle.loads(Path(file).read_bytes())
    tries = Tries(cuts, int(processes))
    pytest.main(["-q", "-s", "--no-header", "-p", "no:randomly", *(tests or PROOFS)], plugins=[tries])
    Path(file).write_bytes(pickle.dumps(tries.outcomes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
