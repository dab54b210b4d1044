"""Shares, their Wilson intervals and means, and when they are not shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homework.knowing.shown import Hidden, Mean, mean_of, rate, wilson


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_published_intervals_of_newcombe_1998(count: int, of: int, low: float, high: float) -> None:
    """Statistics in Medicine 17, 857-872, table I, method 3 (Wilson score, no continuity correction)."""
    assert wilson(count, of) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_lies_in_its_interval_and_mirrors_when_yes_and_no_change_places(
    pair: tuple[int, int],
) -> None:
    count, of = pair
    low, high = wilson(count, of)
    assert 0 <= low <= count / of <= high <= 1
    assert low < high
    assert wilson(of - count, of) == (pytest.approx(1 - high), pytest.approx(1 - low))


def test_the_ends_of_the_interval_solve_the_score_equation() -> None:
    """Independent of the closed form: at either end the share is 1.96 standard errors, under that end, away."""
    for end in wilson(7, 31):
        assert abs(7 / 31 - end) / (end * (1 - end) / 31) ** 0.5 == pytest.approx(1.959963984540054)


def test_nine_events_give_counts_and_a_reason_ten_give_a_share() -> None:
    nine, ten = rate(6, 9), rate(6, 10)
    assert (nine.count, nine.of, nine.share, nine.low, nine.high) == (6, 9, None, None, None)
    assert nine.hidden == Hidden("too_few_entries", 9, 10)
    assert (ten.share, ten.hidden) == (0.6, None)
    assert rate(0, 0, minimum=0).hidden == Hidden("too_few_entries", 0, 1)


@pytest.mark.parametrize(("count", "of"), [(-1, 5), (6, 5), (0, 0)])
def test_impossible_counts_are_refused(count: int, of: int) -> None:
    with pytest.raises(ValueError, match="share"):
        wilson(count, of)


def test_impossible_counts_are_refused_even_where_the_share_would_be_hidden() -> None:
    with pytest.raises(ValueError, match="share"):
        rate(3, 2)


def test_a_blank_rating_is_absent_and_never_a_zero() -> None:
    assert mean_of([4, None, 2, 3], minimum=3) == Mean(3, 3.0)
    assert mean_of([4, None, 2], minimum=3) == Mean(2, None, Hidden("too_few_entries", 2, 3))
    assert mean_of([0, 0, 0], minimum=3) == Mean(3, 0.0)
