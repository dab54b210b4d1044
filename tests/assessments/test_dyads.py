"""Agreement over many couples and between two logs."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics import dyads

KENNY = [(8, 6), (5, 3), (7, 2), (8, 5), (8, 7), (5, 6)]
COUPLES = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=2, max_size=15)


def test_t8_the_dyads_of_kenny_kashy_and_cook_2006() -> None:
    found = dyads.dyadic_icc(KENNY)
    assert found is not None
    assert found.between == pytest.approx(3.9333, abs=0.0001)
    assert found.within == pytest.approx(3.6667, abs=0.0001)
    assert found.icc == pytest.approx(0.0351, abs=0.0001)
    assert found.f == pytest.approx(1.0727, abs=0.0001)
    assert found.p == pytest.approx(2 * (1 - 0.541764), abs=0.0001)


def test_t15_two_logs_of_the_same_events() -> None:
    found = dyads.cohen_kappa([[20, 5], [10, 15]])
    assert found.observed == pytest.approx(0.70)
    assert found.expected == pytest.approx(0.50)
    assert found.kappa == pytest.approx(0.40)


def test_partners_unlike_each_other_give_less_than_zero() -> None:
    found = dyads.dyadic_icc([(0, 10), (10, 0), (1, 9), (9, 1)])
    assert found is not None
    assert found.icc == -1
    assert found.f == 0
    assert found.p == 0


def test_partners_alike_throughout_give_one_without_an_f() -> None:
    assert dyads.dyadic_icc([(2, 2), (5, 5), (7, 7)]) == (pytest.approx(2 * 19 / 3), 0, 1, None, 0)


def test_where_everybody_is_the_same_there_is_nothing_to_tell() -> None:
    assert dyads.dyadic_icc([(3, 3), (3, 3)]) is None
    assert dyads.pairwise_icc([(3, 3), (3, 3)]) is None


def test_partners_no_more_alike_than_strangers_give_zero() -> None:
    found = dyads.dyadic_icc([(0, 2), (2, 2)])
    assert found is not None
    assert (found.between, found.within, found.icc, found.f) == (1, 1, 0, 1)


def test_small_differences_count_as_much_as_large_ones() -> None:
    small, large = dyads.dyadic_icc([(a / 100, b / 100) for a, b in KENNY]), dyads.dyadic_icc(KENNY)
    assert small is not None
    assert large is not None
    assert small[2:] == pytest.approx(large[2:])


def test_an_unlikeness_counts_on_both_sides() -> None:
    alike, unlike = dyads.dyadic_icc([(1, 2), (8, 9), (4, 5)]), dyads.dyadic_icc([(1, 9), (8, 2), (9, 2)])
    assert alike is not None
    assert unlike is not None
    assert alike.p < 0.2
    assert unlike.p < 0.2


@pytest.mark.parametrize("function", [dyads.dyadic_icc, dyads.pairwise_icc])
def test_one_couple_and_broken_scores_are_refused(function: object) -> None:
    assert callable(function)
    with pytest.raises(ValueError, match="two couples"):
        function([(1, 2)])
    with pytest.raises(ValueError, match="finite"):
        function([(1, 2), (3, float("nan"))])
    assert function([(1, 2), (3, 5)]) is not None


def test_the_pairwise_r_is_that_of_the_double_entered_scores() -> None:
    twice = [*KENNY, *((b, a) for a, b in KENNY)]
    expected = statistics.correlation(*zip(*twice, strict=True))
    assert dyads.pairwise_icc(KENNY) == pytest.approx(expected)


def test_logs_that_agree_fully_are_one_and_opposite_logs_minus_one() -> None:
    assert dyads.cohen_kappa([[5, 0], [0, 5]]).kappa == 1
    assert dyads.cohen_kappa([[0, 5], [5, 0]]).kappa == -1
    assert dyads.cohen_kappa([[7, 0], [0, 0]]) == (1, 1, None)


def test_kappa_with_three_kinds_of_events_by_hand() -> None:
    found = dyads.cohen_kappa([[10, 2, 0], [3, 8, 1], [1, 0, 5]])
    chance = (12 * 14 + 12 * 10 + 6 * 6) / 900
    assert found.observed == pytest.approx(23 / 30)
    assert found.expected == pytest.approx(chance)
    assert found.kappa == pytest.approx((23 / 30 - chance) / (1 - chance))


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ([[1, 2]], "columns"),
        ([[1, 2], [3]], "columns"),
        ([[1, -1], [3, 4]], "negative"),
        ([[0, 0], [0, 0]], "event"),
        ([], "event"),
    ],
)
def test_tables_that_are_none_are_refused(counts: list[list[int]], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        dyads.cohen_kappa(counts)


@given(COUPLES, st.lists(st.booleans(), min_size=15, max_size=15), st.integers(-50, 50))
def test_it_makes_no_difference_who_stands_first_or_where_zero_is(
    couples: list[tuple[int, int]], turned: list[bool], shift: int
) -> None:
    other = [
        (b + shift, a + shift) if turn else (a + shift, b + shift)
        for (a, b), turn in zip(couples, turned, strict=False)
    ]
    one, two = dyads.dyadic_icc(couples), dyads.dyadic_icc(other)
    assert (one is None) == (two is None)
    if one is not None and two is not None:
        assert one.icc == pytest.approx(two.icc, abs=1e-9)
        assert -1 <= one.icc <= 1
        assert 0 <= one.p <= 1
    pairwise = dyads.pairwise_icc(couples)
    assert pairwise is None or (-1 - 1e-9 <= pairwise <= 1 + 1e-9)
    assert pairwise is None or pairwise == pytest.approx(dyads.pairwise_icc(other), abs=1e-9)


@given(st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=3, max_size=3))
def test_swapping_the_two_logs_changes_no_agreement(counts: list[list[int]]) -> None:
    if not any(map(any, counts)):
        return
    one, two = dyads.cohen_kappa(counts), dyads.cohen_kappa(list(zip(*counts, strict=True)))
    assert one == two
    assert one.kappa is None or -1 <= one.kappa <= 1
