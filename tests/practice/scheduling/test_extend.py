"""A series goes on, under the same identity."""

from datetime import UTC, date, datetime

import pytest

from practice import scheduling
from practice.models import Attendee, Series
from practice.refusals import BadInput, NotNow, StaleEdit
from practice.scheduling import SessionOverlaps
from tests.conftest import looking
from tests.practice.scheduling.conftest import of, walls


def test_some_more_sessions_follow_where_and_with_whom_the_last_one_is(series, ana, bo, room, fay):
    booked = series(room=room, second=fay, attendees=[bo])
    scheduling.extend(booked, more=2, by=looking(ana))
    assert walls(of(booked)) == [
        "03-10 18:00",
        "03-17 18:00",
        "03-24 18:00",
        "03-31 18:00",
        "04-07 18:00",
        "04-14 18:00",
    ]
    last = of(booked)[-1]
    assert (last.room, last.second) == (room, fay)
    assert [seat.partner_id for seat in Attendee.unscoped.filter(session=last)] == [bo.pk]
    assert (booked.count, booked.sequence, booked.version) == (6, 1, 2)
    assert Series.unscoped.count() == 1


def test_by_months_the_same_weekday_of_the_month_follows(series, ana):
    booked = series(unit="month", until=date(2026, 5, 12))
    scheduling.extend(booked, more=2, by=looking(ana))
    assert walls(of(booked))[-2:] == ["06-09 18:00", "07-14 18:00"]


def test_a_series_that_was_moved_goes_on_where_it_is_now(series, ana):
    booked = series()
    scheduling.move(of(booked)[1], starts=datetime(2026, 3, 18, 9), scope="onward", by=looking(ana))
    scheduling.extend(booked, more=1, by=looking(ana))
    assert walls(of(booked))[-1] == "04-08 09:00"
    assert of(booked)[-1].series_local == datetime(2026, 4, 7, 18, tzinfo=UTC)


def test_one_session_moved_by_itself_leads_nothing_astray(series, ana):
    booked = series()
    scheduling.move(of(booked)[3], starts=datetime(2026, 4, 1, 9), by=looking(ana))
    scheduling.extend(booked, more=1, by=looking(ana))
    assert walls(of(booked))[-1] == "04-07 18:00"


def test_it_is_extended_whole_or_not_at_all(series, book, ana):
    booked = series()
    book(datetime(2026, 4, 14, 18))
    with pytest.raises(SessionOverlaps):
        scheduling.extend(booked, more=3, by=looking(ana))
    booked.refresh_from_db()
    assert (booked.count, booked.sequence, len(of(booked))) == (4, 0, 4)


def test_what_was_called_off_altogether_is_booked_anew(series, ana):
    booked = series()
    scheduling.cancel(of(booked)[0], scope="all", by=looking(ana))
    with pytest.raises(NotNow) as refused:
        scheduling.extend(booked, more=1, by=looking(ana))
    assert refused.value.code == "series_cancelled"


def test_too_many_too_few_and_an_old_page_are_refused(series, ana):
    booked = series()
    for more in (0, -1, 53):
        with pytest.raises(BadInput):
            scheduling.extend(booked, more=more, by=looking(ana))
    with pytest.raises(StaleEdit):
        scheduling.extend(booked, more=1, version=9, by=looking(ana))
