"""A person's calendar shows their sessions at the right hour, moved and cancelled ones too, within its window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from practice import scheduling
from practice.models import Attendee, Series, TherapySession
from tests.conftest import looking
from tests.practice.feeds.reading import address, body, booked, events, series_of, shown, standing

EVENING = datetime(2026, 3, 17, 18, 0)
WEEKS = [
    "2026-03-17 18:00",
    "2026-03-24 18:00",
    "2026-03-31 17:00",
    "2026-04-07 17:00",
    "2026-04-14 17:00",
    "2026-04-21 17:00",
]


def test_a_series_is_one_event_that_keeps_its_hour_on_the_clock(pair: Any, bo: Any, ana: Any) -> None:
    series_of(pair, ana, starts=EVENING)
    for person in (bo, ana):
        feed = address(person)
        assert standing(feed) == WEEKS
        assert len(events(feed)) == 1


def test_a_monthly_series_stays_on_its_weekday(pair: Any, bo: Any, ana: Any) -> None:
    series_of(pair, ana, starts=EVENING, unit="month", count=3)
    feed = address(bo)
    assert standing(feed) == ["2026-03-17 18:00", "2026-04-21 17:00", "2026-05-19 17:00"]
    assert "BYDAY=3TU" in body(feed).decode()


def test_each_person_has_names_of_their_own_that_never_change(pair: Any, bo: Any, cy: Any, ana: Any) -> None:
    session = scheduling.book(pair, starts=EVENING, minutes=50, by=looking(ana), anyway=True)
    feeds_of = [address(person) for person in (bo, cy, ana)]
    before = [str(events(feed)[0]["UID"]) for feed in feeds_of]
    assert len(set(before)) == 3
    assert all(len(uid) == len("0123456789abcde@evenlight.invalid") for uid in before)
    scheduling.move(session, starts=EVENING + timedelta(days=1), by=looking(ana), anyway=True)
    assert [str(events(feed)[0]["UID"]) for feed in feeds_of] == before
    assert str(events(address(bo))[0]["UID"]) == before[0]


def test_names_stay_when_the_servers_secret_is_a_new_one(pair: Any, bo: Any, settings: Any) -> None:
    booked(pair, bo, start=datetime(2026, 3, 17, 18, tzinfo=UTC))
    before = str(events(address(bo))[0]["UID"])
    settings.SECRET_KEY = "another one " * 6
    assert str(events(address(bo))[0]["UID"]) == before


def test_a_session_that_is_called_off_stays_as_cancelled(pair: Any, bo: Any, ana: Any) -> None:
    session = scheduling.book(pair, starts=EVENING, minutes=50, by=looking(ana), anyway=True)
    feed = address(bo)
    scheduling.cancel(session, by=looking(ana))
    (event,) = events(feed)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", session.sequence + 1)


def test_one_moved_and_one_cancelled_session_of_a_series(pair: Any, bo: Any, ana: Any) -> None:
    sessions, feed = series_of(pair, ana, starts=EVENING), address(bo)
    scheduling.move(sessions[1], starts=datetime(2026, 3, 25, 12, 0), by=looking(ana), anyway=True)
    scheduling.cancel(sessions[3], by=looking(ana))
    assert shown(feed) == [
        ("2026-03-17 18:00", "CONFIRMED"),
        ("2026-03-25 12:00", "CONFIRMED"),
        ("2026-03-31 17:00", "CONFIRMED"),
        ("2026-04-07 17:00", "CANCELLED"),
        ("2026-04-14 17:00", "CONFIRMED"),
        ("2026-04-21 17:00", "CONFIRMED"),
    ]
    assert len({str(event["UID"]) for event in events(feed)}) == 1


def test_what_was_cancelled_long_ago_is_simply_not_there(pair: Any, bo: Any, ana: Any, clock: Any) -> None:
    sessions, feed = series_of(pair, ana, starts=EVENING, count=12), address(bo)
    scheduling.cancel(sessions[9], by=looking(ana))
    gone = "2026-05-19 17:00"
    clock.move_to(datetime(2026, 4, 30, tzinfo=UTC))
    assert (gone, "CANCELLED") in shown(feed)
    clock.move_to(datetime(2026, 5, 1, tzinfo=UTC))
    assert gone not in [start for start, _state in shown(feed)]
    assert "EXDATE;TZID=Europe/London:20260519T180000" in body(feed).decode()


def test_a_series_that_is_called_off_altogether_is_itself_cancelled(
    pair: Any, bo: Any, ana: Any, clock: Any
) -> None:
    sessions, feed = series_of(pair, ana, starts=EVENING), address(bo)
    scheduling.cancel(sessions[0], by=looking(ana), scope="all")
    for day in (datetime(2026, 3, 12, tzinfo=UTC), datetime(2026, 6, 2, tzinfo=UTC)):
        clock.move_to(day)
        assert [(str(event["STATUS"]), "RRULE" in event) for event in events(feed)] == [("CANCELLED", True)]
        assert shown(feed) == [(start, "CANCELLED") for start in WEEKS]


def test_the_window_moves_at_the_start_of_a_month_and_cuts_series_to_it(
    pair: Any, bo: Any, ana: Any, clock: Any
) -> None:
    series_of(pair, ana, starts=EVENING, count=10)
    feed = address(bo)
    clock.move_to(datetime(2026, 6, 30, tzinfo=UTC))
    assert standing(feed)[0] == "2026-03-17 18:00"
    clock.move_to(datetime(2026, 7, 1, tzinfo=UTC))
    assert standing(feed)[0] == "2026-04-07 17:00"
    assert len(events(feed)) == 1


@pytest.mark.parametrize(("days", "is_shown"), [(-99, True), (-100, False), (390, True), (392, False)])
def test_90_days_back_and_400_ahead_from_the_first_of_the_month(
    pair: Any, bo: Any, days: int, is_shown: bool
) -> None:
    booked(pair, bo, start=datetime(2026, 3, 10, 12, tzinfo=UTC) + timedelta(days=days))
    assert bool(events(address(bo))) is is_shown


def test_the_count_of_changes_never_falls_when_old_sessions_leave_the_window(
    pair: Any, bo: Any, ana: Any, clock: Any
) -> None:
    sessions, feed = series_of(pair, ana, starts=EVENING, count=20), address(bo)
    seen = [int(events(feed)[0]["SEQUENCE"])]
    for week, session in enumerate(sessions[:4]):
        start = EVENING + timedelta(weeks=week, days=1)
        scheduling.move(session, starts=start, by=looking(ana), anyway=True)
        seen.append(int(events(feed)[0]["SEQUENCE"]))
    for month in (4, 5, 6, 7, 8):
        clock.move_to(datetime(2026, month, 1, tzinfo=UTC))
        seen.append(int(events(feed)[0]["SEQUENCE"]))
    assert seen == sorted(seen)
    assert seen[4] > seen[0]


def test_the_count_of_changes_never_falls_when_a_seat_is_given_up(pair: Any, bo: Any, ana: Any) -> None:
    sessions, feed = series_of(pair, ana, starts=EVENING), address(bo)
    scheduling.move(sessions[5], starts=datetime(2026, 4, 22, 12, 0), by=looking(ana), anyway=True)
    before = int(events(feed)[0]["SEQUENCE"])
    Attendee.unscoped.filter(session=sessions[5], partner=bo).delete()
    scheduling.move(sessions[0], starts=datetime(2026, 3, 18, 12, 0), by=looking(ana), anyway=True)
    assert int(events(feed)[0]["SEQUENCE"]) >= before
    assert len(shown(feed)) == 5


def test_what_the_other_one_alone_is_seated_at_is_like_what_never_was(
    pair: Any, bo: Any, cy: Any, ana: Any
) -> None:
    """A series of which this one has the first three, beside the same world in which those are all there is."""
    sessions, feed = series_of(pair, ana, starts=EVENING), address(bo)
    Attendee.unscoped.filter(session__in=sessions[3:], partner=bo).delete()
    before = body(feed)
    assert standing(feed) == WEEKS[:3]
    assert b"COUNT=3" in before
    assert b"EXDATE" not in before
    scheduling.move(sessions[4], starts=datetime(2026, 4, 16, 12, 0), by=looking(ana), anyway=True)
    scheduling.cancel(sessions[5], by=looking(ana))
    scheduling.extend(Series.unscoped.get(), more=3, by=looking(ana))
    Attendee.unscoped.filter(
        session__in=TherapySession.unscoped.exclude(pk__in=[s.pk for s in sessions])
    ).filter(partner=bo).delete()
    assert body(feed) == before
    assert body(address(bo)) == before


def test_the_second_counsellor_has_the_session_too_and_the_others_have_not(
    pair: Any, bo: Any, ana: Any, fay: Any
) -> None:
    session = booked(pair, bo, start=datetime(2026, 3, 17, 18, tzinfo=UTC), second=fay)
    feed = address(fay)
    assert standing(feed) == ["2026-03-17 18:00"]
    type(session).unscoped.filter(pk=session.pk).update(second=None)
    assert standing(address(fay)) == []


def test_a_place_of_its_own_makes_an_exception_of_a_session(pair: Any, bo: Any, ana: Any, room: Any) -> None:
    from practice.calendar import choosing

    sessions = series_of(pair, ana, starts=EVENING, place="12 High Street")
    scheduling.move(sessions[2], starts=datetime(2026, 3, 31, 18, 0), room=room, by=looking(ana), anyway=True)
    choosing.choose(bo.user, channel="feed", shows_place=True, by=looking(bo))
    assert [str(event["LOCATION"]) for event in events(address(bo))] == [
        "12 High Street",
        "Garden room, Second door on the left",
    ]
