"""The last change is taken back, with all that changed in the same press; and the history of a session."""

from datetime import UTC, datetime

import pytest

from practice import scheduling
from practice.models import Cancellation, SessionChange
from practice.refusals import NotNow, StaleEdit
from practice.scheduling import CalledOff, SessionOverlaps
from tests.conftest import looking
from tests.practice.scheduling.conftest import TUESDAY_AT_SIX, WEDNESDAY_AT_NINE, minutes_of, of, walls

AS_PLANNED = ["03-10 18:00", "03-17 18:00", "03-24 18:00", "03-31 18:00"]


def test_a_move_of_many_is_taken_back_from_any_of_them(series, ana):
    booked = series()
    scheduling.move(of(booked)[1], starts=WEDNESDAY_AT_NINE, minutes=80, scope="onward", by=looking(ana))
    scheduling.undo(of(booked)[3], by=looking(ana))
    assert walls(of(booked)) == AS_PLANNED
    assert {minutes_of(one) for one in of(booked)} == {50}
    assert [one.sequence for one in of(booked)] == [0, 2, 2, 2]
    booked.refresh_from_db()
    assert booked.sequence == 2


def test_what_was_called_off_takes_place_after_all(book, ana, heard):
    session = book()
    scheduling.cancel(session, called_off=CalledOff(by="both", reason="Flu"), by=looking(ana))
    again = scheduling.undo(session, by=looking(ana))
    assert (again.state, again.sequence) == ("booked", 2)
    assert not Cancellation.unscoped.exists()
    assert heard == [("session_cancelled", session.pk), ("session_moved", session.pk)]


def test_rooms_places_and_links_come_back(book, ana, room, attic):
    session = book(room=room, link="https://meet.example.org/a")
    scheduling.move(session, starts=WEDNESDAY_AT_NINE, room=attic, link="", by=looking(ana))
    again = scheduling.undo(session, by=looking(ana))
    again.refresh_from_db()
    assert (again.room, again.link) == (room, "https://meet.example.org/a")


def test_what_was_changed_again_since_stays(series, ana):
    booked = series()
    scheduling.move(of(booked)[0], starts=datetime(2026, 3, 10, 19), scope="all", by=looking(ana))
    scheduling.move(of(booked)[2], starts=datetime(2026, 3, 25, 9), by=looking(ana))
    scheduling.undo(of(booked)[0], by=looking(ana))
    assert walls(of(booked)) == ["03-10 18:00", "03-17 18:00", "03-25 09:00", "03-31 18:00"]


def test_nothing_is_taken_back_twice_and_a_booking_is_called_off_instead(book, ana):
    session = book()
    with pytest.raises(NotNow) as refused:
        scheduling.undo(session, by=looking(ana))
    assert refused.value.code == "nothing_to_undo"
    scheduling.move(session, starts=WEDNESDAY_AT_NINE, by=looking(ana))
    scheduling.undo(session, by=looking(ana))
    with pytest.raises(NotNow):
        scheduling.undo(session, by=looking(ana))


def test_a_session_that_has_begun_or_would_have_stays(book, ana, clock):
    session = book()
    scheduling.move(session, starts=WEDNESDAY_AT_NINE, by=looking(ana))
    clock.move_to(datetime(2026, 3, 10, 18, tzinfo=UTC))
    with pytest.raises(NotNow) as refused:
        scheduling.undo(session, by=looking(ana))
    assert refused.value.code == "too_late_to_undo"


def test_of_many_those_that_have_begun_stay(series, ana, clock):
    booked = series()
    scheduling.cancel(of(booked)[0], scope="all", by=looking(ana))
    clock.move_to(datetime(2026, 3, 17, 19, tzinfo=UTC))
    scheduling.undo(of(booked)[3], by=looking(ana))
    assert [one.state for one in of(booked)] == ["cancelled", "cancelled", "booked", "booked"]


def test_an_hour_that_was_given_away_since_is_not_taken_back(book, ana):
    session = book()
    scheduling.cancel(session, by=looking(ana))
    book()
    with pytest.raises(SessionOverlaps):
        scheduling.undo(session, by=looking(ana))
    session.refresh_from_db()
    assert session.state == "cancelled"


def test_a_room_that_was_closed_since_is_not_used_again(book, ana, room, owner):
    session = book(room=room)
    scheduling.move(session, starts=TUESDAY_AT_SIX, room=None, by=looking(ana))
    scheduling.close_room(room, by=looking(owner))
    with pytest.raises(NotNow) as refused:
        scheduling.undo(session, by=looking(ana))
    assert refused.value.code == "room_closed"


def test_an_old_page_takes_nothing_back(book, ana):
    session = book()
    scheduling.move(session, starts=WEDNESDAY_AT_NINE, by=looking(ana))
    with pytest.raises(StaleEdit):
        scheduling.undo(session, version=1, by=looking(ana))


def test_the_history_reads_newest_first_with_who_did_it(book, ana, bo, fay):
    session = book()
    scheduling.move(session, starts=WEDNESDAY_AT_NINE, by=looking(ana))
    scheduling.cancel(session, by=looking(ana))
    scheduling.undo(session, by=looking(ana))
    steps = scheduling.history(session, looking(ana))
    assert [step.what for step in steps] == ["undone", "cancelled", "moved", "booked"]
    assert {step.who for step in steps} == {"Ana"}
    assert (steps[2].before["starts_at"], steps[2].after["starts_at"]) == (
        "2026-03-10T18:00:00+00:00",
        "2026-03-18T09:00:00+00:00",
    )
    assert [step.after["state"] for step in steps] == ["booked", "cancelled", "booked", "booked"]
    for stranger in (bo, fay):
        assert scheduling.history(session, looking(stranger)) == []


def test_a_press_is_one_batch(series, ana):
    booked = series()
    scheduling.move(of(booked)[0], starts=datetime(2026, 3, 10, 19), scope="all", by=looking(ana))
    moved = SessionChange.unscoped.filter(what="moved")
    assert moved.count() == 4
    assert moved.values("batch").distinct().count() == 1
