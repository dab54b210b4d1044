"""Means, spreads and correlations, and what they refuse."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics import moments

NUMBERS = st.lists(st.integers(0, 100), min_size=3, max_size=20)


@given(NUMBERS)
def test_mean_and_spread_are_those_of_the_standard_library(values: list[int]) -> None:
    assert moments.mean(values) == pytest.approx(statistics.fmean(values))
    assert moments.variance(values) == pytest.approx(statistics.variance(values))
    assert moments.spread(values) == pytest.approx(statistics.stdev(values))


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=3, max_size=20))
def test_r_is_that_of_the_standard_library_and_within_one(pairs: list[tuple[int, int]]) -> None:
    x, y = zip(*pairs, strict=True)
    r = moments.pearson(x, y)
    if len(set(x)) == 1 or len(set(y)) == 1:
        assert r is None
    else:
        assert r is not None
        assert r == pytest.approx(statistics.correlation(x, y), abs=1e-9)
        assert -1 <= r <= 1
        assert moments.pearson(y, x) == pytest.approx(r)


def test_a_straight_line_is_one_and_rounding_never_takes_it_past() -> None:
    x = [0.3, 0.1, 0.7]
    assert moments.pearson(x, x) == 1
    assert moments.pearson(x, [-value for value in x]) == -1


def test_rounding_is_not_spread() -> None:
    assert moments.is_flat([0.3, 0.1 + 0.2, 0.3])
    assert moments.variance([0.3, 0.1 + 0.2, 0.3]) == 0
    assert moments.is_flat([1e9, 1e9 + 1])
    assert moments.is_flat([-1e9, -1e9 - 1])
    assert moments.is_flat([1.0, 1.0 + 0.9e-9])
    assert not moments.is_flat([1.0, 1.0 + 1.1e-9])
    assert not moments.is_flat([50, 50.0001])
    assert moments.is_flat([])
    assert moments.is_flat([5])


def test_values_at_the_very_edge_of_rounding_are_the_same() -> None:
    assert moments.is_flat([0.0, moments.FLAT])


def test_one_value_has_no_spread_and_none_has_no_mean() -> None:
    with pytest.raises(ValueError, match="at least two"):
        moments.spread([4])
    with pytest.raises(ValueError, match="at least one"):
        moments.mean([])
    assert moments.variance([4, 6]) == 2
    assert moments.pearson([1, 2], [3, 5]) == pytest.approx(1)


def test_sides_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="same number"):
        moments.pearson([1, 2, 3], [1, 2])


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), float("-inf")])
def test_values_are_finite(wrong: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        moments.finite([1, wrong])
    with pytest.raises(ValueError, match="finite"):
        moments.pearson([1, 2, wrong], [1, 2, 3])
    with pytest.raises(ValueError, match="finite"):
        moments.pearson([1, 2, 3], [1, 2, wrong])
