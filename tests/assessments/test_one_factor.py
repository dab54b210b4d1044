"""How strongly each question carries what all share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics.one_factor import loadings
from assessments.statistics.reliability import complete_columns, correlations, omega_total
from tests.assessments import attitude

PUBLISHED = [0.7578, 0.8338, 0.6034, 0.7887, 0.8411, 0.2845, 0.4910]


def table_of(truth: list[float]) -> list[list[float]]:
    return [[1.0 if i == j else a * b for j, b in enumerate(truth)] for i, a in enumerate(truth)]


def test_t6_the_loadings_of_attitude_and_their_omega() -> None:
    table = correlations(complete_columns(attitude.ROWS))
    assert table is not None
    found = loadings(table)
    assert found == pytest.approx(PUBLISHED, abs=5e-5)
    assert found is not None
    assert omega_total(found) == pytest.approx(0.8507, abs=5e-5)


def test_a_question_with_a_wrong_key_loads_the_other_way() -> None:
    assert loadings(table_of([0.8, 0.7, -0.6, 0.5])) == pytest.approx([0.8, 0.7, -0.6, 0.5])
    assert loadings(table_of([-0.8, -0.7, 0.6, -0.5])) == pytest.approx([0.8, 0.7, -0.6, 0.5])
    assert loadings(table_of([0.9, -0.7, -0.7, -0.7])) == pytest.approx([-0.9, 0.7, 0.7, 0.7])


def test_three_questions_have_an_exact_answer() -> None:
    found = loadings([[1, 0.42, 0.35], [0.42, 1, 0.30], [0.35, 0.30, 1]])
    assert found == pytest.approx([0.7, 0.6, 0.5])


def test_no_loading_reaches_one() -> None:
    assert loadings([[1, 0.9, 0.9], [0.9, 1, 0.2], [0.9, 0.2, 1]]) is None
    assert loadings([[1.0] * 3] * 3) is None


def test_questions_that_share_nothing_have_no_loadings() -> None:
    assert loadings([[1, 0, 0], [0, 1, 0], [0, 0, 1]]) is None


def test_a_search_that_does_not_settle_says_nothing() -> None:
    assert loadings([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]]) is None


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ([[1, 0.5], [0.5, 1]], "three"),
        ([[1, 0.5, 0.5], [0.5, 1, 0.5]], "three"),
        ([[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5]], "three"),
        ([[1, 0.5, 0.5], [0.4, 1, 0.5], [0.5, 0.5, 1]], "symmetric"),
        ([[1, 1.5, 0.5], [1.5, 1, 0.5], [0.5, 0.5, 1]], "from -1 to 1"),
        ([[1, -1.5, 0.5], [-1.5, 1, 0.5], [0.5, 0.5, 1]], "from -1 to 1"),
        ([[1, float("nan"), 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]], "finite"),
    ],
)
def test_tables_of_something_else_are_refused(table: list[list[float]], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        loadings(table)


@given(st.lists(st.floats(0.3, 0.9), min_size=3, max_size=8))
def test_what_was_put_in_is_found_again(truth: list[float]) -> None:
    assert loadings(table_of(truth)) == pytest.approx(truth, abs=1e-6)
