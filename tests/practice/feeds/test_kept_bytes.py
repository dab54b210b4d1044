"""What did not change is told or handed out again; what did is written anew, and nothing else is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from icalendar import Event

from practice import scheduling, staffing
from practice.access import Viewer
from practice.calendar import choosing, feeds, stored
from practice.models import FeedToken, StoredFeed
from tests.conftest import looking
from tests.practice.feeds.reading import address, answer, body, booked, series_of

MONDAY = datetime(2026, 3, 16, 9, tzinfo=UTC)


@pytest.fixture
def twelve(pair: Any, bo: Any, ana: Any) -> Any:
    """Six sessions alone and six in a series."""
    alone = [booked(pair, bo, start=MONDAY + timedelta(days=one)) for one in range(6)]
    series_of(pair, ana, starts=datetime(2026, 3, 17, 18))
    return alone


class Written:
    """How many events the icalendar library was asked to write."""

    def __init__(self, monkeypatch: Any) -> None:
        self.count, real = 0, Event.to_ical

        def to_ical(event: Event, *args: Any, **kwargs: Any) -> bytes:
            self.count += 1
            return real(event, *args, **kwargs)

        monkeypatch.setattr(Event, "to_ical", to_ical)


def asked(token: str, etag: str = "") -> tuple[int, list[str]]:
    with CaptureQueriesContext(connection) as queries:
        status = answer(token, etag).status_code
    return status, [query["sql"] for query in queries]


def test_unchanged_is_told_after_one_query(twelve: Any, bo: Any) -> None:
    feed = address(bo)
    etag = answer(feed)["ETag"]
    status, queries = asked(feed, etag)
    assert (status, len(queries)) == (304, 1)
    assert "feedtoken" in queries[0]


def test_what_is_kept_is_handed_out_after_two(twelve: Any, bo: Any) -> None:
    feed = address(bo)
    first = body(feed)
    status, queries = asked(feed)
    assert (status, len(queries)) == (200, 2)
    assert body(feed) == first


@pytest.mark.parametrize("kind", ["own", "rooms"])
def test_the_number_of_queries_does_not_grow(
    twelve: Any, pair: Any, bo: Any, ana: Any, olu: Any, room: Any, kind: str
) -> None:
    feed = address(ana if kind == "own" else olu, kind)
    body(feed)

    def rebuilt() -> int:
        FeedToken.unscoped.update(revision=F("revision") + 1)
        return len(asked(feed)[1])

    few = rebuilt()
    for one in range(20):
        booked(pair, bo, start=MONDAY + timedelta(days=30 + one), room=room)
    assert rebuilt() == few <= 12


def test_only_what_changed_is_written_anew(twelve: Any, bo: Any, ana: Any, monkeypatch: Any) -> None:
    feed = address(bo)
    before = body(feed)
    written = Written(monkeypatch)
    scheduling.move(twelve[2], starts=datetime(2026, 3, 18, 7, 0), by=looking(ana), anyway=True)
    after = body(feed)
    assert written.count == 1
    old, new = (set(one.split(b"BEGIN:VEVENT")) for one in (before, after))
    assert len(old - new) == len(new - old) == 1
    assert body(address(bo)) == after


def test_a_new_writer_writes_everything_anew(twelve: Any, bo: Any, monkeypatch: Any) -> None:
    feed = address(bo)
    etag = answer(feed)["ETag"]
    written = Written(monkeypatch)
    monkeypatch.setattr(stored, "FORMAT", stored.FORMAT + 1)
    assert asked(feed, etag)[0] == 200
    assert written.count == 7


def test_new_time_zone_data_writes_everything_anew(twelve: Any, bo: Any, monkeypatch: Any) -> None:
    from practice.calendar import vtimezone

    feed = address(bo)
    body(feed)
    written = Written(monkeypatch)
    monkeypatch.setattr(vtimezone, "release", lambda: "2099z")
    body(feed)
    assert written.count == 7


@pytest.mark.parametrize("damage", [b"", b"\x00", b"not msgpack at all", b"\x93\xa1x\x01"])
def test_a_damaged_copy_is_built_anew(twelve: Any, bo: Any, damage: bytes) -> None:
    feed = address(bo)
    before = body(feed)
    StoredFeed.unscoped.update(mark="other", parts=damage)
    assert body(feed) == before
    assert body(feed) == before


def test_nothing_is_kept_of_an_address_that_ended(twelve: Any, bo: Any, ana: Any) -> None:
    body(address(bo))
    address(bo)
    assert not StoredFeed.unscoped.exists()
    body(address(bo))
    choosing.choose(bo.user, channel="mail", by=looking(bo))
    assert not StoredFeed.unscoped.exists()
    body(address(ana))
    staffing.end_all_access(ana.user)
    assert not StoredFeed.unscoped.exists()


def test_when_it_was_last_used_is_noted_once_an_hour(twelve: Any, bo: Any, clock: Any) -> None:
    feed = address(bo)
    etag = answer(feed)["ETag"]
    clock.shift(timedelta(minutes=59))
    assert len(asked(feed, etag)[1]) == 1
    clock.shift(timedelta(minutes=2))
    assert len(asked(feed, etag)[1]) == 2
    assert len(asked(feed, etag)[1]) == 1


def test_the_answer_is_private_and_to_be_asked_for_again(twelve: Any, bo: Any) -> None:
    given = answer(address(bo))
    assert given["Cache-Control"] == "private, no-cache"
    assert given["Content-Type"] == "text/calendar; charset=utf-8"
    assert not given.cookies


def test_what_only_the_other_one_has_changes_neither_mark_nor_bytes(
    twelve: Any, pair: Any, bo: Any, cy: Any
) -> None:
    feed, other = address(bo), address(cy)
    before, theirs = answer(feed), answer(other)
    booked(pair, cy, start=MONDAY + timedelta(days=40))
    after = answer(feed)
    assert (after["ETag"], after.content) == (before["ETag"], before.content)
    assert answer(other)["ETag"] != theirs["ETag"]


def test_a_change_is_one_query_however_many_sessions(twelve: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        feeds.changed(twelve)
    assert len(queries) == 1


def test_the_calendar_of_a_counsellor_who_stopped_is_empty_at_once(twelve: Any, ana: Any) -> None:
    feed = feeds.make(ana.user, by=Viewer())
    etag = answer(feed)["ETag"]
    type(ana).unscoped.filter(pk=ana.pk).update(is_counsellor=False)
    after = answer(feed, etag)
    assert after.status_code == 200
    assert b"BEGIN:VEVENT" not in after.content
