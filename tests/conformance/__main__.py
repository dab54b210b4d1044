"""Lets every reader read the same calendars and tells where it differs from the reckoning. See README.md beside this."""

from __future__ import annotations

import argparse
import sys
import tempfile
import zoneinfo
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.conformance import comparing, covering, generating, known, reference, writing
from tests.conformance.peers import OWN_PYTHON, PEERS, DidNotRead, Peer
from tests.conformance.plans import Plan
from tests.conformance.radicale_at import radicale

MOST_SHOWN = 12
SEED = 2026


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar that the product wrote, and what it was made from."""

    name: str
    plans: Sequence[Plan]
    body: bytes


def main(asked: Sequence[str] | None = None) -> int:
    options = _options(asked)
    zoneinfo.reset_tzpath(())
    calendars = [written(options.seed, options.series)]
    if not options.without_database:
        from tests.conformance import through_the_database

        calendars.append(Calendar("database", *through_the_database.booked()))
    problems = covering.gaps(calendars[0].plans) if options.series == generating.SERIES else []
    peers = [peer for peer in PEERS if not options.only or peer.name in options.only]
    print(f"{'calendar':<9} {'reader':<26} {'sessions':>8} {'disagree':>8} {'known':>6} {'seconds':>8}")
    for calendar in calendars:
        problems += all_read(peers, calendar, options.allow_missing)
    print("\n".join(["", *problems]) if problems else "\nEvery reader finds every session where it is.")
    return 1 if problems else 0


def written(seed: int, series: int) -> Calendar:
    plans = generating.plans(seed, series)
    return Calendar("written", plans, writing.body(plans))


def all_read(peers: Sequence[Peer], calendar: Calendar, allow_missing: bool) -> list[str]:
    problems: list[str] = []
    with ExitStack() as open_until_read:
        file = Path(open_until_read.enter_context(tempfile.TemporaryDirectory())) / "calendar.ics"
        file.write_bytes(calendar.body)
        collection = ""
        for peer in peers:
            if peer.missing:
                print(f"!!!!!!!!! {peer.name} WAS NOT ASKED: {peer.missing}")
                problems += [] if allow_missing else [f"{peer.name} was not asked: {peer.missing}."]
                continue
            if peer.reads == "collection" and not collection:
                collection = open_until_read.enter_context(radicale(OWN_PYTHON, calendar.body))
            problems += read(peer, calendar, collection if peer.reads == "collection" else file)
    return problems


def read(peer: Peer, calendar: Calendar, source: str | Path) -> list[str]:
    expected = [found for plan in calendar.plans for found in reference.expected(plan)]
    try:
        found, seconds = peer.asked(source)
    except DidNotRead as why:
        return [str(why)]
    judged = known.judged(peer, comparing.disagreements(expected, found), calendar.plans)
    remaining, excused = judged.remaining, judged.known
    row = f"{len(expected):>8} {len(remaining):>8} {len(excused):>6} {seconds:>8.1f}"
    print(f"{calendar.name:<9} {peer.name:<26} {row}", flush=True)
    for name in judged.names:
        print(f"          known: {name}")
    for one in remaining[:MOST_SHOWN]:
        print(f"          {one}")
    return [f"{peer.name}, {calendar.name}: {len(remaining)} disagreements."] if remaining else []


def _options(asked: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--series", type=int, default=generating.SERIES, help="how many series to make up")
    parser.add_argument(
        "--only", action="append", metavar="READER", help="ask this reader alone; may be repeated"
    )
    parser.add_argument(
        "--allow-missing", action="store_true", help="go on without readers that are not installed"
    )
    parser.add_argument(
        "--without-database", action="store_true", help="leave out what was booked through the verbs"
    )
    return parser.parse_args(asked)


if __name__ == "__main__":
    sys.exit(main())
