"""Change in one partner and distance between two, against published worked examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import change

SCORES = st.floats(0, 100)


def test_the_worked_example_of_jacobson_and_truax_1991() -> None:
    cut = change.cutoffs(clinical=40, functional=60, clinical_sd=7.5, functional_sd=7.5)
    assert cut == (55, 45, 50)
    sem = change.standard_error(sd=7.5, reliability=0.80)
    assert sem == pytest.approx(3.35, abs=0.005)
    assert change.standard_error_of_difference(sd=7.5, reliability=0.80) == pytest.approx(4.74, abs=0.005)
    assert change.reliable_change(32.5, 47.5, sd=7.5, reliability=0.80) == pytest.approx(3.16, abs=0.005)
    assert (47.5 - 32.5) / sem == pytest.approx(4.47, abs=0.005)


def test_eleven_points_are_unclear_and_twelve_are_a_change_where_11_58_are_needed() -> None:
    assert change.classify(58, 47, 11.58, "better") == "unclear"
    assert change.classify(36, 48, 11.58, "better") == "improved"
    assert change.crossed(36, 48, 47.31, "better")
    assert not change.crossed(48, 60, 47.31, "better")
    assert pytest.approx(5.9082, abs=0.0001) == 11.58 / change.CHANCE
    assert pytest.approx(4.1777, abs=0.0001) == 11.58 / change.CHANCE / 2**0.5


@pytest.mark.parametrize(
    ("sd", "reliability", "points"),
    [(20, 0.80, 24.79), (20, 0.90, 17.53), (17, 0.98, 6.66), (32, 0.98, 12.54), (4, 0.94, 2.72)],
)
def test_points_needed_for_known_scales(sd: float, reliability: float, points: float) -> None:
    assert change.points_needed(sd, reliability) == pytest.approx(points, abs=0.005)


def test_the_provisional_band_is_twenty_five_points() -> None:
    needed = change.points_needed(change.PROVISIONAL_SD, change.PROVISIONAL_RELIABILITY)
    assert needed < change.PROVISIONAL_POINTS < needed + 1


def test_where_higher_is_worse_going_down_is_the_improvement() -> None:
    assert change.classify(80, 50, 25, "worse") == "improved"
    assert change.classify(50, 80, 25, "worse") == "declined"
    assert change.crossed(80, 40, 50, "worse")
    cut = change.cutoffs(clinical=60, functional=40, clinical_sd=5, functional_sd=5)
    assert cut == (50, 50, 50)


def test_a_missing_score_is_unclear_and_leaves_no_gap() -> None:
    assert change.classify(None, 90, 25, "better") == "unclear"
    assert change.gap(None, 0) is None
    assert not change.is_apart(None, 0)
    assert change.gap(10, 35) == 25
    assert change.is_apart(10, 35)
    assert not change.is_apart(10, 34)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("improved", "improved", "both improved"),
        ("improved", "unclear", "one improved"),
        ("improved", "declined", "diverging"),
        ("declined", "unclear", "one declined"),
        ("declined", "declined", "both declined"),
        ("unclear", "unclear", "unclear"),
    ],
)
def test_a_couple_is_told_without_an_average(first: change.Change, second: change.Change, told: str) -> None:
    assert change.couple_change(first, second) == told
    assert change.couple_change(second, first) == told


@pytest.mark.parametrize(
    ("sd", "reliability"), [(0, 0.8), (-1, 0.8), (float("nan"), 0.8), (20, 1), (20, -0.1)]
)
def test_numbers_outside_their_range_are_refused(sd: float, reliability: float) -> None:
    with pytest.raises(ValueError, match="must be"):
        change.points_needed(sd, reliability)


@given(SCORES, SCORES)
def test_a_gap_is_the_same_from_both_sides(a: float, b: float) -> None:
    assert change.gap(a, b) == change.gap(b, a)


@given(SCORES, SCORES)
def test_going_back_is_the_opposite_change(before: float, after: float) -> None:
    opposite = {"improved": "declined", "declined": "improved", "unclear": "unclear"}
    there = change.classify(before, after, 25, "better")
    assert change.classify(after, before, 25, "better") == opposite[there]
    assert change.classify(before, after, 25, "worse") == opposite[there]
