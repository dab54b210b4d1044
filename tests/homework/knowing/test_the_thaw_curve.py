"""Daily flickers, where they go, and when nothing is said of it."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homework.knowing.events import Flicker
from homework.knowing.marks import Mark
from homework.knowing.shown import Hidden
from homework.knowing.thaw import ThawDay, kendall_z, thaw
from tests.homework.knowing.noting import day, flickers, swapped

logs = st.lists(flickers, max_size=40)


def seen(step: int, steps: int, *, mark: Mark = "a", setback: bool = False) -> Flicker:
    return Flicker(
        day(step), mark, ease=steps > 0, warmth=steps > 1, laugh=steps > 2, tension=steps < 0, setback=setback
    )


def test_a_day_is_a_step_for_each_good_sign_less_one_for_tension() -> None:
    notes = [
        Flicker(day(0), "a"),
        Flicker(day(1), "a", ease=True, warmth=True, laugh=True),
        Flicker(day(2), "a", laugh=True, tension=True),
        Flicker(day(3), "a", tension=True, setback=True),
    ]
    found = thaw(notes, until=day(6)).a
    assert found.days == (
        ThawDay(day(0), 0, False),
        ThawDay(day(1), 3, False),
        ThawDay(day(2), 0, False),
        ThawDay(day(3), -1, True),
    )
    assert found.setbacks == 1


def test_two_entries_of_one_day_make_one_day() -> None:
    found = thaw(
        [Flicker(day(0), "a", ease=True), Flicker(day(0), "a", ease=True, tension=True, setback=True)],
        until=day(0),
    )
    assert found.a.days == (ThawDay(day(0), 0, True),)


def test_it_is_silent_under_ten_days_and_under_two_weeks() -> None:
    nine = thaw([seen(2 * step, 1) for step in range(9)], until=day(20)).a
    short = thaw([seen(step, 1) for step in range(13)], until=day(20)).a
    enough = thaw([seen(step, 1) for step in (*range(9), 13)], until=day(20)).a
    assert (nine.hidden, nine.per_four_weeks, nine.direction) == (Hidden("too_few_days", 9, 10), None, None)
    assert short.hidden == Hidden("too_short", 13, 14)
    assert (enough.hidden, enough.per_four_weeks, enough.direction) == (None, 0.0, "unclear")
    assert len(nine.days) == 9


def test_a_steady_rise_is_up_a_fall_is_down_and_noise_is_neither() -> None:
    rise = [seen(step, step // 7) for step in range(28)]
    fall = [seen(step, 3 - step // 7) for step in range(28)]
    noise = [seen(step, (step * 5) % 4, mark="b") for step in range(28)]
    up, down = thaw([*rise, *noise], until=day(27)), thaw(fall, until=day(27))
    assert (up.a.direction, up.b.direction, down.a.direction) == ("up", "unclear", "down")
    assert up.a.per_four_weeks == pytest.approx(4.0, abs=0.7)
    assert down.a.per_four_weeks == pytest.approx(-(up.a.per_four_weeks or 0))


def test_one_bad_day_is_marked_and_does_not_turn_the_curve() -> None:
    rise = [seen(step, step // 7) for step in range(28)]
    bad = [
        replace(note, ease=False, warmth=False, laugh=False, tension=True, setback=True)
        for note in rise[20:21]
    ]
    with_it = thaw([*rise[:20], *bad, *rise[21:]], until=day(27)).a
    assert with_it.direction == "up"
    assert with_it.setbacks == 1
    assert with_it.per_four_weeks == pytest.approx(thaw(rise, until=day(27)).a.per_four_weeks, abs=0.3)


def test_only_the_last_weeks_count() -> None:
    notes = [seen(step, 1) for step in range(60)]
    found = thaw(notes, until=day(50), weeks=2).a
    assert [one.day for one in found.days] == [day(step) for step in range(37, 51)]


@pytest.mark.parametrize("values", [(0, 1, 2, 3, 4), (0, 0, 1, 2, 2), (1, 1, 1, 2, 3, 3), (0, 0, 0, 0, 1)])
def test_the_spread_behind_the_direction_is_that_of_every_possible_order(values: tuple[int, ...]) -> None:
    """Independent of the formula with ties: the mean square of the score over all orders of the same values."""

    def score(order: tuple[int, ...]) -> int:
        return sum((b > a) - (b < a) for i, a in enumerate(order) for b in order[i + 1 :])

    scores = [score(order) for order in permutations(values)]
    spread = (sum(one * one for one in scores) / len(scores)) ** 0.5
    assert kendall_z(values) == pytest.approx((score(values) - 1) / spread)


def test_no_order_no_direction() -> None:
    assert kendall_z([]) == kendall_z([2]) == kendall_z([1, 1, 1]) == kendall_z([1, 2, 1]) == 0


@given(st.lists(st.integers(-1, 3), max_size=20))
def test_read_backwards_a_rise_is_a_fall(values: list[int]) -> None:
    assert kendall_z(values[::-1]) == pytest.approx(-kendall_z(values))


@given(logs, st.randoms())
def test_swapping_swaps_the_marks_and_order_changes_nothing(notes: list[Flicker], random: Random) -> None:
    found = thaw(notes, until=day(20))
    assert thaw(swapped(notes), until=day(20)) == swapped(found)
    assert thaw(random.sample(notes, len(notes)), until=day(20)) == found


@given(logs, logs)
def test_what_one_partner_notes_never_moves_the_others_curve(
    notes: list[Flicker], more: list[Flicker]
) -> None:
    theirs = [replace(note, mark="b") for note in more]
    assert thaw([*notes, *theirs], until=day(20)).a == thaw(notes, until=day(20)).a


@given(logs, st.integers(1, 400))
def test_the_calendar_does_not_matter_only_the_days_between(notes: list[Flicker], shift: int) -> None:
    later = [replace(note, day=note.day + timedelta(days=shift)) for note in notes]
    assert thaw(later, until=day(20 + shift)).a.per_four_weeks == thaw(notes, until=day(20)).a.per_four_weeks
