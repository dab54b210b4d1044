"""Where homework itself feels like pressure, and when the counsellor is told to look."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homework.knowing.events import Day, Start
from homework.knowing.pressure import Caution, Felt, pressure
from tests.homework.knowing.noting import day, diary, starts, swapped


def skipped(step: int, reason: str = "pressure", *, mark: Any = "b", exercise: str = "play-menu") -> Day:
    return Day(mark, exercise, day(step), "skipped", reason)


def pressed(step: int, *, mark: Any = "b", exercise: str = "play-menu") -> Day:
    return Day(mark, exercise, day(step), "done", pressure=True)


def started(by: Any, times: int = 1, exercise: str = "play-menu") -> list[Start]:
    return [Start(day(step), "a", exercise, by) for step in range(times)]


def test_skips_and_answers_are_counted_by_exercise_and_partner() -> None:
    found = pressure(
        [
            skipped(0),
            pressed(1),
            pressed(1),
            skipped(2, "no_time"),
            skipped(3, exercise="bid-log"),
            pressed(4, mark="a"),
        ],
        until=day(10),
    )
    assert found.b.felt == (Felt("bid-log", 1, 0, 1), Felt("play-menu", 1, 1, 2))
    assert found.a.felt == (Felt("play-menu", 0, 1, 1),)


def test_a_day_left_out_and_then_done_under_pressure_is_one_day() -> None:
    assert pressure([skipped(0), pressed(0)], until=day(10)).b.felt == (Felt("play-menu", 1, 1, 1),)


def test_a_reason_on_a_day_that_was_done_after_all_does_not_count() -> None:
    assert pressure([Day("b", "play-menu", day(0), "done", "pressure")], until=day(10)).b.felt == ()


def test_twice_in_four_weeks_is_a_caution_and_once_or_long_ago_is_not() -> None:
    assert pressure([skipped(0)], until=day(10)).b.cautions == ()
    assert pressure([skipped(0), skipped(28)], until=day(28)).b.cautions == ()
    again = pressure([skipped(1), skipped(28)], until=day(28)).b.cautions
    assert again == (Caution("play-menu", "repeated", 2, 0, 0),)
    assert pressure([skipped(1), skipped(29)], until=day(28)).b.cautions == ()


@pytest.mark.parametrize(
    ("positions", "begun", "warned"),
    [
        ({"b": "withdraw", "a": "pursue"}, started("a"), True),
        ({"b": "withdraw"}, started("a", 3) + started("b", 2), True),
        ({"b": "withdraw"}, started("b"), False),
        ({"b": "withdraw"}, started("a") + started("b"), False),
        ({"b": "withdraw"}, started("both", 4), False),
        ({"b": "withdraw"}, [], False),
        ({"b": "pursue"}, started("a"), False),
        ({"a": "withdraw"}, started("a"), False),
        ({}, started("a"), False),
        ({"b": "withdraw"}, started("a", 2, "bid-log"), True),
        ({"b": "withdraw"}, started("a", 2, "bid-log") + started("b"), False),
    ],
)
def test_pressure_on_who_withdraws_while_the_other_starts_repeats_the_cycle(
    positions: Any, begun: list[Start], warned: bool
) -> None:
    found = pressure([skipped(0)], begun, positions=positions, until=day(10)).b.cautions
    assert [caution.why for caution in found] == (["pursue_withdraw"] if warned else [])


def test_the_caution_carries_the_counts_it_rests_on() -> None:
    found = pressure(
        [skipped(0), pressed(2)], started("a", 3) + started("b"), positions={"b": "withdraw"}, until=day(10)
    )
    assert found.b.cautions == (
        Caution("play-menu", "pursue_withdraw", 2, 3, 1),
        Caution("play-menu", "repeated", 2, 3, 1),
    )
    assert found.a.cautions == ()


@given(
    st.lists(diary, max_size=20),
    st.lists(starts, max_size=10),
    st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(["pursue", "withdraw"])),
    st.randoms(),
)
def test_swapping_swaps_the_marks_and_order_changes_nothing(
    notes: list[Day], begun: list[Start], positions: Any, random: Random
) -> None:
    found = pressure(notes, begun, positions=positions, until=day(20))
    other_way = {swapped(mark): position for mark, position in positions.items()}
    assert pressure(swapped(notes), swapped(begun), positions=other_way, until=day(20)) == swapped(found)
    mixed, begun_mixed = random.sample(notes, len(notes)), random.sample(begun, len(begun))
    assert pressure(mixed, begun_mixed, positions=positions, until=day(20)) == found
