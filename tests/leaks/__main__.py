"""python -m tests.leaks: plant one leak after the other, and print which of the two looks noticed it.

--only WORD    only leaks whose name holds this; "homework" for those of homework alone
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from typing import TYPE_CHECKING, Any

from tests.access.standing import a_world

if TYPE_CHECKING:
    from portal.canaries.cast import Cast
    from tests.access.world import World

WHO = "cy"
# Enough doors to meet every kind of answer; `make two-worlds` tries them all.
DOORS = (
    "/api/v1/entry-parts/",
    "/api/v1/entries/<uuid:pk>/",
    "/api/v1/sessions/",
    "/today/",
    "/only-me/<uuid:pk>/",
    "/sessions/<uuid:pk>/appointment.ics",
    "/together/",
    "/together/times/",
    "/d/<uuid:pk>/",
    "/api/v1/own-terms/",
    "/api/v1/replies/",
    "/api/v1/debriefs/",
    "/api/v1/assignments/",
    "/api/v1/shared-times/",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.leaks", description=__doc__)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    os.environ["API_RATE"] = "1000000/min"
    with a_world() as world:
        return _try_all(world, asked.only)


def _try_all(world: World, only: str) -> int:
    from portal.canaries.planting import plant
    from tests.leaks import kinds, of_homework

    began, cast = time.monotonic(), plant(_word)
    quiet = _told(world, cast)
    print(f"{'nothing planted':36} {_sentence(*quiet)}", flush=True)
    leaks = [leak for leak in (*kinds.LEAKS, *of_homework.LEAKS) if only in leak.__module__ + leak.__name__]
    caught = sum(_try(leak, world, cast) for leak in leaks)
    print(f"caught {caught} / planted {len(leaks)}, in {time.monotonic() - began:.0f} s")
    return 0 if caught == len(leaks) and quiet == (0, 0) else 1


def _word(name: str) -> str:
    from portal.canaries.words import word_for

    return word_for(name, "leaks")


def _try(leak: Any, world: World, cast: Cast) -> bool:
    with leak():
        told = _told(world, cast)
    print(f"{leak.__name__.replace('_', ' '):36} {_sentence(*told)}", flush=True)
    return any(told)


def _sentence(differing: int, hits: int) -> str:
    return f"two worlds: {differing} answers differ; canaries: {hits} hits"


def _told(world: World, cast: Cast) -> tuple[int, int]:
    """How many of Cy's answers differ between the worlds, and how many planted words came out."""
    return _differing(world), _hits(cast)


def _differing(world: World) -> int:
    from tests.access.two_worlds import DEEDS, differing, world_as_seen_by

    logging.disable()  # what is logged is the other look's to notice
    try:
        plain = world_as_seen_by(WHO, world, doors=DOORS.__contains__)
        return len(differing(plain, world_as_seen_by(WHO, world, DEEDS, doors=DOORS.__contains__)))
    finally:
        logging.disable(logging.NOTSET)


def _hits(cast: Cast) -> int:
    from portal.canaries.finding import Found
    from portal.canaries.looking import log_of, look_around
    from tests.access.knocking import undone

    found = Found.of(_word)
    with undone(), log_of(found):
        look_around(cast, found, (WHO,))
    return len(found.hits)


if __name__ == "__main__":
    sys.exit(main())
