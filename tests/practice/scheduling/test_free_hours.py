"""Hours that partners may book themselves. Why an hour is not on offer is never told."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from practice import scheduling
from practice.models import Attendee, BusyBlock, BusySource, TherapySession
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from practice.scheduling import HourGone
from tests.conftest import looking
from tests.factories.practice import CoupleFactory, partner_in


@pytest.fixture(autouse=True)
def _tuesday_mornings(practice, owner, couple, ana):
    scheduling.set_hours(practice, {1: [(time(9), time(12))]}, by=looking(owner))
    scheduling.set_terms(couple, mode="book", alone=True, days_ahead=14, by=looking(ana))


def offered(couple, partner):
    return scheduling.free_hours(couple, partner, viewer=looking(partner))


def hours(couple, partner):
    return [f"{one.local:%d %H:%M}" for one in offered(couple, partner)]


A_MORNING = ["09:00", "09:30", "10:00", "10:30", "11:00"]


def test_every_half_hour_within_open_hours_in_which_a_session_fits(couple, bo):
    assert hours(couple, bo) == [*(f"03 {one}" for one in A_MORNING), *(f"10 {one}" for one in A_MORNING)]
    first = offered(couple, bo)[0]
    assert (first.starts_at, first.ends_at - first.starts_at, first.zone) == (
        datetime(2026, 3, 3, 9, tzinfo=UTC),
        timedelta(minutes=50),
        "Europe/London",
    )


def test_the_notice_is_kept(couple, bo, ana):
    scheduling.set_terms(couple, notice_hours=25, by=looking(ana))
    assert hours(couple, bo)[0] == "03 10:00"


def test_what_is_taken_closed_or_busy_is_not_on_offer(couple, bo, book, practice, owner, ana):
    book(datetime(2026, 3, 3, 10), minutes=30)
    scheduling.add_closed_days(practice, first_day=date(2026, 3, 10), by=looking(owner))
    source = BusySource.unscoped.create(staff=ana, called="Home")
    BusyBlock.unscoped.create(
        source=source,
        starts_at=datetime(2026, 3, 3, 11, 30, tzinfo=UTC),
        ends_at=datetime(2026, 3, 3, 12, tzinfo=UTC),
    )
    assert hours(couple, bo) == ["03 09:00", "03 10:30"]


def test_a_room_that_others_use_is_taken(couple, bo, elsewhere, room, ana):
    scheduling.set_terms(couple, room=room, by=looking(ana))
    elsewhere(datetime(2026, 3, 3, 9), minutes=180, room=room, anyway=True)
    assert hours(couple, bo)[0] == "10 09:00"
    scheduling.set_terms(couple, room=None, by=looking(ana))
    assert hours(couple, bo)[0] == "03 09:00"


def test_at_most_sixty_hours_are_offered(couple, bo, practice, owner, ana):
    scheduling.set_hours(practice, {key: [(time(8), time(20))] for key in range(7)}, by=looking(owner))
    assert len(offered(couple, bo)) == 60


def test_after_the_clocks_change_the_hours_are_still_those_of_the_clock(couple, bo, ana, clock):
    clock.move_to(datetime(2026, 3, 27, 12, tzinfo=UTC))
    first = offered(couple, bo)[0]
    assert (first.starts_at, first.local) == (
        datetime(2026, 3, 31, 8, tzinfo=UTC),
        datetime(2026, 3, 31, 9),
    )


def test_hours_that_clocks_skip_or_repeat_are_never_offered(couple, bo, practice, owner, clock):
    scheduling.set_hours(practice, {6: [(time(0, 30), time(4))]}, by=looking(owner))
    clock.move_to(datetime(2026, 10, 20, 12, tzinfo=UTC))
    on_the_day = [one for one in hours(couple, bo) if one.startswith("25")]
    assert on_the_day == ["25 00:30", "25 02:00", "25 02:30", "25 03:00"]


def test_without_hours_or_without_the_counsellors_word_nothing_is_offered(couple, bo, practice, owner, ana):
    scheduling.set_terms(couple, mode="ask", by=looking(ana))
    assert offered(couple, bo) == []
    with pytest.raises(NotNow):
        scheduling.take(couple, bo, starts_at=datetime(2026, 3, 3, 9, tzinfo=UTC), by=looking(bo))
    scheduling.set_terms(couple, mode="book", by=looking(ana))
    scheduling.set_hours(practice, {}, by=looking(owner))
    assert offered(couple, bo) == []


def test_nobody_sees_the_hours_of_others(couple, bo, cy, dee, ana):
    for stranger in (cy, dee, ana):
        with pytest.raises(NotFound):
            scheduling.free_hours(couple, bo, viewer=looking(stranger))
    with pytest.raises(NotFound):
        scheduling.free_hours(couple, dee, viewer=looking(dee))


# ---------------------------------------------------------------- taking one
def test_an_hour_is_taken_for_both_or_for_oneself(couple, bo, cy):
    first, *_between, last = offered(couple, bo)
    both = scheduling.take(couple, bo, starts_at=first.starts_at, by=looking(bo))
    own = scheduling.take(couple, cy, starts_at=last.starts_at, alone=True, by=looking(cy))
    assert Attendee.unscoped.filter(session=both).count() == 2
    assert [seat.partner_id for seat in Attendee.unscoped.filter(session=own)] == [cy.pk]
    assert not TherapySession.objects.visible_to(looking(bo)).filter(pk=own.pk).exists()


def test_an_hour_that_is_gone_was_never_free_or_is_too_near_gets_one_answer(couple, bo, cy, ana):
    hour = offered(couple, bo)[0]
    scheduling.take(couple, cy, starts_at=hour.starts_at, alone=True, by=looking(cy))
    answers = set()
    for moment in (hour.starts_at, datetime(2026, 3, 4, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)):
        with pytest.raises(HourGone) as refused:
            scheduling.take(couple, bo, starts_at=moment, by=looking(bo))
        answers.add((refused.value.status, refused.value.code, str(refused.value.sentence)))
    assert answers == {(409, "hour_gone", "That hour has just gone. Here are hours that are still free.")}


def test_alone_only_where_it_was_agreed(couple, bo, ana):
    scheduling.set_terms(couple, alone=False, by=looking(ana))
    with pytest.raises(NotNow):
        scheduling.take(couple, bo, starts_at=offered(couple, bo)[0].starts_at, alone=True, by=looking(bo))


def test_nobody_takes_an_hour_for_somebody_else(couple, bo, cy):
    with pytest.raises(NotFound):
        scheduling.take(couple, bo, starts_at=offered(couple, bo)[0].starts_at, by=looking(cy))


# ---------------------------------------------------------------- terms
def test_terms_that_nobody_set_let_partners_ask(other_couple):
    terms = scheduling.terms_of(other_couple)
    assert (terms.mode, terms.alone, terms.version) == ("ask", False, 0)


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"mode": "rule"}, "mode"),
        ({"minutes": 5}, "minutes"),
        ({"notice_hours": -1}, "notice_hours"),
        ({"days_ahead": 999}, "days_ahead"),
    ],
)
def test_terms_that_cannot_be_are_refused(couple, ana, how, field):
    with pytest.raises(BadInput) as refused:
        scheduling.set_terms(couple, by=looking(ana), **how)
    assert list(refused.value.fields) == [field]


def test_terms_are_the_counsellors_to_set(couple, bo, fay, owner, ana):
    for other in (bo, fay, owner):
        with pytest.raises(NotFound):
            scheduling.set_terms(couple, mode="see", by=looking(other))
    with pytest.raises(StaleEdit):
        scheduling.set_terms(couple, mode="see", version=0, by=looking(ana))


# ---------------------------------------------------------------- what is private
WANTED = [datetime(2026, 3, 3, 9), datetime(2026, 3, 3, 11), datetime(2026, 3, 10, 10)]


def test_three_hours_of_the_other_partner_alone_look_like_three_of_other_couples(couple, bo, cy, ana, room):
    """Whoever comes, whatever the room or the link: what is on offer is the same to the byte."""
    worlds = [_offer_beside(couple, bo, ana, **how) for how in _ways(couple, cy, ana, room)]
    assert len(set(worlds)) == 1


def _ways(couple, cy, ana, room):
    others = CoupleFactory(practice=ana.practice, counsellor=ana, status="active")
    partner_in(others, "a")
    yield {"whose": couple, "attendees": [cy]}
    yield {"whose": others}
    yield {"whose": couple, "attendees": [cy], "room": room}
    yield {"whose": others, "link": "https://meet.example.org/a"}


def _offer_beside(couple, bo, ana, *, whose, **how):
    with transaction.atomic():
        for starts in WANTED:
            session = scheduling.book(whose, starts=starts, minutes=50, by=looking(ana), **how)
        told = repr(offered(couple, bo))
        with pytest.raises(HourGone) as refused:
            scheduling.take(couple, bo, starts_at=session.starts_at, by=looking(bo))
        told += repr((refused.value.status, refused.value.code, str(refused.value.sentence)))
        transaction.set_rollback(True)
    return told.encode()


def test_as_many_questions_are_asked_whatever_stands_in_the_way(couple, bo, book):
    with CaptureQueriesContext(connection) as before:
        scheduling.free_hours(couple, bo, viewer=looking(bo))
    for starts in WANTED:
        book(starts)
    with CaptureQueriesContext(connection) as after:
        scheduling.free_hours(couple, bo, viewer=looking(bo))
    assert len(before) == len(after)
