"""A reminder comes at the moment its partner chose: one a day whatever waits, never a third in a row, never of the other."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from assessments import reminding as forms
from homework import reminding
from homework.models import Assignment, AssignmentTerms
from practice import caring, reaching
from practice.models import ContactCard, Message
from tests.conftest import looking
from tests.factories import homework as sets
from tests.factories.assessments import AdministrationFactory

TUESDAY = date(2026, 3, 10)
LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")


@pytest.fixture
def at_nine(couple, bo, cy):
    """A small daily thing of Bo's own, with a reminder at nine in the evening."""
    assignment = sets.AssignmentFactory(
        couple=couple,
        exercise=sets.exercise(sets.SELF),
        for_partner=bo,
        terms__remind_at=time(21),
    )
    return AssignmentTerms.unscoped.get(assignment=assignment)


def evening(clock, *, day=TUESDAY, at="21:00"):
    hour, minute = map(int, at.split(":"))
    clock.move_to(datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON))
    return reminding.remind()


def changed(terms, **facts):
    AssignmentTerms.unscoped.filter(pk=terms.pk).update(**facts)


def test_it_comes_at_its_moment_and_once(at_nine, bo, clock):
    assert evening(clock, at="20:59") == 0
    assert evening(clock, at="21:00") == 1
    assert evening(clock, at="21:01") == 0
    letter = Message.unscoped.get()
    assert letter.user_id == bo.user_id
    assert letter.letter["subject"] == "Something new is waiting for you"
    at_nine.refresh_from_db()
    assert (at_nine.ignored, at_nine.reminded_on) == (1, TUESDAY)


def test_a_worker_that_stood_still_makes_up_for_two_hours_and_no_more(at_nine, clock):
    assert evening(clock, at="23:01") == 0
    assert evening(clock, at="22:59") == 1


def test_after_two_in_a_row_it_stops_until_something_is_written(at_nine, clock):
    days = [TUESDAY + timedelta(days=n) for n in range(4)]
    assert [evening(clock, day=day) for day in days] == [1, 1, 0, 0]
    changed(at_nine, ignored=0)
    assert evening(clock, day=days[3], at="21:05") == 1


@pytest.mark.parametrize("state", ["done", "skipped"])
def test_a_day_that_is_written_or_left_out_needs_none(at_nine, bo, tuesday, clock, state):
    facts = {"skip_reason": "no_time"} if state == "skipped" else {}
    sets.EntryFactory(assignment=at_nine.assignment, partner=bo, day=tuesday, state=state, **facts)
    assert evening(clock) == 0
    assert evening(clock, day=TUESDAY + timedelta(days=1)) == 1


def test_only_on_its_days_and_until_the_weeks_dose_is_done(at_nine, bo, tuesday, clock):
    changed(at_nine, weekdays="02", times_a_week=1)
    assert evening(clock) == 0
    wednesday = TUESDAY + timedelta(days=1)
    entry = sets.EntryFactory(assignment=at_nine.assignment, partner=bo, day=tuesday)
    assert evening(clock, day=wednesday) == 0
    entry.delete()
    assert evening(clock, day=wednesday) == 1


@pytest.mark.parametrize(
    "facts", [{"reminds": False}, {"remind_at": None}, {"opens_at": None}, {"ignored": 2}, {"weekdays": "0"}]
)
def test_what_shall_not_be_reminded_of_is_not(at_nine, clock, facts):
    changed(at_nine, **facts)
    assert evening(clock) == 0


@pytest.mark.parametrize("state", ["paused", "ended"])
def test_what_rests_or_has_ended_is_not_reminded_of(at_nine, clock, state):
    ended = {"ended_at": at_nine.assignment.set_at} if state == "ended" else {}
    Assignment.unscoped.update(state=state, **ended)
    assert evening(clock) == 0


def test_joint_ones_follow_what_stands_open_to_both(couple, bo, cy, ana, clock):
    sets.AssignmentFactory(couple=couple, terms__remind_at=time(21))
    assert evening(clock) == 0
    sets.joint_work(couple)
    assert evening(clock, at="21:01") == 2
    caring.change_status(couple, "paused", by=looking(ana))
    assert evening(clock, day=TUESDAY + timedelta(days=1)) == 0


def test_what_the_other_one_did_changes_nothing(couple, bo, cy, tuesday, clock):
    sets.joint_work(couple)
    assignment = sets.AssignmentFactory(couple=couple, terms__remind_at=time(21))
    sets.EntryFactory(assignment=assignment, partner=cy, day=tuesday)
    assert evening(clock) == 1
    assert Message.unscoped.get().user_id == bo.user_id


def test_two_exercises_and_a_form_make_one_mail_a_day(at_nine, couple, bo, clock):
    for slug, remind_at in (("self-care-plan", time(21)), ("outside-view-writing", time(22))):
        sets.AssignmentFactory(
            couple=couple, exercise=sets.exercise(slug), for_partner=bo, terms__remind_at=remind_at
        )
    assert evening(clock) == 1
    assert evening(clock, at="22:00") == 0
    AdministrationFactory(
        couple=couple, partner=bo, due_on=TUESDAY, opened_at=at_nine.opens_at - timedelta(days=3)
    )
    assert forms.remind() == 0
    assert Message.unscoped.count() == 1
    assert evening(clock, day=TUESDAY + timedelta(days=1)) == 1


def test_a_form_in_the_morning_leaves_none_for_the_evening_and_is_not_counted(at_nine, couple, bo, clock):
    AdministrationFactory(
        couple=couple, partner=bo, due_on=TUESDAY, opened_at=at_nine.opens_at - timedelta(days=3)
    )
    with time_machine.travel(datetime(2026, 3, 10, 9, 30, tzinfo=LONDON), tick=False):
        assert forms.remind() == 1
    assert evening(clock) == 0
    at_nine.refresh_from_db()
    assert at_nine.ignored == 0
    assert Message.unscoped.count() == 1


def test_whoever_wants_no_mail_gets_none_and_is_not_counted(at_nine, bo, clock):
    card = ContactCard.unscoped.create(partner=bo)
    reaching.change(card, by=looking(bo), may_mail=False)
    evening(clock)
    at_nine.refresh_from_db()
    assert (Message.unscoped.count(), at_nine.ignored) == (0, 0)


def test_quiet_hours_make_it_later_and_still_one_a_day(at_nine, bo, clock):
    card = ContactCard.unscoped.create(partner=bo)
    reaching.change(card, by=looking(bo), quiet_from=time(20), quiet_until=time(7))
    assert evening(clock) == 1
    assert Message.unscoped.get().due_at == datetime(2026, 3, 11, 7, tzinfo=LONDON)
    changed(at_nine, remind_at=time(12))
    assert evening(clock, day=TUESDAY + timedelta(days=1), at="12:00") == 0
    assert Message.unscoped.count() == 1


def test_each_practice_goes_by_its_own_clock(at_nine, practice, clock):
    practice.time_zone = "America/New_York"
    practice.save()
    assert evening(clock) == 0
    clock.move_to(datetime(2026, 3, 10, 21, tzinfo=NEW_YORK))
    assert reminding.remind() == 1


def test_two_workers_remind_once(at_nine, clock):
    assert evening(clock) == 1
    changed(at_nine, reminded_on=None)  # what a second worker had read before
    assert reminding.remind() == 0
    assert Message.unscoped.count() == 1


def test_a_round_with_nothing_due_asks_twice(at_nine, clock, django_assert_num_queries):
    clock.move_to(datetime(2026, 3, 10, 12, tzinfo=LONDON))
    with django_assert_num_queries(2):
        reminding.remind()
