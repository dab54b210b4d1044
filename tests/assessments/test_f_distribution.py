"""Quantiles of F without a library of statistics, against printed tables and closed forms."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics.f_distribution import cumulative, incomplete_beta, quantile

DEGREES = st.floats(1, 300)
SHARES = st.floats(0.001, 0.999)
INF, NAN = float("inf"), float("nan")


@pytest.mark.parametrize(
    ("p", "df1", "df2", "f"),
    [
        (0.95, 1, 10, 4.965),
        (0.95, 5, 10, 3.326),
        (0.95, 10, 5, 4.735),
        (0.975, 4, 20, 3.515),
        (0.975, 30, 60, 1.815),
        (0.99, 3, 12, 5.953),
        (0.975, 1, 1, 647.8),
    ],
)
def test_quantiles_are_those_of_printed_tables(p: float, df1: float, df2: float, f: float) -> None:
    assert quantile(p, df1, df2) == pytest.approx(f, rel=2e-4)
    assert quantile(1 - p, df2, df1) == pytest.approx(1 / f, rel=2e-4)


@given(st.floats(0, 1), st.floats(0.5, 60))
def test_the_incomplete_beta_has_its_closed_forms(x: float, a: float) -> None:
    assert incomplete_beta(x, a, 1) == pytest.approx(x**a, abs=1e-12)
    assert incomplete_beta(x, 1, a) == pytest.approx(1 - (1 - x) ** a, abs=1e-12)


@given(st.floats(0, 0.99))
def test_the_arcsine_law_is_one_of_them(x: float) -> None:
    assert incomplete_beta(x, 0.5, 0.5) == pytest.approx(2 / math.pi * math.asin(math.sqrt(x)), abs=1e-12)


@given(st.floats(0, 1), st.integers(1, 12), st.integers(1, 12))
def test_whole_numbers_give_a_sum_of_binomial_terms(x: float, a: int, b: int) -> None:
    n = a + b - 1
    expected = sum(math.comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(a, n + 1))
    assert incomplete_beta(x, a, b) == pytest.approx(expected, abs=1e-11)


@given(st.floats(0.01, 0.99), DEGREES, DEGREES)
def test_the_two_tails_make_one(x: float, a: float, b: float) -> None:
    assert incomplete_beta(x, a, b) + incomplete_beta(1 - x, b, a) == pytest.approx(1)


@given(SHARES, DEGREES, DEGREES)
def test_a_quantile_cuts_off_its_share(p: float, df1: float, df2: float) -> None:
    f = quantile(p, df1, df2)
    assert cumulative(f, df1, df2) == pytest.approx(p, abs=1e-9)


@given(st.floats(0, 500), st.floats(0.5, 300))
def test_two_degrees_have_a_closed_form(f: float, df: float) -> None:
    assert cumulative(f, df, 2) == pytest.approx((df * f / (df * f + 2)) ** (df / 2), abs=1e-10)


def test_the_median_of_equal_degrees_is_one() -> None:
    assert quantile(0.5, 7, 7) == pytest.approx(1)
    assert cumulative(1, 7, 7) == pytest.approx(0.5)


def test_the_ends_are_exact() -> None:
    assert incomplete_beta(0, 2, 3) == 0
    assert incomplete_beta(1, 2, 3) == 1
    assert cumulative(0, 2, 3) == 0
    assert quantile(0.999, 0.01, 0.01) == INF


def test_very_many_degrees_still_settle() -> None:
    assert cumulative(1, 20_000, 20_000) == pytest.approx(0.5, abs=1e-9)
    assert quantile(0.975, 999, 999 * 29) == pytest.approx(1.0909, abs=0.001)


@pytest.mark.parametrize("x", [-0.1, 1.1, NAN])
def test_shares_lie_from_zero_to_one(x: float) -> None:
    with pytest.raises(ValueError, match="x must"):
        incomplete_beta(x, 1, 1)
    with pytest.raises(ValueError, match="p must"):
        quantile(x, 1, 1)


@pytest.mark.parametrize("p", [0, 1])
def test_no_quantile_cuts_off_nothing_or_everything(p: float) -> None:
    with pytest.raises(ValueError, match="p must"):
        quantile(p, 1, 1)


@pytest.mark.parametrize("wrong", [0, -1, INF, NAN])
def test_degrees_are_above_zero(wrong: float) -> None:
    for degrees in ((wrong, 1), (1, wrong)):
        with pytest.raises(ValueError, match="above 0"):
            incomplete_beta(0.5, *degrees)
        with pytest.raises(ValueError, match="degrees"):
            cumulative(1, *degrees)
        with pytest.raises(ValueError, match="degrees"):
            quantile(0.5, *degrees)


@pytest.mark.parametrize("f", [-1, INF, NAN])
def test_f_is_a_number_from_zero_up(f: float) -> None:
    with pytest.raises(ValueError, match="f must"):
        cumulative(f, 1, 1)
