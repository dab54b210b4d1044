"""Whatever stands in a field, the calendar can be read by every program and the neighbours' events are whole."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import recurring_ical_events
from django.db import connection
from icalendar import Calendar

from practice.calendar import choosing, feeds, ical
from practice.calendar.feeds import Hour
from practice.models import CalendarChoice, CoupleCode, Room, Series, StoredFeed, TherapySession
from tests.conftest import looking
from tests.practice.calendars import session
from tests.practice.feeds.reading import WHOLE, address, booked, events, series_of, standing
from tests.practice.readers import libical
from tests.practice.test_ical_readers import LIBICAL, NODE, READERS

POISON = {
    "line ends": "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTENDEE:mailto:bo@example.org",
    "a lone return": "x\rEND:VCALENDAR\r",
    "a line separator": "x\u2028END:VEVENT\u2029y",
    "a next line": "x\x85END:VEVENT",
    "a vertical tab": "x\vEND:VEVENT\f\x1c\x1d",
    "emoji": "👩‍❤️‍👨" * 600,
    "998 bytes": "é" * 499,
    "half characters": "x\ud83dy\udc68z",
    "control characters": "".join(map(chr, range(1, 32))) + "\x7f\x9f",
    "backslashes": '\\N\\n\\\\;,:"^n\\',
    "a parameter": 'a";VALUE=URI:x',
    "nothing but blanks": " \u3000\t ",
}
OURS = [("before@evenlight", 0), ("after@evenlight", 14)]
poisoned = pytest.mark.parametrize("text", POISON.values(), ids=POISON.keys())


def by_icalendar(file: bytes) -> list[str]:
    calendar = Calendar.from_ical(file)
    assert not any(part.errors for part in calendar.walk())
    return sorted(f"{event['UID']} {event.start.astimezone(UTC)}" for event in calendar.events)


def by_recurring(file: bytes) -> list[str]:
    found = recurring_ical_events.of(Calendar.from_ical(file)).between(*WHOLE)
    return sorted(f"{event['UID']} {event.start.astimezone(UTC)}" for event in found)


def by_libical(file: bytes) -> list[str]:
    if LIBICAL is None:
        pytest.skip("NOT CHECKED: libical 3 is not installed here")
    errors, found = libical.read(LIBICAL, file)
    assert errors == 0
    return sorted(f"{uid} {start}" for uid, start, _end in found)


def by_ical_js(file: bytes) -> list[str]:
    if NODE is None:
        pytest.skip("NOT CHECKED: no `node` here, so ical.js did not read a thing")
    ran = subprocess.run([NODE, str(READERS / "occurrences.js")], input=file, capture_output=True, check=True)
    return sorted(
        f"{uid} {datetime.fromtimestamp(start, UTC)}" for uid, start, _end in json.loads(ran.stdout)
    )


@pytest.mark.parametrize("read", [by_icalendar, by_recurring, by_libical, by_ical_js])
def test_every_reader_finds_the_poisoned_event_and_its_neighbours(read: Callable[[bytes], list[str]]) -> None:
    many = [
        ical.FeedEvent(
            uid=f"{number}@evenlight",
            start=session(day=7).start,
            end=session(day=7).end,
            zone="Europe/London",
            stamp=session().stamp,
            summary=text,
            location=text,
            url=text,
            alarm_minutes=30,
        )
        for number, text in enumerate(POISON.values())
    ]
    made = ical.feed([*(session(uid, day=day) for uid, day in OURS), *many], name="Appointments")
    assert made.skipped == ()
    expected = [(uid, session(uid, day=day).start) for uid, day in OURS]
    expected += [(event.uid, event.start) for event in many]
    assert read(made.body) == sorted(f"{uid} {start}" for uid, start in expected)


@poisoned
def test_neighbours_are_the_same_byte_for_byte(text: str) -> None:
    neighbours = [session(uid, day=day) for uid, day in OURS]
    bad = ical.FeedEvent(
        **{
            name: getattr(session("bad@evenlight", day=7), name)
            for name in ("uid", "start", "end", "zone", "stamp")
        },
        summary=text,
        location=text,
        url=text,
    )
    alone = {part.uid: part.body for part in ical.feed(neighbours, name="A").parts}
    beside = {part.uid: part.body for part in ical.feed([*neighbours, bad], name="A").parts}
    assert alone.items() <= beside.items()
    assert all(len(line) <= 75 for line in beside["bad@evenlight"].split(b"\r\n"))


@pytest.mark.parametrize(
    "text",
    [text for name, text in POISON.items() if name != "half characters"],
    ids=lambda text: ascii(text)[:20],
)
def test_poison_that_reached_the_database_stays_in_its_event(
    pair: Any, bo: Any, ana: Any, room: Any, text: str
) -> None:
    """Straight into the rows: title, code, place, link, and the name and way of a room. What is too long for a column, cut."""
    start = datetime(2026, 3, 17, 18, tzinfo=UTC)
    for day in range(4):
        booked(pair, bo, start=start.replace(day=17 + day), place="Kitchen")
    choosing.choose(bo.user, channel="feed", shows_place=True, alarm_minutes=30, by=looking(bo))
    choosing.choose(ana.user, channel="feed", shows_place=True, uses_codes=True, by=looking(ana))
    own, desk = address(bo), address(ana)
    rows = list(TherapySession.unscoped.order_by("starts_at"))
    Room.unscoped.update(called=text[:60], where=text[:160])
    TherapySession.unscoped.filter(pk=rows[1].pk).update(place=text[:160], link=text[:300])
    TherapySession.unscoped.filter(pk=rows[2].pk).update(room=room, place="")
    CoupleCode.unscoped.create(couple=pair, staff=ana, code=text[:12])
    expected = [f"2026-03-{17 + day} 18:00" for day in range(4)]
    assert standing(own) == expected
    assert [event["SUMMARY"] for event in events(own)] == ["Appointment"] * 4
    assert [events(own)[number]["LOCATION"] for number in (0, 3)] == ["Kitchen", "Kitchen"]
    assert standing(desk) == expected
    CalendarChoice.unscoped.filter(user=bo.user).update(title=text[:60])
    feeds.bump([bo.user.pk])
    assert standing(own) == expected
    assert not any("ATTENDEE" in event for event in events(own))


def test_the_rooms_too(pair: Any, bo: Any, olu: Any, room: Any) -> None:
    start = datetime(2026, 3, 17, 18, tzinfo=UTC)
    for number, text in enumerate(POISON.values()):
        called = text.encode("utf-8", "ignore").decode()[:50] + f" {number}"
        bad = Room.unscoped.create(practice=room.practice, called=called)
        booked(pair, bo, start=start.replace(hour=number), room=bad)
    booked(pair, bo, start=start, room=room)
    assert [str(event["SUMMARY"]) for event in events(address(olu, "rooms"))][-1] == "Garden room"
    assert len(standing(address(olu, "rooms"))) == len(POISON) + 1


@pytest.mark.parametrize(
    "damage",
    [{"count": 0}, {"zone": "Mars/Olympus"}, {"every": 0}, {"minutes": 0}, {"count": 30_000}],
    ids=lambda damage: next(iter(damage)),
)
def test_a_series_that_makes_no_sense_is_shown_session_by_session(
    pair: Any, bo: Any, ana: Any, damage: dict[str, Any]
) -> None:
    series_of(pair, ana, starts=datetime(2026, 3, 17, 18), count=3)
    Series.unscoped.update(**damage)
    assert len(standing(address(bo))) == 3


def test_one_session_with_a_zone_that_is_none_is_left_out(pair: Any, bo: Any) -> None:
    first, _second = (booked(pair, bo, start=datetime(2026, 3, day, 18, tzinfo=UTC)) for day in (17, 18))
    TherapySession.unscoped.filter(pk=first.pk).update(zone="Europe/London\r\nX-EVIL:1")
    assert standing(address(bo)) == ["2026-03-18 18:00"]


def test_an_hour_from_elsewhere_that_is_broken_is_left_out(pair: Any, bo: Any, monkeypatch: Any) -> None:
    from practice import registry

    booked(pair, bo, start=datetime(2026, 3, 17, 18, tzinfo=UTC))
    bad: Any = Hour(1, None, None, "UTC", None)  # type: ignore[arg-type]
    monkeypatch.setitem(registry._hours, "a broken one", lambda *_asked: [bad])
    assert standing(address(bo)) == ["2026-03-17 18:00"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the trigger is written for SQLite")
def test_a_copy_that_cannot_be_kept_does_not_keep_the_calendar_back(pair: Any, bo: Any) -> None:
    booked(pair, bo, start=datetime(2026, 3, 17, 18, tzinfo=UTC))
    feed = address(bo)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER full BEFORE INSERT ON practice_storedfeed BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    assert len(standing(feed)) == len(standing(feed)) == 1
    assert not StoredFeed.unscoped.exists()
