"""python -m tests.mutation: take away each guard in turn, and print how many the tests noticed.

--most N --seed S   a random sample, the same for the same seed
--kind rule         only these kinds (rule, condition, roles, scope, permission, page guard, scope of rows, …)
--only PART         only files whose path holds this
--quick             only the tests nearest to each cut: what they leave is not yet a survivor
--list              say what would be tried, and stop
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import SimpleQueue

from tests.mutation.cuts import Cut
from tests.mutation.explained import EXPLAINED
from tests.mutation.guards import all_cuts
from tests.mutation.trying import Copy, Outcome

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    asked = _asked()
    cuts = _chosen(asked)
    if asked.list:
        print(*cuts, sep="\n")
        return 0
    began = time.monotonic()
    outcomes = _try_all(cuts, asked)
    _print(outcomes, time.monotonic() - began)
    return 1 if _unexplained(outcomes) else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--most", type=int, help="a sample of so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", action="append", default=[])
    parser.add_argument("--only", default="")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--unchecked", action="store_true", help="leave out the run without any cut")
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
    copies = [Copy.of(ROOT, quick=asked.quick) for _ in range(asked.processes)]
    free: SimpleQueue[Copy] = SimpleQueue()
    for copy in copies:
        free.put(copy)
    try:
        if not asked.unchecked and not copies[0].tests_pass():
            sys.exit("The tests are red before anything is taken away.")
        with ThreadPoolExecutor(asked.processes) as pool:
            futures: dict[Future[Outcome], Cut] = {pool.submit(_try_one, free, cut): cut for cut in cuts}
            return dict(_told(futures))
    finally:
        for copy in copies:
            copy.remove()


def _try_one(free: SimpleQueue[Copy], cut: Cut) -> Outcome:
    copy = free.get()
    try:
        return copy.try_out(cut)
    finally:
        free.put(copy)


def _told(futures: dict[Future[Outcome], Cut]) -> list[tuple[Cut, Outcome]]:
    found = []
    for number, future in enumerate(as_completed(futures), start=1):
        cut, outcome = futures[future], future.result()
        print(f"{number}/{len(futures)} {outcome:8} {cut}", flush=True)
        found.append((cut, outcome))
    return found


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
