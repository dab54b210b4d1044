"""Rounds, turns and cards: the same for both partners, fair over time, and made again from the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from homework.rounds import card_of, role_of, round_of

MONDAY = date(2026, 11, 23)
seeds = st.uuids(version=4)


def test_a_daily_round_is_a_day_and_a_weekly_one_changes_on_monday() -> None:
    thursday = MONDAY + timedelta(days=3)
    assert round_of(weekly=False, starts_on=thursday, day=thursday + timedelta(days=2)) == 2
    assert round_of(weekly=True, starts_on=thursday, day=thursday + timedelta(days=3)) == 0
    assert round_of(weekly=True, starts_on=thursday, day=thursday + timedelta(days=4)) == 1


def test_a_day_before_the_start_belongs_to_the_first_round() -> None:
    assert round_of(weekly=True, starts_on=MONDAY, day=MONDAY - timedelta(days=9)) == 0
    assert round_of(weekly=False, starts_on=MONDAY, day=MONDAY - timedelta(days=9)) == 0


@given(seed=seeds, number=st.integers(0, 500))
def test_the_two_never_have_the_same_role_and_change_places_each_round(seed: UUID, number: int) -> None:
    assert role_of(seed, "a", number) != role_of(seed, "b", number)
    assert role_of(seed, "a", number) != role_of(seed, "a", number + 1)


def test_who_begins_is_drawn() -> None:
    begins = Counter(role_of(UUID(int=n), "a", 0) for n in range(200))
    assert 60 < begins["first"] < 140


@given(seed=seeds, size=st.integers(1, 70), turn=st.integers(0, 5))
def test_no_card_comes_again_before_the_deck_is_through(seed: UUID, size: int, turn: int) -> None:
    drawn = [card_of(seed, range(size), turn * size + place) for place in range(size)]
    assert sorted(drawn) == list(range(size))


def test_the_draw_is_the_same_in_every_process() -> None:
    seed = UUID("6f9619ff-8b86-4d01-b42d-00cf4fc964ff")
    drawn = [card_of(seed, "abcdefgh", n) for n in range(8)]
    assert drawn == [card_of(seed, "abcdefgh", n) for n in range(8)]
    assert "".join(drawn) == "haecfdbg"
