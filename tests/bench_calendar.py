"""A calendar of 1,000 sessions, measured beside a plain view, beside Radicale and beside the icalendar library.

    make bench        (DATABASE_URL=postgres://... make bench for PostgreSQL)

Rounds are interleaved, so that a busy machine slows all of them alike. Absolute figures are hints; the ratios count.
Radicale runs under the same web server from the environment that `make conformance` installs; without it, what is
measured beside it is left out, and said to be.
"""

from __future__ import annotations

import gzip
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.bench_client import Client, radicale

SESSIONS = 1_000
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
BUILDS = 9


def main() -> None:
    from tests.serving import server as served

    folder = Path(tempfile.mkdtemp(prefix="evenlight-bench-"))
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/calendar.sqlite3"
    served.KEYS["DJANGO_SETTINGS_MODULE"] = "tests.bench_settings"
    os.environ.update(served.KEYS)
    os.environ["DATABASE_URL"] = url
    import django

    django.setup()
    served.migrate(url)
    token = _cast()
    body = _builds(token)
    with served.serving(url) as server:
        _requests(server.port, token, body, folder)


def _cast() -> str:
    """One counsellor, ten couples, and the address of a calendar: four sessions a working day, each booked by itself."""
    from django.db import transaction

    from practice.access import Viewer
    from practice.calendar import feeds
    from practice.models import TherapySession
    from tests.factories import practice as people

    draw = Random(7)
    since = feeds.window(datetime.now(UTC).date()).since.replace(hour=9)
    with transaction.atomic():
        ana = people.StaffFactory(called="Ana", is_counsellor=True)
        couples = [
            people.CoupleFactory(practice=ana.practice, counsellor=ana, status="active") for _ in range(10)
        ]
        days = [day for day in (since + timedelta(days=n) for n in range(490)) if day.weekday() < 5][:250]
        TherapySession.unscoped.bulk_create(
            _session(TherapySession, draw.choice(couples), day + timedelta(hours=hour), draw)
            for day in days
            for hour in (0, 2, 5, 7)
        )
        assert TherapySession.unscoped.filter(couple__in=couples).count() == SESSIONS
        return feeds.make(ana.user, by=Viewer())


def _session(model: Any, couple: Any, start: datetime, draw: Random) -> Any:
    booked_at = start - timedelta(days=30, seconds=draw.randrange(20 * 24 * 3600))
    return model(
        couple=couple,
        starts_at=start,
        ends_at=start + timedelta(minutes=50),
        zone="Europe/London",
        changed_at=booked_at,
    )


# ---------------------------------------------------------------- building
def _builds(token: str) -> bytes:
    """Times the first build, one after a session has moved, and the library alone with the same events."""
    from practice.calendar import feeds
    from practice.models import StoredFeed

    today = datetime.now(UTC).date()
    events = _event_values(token)

    def first() -> None:
        StoredFeed.unscoped.all().delete()
        feeds.body(_found(token), today)

    def moved() -> None:
        _move_one()
        feeds.body(_found(token), today)

    taken: dict[str, list[float]] = {"first build": [], "after one moved": [], "the library alone": []}
    for _round in range(BUILDS):
        taken["first build"].append(_seconds(first))
        taken["after one moved"].append(_seconds(moved))
        taken["the library alone"].append(_seconds(lambda: _by_the_library(events)))
    middle = {name: statistics.median(found) for name, found in taken.items()}
    print(
        f"\nbuilding a calendar of {SESSIONS:,} sessions, {BUILDS} interleaved rounds, time of the processor"
    )
    for name, found in taken.items():
        print(
            f"  {name:20} {1000 * middle[name]:7.1f} ms   ({1000 * min(found):.0f} to {1000 * max(found):.0f})"
        )
    library = middle["first build"] / middle["the library alone"]
    print(f"  first build, rows read and bytes kept, to the library alone: {library:.2f} (goal at most 1.30)")
    print(
        f"  after one moved, to the first build: {middle['after one moved'] / middle['first build']:.2f} (goal at most 0.30)"
    )
    body = feeds.body(_found(token), today)
    print(f"  {len(body):,} bytes; gzip -6: {len(gzip.compress(body, 6)):,} (goal at most 25,000)")
    return body


def _found(token: str) -> Any:
    from practice.calendar import feeds

    found = feeds.find(token)
    assert found is not None
    return found


def _seconds(do: Callable[[], object]) -> float:
    """The processor's time, which other work on the machine does not change."""
    began = time.process_time()
    do()
    return time.process_time() - began


def _move_one() -> None:
    from practice.calendar import feeds
    from practice.models import TherapySession

    row = TherapySession.unscoped.order_by("starts_at")[SESSIONS // 2]
    row.starts_at, row.ends_at = row.starts_at + timedelta(minutes=1), row.ends_at + timedelta(minutes=1)
    row.sequence, row.changed_at = row.sequence + 1, datetime.now(UTC)
    row.save()
    feeds.changed([row])


def _event_values(token: str) -> list[dict[str, Any]]:
    """What each event says, as the library takes it."""
    from icalendar import Calendar

    from practice.calendar import feeds

    calendar = Calendar.from_ical(feeds.body(_found(token), datetime.now(UTC).date()))
    return [
        {
            "uid": str(event["UID"]),
            "summary": str(event["SUMMARY"]),
            "start": event.start,
            "end": event.end,
            "stamp": event["DTSTAMP"].dt,
            "sequence": int(event["SEQUENCE"]),
            "status": str(event["STATUS"]),
        }
        for event in calendar.events
    ]


def _by_the_library(events: list[dict[str, Any]]) -> bytes:
    from icalendar import Calendar, Event

    calendar = Calendar.new(prodid="-//bench//EN", uid="bench")
    for values in events:
        calendar.add_component(Event.new(**values))
    return bytes(calendar.to_ical())


# ---------------------------------------------------------------- serving
def _requests(port: int, token: str, body: bytes, folder: Path) -> None:
    path = f"/calendar/{token}/appointments.ics"
    ours = Client(port)
    first = ours.ask(path)
    assert first.status == 200
    assert b"BEGIN:VCALENDAR" in first.body
    etag = first.headers["etag"]
    asking: dict[str, Callable[[], float]] = {
        "a plain view": lambda: ours.rate(f"/floor/token/{token}/", SECONDS),
        "unchanged (304)": lambda: ours.rate(path, SECONDS, status=304, **{"If-None-Match": etag}),
        "kept bytes": lambda: ours.rate(path, SECONDS),
    }
    with radicale(folder, body) as theirs:
        if theirs is not None:
            asking["Radicale"] = lambda: theirs.rate("/ana/sessions/", SECONDS)
        found: dict[str, list[float]] = {name: [] for name in asking}
        for _round in range(ROUNDS):
            for name, ask in asking.items():
                found[name].append(ask())
    _report(found)
    _statements(token, etag)


def _report(found: dict[str, list[float]]) -> None:
    middle = {name: statistics.median(rates) for name, rates in found.items()}
    print(f"\nasking for it: 4 clients, {ROUNDS} interleaved rounds of {SECONDS:g} s")
    for name, rates in found.items():
        print(f"  {name:16} {middle[name]:8.1f} req/s   ({min(rates):.1f} to {max(rates):.1f})")
    unchanged, kept = middle["unchanged (304)"], middle["kept bytes"]
    print(
        f"  unchanged, to a plain view with one token query: {unchanged / middle['a plain view']:.2f} (goal 0.70)"
    )
    if "Radicale" not in middle:
        print("  *** NOT MEASURED beside Radicale: it is not installed; `make conformance` installs it ***")
        return
    print(f"  unchanged, to Radicale: {unchanged / middle['Radicale']:.0f} times (goal 40)")
    print(f"  kept bytes, to Radicale: {kept / middle['Radicale']:.0f} times (goal 40)")


def _statements(token: str, etag: str) -> None:
    """How many SQL statements each answer takes; pinned by tests/practice/feeds/test_kept_bytes.py."""
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    from portal.calendar import feed
    from practice.models import StoredFeed

    counts = {}
    for name, headers in (("built", {}), ("kept", {}), ("unchanged", {"if-none-match": etag})):
        if name == "built":
            StoredFeed.unscoped.all().delete()
        with CaptureQueriesContext(connection) as seen:
            feed(RequestFactory().get("/", headers=headers), token)
        counts[name] = len(seen)
    print(
        f"  SQL statements: {counts['unchanged']} unchanged, {counts['kept']} kept, {counts['built']} built anew"
    )


if __name__ == "__main__":
    sys.exit(main())
