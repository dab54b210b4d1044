"""Booking one session or a series, on the wall clock of the practice."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from practice import scheduling
from practice.models import Attendee, Series, SessionChange, TherapySession
from practice.refusals import BadInput, NotFound
from tests.conftest import looking
from tests.practice.scheduling.conftest import TUESDAY_AT_SIX, minutes_of, of, walls


def test_one_session_is_booked_at_a_wall_time(book, bo, cy, room, fay):
    session = book(room=room, link="https://meet.example.org/a", second=fay)
    session.refresh_from_db()
    assert session.starts_at == datetime(2026, 3, 10, 18, tzinfo=UTC)
    assert minutes_of(session) == 50
    assert (session.room, session.link, session.second) == (room, "https://meet.example.org/a", fay)
    assert {seat.partner_id for seat in Attendee.unscoped.filter(session=session)} == {bo.pk, cy.pk}
    assert (session.sequence, session.version) == (0, 1)


def test_booking_is_the_first_line_of_its_history(book, ana):
    session = book()
    change = SessionChange.unscoped.get()
    assert (change.session_id, change.what, change.before, change.by_id) == (
        session.pk,
        "booked",
        {},
        ana.user_id,
    )


def test_one_partner_alone_is_expected_alone(book, cy):
    session = book(attendees=[cy])
    assert [seat.partner_id for seat in Attendee.unscoped.filter(session=session)] == [cy.pk]


def test_nobody_of_another_couple_can_be_expected(book, dee):
    with pytest.raises(NotFound):
        book(attendees=[dee])
    with pytest.raises(NotFound):
        book(attendees=[])


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        ({"every": 1}, ["03-10", "03-17", "03-24", "03-31"]),
        ({"every": 2}, ["03-10", "03-24", "04-07", "04-21"]),
        ({"every": 1, "unit": "month"}, ["03-10", "04-14", "05-12", "06-09"]),
        ({"every": 1, "until": date(2026, 3, 31)}, ["03-10", "03-17", "03-24", "03-31"]),
        ({"every": 1, "until": date(2026, 3, 30)}, ["03-10", "03-17", "03-24"]),
        ({"every": 1, "unit": "month", "until": date(2026, 6, 8)}, ["03-10", "04-14", "05-12"]),
        ({"every": 1, "until": date(2026, 3, 10)}, ["03-10"]),
    ],
)
def test_a_series_keeps_its_hour_on_the_clock_while_the_clocks_change(series, rhythm, days):
    """In London they change on 29 March."""
    booked = series(**rhythm)
    assert walls(of(booked)) == [f"{day} 18:00" for day in days]
    assert booked.count == len(days)
    assert {minutes_of(one) for one in of(booked)} == {50}
    assert Attendee.unscoped.count() == 2 * len(days)


def test_a_series_is_one_press(series):
    series()
    assert SessionChange.unscoped.count() == 4
    assert len(set(SessionChange.unscoped.values_list("batch", flat=True))) == 1


def test_the_same_hour_on_lord_howe_where_clocks_move_by_half_an_hour(series):
    booked = of(series(datetime(2026, 3, 25, 8), zone="Australia/Lord_Howe", count=3))
    assert walls(booked) == ["03-25 08:00", "04-01 08:00", "04-08 08:00"]
    gaps = {later.starts_at - sooner.starts_at for sooner, later in pairwise(booked)}
    assert gaps == {timedelta(days=7), timedelta(days=7, minutes=30)}


@pytest.mark.parametrize(
    ("zone", "starts", "becomes", "code"),
    [
        ("Europe/London", datetime(2026, 3, 29, 1, 30), datetime(2026, 3, 29, 1, 30), "hour_skipped"),
        ("Europe/London", datetime(2026, 10, 25, 1, 30), datetime(2026, 10, 25, 0, 30), "hour_twice"),
        ("Europe/Berlin", datetime(2027, 3, 28, 2, 30), datetime(2027, 3, 28, 1, 30), "hour_skipped"),
        ("Australia/Lord_Howe", datetime(2026, 10, 4, 2, 15), datetime(2026, 10, 3, 15, 45), "hour_skipped"),
        ("Australia/Lord_Howe", datetime(2026, 4, 5, 1, 45), datetime(2026, 4, 4, 14, 45), "hour_twice"),
    ],
)
def test_an_hour_that_is_skipped_or_comes_twice_is_refused_and_then_booked_anyway(
    book, zone, starts, becomes, code
):
    with pytest.raises(BadInput) as refused:
        book(starts, zone=zone)
    assert refused.value.code == code
    assert code in scheduling.SOFT
    assert not TherapySession.unscoped.exists()
    assert book(starts, zone=zone, anyway=True).starts_at == becomes.replace(tzinfo=UTC)


def test_the_refusal_of_a_skipped_hour_says_what_it_would_be(book):
    with pytest.raises(BadInput) as refused:
        book(datetime(2027, 3, 28, 1, 30))
    assert str(refused.value.fields["starts"]) == "The clocks skip this hour on that day. It would be 02:30."


def test_in_a_series_such_hours_follow_the_rule_and_are_shown_before(couple, bo, cy, series):
    sunday = datetime(2026, 3, 22, 1, 30)
    shown = scheduling.preview_series(couple, starts=sunday, minutes=50, every=1, count=3)
    assert [one.reading for one in shown] == ["ok", "missing", "ok"]
    assert not TherapySession.unscoped.exists()
    booked = of(series(sunday, count=3))
    assert [one.starts_at for one in booked] == [one.starts_at for one in shown]
    assert walls(booked) == ["03-22 01:30", "03-29 02:30", "04-05 01:30"]


def test_a_preview_names_what_is_taken(couple, bo, cy, book):
    book(datetime(2026, 3, 17, 18, 30))
    shown = scheduling.preview_series(couple, starts=TUESDAY_AT_SIX, minutes=50, every=1, count=3)
    assert [one.is_taken for one in shown] == [False, True, False]
    assert str(shown[1].clash) == "There is a session already on 17 March 2026, from 18:30 to 19:20."
    assert not Series.unscoped.exists()


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"count": 53}, "count"),
        ({"count": 0}, "count"),
        ({"count": 4, "every": 9}, "count"),
        ({"count": 4, "every": 0}, "count"),
        ({"count": None}, "count"),
        ({"count": 4, "until": date(2026, 4, 1)}, "count"),
        ({"until": date(2026, 3, 9)}, "until"),
        ({"until": date(2028, 3, 9)}, "until"),
        ({"minutes": 9}, "minutes"),
        ({"minutes": 241}, "minutes"),
        ({"zone": "Middle/Earth"}, "time_zone"),
        ({"place": "x" * 161}, "place"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"starts": datetime(1902, 1, 1, 9)}, "starts"),
    ],
)
def test_a_series_that_cannot_be_is_refused_beside_its_field(series, how, field):
    with pytest.raises(BadInput) as refused:
        series(**how)
    assert list(refused.value.fields) == [field]
    assert not Series.unscoped.exists()


def test_a_room_and_a_place_in_words_exclude_each_other(book, room):
    with pytest.raises(BadInput):
        book(room=room, place="The café")


def test_a_closed_room_and_one_of_another_practice_are_refused(book, room, owner, ana):
    from practice.models import Room
    from tests.factories.practice import PracticeFactory

    scheduling.close_room(room, by=looking(owner))
    room.refresh_from_db()
    with pytest.raises(BadInput):
        book(room=room)
    with pytest.raises(NotFound):
        book(room=Room.unscoped.create(practice=PracticeFactory(), called="Elsewhere"))


def test_the_second_counsellor_works_here_and_is_another_one(book, ana, owner):
    for colleague in (ana, owner):
        with pytest.raises(BadInput) as refused:
            book(second=colleague)
        assert list(refused.value.fields) == ["second"]


def test_a_long_series_asks_the_database_as_often_as_a_short_one(series, django_assert_max_num_queries):
    with django_assert_max_num_queries(32):
        series(count=2)
    with django_assert_max_num_queries(32):
        series(datetime(2026, 3, 11, 9), count=52)
