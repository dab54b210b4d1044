"""Without a choice a calendar says "Appointment" and nothing else; each person chooses for their own calendar alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from practice import scheduling
from practice.access import Viewer
from practice.calendar import choosing, feeds
from practice.models import CalendarChoice, CoupleCode
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from tests.conftest import looking
from tests.practice.feeds.reading import address, answer, body, booked, events, is_there

NEXT_WEEK = datetime(2026, 3, 17, 18, tzinfo=UTC)


def choose(person: Any, **chosen: Any) -> CalendarChoice:
    return choosing.choose(person.user, **{"channel": "feed", "by": looking(person), **chosen})


@pytest.fixture
def feed(pair: Any, bo: Any, cy: Any, room: Any) -> str:
    booked(pair, bo, cy, start=NEXT_WEEK, room=room, place="", link="https://meet.example/one")
    return address(bo)


def test_without_a_choice_it_says_nothing_but_when(feed: str) -> None:
    (event,) = events(feed)
    assert event["SUMMARY"] == "Appointment"
    assert set(event) == {"SUMMARY", "DTSTART", "DURATION", "DTSTAMP", "UID", "SEQUENCE", "STATUS"}
    assert not event.subcomponents


def test_ones_own_title_place_and_reminder(feed: str, bo: Any, cy: Any) -> None:
    other = body(address(cy))
    choose(bo, title="Choir, evenings", shows_place=True, alarm_minutes=60)
    (event,) = events(feed)
    assert event["SUMMARY"] == "Choir, evenings"
    assert event["LOCATION"] == "Garden room, Second door on the left"
    assert event["URL"] == "https://meet.example/one"
    (alarm,) = event.walk("VALARM")
    assert (alarm["TRIGGER"].dt, alarm["DESCRIPTION"]) == (timedelta(hours=-1), "Choir, evenings")
    assert body(address(cy)) == other


def test_a_choice_shows_at_once_and_is_a_change_to_programs(feed: str, bo: Any, clock: Any) -> None:
    before = answer(feed)
    clock.shift(timedelta(minutes=1))
    choose(bo, title="Choir")
    after = answer(feed, before["ETag"])
    assert (after.status_code, b"SUMMARY:Choir" in after.content) == (200, True)
    assert b"DTSTAMP:20260310T090100Z" in after.content
    clock.shift(timedelta(minutes=1))
    choose(bo, title="Choir", mail_hours=24)
    assert body(feed) == after.content


def test_the_file_for_one_session_looks_as_in_the_feed(pair: Any, bo: Any) -> None:
    session = booked(pair, bo, start=NEXT_WEEK, place="12 High Street")
    assert b"High Street" not in feeds.one(bo.user.pk, session)
    choose(bo, title="Choir", shows_place=True)
    file, feed = feeds.one(bo.user.pk, session), body(address(bo))
    assert b"SUMMARY:Choir" in file
    event = file[file.index(b"BEGIN:VEVENT") : file.index(b"END:VEVENT")]
    assert event in feed


def test_codes_stand_in_their_counsellors_calendar_alone(pair: Any, bo: Any, ana: Any, fay: Any) -> None:
    session = booked(pair, bo, start=NEXT_WEEK, second=fay)
    choosing.set_code(pair, ana, "K7", by=looking(ana))
    feed = address(ana)
    assert events(feed)[0]["SUMMARY"] == "Appointment"
    choose(ana, uses_codes=True)
    choose(fay, uses_codes=True, title="Work")
    assert [events(one)[0]["SUMMARY"] for one in (feed, address(fay), address(bo))] == [
        "K7",
        "Work",
        "Appointment",
    ]
    choosing.set_code(pair, ana, "", by=looking(ana))
    assert events(feed)[0]["SUMMARY"] == "Appointment"
    assert b"SUMMARY:Appointment" in feeds.one(ana.user.pk, session)


@pytest.mark.parametrize("code", ["Bo", "bo & cy", "CY 2", "x\ny", "far too long a code"])
def test_a_code_names_nobody_and_is_short(pair: Any, bo: Any, cy: Any, ana: Any, code: str) -> None:
    with pytest.raises(BadInput):
        choosing.set_code(pair, ana, code, by=looking(ana))
    assert not CoupleCode.unscoped.exists()


def test_a_code_is_for_ones_own_couples(pair: Any, bo: Any, ana: Any, fay: Any) -> None:
    for staff, by in ((ana, fay), (fay, fay), (ana, bo)):
        with pytest.raises(NotFound):
            choosing.set_code(pair, staff, "K7", by=looking(by))


def test_nobody_chooses_for_another(pair: Any, bo: Any, ana: Any) -> None:
    for by in (looking(ana), Viewer()):
        with pytest.raises(NotFound):
            choosing.choose(bo.user, channel="feed", title="Kitchen", by=by)


def test_two_pages_open_at_once(pair: Any, bo: Any) -> None:
    assert choosing.choices_of(bo.user).version == 0
    first = choose(bo, title="Choir", version=0)
    with pytest.raises(StaleEdit):
        choose(bo, title="Chess", version=0)
    assert choose(bo, title="Chess", version=first.version).version == 2
    assert choose(bo, title="Chess", version=2).version == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "post"},
        {"alarm_minutes": 7},
        {"mail_hours": 1000},
        {"uses_codes": True},
        {"title": "x" * 61},
        {"title": "two\nlines"},
    ],
)
def test_what_cannot_be_chosen(pair: Any, bo: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refused:
        choose(bo, **wrong)
    assert set(refused.value.fields) == set(wrong)


def test_mail_ends_the_address_and_there_is_none_beside_it(feed: str, bo: Any, cy: Any) -> None:
    other = address(cy)
    choose(bo, channel="mail")
    assert not is_there(feed)
    assert is_there(other)
    with pytest.raises(NotNow) as refused:
        address(bo)
    assert refused.value.code == "invited_by_mail"
    choose(bo, channel="feed")
    assert not is_there(feed)
    assert is_there(address(bo))


def test_mail_needs_an_address_to_write_to(pair: Any, bo: Any) -> None:
    bo.user.email = ""
    bo.user.save()
    with pytest.raises(BadInput):
        choose(bo, channel="mail")


def test_a_room_that_is_called_otherwise_shows_at_once(feed: str, bo: Any, room: Any, olu: Any) -> None:
    choose(bo, shows_place=True)
    body(feed)
    olu.is_owner = True
    olu.save()
    scheduling.change_room(room, called="Blue room", where="", by=looking(olu), version=room.version)
    assert events(feed)[0]["LOCATION"] == "Blue room"
