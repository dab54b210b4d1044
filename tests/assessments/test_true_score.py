"""Far-out scores are drawn toward the mean, and change is judged from there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics.change import reliable_change
from assessments.statistics.true_score import edwards_nunnally, hsu_linn_lord, true_score

NAN = float("nan")
SCORES = st.floats(0, 100)


def test_the_estimate_lies_between_the_score_and_the_mean() -> None:
    estimate = true_score(80, mean=50, sd=20, reliability=0.8)
    assert estimate.score == pytest.approx(74)
    assert estimate.error == pytest.approx(8)


def test_a_scale_that_says_nothing_gives_the_mean_for_everybody() -> None:
    assert true_score(80, mean=50, sd=20, reliability=0) == (50, 0)


def test_the_worked_example_by_edwards_and_nunnally() -> None:
    found = edwards_nunnally(32.5, 47.5, mean=40, sd=7.5, reliability=0.80)
    assert found == pytest.approx((47.5 - 34) / 3.3541, abs=0.001)


def test_the_worked_example_by_hsu_linn_and_lord() -> None:
    found = hsu_linn_lord(32.5, 47.5, mean=40, mean_after=44, sd=7.5, reliability=0.80)
    assert found == pytest.approx((3.5 + 6) / 4.5)


@pytest.mark.parametrize("place", ["before", "after", "mean", "sd", "reliability"])
def test_every_number_must_be_one(place: str) -> None:
    given_numbers = {"before": 30.0, "after": 40.0, "mean": 50.0, "sd": 20.0, "reliability": 0.8, place: NAN}
    before, after = given_numbers.pop("before"), given_numbers.pop("after")
    with pytest.raises(ValueError, match=r"finite|must be"):
        edwards_nunnally(before, after, **given_numbers)
    with pytest.raises(ValueError, match=r"finite|must be"):
        hsu_linn_lord(before, after, mean_after=50, **given_numbers)


def test_the_later_mean_must_be_a_number() -> None:
    with pytest.raises(ValueError, match="finite"):
        hsu_linn_lord(30, 40, mean=50, mean_after=NAN, sd=20, reliability=0.8)


def test_a_reliability_below_zero_or_of_one_is_refused() -> None:
    for reliability in (-0.1, 1.0):
        with pytest.raises(ValueError, match="reliability"):
            true_score(50, mean=50, sd=20, reliability=reliability)
        with pytest.raises(ValueError, match="reliability"):
            hsu_linn_lord(30, 40, mean=50, mean_after=50, sd=20, reliability=reliability)


@given(SCORES, st.floats(-50, 50))
def test_who_starts_at_the_mean_is_drawn_nowhere(mean: float, points: float) -> None:
    one = edwards_nunnally(mean, mean + points, mean=mean, sd=20, reliability=0.8)
    other = reliable_change(mean, mean + points, sd=20, reliability=0.8)
    assert one == pytest.approx(other * 2**0.5, abs=1e-9)
