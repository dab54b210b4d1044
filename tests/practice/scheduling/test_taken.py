"""Nobody sits in two sessions at once, no room holds two, and the other time is named."""

import threading
from datetime import datetime

import pytest
from django.db import connection

from practice import scheduling
from practice.models import Membership, TherapySession
from practice.scheduling import SessionOverlaps
from tests.conftest import looking
from tests.factories.practice import CoupleFactory, partner_in
from tests.practice.scheduling.conftest import TUESDAY_AT_SIX, of, walls

HALF_PAST = datetime(2026, 3, 10, 18, 30)
AT_ITS_END = datetime(2026, 3, 10, 18, 50)


def test_the_counsellor_is_in_one_session_at_a_time(book):
    book()
    with pytest.raises(SessionOverlaps) as refused:
        book(HALF_PAST)
    assert str(refused.value.sentence) == "There is a session already on 10 March 2026, from 18:00 to 18:50."
    assert list(refused.value.fields) == ["starts"]
    assert refused.value.code not in scheduling.SOFT


def test_nothing_passes_by_what_is_taken(book):
    book()
    with pytest.raises(SessionOverlaps):
        book(HALF_PAST, anyway=True)


def test_one_session_begins_where_another_ends(book):
    book()
    assert book(AT_ITS_END).pk


def test_the_second_counsellor_is_taken_by_their_own_sessions(book, elsewhere, fay):
    elsewhere()
    with pytest.raises(SessionOverlaps) as refused:
        book(HALF_PAST, second=fay)
    assert str(refused.value.sentence) == "Fay has a session already on 10 March 2026, from 18:00 to 18:50."
    assert list(refused.value.fields) == ["second"]


def test_who_sits_in_as_second_cannot_hold_a_session_of_their_own(book, elsewhere, fay):
    book(second=fay)
    with pytest.raises(SessionOverlaps):
        elsewhere(HALF_PAST)


def test_a_room_holds_one_session_and_is_named(book, elsewhere, room, attic):
    elsewhere(room=room)
    with pytest.raises(SessionOverlaps) as refused:
        book(HALF_PAST, room=room)
    assert (
        str(refused.value.sentence) == "Garden room is taken already on 10 March 2026, from 18:00 to 18:50."
    )
    assert list(refused.value.fields) == ["room"]
    assert book(HALF_PAST, room=attic).room == attic


def test_the_other_time_is_told_on_the_clock_of_who_books(book):
    book(datetime(2026, 4, 7, 18))
    with pytest.raises(SessionOverlaps) as refused:
        book(datetime(2026, 4, 7, 19, 30), zone="Europe/Berlin")
    assert "from 19:00 to 19:50" in str(refused.value.sentence)


def test_what_was_called_off_takes_nothing(book, ana):
    scheduling.cancel(book(), by=looking(ana))
    assert book().pk


def test_a_series_is_booked_whole_or_not_at_all(book, series):
    book(datetime(2026, 3, 24, 18, 49))
    with pytest.raises(SessionOverlaps) as refused:
        series()
    assert "24 March 2026" in str(refused.value.sentence)
    assert TherapySession.unscoped.count() == 1


def test_a_room_that_is_given_to_a_standing_session_must_be_free(book, elsewhere, room, ana):
    elsewhere(room=room)
    session = book()
    with pytest.raises(SessionOverlaps):
        scheduling.move(session, starts=TUESDAY_AT_SIX, room=room, by=looking(ana))


def test_sessions_that_move_together_do_not_stand_in_each_others_way(series, ana):
    booked = of(series(datetime(2026, 3, 10, 18), every=1, count=3))
    week_on = datetime(2026, 3, 17, 18)
    scheduling.move(booked[0], starts=week_on, scope="all", by=looking(ana))
    assert walls(of(booked[0].series)) == ["03-17 18:00", "03-24 18:00", "03-31 18:00"]


def test_a_longer_session_may_not_reach_into_the_next_of_its_own_series(series, ana):
    first, second, *_rest = of(series())
    scheduling.move(second, starts=datetime(2026, 3, 10, 19), by=looking(ana))
    with pytest.raises(SessionOverlaps) as refused:
        scheduling.move(first, starts=TUESDAY_AT_SIX, minutes=90, scope="all", by=looking(ana))
    assert "overlap" in str(refused.value.sentence)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_book_one_hour_at_once_one_has_it(couple, bo, cy, ana):
    third = CoupleFactory(practice=ana.practice, counsellor=ana, status="active")
    partner_in(third, "a")
    viewer = looking(ana)
    assert _at_once(
        lambda: scheduling.book(couple, starts=TUESDAY_AT_SIX, minutes=50, by=viewer),
        lambda: scheduling.book(third, starts=HALF_PAST, minutes=50, by=viewer),
    ) == ["SessionOverlaps", "done"]
    assert TherapySession.unscoped.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_one_room_at_once_one_has_it(couple, bo, other_couple, dee, ana, fay, room):
    anas, fays = looking(ana), looking(fay)
    assert _at_once(
        lambda: scheduling.book(couple, starts=TUESDAY_AT_SIX, minutes=50, room=room, by=anas),
        lambda: scheduling.book(other_couple, starts=HALF_PAST, minutes=50, room=room, by=fays),
    ) == ["SessionOverlaps", "done"]


@pytest.mark.django_db(transaction=True)
def test_two_who_each_sit_in_with_the_other_wait_in_no_circle(couple, bo, other_couple, dee, ana, fay):
    anas, fays = looking(ana), looking(fay)
    turns = [
        work
        for week in range(4)
        for work in (
            _booking(couple, 2 + week, fay, anas),
            _booking(other_couple, 2 + week, ana, fays),
        )
    ]
    assert sorted(_at_once(*turns)) == ["SessionOverlaps"] * 4 + ["done"] * 4


def _booking(couple, day, second, viewer):
    starts = datetime(2026, 3, day + 7, 18)
    return lambda: scheduling.book(couple, starts=starts, minutes=50, second=second, by=viewer)


@pytest.mark.django_db(transaction=True)
def test_of_two_partners_who_take_one_hour_at_once_one_has_it(couple, bo, cy, ana, practice, owner):
    from datetime import time

    scheduling.set_hours(practice, {2: [(time(9), time(12))]}, by=looking(owner))
    scheduling.set_terms(couple, mode="book", alone=True, by=looking(ana))
    views = {bo: looking(bo), cy: looking(cy)}
    hour = scheduling.free_hours(couple, bo, viewer=views[bo])[0]
    assert _at_once(
        *(
            lambda who=who: scheduling.take(couple, who, starts_at=hour.starts_at, alone=True, by=views[who])
            for who in (bo, cy)
        )
    ) == ["HourGone", "done"]
    assert TherapySession.unscoped.count() == 1
    assert Membership.unscoped.count() == 2


def _at_once(*turns):
    """What became of each, by name; every turn in a thread and a connection of its own, all beginning together."""
    gate, found = threading.Barrier(len(turns)), []

    def turn(work):
        try:
            gate.wait()
            work()
            found.append("done")
        except SessionOverlaps as refused:
            found.append(type(refused).__name__)
        except scheduling.HourGone as refused:
            found.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=turn, args=(work,)) for work in turns]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(found)
