"""How far several raters see the same, against Shrout & Fleiss 1979."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics.intraclass import Intraclass, intraclass, mean_squares

PUBLISHED = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]
TABLES = st.lists(st.lists(st.integers(0, 10), min_size=3, max_size=3), min_size=2, max_size=8)


def test_t7_the_six_forms_of_shrout_and_fleiss_1979() -> None:
    assert intraclass(PUBLISHED) == pytest.approx((0.1657, 0.2898, 0.7148, 0.4428, 0.6201, 0.9093), abs=5e-5)
    assert [round(value or 0, 2) for value in intraclass(PUBLISHED)] == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]


def test_t7_their_table_of_mean_squares() -> None:
    assert mean_squares(PUBLISHED) == pytest.approx((11.24, 6.26, 32.49, 1.02), abs=0.005)


def test_raters_who_see_the_same_reach_one() -> None:
    assert intraclass([(1, 1), (2, 2), (4, 4)]) == (1, 1, 1, 1, 1, 1)


def test_a_rater_who_is_always_stricter_still_agrees_on_the_order() -> None:
    found = intraclass([(1, 2.1), (2, 3.1), (4, 5.1)])
    assert found.single_3 == pytest.approx(1)
    assert found.single_2 is not None
    assert found.single_2 < 1


def test_where_things_do_not_differ_nothing_is_claimed() -> None:
    assert intraclass([(0.1, 0.1, 0.1), (0.1, 0.1, 0.1)]) == Intraclass(None, None, None, None, None, None)
    stricter = intraclass([(1, 2.1, 0.3), (1, 2.1, 0.3)])
    assert (stricter.single_3, stricter.mean_3) == (None, None)
    with_rounding = intraclass([(1.9, 6.6, 4.9)] * 3)
    assert (with_rounding.single_3, with_rounding.mean_3) == (None, None)


def test_small_numbers_count_as_much_as_large_ones() -> None:
    small = intraclass([tuple(value / 100 for value in row) for row in PUBLISHED])
    assert small == pytest.approx(intraclass(PUBLISHED))


@pytest.mark.parametrize("rows", [[], [(1, 2)], [(1,), (2,)], [(1, 2), (1, 2, 3)], [(1, 2, 3), (1, 2)]])
def test_half_a_table_is_refused(rows: list[tuple[float, ...]]) -> None:
    with pytest.raises(ValueError, match="two things"):
        intraclass(rows)


def test_ratings_are_finite() -> None:
    with pytest.raises(ValueError, match="finite"):
        intraclass([(1, 2), (1, float("nan"))])


@given(TABLES, st.integers(-20, 20), st.randoms())
def test_neither_order_nor_zero_point_changes_it(rows: list[list[int]], shift: int, random: Random) -> None:
    order = random.sample(range(3), 3)
    moved = [[row[i] + shift for i in order] for row in random.sample(rows, len(rows))]
    for one, two in zip(intraclass(rows), intraclass(moved), strict=True):
        assert (one is None) == (two is None)
        assert one is None or one == pytest.approx(two, abs=1e-9)
        assert one is None or one <= 1 + 1e-9
