"""Change in one partner and distance between two, against published worked examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics import change

SCORES = st.floats(0, 100)


def test_t1_the_worked_example_of_jacobson_and_truax_1991() -> None:
    sem = change.standard_error(sd=7.5, reliability=0.80)
    assert sem == pytest.approx(3.35, abs=0.005)
    assert change.standard_error_of_difference(sd=7.5, reliability=0.80) == pytest.approx(4.74, abs=0.005)
    assert change.difference_error(sem, sem) == pytest.approx(4.74, abs=0.005)
    assert change.reliable_change(32.5, 47.5, sd=7.5, reliability=0.80) == pytest.approx(3.16, abs=0.005)
    assert (47.5 - 32.5) / sem == pytest.approx(4.47, abs=0.005)


def test_t4_eleven_points_are_unclear_and_twelve_are_a_change_where_11_58_are_needed() -> None:
    assert change.classify(58, 47, 11.58, "better") == "unclear"
    assert change.classify(36, 48, 11.58, "better") == "improved"
    assert pytest.approx(5.9082, abs=0.0001) == 11.58 / change.CHANCE
    assert pytest.approx(4.1777, abs=0.0001) == 11.58 / change.CHANCE / 2**0.5


@pytest.mark.parametrize(
    ("sd", "reliability", "points"),
    [(20, 0.80, 24.79), (20, 0.90, 17.53), (17, 0.98, 6.66), (32, 0.98, 12.54), (4, 0.94, 2.72)],
)
def test_t17_points_needed_for_known_scales(sd: float, reliability: float, points: float) -> None:
    assert change.points_needed(sd, reliability) == pytest.approx(points, abs=0.005)


def test_the_provisional_band_is_twenty_five_points() -> None:
    needed = change.points_needed(change.PROVISIONAL_SD, change.PROVISIONAL_RELIABILITY)
    assert needed < change.PROVISIONAL_POINTS < needed + 1


def test_where_higher_is_worse_going_down_is_the_improvement() -> None:
    assert change.classify(80, 50, 25, "worse") == "improved"
    assert change.classify(50, 80, 25, "worse") == "declined"


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
        ("improved", None, "too little data"),
        ("unclear", None, "too little data"),
        (None, None, "too little data"),
        ("declined", None, "one declined"),
    ],
)
def test_a_couple_is_told_without_an_average(
    first: change.Change | None, second: change.Change | None, told: str
) -> None:
    assert change.couple_change(first, second) == told
    assert change.couple_change(second, first) == told


@pytest.mark.parametrize(
    ("sd", "reliability"), [(0, 0.8), (-1, 0.8), (float("nan"), 0.8), (20, 1), (20, -0.1)]
)
def test_numbers_outside_their_range_are_refused(sd: float, reliability: float) -> None:
    with pytest.raises(ValueError, match="must be"):
        change.points_needed(sd, reliability)


@pytest.mark.parametrize(("reliability", "points"), [(0.80, 25), (0.90, 18)])
def test_points_needed_go_up_to_the_next_score_the_scale_can_take(reliability: float, points: float) -> None:
    assert change.scorable_points(20, reliability) == points


def test_where_a_scale_takes_coarse_steps_a_whole_step_is_needed() -> None:
    assert change.scorable_points(20, 0.80, step=6.25) == 25
    assert change.scorable_points(20, 0.80, step=100 / 12) == 25
    assert change.scorable_points(20, 0.80, step=10) == 30


def test_a_step_that_only_just_equals_chance_is_not_enough() -> None:
    chance = change.points_needed(20, 0.80)
    assert change.scorable_points(20, 0.80, step=chance) == 2 * chance


@pytest.mark.parametrize("step", [0, -1, float("inf"), float("nan")])
def test_a_step_must_be_a_step(step: float) -> None:
    with pytest.raises(ValueError, match="step must be"):
        change.scorable_points(20, 0.8, step=step)


def test_two_occasions_may_differ_in_how_exact_they_are() -> None:
    assert change.difference_error(3, 4) == 5
    assert change.difference_error(0.3, 0.4) == pytest.approx(0.5)


@pytest.mark.parametrize(("before", "after"), [(0, 4), (3, 0), (-3, 4), (float("nan"), 4), (3, float("inf"))])
def test_errors_of_measurement_are_above_zero(before: float, after: float) -> None:
    with pytest.raises(ValueError, match=r"above 0|finite"):
        change.difference_error(before, after)


def test_the_band_around_a_score_reaches_equally_far_both_ways() -> None:
    band = change.error_band(50, sd=20, reliability=0.80)
    assert band.low == pytest.approx(50 - 17.53, abs=0.005)
    assert band.high == pytest.approx(50 + 17.53, abs=0.005)
    with pytest.raises(ValueError, match="finite"):
        change.error_band(float("nan"), sd=20, reliability=0.80)


def test_the_rounding_of_scores_hides_no_change() -> None:
    assert change.classify(1.0417, 26.0416, 25, "better") == "improved"
    assert change.is_apart(26.0416, 1.0417)
    assert change.reaches(25 - change.ROUNDING, 25)
    assert change.classify(1, 25.9997, 25, "better") == "unclear"
    assert not change.is_apart(1, 25.9997)


@pytest.mark.parametrize("points", [0, -25, change.ROUNDING, float("nan"), float("inf")])
def test_a_change_of_no_points_is_no_change(points: float) -> None:
    with pytest.raises(ValueError, match="points must be"):
        change.classify(10, 10, points, "better")


@pytest.mark.parametrize("score", [float("nan"), float("inf")])
def test_scores_are_finite(score: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        change.classify(score, 10, 25, "better")
    with pytest.raises(ValueError, match="finite"):
        change.gap(10, score)
    with pytest.raises(ValueError, match="finite"):
        change.reliable_change(score, 10, sd=20, reliability=0.8)
    with pytest.raises(ValueError, match="finite"):
        change.reliable_change(10, score, sd=20, reliability=0.8)


def test_a_reliability_of_zero_leaves_the_whole_spread_as_error() -> None:
    assert change.standard_error(sd=20, reliability=0) == 20
    assert change.standard_error(sd=0.5, reliability=0) == 0.5


@given(SCORES, SCORES)
def test_a_gap_is_the_same_from_both_sides(a: float, b: float) -> None:
    assert change.gap(a, b) == change.gap(b, a)


@given(SCORES, SCORES)
def test_going_back_is_the_opposite_change(before: float, after: float) -> None:
    opposite = {"improved": "declined", "declined": "improved", "unclear": "unclear"}
    there = change.classify(before, after, 25, "better")
    assert change.classify(after, before, 25, "better") == opposite[there]
    assert change.classify(before, after, 25, "worse") == opposite[there]


@given(SCORES, SCORES, st.floats(-50, 50))
def test_moving_both_scores_alike_changes_no_change(before: float, after: float, shift: float) -> None:
    def rci(one: float, two: float) -> float:
        return change.reliable_change(one, two, sd=20, reliability=0.8)

    assert rci(before + shift, after + shift) == pytest.approx(rci(before, after), abs=1e-9)
    assert rci(after, before) == -rci(before, after)


@given(st.floats(0.1, 40), st.floats(0, 0.99), st.floats(0.05, 20))
def test_scorable_points_are_the_first_step_past_chance(sd: float, reliability: float, step: float) -> None:
    needed, points = change.points_needed(sd, reliability), change.scorable_points(sd, reliability, step=step)
    assert needed < points * (1 + 1e-12)
    assert points - step <= needed * (1 + 1e-12)
