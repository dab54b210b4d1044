"""How alike two partners' answers are, and when a number would say more than is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics import agreement
from assessments.statistics.agreement import ItemMeans, ItemPair, ProfileAgreement

EIGHT = tuple("abcdefgh")
ANSWERS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12)


def pairs(*both: tuple[float, float]) -> tuple[ItemPair, ...]:
    return tuple(ItemPair(f"q{i}", a, b) for i, (a, b) in enumerate(both))


def swapped(given_pairs: tuple[ItemPair, ...]) -> tuple[ItemPair, ...]:
    return tuple(ItemPair(pair.item, pair.second, pair.first) for pair in given_pairs)


TALK = pairs((4, 1), (2, 2), (0, 2), (3, 2))
RISING = pairs((0, 1), (1, 1), (2, 3), (3, 2), (4, 4), (0, 0), (1, 2), (2, 2))


def test_only_what_both_answered_is_compared_in_the_instruments_order() -> None:
    first, second = {"c": 1, "a": 4, "b": None}, {"a": 0, "b": 3, "c": 2}
    assert agreement.paired(("a", "b", "c"), first, second) == (ItemPair("a", 4, 0), ItemPair("c", 1, 2))
    assert agreement.paired(("a", "b", "c"), {"a": 0}, {"a": 0, "b": None}) == (ItemPair("a", 0, 0),)


def test_a_question_nobody_asked_is_refused() -> None:
    with pytest.raises(ValueError, match="not a question here: x"):
        agreement.paired(("a",), {"a": 1, "x": 2}, {"a": 1})
    with pytest.raises(ValueError, match="not a question here: y"):
        agreement.paired(("a",), {"a": 1}, {"y": 1})
    with pytest.raises(ValueError, match="once"):
        agreement.paired(("a", "a"), {"a": 1}, {"a": 1})


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_answers_are_finite(wrong: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        agreement.paired(("a",), {"a": wrong}, {"a": 1})
    with pytest.raises(ValueError, match="finite"):
        agreement.paired(("a",), {"a": 1}, {"a": wrong})


def test_distances_by_hand() -> None:
    assert agreement.mean_distance(TALK) == 1.5
    assert agreement.distance(TALK) == pytest.approx(14**0.5)
    assert agreement.elevation_gap(TALK) == 0.5
    assert agreement.scatter_gap(TALK) == pytest.approx((8.75 / 3) ** 0.5 - 0.5)


def test_nothing_in_common_gives_no_number() -> None:
    assert agreement.mean_distance(()) is None
    assert agreement.distance(()) is None
    assert agreement.elevation_gap(()) is None
    assert agreement.scatter_gap(()) is None
    assert agreement.scatter_gap(pairs((4, 1))) is None
    assert agreement.scatter_gap(pairs((4, 1), (2, 1))) == pytest.approx(2**0.5)
    assert agreement.widest(()) == ()


def test_the_widest_questions_come_first_and_ties_keep_their_order() -> None:
    assert [pair.item for pair in agreement.widest(TALK)] == ["q0", "q2", "q3"]
    tied = pairs((0, 1), (0, 2), (2, 0), (1, 0), (3, 3))
    assert [pair.item for pair in agreement.widest(tied)] == ["q1", "q2", "q0"]
    assert [pair.item for pair in agreement.widest(tied, most=9)] == ["q1", "q2", "q0", "q3"]
    assert agreement.widest(pairs((1, 1), (4, 4))) == ()


def test_a_guess_is_held_against_what_each_said() -> None:
    guess, yours, mine = {"a": 3, "b": 1}, {"a": 1, "b": 1}, {"a": 3, "b": 2}
    assert agreement.perceptual_accuracy(agreement.paired(("a", "b"), guess, yours)) == 1
    assert agreement.assumed_similarity(agreement.paired(("a", "b"), guess, mine)) == 0.5
    assert agreement.perceptual_accuracy(()) is None
    assert agreement.assumed_similarity(()) is None


def test_r_over_eight_questions_by_hand() -> None:
    found = agreement.profile_agreement(RISING)
    assert found.reason is None
    assert found.r == pytest.approx((35 - 13 * 15 / 8) / ((35 - 13**2 / 8) * (39 - 15**2 / 8)) ** 0.5)


def test_seven_questions_give_no_r() -> None:
    assert agreement.profile_agreement(RISING[:7]) == ProfileAgreement(None, "too-few-items")


def test_who_answered_alike_throughout_has_no_r_and_is_not_named() -> None:
    flat = tuple(ItemPair(pair.item, 3, pair.second) for pair in RISING)
    assert agreement.profile_agreement(flat) == ProfileAgreement(None, "no-spread")
    assert agreement.profile_agreement(swapped(flat)) == ProfileAgreement(None, "no-spread")


def test_what_everybody_says_is_not_agreement() -> None:
    typical = ItemMeans({f"q{i}": float(usual) for i, usual in enumerate((4, 0, 4, 0, 4, 0, 4, 0))}, 30)
    noise = ((1, 0), (0, 0), (-1, 0), (0, 0), (0, 1), (0, 0), (0, -1), (0, 0))
    two = pairs(*((typical.means[f"q{i}"] + a, typical.means[f"q{i}"] + b) for i, (a, b) in enumerate(noise)))
    assert (agreement.profile_agreement(two).r or 0) > 0.9
    assert agreement.distinctive_agreement(two, typical).r == pytest.approx(0)


def test_a_distinctive_r_by_hand() -> None:
    typical = ItemMeans({f"q{i}": float(i % 3) for i in range(8)}, 30)
    found = agreement.distinctive_agreement(RISING, typical)
    first, second = [0, 0, 0, 3, 3, -2, 1, 1], [1, 0, 1, 2, 3, -2, 2, 1]
    middle, other = sum(first) / 8, sum(second) / 8
    top = sum((a - middle) * (b - other) for a, b in zip(first, second, strict=True))
    bottom = sum((a - middle) ** 2 for a in first) * sum((b - other) ** 2 for b in second)
    assert found == (pytest.approx(top / bottom**0.5), None)


def test_typical_answers_need_thirty_couples() -> None:
    means = {pair.item: 0.0 for pair in RISING}
    assert agreement.distinctive_agreement(RISING, ItemMeans(means, 29)).reason == "too-few-couples"
    plain = agreement.profile_agreement(RISING).r
    assert agreement.distinctive_agreement(RISING, ItemMeans(means, 30)).r == pytest.approx(plain)


def test_the_minimums_hold_for_the_distinctive_r_too() -> None:
    typical = ItemMeans({pair.item: pair.first + 0.1 for pair in RISING}, 30)
    assert agreement.distinctive_agreement(RISING, typical) == (None, "no-spread")
    assert agreement.distinctive_agreement(RISING[:7], typical) == (None, "too-few-items")


def test_every_question_needs_its_typical_answer() -> None:
    with pytest.raises(ValueError, match="no typical answer to: q1"):
        agreement.distinctive_agreement(pairs((1, 2), (3, 4)), ItemMeans({"q0": 2.0}, 30))
    with pytest.raises(ValueError, match="finite"):
        agreement.distinctive_agreement(pairs((1, 2)), ItemMeans({"q0": float("nan")}, 30))


def test_answers_that_move_together_are_said_to() -> None:
    assert agreement.moves_together([50, 60, 65])
    assert not agreement.moves_together([50, 60, 66])
    assert not agreement.moves_together([50, 58, 66])
    with pytest.raises(ValueError, match="two"):
        agreement.moves_together([50])
    with pytest.raises(ValueError, match="finite"):
        agreement.moves_together([50, float("nan")])


@given(ANSWERS)
def test_swapping_the_partners_changes_signs_alone(both: list[tuple[int, int]]) -> None:
    one = pairs(*both)
    other = swapped(one)
    assert agreement.mean_distance(one) == agreement.mean_distance(other)
    assert agreement.distance(one) == agreement.distance(other)
    assert agreement.elevation_gap(one) == -(agreement.elevation_gap(other) or 0)
    assert (agreement.scatter_gap(one) or 0) == -(agreement.scatter_gap(other) or 0)
    assert [pair.item for pair in agreement.widest(one)] == [pair.item for pair in agreement.widest(other)]
    r, back = agreement.profile_agreement(one), agreement.profile_agreement(other)
    assert r.reason == back.reason
    assert (r.r is None) == (back.r is None)
    assert r.r is None or r.r == pytest.approx(back.r)


@given(ANSWERS, st.integers(-10, 10))
def test_moving_both_alike_changes_nothing(both: list[tuple[int, int]], shift: int) -> None:
    here, there = pairs(*both), pairs(*((a + shift, b + shift) for a, b in both))
    assert agreement.mean_distance(there) == agreement.mean_distance(here)
    assert agreement.distance(there) == agreement.distance(here)
    assert agreement.scatter_gap(there) == pytest.approx(agreement.scatter_gap(here), abs=1e-9)
    assert agreement.profile_agreement(there).reason == agreement.profile_agreement(here).reason


@given(ANSWERS)
def test_distances_bound_each_other_and_r_stays_within_one(both: list[tuple[int, int]]) -> None:
    here = pairs(*both)
    mad, d = agreement.mean_distance(here) or 0, agreement.distance(here) or 0
    assert abs(agreement.elevation_gap(here) or 0) <= mad + 1e-9
    assert mad <= d / len(both) ** 0.5 + 1e-9
    r = agreement.profile_agreement(here).r
    assert r is None or -1 <= r <= 1
