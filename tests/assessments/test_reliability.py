"""Whether a scale's questions hang together, against numbers that R gives."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics import reliability
from tests.assessments import attitude

TABLES = st.integers(3, 5).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 4), min_size=k, max_size=k), min_size=3, max_size=12)
)
DROPPED = {
    "rating": 0.8098,
    "complaints": 0.7969,
    "privileges": 0.8278,
    "learning": 0.8030,
    "raises": 0.7954,
    "critical": 0.8639,
    "advance": 0.8405,
}


def test_t5_alpha_of_attitude() -> None:
    found = reliability.cronbach_alpha(attitude.ROWS)
    assert found is not None
    assert found.raw == pytest.approx(0.8431428, abs=5e-8)
    assert found.standardized == pytest.approx(0.8390838, abs=5e-8)
    assert found.low == pytest.approx(0.739, abs=0.0005)
    assert found.high == pytest.approx(0.916, abs=0.0005)
    assert (found.people, found.items) == (30, 7)


def test_t5_alpha_of_attitude_with_each_question_left_out() -> None:
    found = reliability.alpha_if_dropped(attitude.ROWS)
    assert dict(zip(attitude.NAMES, found, strict=True)) == pytest.approx(DROPPED, abs=5e-5)


def test_t6_omega_of_attitude() -> None:
    assert reliability.omega_total([0.7578, 0.8338, 0.6034, 0.7887, 0.8411, 0.2845, 0.4910]) == pytest.approx(
        0.8507, abs=5e-5
    )


def test_a_narrower_confidence_gives_a_narrower_band() -> None:
    wide = reliability.cronbach_alpha(attitude.ROWS)
    narrow = reliability.cronbach_alpha(attitude.ROWS, confidence=0.5)
    assert wide is not None
    assert narrow is not None
    assert wide.low < narrow.low < narrow.raw < narrow.high < wide.high


def test_a_wrong_key_is_seen() -> None:
    turned = [(*row[:-1], 100 - row[-1]) for row in attitude.ROWS]
    right, wrong = reliability.cronbach_alpha(attitude.ROWS), reliability.cronbach_alpha(turned)
    assert right is not None
    assert wrong is not None
    assert wrong.raw < right.raw


def test_a_person_with_a_gap_is_left_out_and_never_a_zero() -> None:
    with_gaps = [*attitude.ROWS, (None, 1, 2, 3, 4, 5, 6), (99, 98, 97, 96, 95, 94, None)]
    assert reliability.cronbach_alpha(with_gaps) == reliability.cronbach_alpha(attitude.ROWS)


def test_questions_answered_as_one_give_one() -> None:
    found = reliability.cronbach_alpha([(1, 1), (2, 2), (4, 4)])
    assert found == (pytest.approx(1), pytest.approx(1), pytest.approx(1), pytest.approx(1), 3, 2)


def test_alpha_can_lie_below_zero() -> None:
    found = reliability.cronbach_alpha([(1, 4), (4, 2), (2, 3), (0, 3)])
    assert found is not None
    assert found.raw < 0
    assert found.standardized is not None
    assert found.standardized < 0


def test_opposite_questions_have_no_standardized_alpha() -> None:
    found = reliability.cronbach_alpha([(0, 8), (1, 6), (2, 4), (3, 2)])
    assert found is not None
    assert found.standardized is None


def test_where_totals_do_not_differ_there_is_no_alpha() -> None:
    assert reliability.cronbach_alpha([(1, 3), (3, 1), (2, 2)]) is None
    assert reliability.cronbach_alpha([(2, 2), (2, 2)]) is None
    assert reliability.alpha_if_dropped([(1, 3, 0), (3, 1, 1), (2, 2, 5)])[2] is None


def test_a_question_all_answer_alike_leaves_no_standardized_alpha() -> None:
    found = reliability.cronbach_alpha([(1, 2, 3), (2, 3, 3), (4, 4, 3)])
    assert found is not None
    assert found.standardized is None
    assert reliability.correlations([(1, 2, 3), (5, 5, 5)]) is None


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([(1, 2), (1, 2, 3)], "same number"),
        ([(1, 2)], "two people"),
        ([(1, 2), (1, None)], "two people"),
        ([], "two people"),
        ([(1,), (2,)], "two questions"),
        ([(1, 2), (1, float("nan"))], "finite"),
    ],
)
def test_tables_that_carry_no_alpha_are_refused(rows: list[tuple[float | None, ...]], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        reliability.cronbach_alpha(rows)
    with pytest.raises(ValueError, match=why):
        reliability.alpha_if_dropped(rows)


def test_the_smallest_tables_that_carry_one() -> None:
    assert reliability.cronbach_alpha([(1, 2), (2, 2)]) is not None
    assert len(reliability.alpha_if_dropped([(1, 2, 4), (2, 2, 3)])) == 3
    with pytest.raises(ValueError, match="three"):
        reliability.alpha_if_dropped([(1, 2), (2, 2)])


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 95, float("nan")])
def test_confidence_is_a_share(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        reliability.cronbach_alpha(attitude.ROWS, confidence=confidence)


@pytest.mark.parametrize("loadings", [[], [0.5, 1.1], [0.5, -1.1], [0.5, float("nan")]])
def test_loadings_are_shares(loadings: list[float]) -> None:
    with pytest.raises(ValueError, match=r"loadings|finite"):
        reliability.omega_total(loadings)


def test_loadings_at_their_ends() -> None:
    assert reliability.omega_total([1, 1]) == 1
    assert reliability.omega_total([0, 0]) == 0
    assert reliability.omega_total([1, 0]) == 0.5
    with pytest.raises(ValueError, match="cancel out"):
        reliability.omega_total([1, -1])


@given(TABLES, st.integers(-9, 9), st.randoms())
def test_neither_order_nor_zero_point_changes_alpha(
    rows: list[list[int]], shift: int, random: Random
) -> None:
    order = random.sample(range(len(rows[0])), len(rows[0]))
    moved = [[row[i] + shift for i in order] for row in random.sample(rows, len(rows))]
    one, two = reliability.cronbach_alpha(rows), reliability.cronbach_alpha(moved)
    assert (one is None) == (two is None)
    if one is not None and two is not None:
        assert one.raw == pytest.approx(two.raw)
        assert one.raw <= 1 + 1e-9
        assert one.low <= one.raw + 1e-9
        assert one.raw <= one.high + 1e-9


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=10))
def test_omega_lies_from_zero_to_one_and_knows_no_sign(loadings: list[float]) -> None:
    if sum(1 - value**2 for value in loadings) < 1e-9:
        return
    omega = reliability.omega_total(loadings)
    assert 0 <= omega <= 1
    assert omega == pytest.approx(reliability.omega_total([-value for value in loadings]))
