"""Where a partner's scores are going over weeks, and when that is not said."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics.change import reliable_change
from assessments.statistics.trend import trend

START = date(2025, 3, 3)


def weekly(*scores: float | None) -> list[tuple[date, float | None]]:
    return [(START + timedelta(weeks=week), score) for week, score in enumerate(scores)]


def test_the_published_example_of_sen_1968() -> None:
    days, scores = (1, 2, 3, 4, 10, 12, 18), (9, 15, 19, 20, 45, 55, 78)
    found = trend([(START + timedelta(days=day), score) for day, score in zip(days, scores, strict=True)])
    assert found is not None
    assert found.per_four_weeks == pytest.approx(4 * 28)
    assert found.points == 7


def test_two_points_a_week_are_eight_in_four_weeks() -> None:
    found = trend(weekly(40, 42, 44, 46, 48), sd=20, reliability=0.8)
    assert found is not None
    assert found.per_four_weeks == pytest.approx(8)
    assert found.first_to_last == 8
    assert found.rci == pytest.approx(reliable_change(40, 48, sd=20, reliability=0.8))


def test_one_bad_week_does_not_turn_the_trend() -> None:
    found = trend(weekly(40, 42, 0, 46, 48, 50, 52))
    assert found is not None
    assert found.per_four_weeks == pytest.approx(8)


def test_four_points_give_no_trend_and_five_do() -> None:
    assert trend(weekly(40, 42, 44, 46)) is None
    assert trend(weekly(40, 42, 44, 46, 48)) is not None
    assert trend([]) is None


def test_a_missing_score_is_neither_a_point_nor_a_zero() -> None:
    assert trend(weekly(40, 42, None, 44, 46)) is None
    found = trend(weekly(40, 42, None, 46, 48, 50, None))
    assert found is not None
    assert found.points == 5
    assert found.per_four_weeks == pytest.approx(8)
    assert found.first_to_last == 10


def test_two_scores_on_one_day_are_one_moment_in_the_count() -> None:
    four_days = weekly(40, 42, 44, 46)
    assert trend([*four_days, (START, 41)]) is None
    found = trend([*weekly(40, 42, 44, 46, 48), (START, 40)])
    assert found is not None
    assert found.points == 6
    assert found.first_to_last == 8
    later_lower = trend([(START, 41), *weekly(40, 42, 44, 46, 48)])
    assert later_lower is not None
    assert later_lower.first_to_last == 7


def test_hours_count_too() -> None:
    at = datetime(2025, 3, 3, 9, tzinfo=UTC)
    found = trend([(at + timedelta(hours=6 * i), float(i)) for i in range(5)])
    assert found is not None
    assert found.per_four_weeks == pytest.approx(4 * 28)


def test_the_band_of_the_scale_itself_is_used() -> None:
    rough, sharp = (
        trend(weekly(40, 42, 44, 46, 70)),
        trend(weekly(40, 42, 44, 46, 70), sd=10, reliability=0.9),
    )
    assert rough is not None
    assert sharp is not None
    assert rough.rci == pytest.approx(30 / 12.6491, abs=0.001)
    assert sharp.rci == pytest.approx(30 / 4.4721, abs=0.001)


def test_days_and_moments_do_not_mix() -> None:
    mixed = [*weekly(40, 42, 44, 46), (datetime(2025, 5, 1, tzinfo=UTC), 48.0)]
    with pytest.raises(ValueError, match="dated throughout"):
        trend(mixed)


@pytest.mark.parametrize("score", [float("nan"), float("inf")])
def test_scores_are_finite(score: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        trend(weekly(40, 42, 44, 46, score))
    with pytest.raises(ValueError, match="finite"):
        trend(weekly(40, 42, score, 44, 46))


SERIES = st.lists(st.integers(0, 100), min_size=5, max_size=12)


@given(SERIES, st.randoms())
def test_the_order_in_which_points_come_changes_nothing(scores: list[int], random: Random) -> None:
    points = weekly(*scores)
    shuffled = random.sample(points, len(points))
    assert trend(shuffled) == trend(points)


@given(SERIES, st.integers(-50, 50))
def test_moving_all_scores_alike_changes_nothing(scores: list[int], shift: int) -> None:
    assert trend(weekly(*[score + shift for score in scores])) == trend(weekly(*scores))


@given(SERIES)
def test_seen_from_the_other_end_of_the_scale_it_goes_the_other_way(scores: list[int]) -> None:
    there, back = trend(weekly(*scores)), trend(weekly(*[100 - score for score in scores]))
    assert there is not None
    assert back is not None
    assert back.per_four_weeks == pytest.approx(-there.per_four_weeks)
    assert back.first_to_last == -there.first_to_last
