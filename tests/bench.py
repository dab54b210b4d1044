"""Throughput and SQL counts of submit and of the caseload list, as ratios in one run to two floors.

    make bench        (DATABASE_URL=postgres://... make bench for PostgreSQL)

Rounds are interleaved, so that a busy machine slows all of them alike. Absolute figures are hints; the ratios count.
Goal: at least 0.7 of the careful minimal view with the same storage.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.serving.server import ROOT, Server, free_port, serving

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
PER_ROUND = int(os.environ.get("BENCH_REQUESTS", "120"))
CLIENTS = 4
ANSWERS = {"answers": {"felt_close": 3, "felt_i_matter": 2, "felt_tense": 1, "felt_hopeful": 4}}
COUPLES = 60


def cast(server: Server, forms: int, couples: int) -> dict[str, object]:
    made = subprocess.run(
        [sys.executable, "-m", "tests.serving.cast", str(forms), str(couples)],
        cwd=ROOT,
        env=server.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(made.stdout))


def rate(ask: Callable[[int], int], numbers: range) -> float:
    """Requests a second with four clients; anything but 200 stops the run."""
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        statuses = list(pool.map(ask, numbers))
    if set(statuses) != {200}:
        raise SystemExit(f"unexpected answers: {sorted(set(statuses))}")
    return len(statuses) / (time.perf_counter() - began)


def main() -> None:
    url = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory() as folder, _serving(Path(folder), url) as server:
        people = cast(server, 2 * ROUNDS * PER_ROUND, 2 * ROUNDS * PER_ROUND)
        caseload = cast(server, 0, COUPLES)
        report("submit (4 answers, score, audit, idempotent)", _submits(server, people), "careful submit")
        report("caseload list, 50 rows", _lists(server, caseload), "careful list")
        print(
            "SQL statements: pinned by tests/api/test_statement_counts.py (submit <= 12 and one commit, list <= 5)"
        )


def _serving(folder: Path, url: str):  # type: ignore[no-untyped-def]
    from tests.serving import server as served

    served.KEYS["DJANGO_SETTINGS_MODULE"] = "tests.bench_settings"
    url = url or f"sqlite:///{folder}/served.sqlite3"
    served.migrate(url)
    return serving(url)


def _submits(server: Server, people: dict) -> dict[str, list[float]]:
    forms, tokens = people["forms"], people["form_tokens"]
    found: dict[str, list[float]] = {"Evenlight": [], "careful submit": [], "bare DRF": []}
    for number in range(ROUNDS):
        mine = range(2 * number * PER_ROUND, (2 * number + 1) * PER_ROUND)
        theirs = range((2 * number + 1) * PER_ROUND, (2 * number + 2) * PER_ROUND)

        def ours(i: int) -> int:
            return server.ask(
                "POST", f"/api/v1/questionnaires/{forms[i]}/submit/", ANSWERS, token=tokens[i]
            ).status

        def careful(i: int) -> int:
            return server.ask(
                "POST", f"/floor/submit/{forms[i]}/", {"values": [3, 2, 1, 4]}, token=tokens[i]
            ).status

        def bare(i: int) -> int:
            return server.ask("POST", "/floor/bare/", {}, token=tokens[i]).status

        found["Evenlight"].append(rate(ours, mine))
        found["careful submit"].append(rate(careful, theirs))
        found["bare DRF"].append(rate(bare, mine))
    return found


def _lists(server: Server, people: dict) -> dict[str, list[float]]:
    token = people["tokens"]["ana"]
    paths = {"Evenlight": "/api/v1/couples/", "careful list": "/floor/couples/", "bare DRF": "/floor/bare/"}
    found: dict[str, list[float]] = {name: [] for name in paths}
    for _round in range(ROUNDS):
        for name, path in paths.items():
            found[name].append(
                rate(lambda _i, path=path: server.ask("GET", path, token=token).status, range(PER_ROUND))
            )
    return found


def report(title: str, found: dict[str, list[float]], floor: str) -> None:
    middle = {name: statistics.median(rates) for name, rates in found.items()}
    print(f"\n{title}: {CLIENTS} clients, {ROUNDS} interleaved rounds of {PER_ROUND}")
    for name, rates in found.items():
        print(f"  {name:16} {middle[name]:8.0f} req/s   ({min(rates):.0f} to {max(rates):.0f})")
    ours = middle["Evenlight"]
    print(
        f"  ratio to {floor}: {ours / middle[floor]:.2f} (goal 0.70)   to bare DRF: {ours / middle['bare DRF']:.2f}"
    )


if __name__ == "__main__":
    assert free_port()
    main()
