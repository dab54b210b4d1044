"""Rooms, the hours of the week, breaks, holidays, and other calendars: what is unusual is said once."""

from datetime import UTC, date, datetime, time

import pytest

from practice import scheduling
from practice.models import BusyBlock, BusySource, ClosedDays, OpenHours
from practice.refusals import BadInput, NotFound, StaleEdit
from practice.scheduling import NotUsual
from tests.conftest import looking
from tests.factories.practice import PracticeFactory, StaffFactory
from tests.practice.scheduling.conftest import TUESDAY_AT_SIX, of

WORKDAY = [(time(9), time(12)), (time(13), time(19))]
TUESDAYS = {1: WORKDAY}


@pytest.fixture
def open_on_tuesdays(practice, owner):
    scheduling.set_hours(practice, TUESDAYS, by=looking(owner))


def at(hour, minute=0, day=10):
    return datetime(2026, 3, day, hour, minute)


# ---------------------------------------------------------------- hours
@pytest.mark.parametrize(
    ("starts", "fits"),
    [
        (at(9), True),
        (at(8, 59), False),
        (at(11, 10), True),
        (at(11, 11), False),  # into the break
        (at(12, 30), False),
        (at(18, 10), True),
        (at(18, 30), False),
        (at(10, day=11), False),  # a Wednesday
    ],
)
def test_outside_open_hours_is_said_once_and_then_booked(book, open_on_tuesdays, starts, fits):
    if not fits:
        with pytest.raises(NotUsual) as refused:
            book(starts)
        assert refused.value.code == "outside_hours"
        assert "Ana" in str(refused.value.sentence)
    assert book(starts, anyway=not fits).pk


def test_without_hours_any_hour_will_do(book):
    assert book(datetime(2026, 3, 8, 23)).pk


def test_ones_own_hours_stand_before_those_of_the_practice(book, open_on_tuesdays, practice, ana):
    scheduling.set_hours(practice, {2: [(time(18), time(21))]}, staff=ana, by=looking(ana))
    with pytest.raises(NotUsual):
        book(at(10))
    assert book(at(18, day=11)).pk
    scheduling.set_hours(practice, {}, staff=ana, by=looking(ana))
    assert book(at(10)).pk


def test_the_hours_of_who_sits_in_count_too(book, practice, fay):
    scheduling.set_hours(practice, {2: WORKDAY}, staff=fay, by=looking(fay))
    with pytest.raises(NotUsual) as refused:
        book(at(10), second=fay)
    assert "Fay" in str(refused.value.sentence)


def test_stretches_that_touch_are_one(book, practice, owner):
    scheduling.set_hours(practice, {1: [(time(9), time(10)), (time(10), time(11))]}, by=looking(owner))
    assert book(at(9, 30)).pk


def test_hours_are_on_the_clock_of_the_practice_also_after_the_clocks_change(book, open_on_tuesdays):
    assert book(datetime(2026, 3, 31, 9)).starts_at == datetime(2026, 3, 31, 8, tzinfo=UTC)
    with pytest.raises(NotUsual):
        book(datetime(2026, 4, 7, 9), zone="Europe/Berlin")  # eight in London


def test_the_open_stretches_of_a_day_leave_the_break_out(ana, open_on_tuesdays):
    found = scheduling.open_stretches(ana, date(2026, 3, 31))
    assert [(f"{since:%H:%M}", f"{until:%H:%M}") for since, until in found] == [
        ("08:00", "11:00"),
        ("12:00", "18:00"),
    ]
    assert scheduling.open_stretches(ana, date(2026, 4, 1)) == []


def test_a_week_is_entered_and_read_back_whole(practice, owner, ana, open_on_tuesdays):
    assert scheduling.hours_of(practice, looking(ana)) == TUESDAYS
    scheduling.set_hours(practice, {0: [(time(13), time(15)), (time(9), time(12))]}, by=looking(owner))
    assert scheduling.hours_of(practice, looking(ana)) == {0: [(time(9), time(12)), (time(13), time(15))]}


@pytest.mark.parametrize(
    "week",
    [
        {7: WORKDAY},
        {1: [(time(12), time(9))]},
        {1: [(time(9), time(9))]},
        {1: [(time(9), time(12)), (time(11), time(13))]},
        {1: [(time(hour), time(hour, 30)) for hour in range(7)]},
    ],
)
def test_a_week_that_cannot_be_changes_nothing(practice, owner, open_on_tuesdays, week):
    with pytest.raises(BadInput):
        scheduling.set_hours(practice, week, by=looking(owner))
    assert OpenHours.unscoped.count() == 2


def test_only_the_owner_enters_the_hours_of_the_house_and_of_others(practice, owner, ana, fay):
    with pytest.raises(NotFound):
        scheduling.set_hours(practice, TUESDAYS, by=looking(ana))
    with pytest.raises(NotFound):
        scheduling.set_hours(practice, TUESDAYS, staff=ana, by=looking(fay))
    scheduling.set_hours(practice, TUESDAYS, staff=ana, by=looking(owner))
    foreign = StaffFactory(practice=PracticeFactory(), is_owner=True)
    with pytest.raises(NotFound):
        scheduling.set_hours(practice, TUESDAYS, by=looking(foreign))


# ---------------------------------------------------------------- closed days
def test_a_holiday_of_the_practice_counts_for_everybody(book, practice, owner):
    scheduling.add_closed_days(
        practice, first_day=date(2026, 3, 9), last_day=date(2026, 3, 10), called="Spring", by=looking(owner)
    )
    with pytest.raises(NotUsual) as refused:
        book()
    assert refused.value.code == "closed_day"
    assert str(refused.value.sentence) == "10 March 2026 is a closed day."
    assert book(anyway=True).pk


def test_a_holiday_of_ones_own_is_no_holiday_of_others(book, elsewhere, practice, ana):
    scheduling.add_closed_days(practice, first_day=date(2026, 3, 10), staff=ana, by=looking(ana))
    with pytest.raises(NotUsual):
        book()
    assert elsewhere().pk


def test_a_series_into_a_holiday_says_which_day(series, practice, owner):
    scheduling.add_closed_days(practice, first_day=date(2026, 3, 24), by=looking(owner))
    with pytest.raises(NotUsual) as refused:
        series()
    assert "24 March 2026" in str(refused.value.sentence)
    assert len(of(series(anyway=True))) == 4


def test_what_is_booked_already_stays_and_is_listed(book, practice, owner, ana, fay):
    session = book()
    closed = scheduling.add_closed_days(practice, first_day=date(2026, 3, 10), by=looking(owner))
    assert scheduling.sessions_within(closed, looking(ana)) == [session]
    assert scheduling.sessions_within(closed, looking(fay)) == []
    scheduling.remove_closed_days(closed, by=looking(owner))
    assert not ClosedDays.unscoped.exists()


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 3, 2), date(2026, 3, 1)), (date(2026, 3, 2), date(2028, 3, 2))]
)
def test_closed_days_that_cannot_be_are_refused(practice, owner, first, last):
    with pytest.raises(BadInput):
        scheduling.add_closed_days(practice, first_day=first, last_day=last, by=looking(owner))


def test_only_the_owner_closes_the_house(practice, owner, ana):
    closed = scheduling.add_closed_days(practice, first_day=date(2026, 3, 10), by=looking(owner))
    with pytest.raises(NotFound):
        scheduling.add_closed_days(practice, first_day=date(2026, 3, 10), by=looking(ana))
    with pytest.raises(NotFound):
        scheduling.remove_closed_days(closed, by=looking(ana))


# ---------------------------------------------------------------- other calendars
def test_busy_elsewhere_is_said_once_and_then_booked(book, ana):
    source = BusySource.unscoped.create(staff=ana, called="Home")
    BusyBlock.unscoped.create(
        source=source,
        starts_at=datetime(2026, 3, 10, 18, 30, tzinfo=UTC),
        ends_at=datetime(2026, 3, 10, 20, tzinfo=UTC),
    )
    with pytest.raises(NotUsual) as refused:
        book()
    assert refused.value.code == "busy_elsewhere"
    assert str(refused.value.sentence) == "Ana is busy elsewhere on 10 March 2026, from 18:30 to 20:00."
    assert book(anyway=True).pk


def test_what_only_changes_its_link_is_not_asked_for_its_hour_again(book, ana, practice, owner):
    session = book()
    scheduling.add_closed_days(practice, first_day=date(2026, 3, 10), by=looking(owner))
    scheduling.move(session, starts=TUESDAY_AT_SIX, link="https://meet.example.org/a", by=looking(ana))
    with pytest.raises(NotUsual):
        scheduling.move(session, starts=at(17), by=looking(ana))


# ---------------------------------------------------------------- rooms
def test_a_room_is_added_renamed_closed_and_opened_again(practice, owner):
    made = scheduling.add_room(practice, called="Garden", where="Left of the stairs", by=looking(owner))
    changed = scheduling.change_room(made, called="Orchard", version=1, by=looking(owner))
    assert (changed.called, changed.where, changed.version) == ("Orchard", "Left of the stairs", 2)
    with pytest.raises(StaleEdit):
        scheduling.close_room(made, version=1, by=looking(owner))
    assert not scheduling.close_room(made, version=2, by=looking(owner)).is_open
    assert scheduling.open_room(made, by=looking(owner)).is_open


def test_two_rooms_of_a_practice_have_two_names(practice, owner, room, attic):
    with pytest.raises(BadInput):
        scheduling.add_room(practice, called="Attic", by=looking(owner))
    with pytest.raises(BadInput):
        scheduling.change_room(room, called="Attic", by=looking(owner))
    assert scheduling.change_room(room, called="Garden room", by=looking(owner)).version == 2


def test_only_the_owner_has_a_word_on_rooms(practice, ana, room):
    for work in (
        lambda: scheduling.add_room(practice, called="New", by=looking(ana)),
        lambda: scheduling.change_room(room, called="New", by=looking(ana)),
        lambda: scheduling.close_room(room, by=looking(ana)),
    ):
        with pytest.raises(NotFound):
            work()


def test_what_is_still_to_come_in_a_closed_room_is_listed(book, room, owner, ana):
    session = book(room=room)
    scheduling.close_room(room, by=looking(owner))
    assert scheduling.sessions_in(room, looking(ana)) == [session]
