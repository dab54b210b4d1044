"""The calendar of the rooms says when each is taken, and nothing of whom."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from practice.models import CoupleCode, Room, TherapySession
from practice.refusals import NotFound
from tests.factories.practice import StaffFactory
from tests.practice.feeds.reading import address, body, booked, events, is_there, series_of

NEXT_WEEK = datetime(2026, 3, 17, 18, tzinfo=UTC)


def test_it_says_the_room_and_when(pair: Any, bo: Any, cy: Any, ana: Any, olu: Any, room: Any) -> None:
    CoupleCode.unscoped.create(couple=pair, staff=ana, code="K7")
    booked(pair, bo, start=NEXT_WEEK, room=room, link="https://meet.example/one")
    booked(pair, bo, cy, start=NEXT_WEEK.replace(hour=9), place="12 High Street")
    feed = address(olu, "rooms")
    (event,) = events(feed)
    assert event["SUMMARY"] == "Garden room"
    assert set(event) == {"SUMMARY", "DTSTART", "DURATION", "DTSTAMP", "UID", "SEQUENCE", "STATUS"}
    for word in (b"Ana", b"Bo", b"Cy", b"K7", b"meet", b"High Street", b"Second door"):
        assert word not in body(feed)


def test_a_series_is_not_to_be_told_from_single_sessions(
    pair: Any, bo: Any, ana: Any, olu: Any, room: Any
) -> None:
    series_of(pair, ana, starts=datetime(2026, 3, 17, 18), room=room)
    found = events(address(olu, "rooms"))
    assert len({str(event["UID"]) for event in found}) == len(found) == 6
    assert not any("RRULE" in event or "RECURRENCE-ID" in event for event in found)


def test_the_rooms_of_another_practice_are_not_in_it(pair: Any, bo: Any, olu: Any) -> None:
    elsewhere = StaffFactory()
    booked(pair, bo, start=NEXT_WEEK, room=Room.unscoped.create(practice=elsewhere.practice, called="Attic"))
    assert events(address(olu, "rooms")) == []


def test_it_follows_a_session_into_and_out_of_a_room(pair: Any, bo: Any, olu: Any, room: Any) -> None:
    from practice.calendar import feeds

    session = booked(pair, bo, start=NEXT_WEEK, room=room)
    feed = address(olu, "rooms")
    assert len(events(feed)) == 1
    TherapySession.unscoped.filter(pk=session.pk).update(room=None)
    feeds.changed([session])
    assert events(feed) == []


def test_it_is_for_who_runs_the_practice_and_closes_when_they_no_longer_do(
    bo: Any, ana: Any, olu: Any
) -> None:
    for person in (bo, ana):
        with pytest.raises(NotFound):
            address(person, "rooms")
    feed = address(olu, "rooms")
    assert is_there(feed)
    type(olu).unscoped.filter(pk=olu.pk).update(is_scheduler=False)
    assert not is_there(feed)


def test_ones_own_address_and_that_of_the_rooms_live_side_by_side(olu: Any) -> None:
    own, rooms = address(olu), address(olu, "rooms")
    assert is_there(own)
    assert is_there(rooms)
    again = address(olu)
    assert [is_there(one) for one in (own, rooms, again)] == [False, True, True]
