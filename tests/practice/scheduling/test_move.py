"""Moving one session, this and all after it, or all of a series."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practice import registry, scheduling
from practice.models import SessionChange, TherapySession
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from practice.scheduling import KEEP, SessionOverlaps
from tests.conftest import looking
from tests.practice.scheduling.conftest import TUESDAY_AT_SIX, WEDNESDAY_AT_NINE, minutes_of, of, walls


def test_one_session_of_a_series_moves_and_the_rest_stays(series, ana, heard):
    booked = series()
    second = of(booked)[1]
    scheduling.move(second, starts=WEDNESDAY_AT_NINE, by=looking(ana))
    assert walls(of(booked)) == ["03-10 18:00", "03-18 09:00", "03-24 18:00", "03-31 18:00"]
    assert [one.sequence for one in of(booked)] == [0, 1, 0, 0]
    assert [one.version for one in of(booked)] == [1, 2, 1, 1]
    booked.refresh_from_db()
    assert booked.sequence == 1
    assert heard == [("session_moved", second.pk)]


def test_from_here_on_each_moves_by_the_same_stretch_on_the_clock_though_the_clocks_change(
    series, ana, heard
):
    booked = series()
    second = of(booked)[1]
    scheduling.move(second, starts=WEDNESDAY_AT_NINE, scope="onward", by=looking(ana))
    assert walls(of(booked)) == ["03-10 18:00", "03-18 09:00", "03-25 09:00", "04-01 09:00"]
    assert of(booked)[3].starts_at == datetime(2026, 4, 1, 8, tzinfo=UTC)
    assert {minutes_of(one) for one in of(booked)} == {50}
    booked.refresh_from_db()
    assert (booked.sequence, booked.count) == (1, 4)
    assert [pk for _event, pk in heard] == [one.pk for one in of(booked)[1:]]


def test_all_of_a_series_moves_but_not_what_has_begun(series, ana, clock):
    booked = series()
    clock.move_to(datetime(2026, 3, 10, 18, 10, tzinfo=UTC))
    scheduling.move(of(booked)[2], starts=datetime(2026, 3, 24, 17), scope="all", by=looking(ana))
    assert walls(of(booked)) == ["03-10 18:00", "03-17 17:00", "03-24 17:00", "03-31 17:00"]


def test_what_was_moved_by_itself_keeps_its_distance(series, ana):
    booked = series()
    first, second, *_rest = of(booked)
    scheduling.move(second, starts=WEDNESDAY_AT_NINE, by=looking(ana))
    scheduling.move(first, starts=datetime(2026, 3, 10, 19), scope="all", by=looking(ana))
    assert walls(of(booked)) == ["03-10 19:00", "03-18 10:00", "03-24 19:00", "03-31 19:00"]


def test_what_was_called_off_stays_called_off_and_where_it_was(series, ana):
    booked = series()
    first, second, *_rest = of(booked)
    scheduling.cancel(second, by=looking(ana))
    scheduling.move(first, starts=datetime(2026, 3, 10, 19), scope="all", by=looking(ana))
    assert walls(of(booked))[1] == "03-17 18:00"
    assert [one.state for one in of(booked)] == ["booked", "cancelled", "booked", "booked"]


def test_a_move_into_an_hour_that_clocks_skip_follows_the_rule_and_comes_out_again(series, ana):
    """Half past one is skipped on 29 March in London; the plan remembers what was meant."""
    booked = series(datetime(2026, 3, 22, 1, 30), count=3)
    scheduling.move(of(booked)[0], starts=datetime(2026, 3, 22, 2, 30), scope="all", by=looking(ana))
    assert walls(of(booked)) == ["03-22 02:30", "03-29 02:30", "04-05 02:30"]


def test_a_single_move_into_such_an_hour_is_refused_and_then_done_anyway(book, ana):
    session = book()
    with pytest.raises(BadInput) as refused:
        scheduling.move(session, starts=datetime(2026, 3, 29, 1, 30), by=looking(ana))
    assert refused.value.code == "hour_skipped"
    scheduling.move(session, starts=datetime(2026, 3, 29, 1, 30), anyway=True, by=looking(ana))
    assert walls([TherapySession.unscoped.get()]) == ["03-29 02:30"]


def test_on_lord_howe_a_move_from_here_on_keeps_the_half_hours(series, ana):
    booked = series(datetime(2026, 3, 25, 8), zone="Australia/Lord_Howe", count=3)
    scheduling.move(of(booked)[0], starts=datetime(2026, 3, 26, 9, 15), scope="onward", by=looking(ana))
    assert walls(of(booked)) == ["03-26 09:15", "04-02 09:15", "04-09 09:15"]


def test_length_place_room_and_link_change_with_or_without_the_hour(book, ana, room):
    session = book(place="The café")
    moved = scheduling.move(session, starts=TUESDAY_AT_SIX, minutes=80, room=room, by=looking(ana))
    assert (minutes_of(moved), moved.room, moved.place) == (80, room, "")
    moved = scheduling.move(
        session, starts=TUESDAY_AT_SIX, link="https://meet.example.org/b", by=looking(ana)
    )
    assert (moved.room, moved.link) == (room, "https://meet.example.org/b")
    moved = scheduling.move(session, starts=TUESDAY_AT_SIX, place="The café", by=looking(ana))
    assert (moved.room, moved.place) == (None, "The café")
    moved = scheduling.move(session, starts=TUESDAY_AT_SIX, room=KEEP, place=None, by=looking(ana))
    assert moved.place == "The café"


def test_what_changes_nothing_is_no_change(book, ana, heard):
    session = book(place="The café")
    scheduling.move(session, starts=TUESDAY_AT_SIX, minutes=50, place="The café", by=looking(ana))
    session.refresh_from_db()
    assert (session.sequence, session.version) == (0, 1)
    assert heard == []
    assert SessionChange.unscoped.count() == 1


def test_a_move_onto_what_is_taken_changes_nothing_at_all(series, elsewhere, ana, book):
    booked = series()
    book(datetime(2026, 3, 25, 9, 30))
    with pytest.raises(SessionOverlaps):
        scheduling.move(of(booked)[1], starts=WEDNESDAY_AT_NINE, scope="onward", by=looking(ana))
    assert walls(of(booked)) == ["03-10 18:00", "03-17 18:00", "03-24 18:00", "03-31 18:00"]
    assert {one.sequence for one in of(booked)} == {0}


def test_a_newer_version_is_not_overwritten(book, ana):
    session = book()
    with pytest.raises(StaleEdit):
        scheduling.move(session, starts=WEDNESDAY_AT_NINE, version=7, by=looking(ana))
    scheduling.move(session, starts=WEDNESDAY_AT_NINE, version=1, by=looking(ana))
    with pytest.raises(StaleEdit):
        scheduling.cancel(session, version=1, by=looking(ana))


def test_what_was_called_off_is_not_moved(book, ana):
    session = book()
    scheduling.cancel(session, by=looking(ana))
    with pytest.raises(NotNow) as refused:
        scheduling.move(session, starts=WEDNESDAY_AT_NINE, by=looking(ana))
    assert refused.value.code == "session_cancelled"


def test_an_unknown_scope_and_a_day_out_of_all_time_are_refused(series, ana):
    first = of(series())[0]
    with pytest.raises(BadInput):
        scheduling.move(first, starts=WEDNESDAY_AT_NINE, scope="some", by=looking(ana))
    with pytest.raises(BadInput):
        scheduling.move(first, starts=datetime(2100, 12, 30, 9), scope="all", by=looking(ana))


def test_a_long_series_moves_with_as_many_queries_as_a_short_one(series, ana, monkeypatch):
    """What is told to packages above is told per session, so it is left out here."""
    monkeypatch.setitem(registry._hearers, registry.SESSION_MOVED, {})
    counts = set()
    for starts, count in ((datetime(2026, 3, 10, 9), 2), (datetime(2026, 3, 11, 9), 30)):
        first = of(series(starts, count=count))[0]
        with CaptureQueriesContext(connection) as asked:
            scheduling.move(first, starts=starts + timedelta(hours=2), scope="all", by=looking(ana))
        counts.add(len(asked))
    assert len(counts) == 1


def test_a_room_of_another_practice_is_not_found(book, ana):
    from practice.models import Room
    from tests.factories.practice import PracticeFactory

    foreign = Room.unscoped.create(practice=PracticeFactory(), called="Elsewhere")
    with pytest.raises(NotFound):
        scheduling.move(book(), starts=TUESDAY_AT_SIX, room=foreign, by=looking(ana))
