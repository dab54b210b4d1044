"""Other programs' readers find every session at the instant we meant."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from practice.calendar import ical
from practice.calendar.recurrence import Rule, occurrences
from tests.conformance import reference, writing
from tests.conformance.comparing import disagreements
from tests.conformance.generating import plans
from tests.conformance.known import judged
from tests.conformance.peers import PEERS, Peer
from tests.practice.calendars import ACROSS_A_CHANGE, STAMP, Found, fortnightly, session
from tests.practice.readers import libical

READERS = Path(__file__).parent / "readers"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(
    NODE is None, reason="NOT CHECKED: no `node` here, so ical.js (Thunderbird's reader) did not read a thing"
)
LIBICAL = libical.load()
needs_libical = pytest.mark.skipif(
    LIBICAL is None, reason="NOT CHECKED: libical 3 (Evolution, KDE) is not installed here"
)


def many_zones() -> tuple[bytes, Found]:
    """Weekly sessions over three years, a series for each zone, in one file."""
    rules = [Rule(start, zone, 1, 50, count=150) for zone, start in ACROSS_A_CHANGE]
    events = [ical.series(rule, uid=f"{number}@evenlight", stamp=STAMP) for number, rule in enumerate(rules)]
    expected = [
        (event.uid, one.start, one.end)
        for event, rule in zip(events, rules, strict=True)
        for one in occurrences(rule)
    ]
    return ical.feed(events, name="Appointments").body, sorted(expected)


def read_by_libical(body: bytes) -> Found:
    assert LIBICAL is not None
    errors, found = libical.read(LIBICAL, body)
    assert errors == 0
    return found


def read_by_ical_js(body: bytes) -> Found:
    assert NODE is not None
    ran = subprocess.run(
        [NODE, str(READERS / "occurrences.js")], input=body, capture_output=True, check=True, timeout=60
    )
    return [
        (uid, datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))
        for uid, start, end in json.loads(ran.stdout)
    ]


def test_the_reader_is_the_file_its_note_describes() -> None:
    digest = hashlib.sha256((READERS / "ical.js").read_bytes()).hexdigest()
    assert digest in (READERS / "README.md").read_text()


FEW = [peer for peer in PEERS if peer.name in ("ical.js", "node-ical", "recurring-ical-events", "libical")]
"""Those that run with what the tests need anyway. `make conformance` asks all, for many more series."""


@pytest.mark.parametrize("peer", FEW, ids=lambda peer: peer.name)
def test_other_readers_find_a_dozen_series_over_clock_changes(peer: Peer, tmp_path: Path) -> None:
    if (peer.program == "node" and NODE is None) or (peer.name == "libical" and LIBICAL is None):
        pytest.skip(f"NOT CHECKED: what {peer.name} needs is not installed here")
    written = plans(seed=7, series=12)
    file = tmp_path / "calendar.ics"
    file.write_bytes(writing.body(written))
    found, _seconds = peer.asked(file, python=sys.executable, zones=os.environ)
    expected = [one for plan in written for one in reference.expected(plan)]
    assert judged(peer, disagreements(expected, found), written).remaining == []


@needs_node
def test_node_ical_reads_no_zone_of_any_file() -> None:
    file = READERS.parents[1] / "conformance" / "faults" / "zones_of_a_file.ics"
    starts = {peer.name: [one.start for one in peer.asked(file)[0]] for peer in FEW if peer.program == "node"}
    noon_of_the_file = datetime(2026, 7, 7, 7, tzinfo=UTC).timestamp()
    assert starts == {"ical.js": [noon_of_the_file], "node-ical": [noon_of_the_file + 3 * 3600]}


def test_a_missing_reader_is_said_aloud(capsys: pytest.CaptureFixture[str]) -> None:
    missing = [mark.kwargs["reason"] for mark in (needs_node.mark, needs_libical.mark) if mark.args[0]]
    with capsys.disabled():
        for reason in missing:
            print(f"\n*** {reason} ***")


@needs_node
@pytest.mark.parametrize(("zone", "starts_local"), ACROSS_A_CHANGE)
def test_thunderbirds_reader_finds_a_fortnightly_series(zone: str, starts_local: datetime) -> None:
    events, expected = fortnightly(zone, starts_local)
    assert read_by_ical_js(ical.feed(events, name="Appointments").body) == expected


@needs_node
def test_thunderbirds_reader_finds_years_of_sessions_in_many_zones() -> None:
    body, expected = many_zones()
    assert sorted(read_by_ical_js(body)) == expected


@needs_node
def test_thunderbirds_reader_leaves_a_cancelled_session_out() -> None:
    gone = ical.one(replace(session(), cancelled=True))
    assert (len(read_by_ical_js(ical.one(session()))), read_by_ical_js(gone)) == (1, [])


@needs_node
def test_thunderbirds_reader_finds_no_session_in_a_series_cancelled_whole() -> None:
    rule = Rule(datetime(2025, 3, 4, 18, 0), "Europe/London", 1, 50, count=3)
    starts = [one.start for one in occurrences(rule)]
    event = ical.series(rule, uid="s", stamp=STAMP, exdates=starts)
    assert read_by_ical_js(ical.feed([event], name="Appointments").body) == []


@needs_libical
@pytest.mark.parametrize(("zone", "starts_local"), ACROSS_A_CHANGE)
def test_libical_finds_a_fortnightly_series_without_an_error(zone: str, starts_local: datetime) -> None:
    events, expected = fortnightly(zone, starts_local)
    assert read_by_libical(ical.feed(events, name="Appointments").body) == expected


@needs_libical
def test_libical_finds_years_of_sessions_in_many_zones() -> None:
    body, expected = many_zones()
    assert read_by_libical(body) == expected
