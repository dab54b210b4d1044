"""python -m tests.mutation: take away each guard in turn, and print how many the tests noticed.

--most N --seed S   a random sample, the same for the same seed
--kind rule         only these kinds (rule, condition, roles, scope, permission, page guard, scope of rows, …)
--only PART         only files whose path holds this
--quick             only the forks of tests/access: what they leave is not yet a survivor
--list              say what would be tried, and stop
"""

from __future__ import annotations

import argparse
import pickle
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.mutation import forking
from tests.mutation.cuts import Cut
from tests.mutation.explained import EXPLAINED
from tests.mutation.guards import all_cuts
from tests.mutation.trying import Outcome

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    asked = _asked()
    cuts = _chosen(asked)
    if asked.list:
        print(*cuts, sep="\n")
        return 0
    began = time.perf_counter()
    outcomes = _try_all(cuts, asked)
    _print(outcomes, time.perf_counter() - began)
    return 1 if _unexplained(outcomes) else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--most", type=int, help="a sample of so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", action="append", default=[])
    parser.add_argument("--only", default="")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--list", action="store_true")
    return parser.parse_args()


def _chosen(asked: argparse.Namespace) -> list[Cut]:
    cuts = [
        cut for cut in all_cuts(ROOT) if asked.only in cut.path and (not asked.kind or cut.kind in asked.kind)
    ]
    if asked.most and asked.most < len(cuts):
        cuts = random.Random(asked.seed).sample(cuts, asked.most)
    return cuts


def _try_all(cuts: list[Cut], asked: argparse.Namespace) -> dict[Cut, Outcome]:
    """By a fork first; what no fork notices is tried with the tests that run it."""
    outcomes: dict[Cut, Outcome] = {}
    told = Told(len(cuts))
    for cut, ended in forking.try_all(ROOT, cuts, asked.processes):
        outcomes[cut] = "killed" if ended == forking.KILLED else "survived"
        told(cut, "killed" if ended == forking.KILLED else "left")
    left = [cut for cut in cuts if outcomes[cut] != "killed"]
    if left and not asked.quick:
        outcomes.update(_try_slowly(left, asked.processes))
    return outcomes


def _try_slowly(cuts: list[Cut], processes: int) -> dict[Cut, Outcome]:
    """In a process of its own, because the forks have set this one's database and clock."""
    with tempfile.TemporaryDirectory(prefix="evenlight-cuts-") as folder:
        file = Path(folder) / "cuts"
        file.write_bytes(pickle.dumps(cuts))
        command = [sys.executable, "-m", "tests.mutation.trying", str(file), str(processes)]
        subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
        found: dict[Cut, Outcome] = pickle.loads(file.read_bytes())
    return found


class Told:
    """Says how each cut ended, as it ends."""

    def __init__(self, total: int) -> None:
        self.total, self.number = total, 0

    def __call__(self, cut: Cut, outcome: str) -> None:
        self.number += 1
        print(f"{self.number}/{self.total} {outcome:8} {cut}", flush=True)


def _unexplained(outcomes: dict[Cut, Outcome]) -> list[Cut]:
    return [cut for cut, outcome in outcomes.items() if outcome != "killed" and _why(cut) is None]


def _why(cut: Cut) -> str | None:
    return next(
        (why for (path, words), why in EXPLAINED.items() if path == cut.path and words in cut.what), None
    )


def _print(outcomes: dict[Cut, Outcome], seconds: float) -> None:
    total, killed = Counter(cut.kind for cut in outcomes), Counter[str]()
    killed.update(cut.kind for cut, outcome in outcomes.items() if outcome == "killed")
    for kind in sorted(total):
        print(f"{kind:14} killed {killed[kind]} / {total[kind]}")
    for cut, outcome in outcomes.items():
        if outcome != "killed":
            print(f"{outcome}: {cut}  [{_why(cut) or 'not explained'}]")
    print(
        f"killed {killed.total()} / {total.total()} in {seconds:.0f} s; {len(_unexplained(outcomes))} not explained"
    )


if __name__ == "__main__":
    sys.exit(main())
