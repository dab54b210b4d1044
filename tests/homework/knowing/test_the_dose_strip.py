"""Planned, done and left out by week, and how much of a plan was done."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homework.knowing.dose import completion, strip
from homework.knowing.events import Day, Dose
from homework.knowing.shown import Hidden
from tests.homework.knowing.noting import MONDAY, day, diary, doses, swapped


def done(*steps: int, exercise: str = "play-menu", mark: Any = "a") -> list[Day]:
    return [Day(mark, exercise, day(step), "done") for step in steps]


def skipped(step: int, reason: str, exercise: str = "play-menu") -> Day:
    return Day("a", exercise, day(step), "skipped", reason)


def test_a_week_shows_what_was_planned_done_and_left_out_with_reasons() -> None:
    notes = [*done(0, 2, 9), skipped(1, "no_time"), skipped(3, "no_time"), skipped(4, "apart", "bid-log")]
    weeks = strip([Dose("a", "play-menu", 3)], notes, first=day(1), last=day(8)).a
    assert [week.week_on for week in weeks] == [MONDAY, day(7)]
    first = weeks[0]
    assert (first.planned, first.done, first.skipped) == (3, 2, 3)
    assert first.reasons == (("apart", 1), ("no_time", 2))
    assert [row.exercise for row in first.exercises] == ["bid-log", "play-menu"]
    assert first.exercises[1].cells == ("done", "skipped", "done", "skipped", "", "", "")
    assert (weeks[1].done, weeks[1].planned) == (1, 3)


def test_a_day_counts_once_and_done_goes_before_left_out() -> None:
    week = strip([], [skipped(0, "no_time"), *done(0, 0)], first=day(0), last=day(0)).a[0]
    assert (week.done, week.skipped, week.reasons) == (1, 0, ())


def test_a_plan_counts_by_the_days_it_ran() -> None:
    plan = [Dose("a", "play-menu", 7, starts_on=day(4), ends_on=day(8))]
    weeks = strip(plan, [], first=day(0), last=day(20)).a
    assert [week.planned for week in weeks] == [pytest.approx(3), pytest.approx(2), 0]
    assert weeks[2].exercises == ()


def test_the_other_partners_plan_is_not_in_it() -> None:
    found = strip([Dose("a", "play-menu", 3)], done(0), first=day(0), last=day(6))
    assert (found.b[0].planned, found.b[0].done, found.b[0].exercises) == (0, 0, ())


@pytest.mark.parametrize(
    ("plan", "notes", "share"),
    [
        ([Dose("a", "play-menu", 5)], done(0, 1, 2, 7, 8, 9), 0.6),
        ([Dose("a", "play-menu", 2)], done(*range(14)), 1.0),
        ([Dose("a", "play-menu", 2), Dose("a", "bid-log", 2)], done(*range(14)), 0.5),
        ([Dose("a", "play-menu", 2)], done(7, 8, 9, 10), 1.0),
        ([Dose("a", "play-menu", 2)], [], 0.0),
        ([Dose("a", "play-menu", 2)], done(0, 1, exercise="bid-log"), 0.0),
        (
            [Dose("a", "play-menu", 7, ends_on=day(6)), Dose("a", "play-menu", 3, day(7))],
            done(0, 1, 2, 3, 4),
            0.5,
        ),
    ],
)
def test_completion_over_two_weeks(plan: list[Dose], notes: list[Day], share: float) -> None:
    found = completion(plan, notes, until=day(13)).a
    assert found.share == pytest.approx(share)
    assert found.hidden is None


def test_completion_is_silent_without_a_plan_and_while_the_plan_is_younger() -> None:
    young = completion([Dose("a", "play-menu", 3, starts_on=day(4))], done(5), until=day(13))
    assert (young.a.share, young.a.hidden) == (None, Hidden("too_few_days", 10, 14))
    assert (young.b.share, young.b.hidden) == (None, Hidden("nothing_planned", 0, 1))
    ended = completion([Dose("a", "play-menu", 3, ends_on=day(-1))], [], until=day(13)).a
    assert ended.hidden == Hidden("nothing_planned", 0, 1)


def test_a_plan_of_nothing_does_not_make_a_young_plan_older() -> None:
    plan = [Dose("a", "bid-log", 0), Dose("a", "play-menu", 3, starts_on=day(4))]
    assert completion(plan, [], until=day(13)).a.hidden == Hidden("too_few_days", 10, 14)


def test_days_outside_the_two_weeks_do_not_count() -> None:
    assert completion([Dose("a", "play-menu", 2)], done(-1, 0, 13, 14), until=day(13)).a.done == 2


@given(st.lists(doses, max_size=5), st.lists(diary, max_size=25), st.randoms())
def test_swapping_swaps_the_marks_and_order_changes_nothing(
    plan: list[Dose], notes: list[Day], random: Random
) -> None:
    weeks, share = strip(plan, notes, first=day(0), last=day(20)), completion(plan, notes, until=day(20))
    ours, theirs = swapped(plan), swapped(notes)
    assert strip(ours, theirs, first=day(0), last=day(20)) == swapped(weeks)
    assert completion(ours, theirs, until=day(20)) == swapped(share)
    plan, notes = random.sample(plan, len(plan)), random.sample(notes, len(notes))
    assert strip(plan, notes, first=day(0), last=day(20)) == weeks
    assert completion(plan, notes, until=day(20)) == share


@given(st.lists(doses, max_size=5), st.lists(diary, max_size=25))
def test_a_share_is_never_more_than_all_of_it_and_cells_match_the_counts(
    plan: list[Dose], notes: list[Day]
) -> None:
    for one in completion(plan, notes, until=day(20)):
        assert one.share is None or 0 <= one.share <= 1
    for weeks in strip(plan, notes, first=day(0), last=day(20)):
        for row in (row for week in weeks for row in week.exercises):
            assert (row.cells.count("done"), row.cells.count("skipped")) == (row.done, row.skipped)
            assert sum(count for _, count in row.reasons) == row.skipped
            assert len(row.cells) == 7
