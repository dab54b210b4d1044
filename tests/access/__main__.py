"""python -m tests.access: many pairs of worlds, each with some of Bo's deeds in some order; see test_two_worlds.py.

--runs N      how many pairs
--seed N      the first one's seed; the next has the next
--only WHO    one observer alone
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.access.standing import a_world

if TYPE_CHECKING:
    from tests.access.secrets_of_bo import Deed
    from tests.access.world import World


def main() -> int:
    asked = _asked()
    with a_world() as world:
        return _compare(world, asked)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.access", description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    return parser.parse_args()


def _compare(world: World, asked: argparse.Namespace) -> int:
    from tests.access.two_worlds import OBSERVERS

    began, requests, differing_bytes = time.monotonic(), 0, 0
    observers = [who for who in OBSERVERS if asked.only in {"", who}]
    deeds_of = dict(_runs(asked.seed, asked.runs))
    for who in observers:
        for seed, compared, differences in _as_seen_by(who, world, deeds_of):
            requests, differing_bytes = requests + compared, differing_bytes + sum(differences.values())
            told = f"{len(deeds_of[seed])} deeds, {compared} requests, {sum(differences.values())} differing bytes"
            print(f"seed {seed:3} {who:9} {told}", *differences, flush=True)
    seconds = time.monotonic() - began
    print(
        f"runs {asked.runs}, observers {len(observers)}, requests compared {requests}, "
        f"differing bytes {differing_bytes}, in {seconds:.0f} s"
    )
    return 1 if differing_bytes else 0


def _runs(first: int, number: int) -> Iterator[tuple[int, list[Deed]]]:
    """Some of the deeds, at least three, in any order; the same for the same seed."""
    from tests.access.two_worlds import DEEDS

    for seed in range(first, first + number):
        chance = random.Random(seed)
        yield seed, chance.sample(DEEDS, chance.randint(3, len(DEEDS)))


def _as_seen_by(
    who: str, world: World, deeds_of: dict[int, list[Deed]]
) -> Iterator[tuple[int, int, dict[str, int]]]:
    from tests.access.two_worlds import TRAIL, differing, known_to_none_of, world_as_seen_by

    def doors(pattern: str) -> bool:
        return pattern != TRAIL

    plain = world_as_seen_by(who, world, doors=doors, everywhere=True)
    for seed, deeds in deeds_of.items():
        secretive = world_as_seen_by(who, world, known_to_none_of(who, deeds), doors=doors, everywhere=True)
        yield seed, len(plain), differing(plain, secretive)


if __name__ == "__main__":
    sys.exit(main())
