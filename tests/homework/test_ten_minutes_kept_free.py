"""Whoever asks for it finds ten minutes in their calendar at the hour they chose, under the same words as all else."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import recurring_ical_events
from icalendar import Calendar

from homework import assigning, keeping_free, terms, waiting
from homework.models import AssignmentTerms
from practice import caring
from practice.calendar import choosing, feeds
from practice.models import FeedToken
from tests.conftest import looking
from tests.factories import homework as sets

TODAY = date(2026, 3, 10)
EIGHT = time(20, 0)


@pytest.fixture
def asked(couple: Any, bo: Any, cy: Any) -> Any:
    """Bo wants time kept free, Cy does not."""
    choosing.choose(bo.user, channel="feed", title="Choir", shows_homework=True, by=looking(bo))
    return bo


def set_for(couple: Any, slug: str = sets.SELF, **facts: Any) -> Any:
    given = {"starts_on": TODAY, "terms__remind_at": EIGHT, **facts}
    return sets.AssignmentFactory(couple=couple, exercise=sets.exercise(slug), **given)


def feed_of(person: Any) -> FeedToken:
    found = feeds.find(feeds.make(person.user, by=looking(person)))
    assert found is not None
    return found


def body(feed: FeedToken) -> bytes:
    return feeds.body(FeedToken.unscoped.get(pk=feed.pk), TODAY)


def mark(feed: FeedToken) -> str:
    return feeds.etag(FeedToken.unscoped.get(pk=feed.pk), TODAY)


def days(feed: FeedToken, weeks: int = 1) -> list[str]:
    """What the calendar shows in so many weeks from today."""
    begin = datetime(2026, 3, 10, tzinfo=UTC)
    found = recurring_ical_events.of(Calendar.from_ical(body(feed))).between(
        begin, begin + timedelta(weeks=weeks)
    )
    assert {str(one["SUMMARY"]) for one in found} <= {"Choir"}
    assert {one.end - one.start for one in found} <= {timedelta(minutes=10)}
    return sorted(f"{one.start:%a %H:%M}" for one in found)


def test_it_stands_on_ones_own_days_at_ones_own_hour(couple: Any, asked: Any) -> None:
    set_for(couple, terms__weekdays="135")
    assert days(feed_of(asked)) == ["Sat 20:00", "Thu 20:00", "Tue 20:00"]


def test_who_did_not_ask_has_none(couple: Any, asked: Any, cy: Any, ana: Any) -> None:
    set_for(couple)
    for person in (cy, ana):
        assert b"BEGIN:VEVENT" not in body(feed_of(person))


def test_without_an_hour_there_is_nothing_to_keep_free(couple: Any, asked: Any) -> None:
    set_for(couple, terms__remind_at=None)
    assert days(feed_of(asked)) == []


def test_it_names_no_exercise_and_counts_none(couple: Any, asked: Any) -> None:
    set_for(couple)
    one = body(feed_of(asked))
    set_for(couple, sets.TEN_MINUTES, for_partner=None)
    sets.joint_work(couple)
    two = body(feed_of(asked))
    assert two.count(b"BEGIN:VEVENT") == one.count(b"BEGIN:VEVENT") == 7
    assert b"check" not in one.lower()


def test_a_weekly_one_stands_once_a_week(couple: Any, asked: Any) -> None:
    set_for(couple, cadence="weekly", terms__weekdays="46")
    assert days(feed_of(asked), 2) == ["Fri 20:00", "Fri 20:00"]


def test_it_ends_with_its_last_day_and_comes_again_with_the_next_one(couple: Any, asked: Any) -> None:
    set_for(couple, ends_on=TODAY + timedelta(days=6), terms__weekdays="1")
    set_for(couple, sets.TEN_MINUTES, starts_on=TODAY + timedelta(days=21), terms__weekdays="1")
    sets.joint_work(couple)
    feed = feed_of(asked)
    assert len(days(feed, 3)) == 1
    assert len(days(feed, 5)) == 3


def test_the_hour_stays_on_the_clock_when_the_clocks_change(couple: Any, asked: Any) -> None:
    set_for(couple, terms__weekdays="1")
    assert days(feed_of(asked), 6) == ["Tue 20:00"] * 6


def test_each_change_is_seen_in_this_calendar_and_in_no_other(
    couple: Any, asked: Any, cy: Any, ana: Any
) -> None:
    assignment, mine, theirs = set_for(couple), feed_of(asked), feed_of(cy)
    own = AssignmentTerms.unscoped.get(assignment=assignment, partner=asked)
    other = mark(theirs)

    changes = [
        lambda: assigning.pause(assignment, by=looking(ana)),
        lambda: assigning.resume(assignment, by=looking(ana)),
        lambda: terms.change_cue(own, remind_at=time(7, 30), by=looking(asked)),
        lambda: terms.change_dose(own, weekdays="24", by=looking(ana)),
        lambda: caring.change_status(couple, "paused", by=looking(ana)),
        lambda: caring.change_status(couple, "active", by=looking(ana)),
        lambda: terms.change_cue(own, remind_at=None, by=looking(asked)),
        lambda: terms.change_cue(own, remind_at=time(7, 30), by=looking(asked)),
        lambda: assigning.end(assignment, by=looking(ana)),
    ]

    seen = [days(mine)]
    for change in changes:
        before = mark(mine)
        change()
        own.refresh_from_db()
        assert mark(mine) != before
        seen.append(days(mine))
        assert seen[-1] != seen[-2]
    assert seen[-1] == []
    assert mark(theirs) == other


def test_what_the_other_one_does_with_theirs_changes_nothing_here(
    couple: Any, asked: Any, cy: Any, ana: Any
) -> None:
    choosing.choose(cy.user, channel="feed", shows_homework=True, by=looking(cy))
    assignment, mine = set_for(couple), feed_of(asked)
    before = mark(mine), body(mine)
    theirs = AssignmentTerms.unscoped.get(assignment=assignment, partner=cy)
    terms.change_cue(theirs, remind_at=time(6, 0), by=looking(cy))
    alone = set_for(couple, sets.APPRECIATION, for_partner=cy)
    assigning.pause(alone, by=looking(ana))
    assert (mark(mine), body(mine)) == before


def test_what_waits_stands_there_once_it_has_opened(couple: Any, asked: Any, ana: Any) -> None:
    first = set_for(couple, terms__remind_at=None, target_times=1)
    set_for(couple, sets.TEN_MINUTES, opens="after_own", after=first, terms__opens_at=None)
    sets.joint_work(couple)
    feed = feed_of(asked)
    assert days(feed) == []
    sets.EntryFactory(assignment=first, partner=asked)
    waiting.open_own_next(first, asked)
    assert len(days(feed)) == 7


def test_two_queries_however_much_is_set(couple: Any, asked: Any, django_assert_num_queries: Any) -> None:
    for slug in (sets.SELF, sets.APPRECIATION, sets.TEN_MINUTES):
        set_for(couple, slug)
    since, until = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    with django_assert_num_queries(2):
        keeping_free.hours_of(asked.user_id, since, until)
