"""Which side of the line somebody is on, and what a change is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics import change, cutoffs

NAN, INF = float("nan"), float("inf")
SCORES = st.floats(0, 100)


def test_t1_the_cut_offs_of_jacobson_and_truax_1991() -> None:
    assert cutoffs.cutoffs(clinical=40, functional=60, clinical_sd=7.5, functional_sd=7.5) == (55, 45, 50)
    assert cutoffs.best_cutoff(clinical=40, functional=60, clinical_sd=7.5, functional_sd=7.5) == 50


def test_t4_the_line_of_47_31_is_crossed_from_below_alone() -> None:
    assert cutoffs.crossed(36, 48, 47.31, "better")
    assert not cutoffs.crossed(48, 60, 47.31, "better")
    assert not cutoffs.crossed(36, 47, 47.31, "better")
    assert not cutoffs.crossed(48, 36, 47.31, "better")


def test_where_higher_is_worse_all_lines_are_mirrored() -> None:
    cut = cutoffs.cutoffs(clinical=60, functional=40, clinical_sd=7.5, functional_sd=5)
    assert cut == (45, 50, 48)
    assert cutoffs.crossed(80, 40, 50, "worse")
    assert not cutoffs.crossed(40, 80, 50, "worse")


def test_the_line_leans_to_the_narrower_norm() -> None:
    cut = cutoffs.cutoffs(clinical=40, functional=60, clinical_sd=5, functional_sd=15)
    assert cut == (50, 30, 45)


def test_norms_far_apart_are_parted_by_the_functional_one() -> None:
    assert cutoffs.best_cutoff(clinical=20, functional=80, clinical_sd=5, functional_sd=7) == 66
    assert cutoffs.best_cutoff(clinical=80, functional=20, clinical_sd=5, functional_sd=7) == 34
    assert cutoffs.best_cutoff(clinical=20, functional=50, clinical_sd=5, functional_sd=7) == 36
    overlapping = cutoffs.best_cutoff(clinical=20, functional=43, clinical_sd=5, functional_sd=7)
    assert overlapping == pytest.approx((7 * 20 + 5 * 43) / 12)


def test_without_a_functional_norm_the_line_is_two_sd_from_the_clinical_one() -> None:
    assert cutoffs.cutoff_a(40, 7.5, higher_is="better") == 55
    assert cutoffs.cutoff_a(60, 7.5, higher_is="worse") == 45


def test_the_line_itself_is_in_range() -> None:
    assert cutoffs.in_range(50, 50, "better")
    assert cutoffs.in_range(50, 50, "worse")
    assert not cutoffs.in_range(49, 50, "better")
    assert not cutoffs.in_range(51, 50, "worse")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (30, 60, "recovered"),
        (10, 40, "improved"),
        (55, 85, "improved, started in range"),
        (50, 80, "improved, started in range"),
        (20, 50, "recovered"),
        (45, 55, "unclear"),
        (60, 30, "declined"),
        (90, 60, "declined"),
    ],
)
def test_recovered_asks_for_a_start_on_the_troubled_side(before: float, after: float, told: str) -> None:
    up = change.classify(before, after, 25, "better")
    assert cutoffs.change_class(up, before, after, cutoff=50, higher_is="better") == told
    mirrored = change.classify(100 - before, 100 - after, 25, "worse")
    assert cutoffs.change_class(mirrored, 100 - before, 100 - after, cutoff=50, higher_is="worse") == told


@pytest.mark.parametrize(
    ("clinical", "functional", "clinical_sd", "functional_sd"),
    [
        (40, 40, 5, 5),
        (40, 60, 0, 5),
        (40, 60, 5, 0),
        (40, 60, -1, 5),
        (NAN, 60, 5, 5),
        (40, INF, 5, 5),
        (40, 60, NAN, 5),
        (40, 60, 5, INF),
    ],
)
def test_norms_that_part_nobody_are_refused(
    clinical: float, functional: float, clinical_sd: float, functional_sd: float
) -> None:
    with pytest.raises(ValueError, match=r"norm|finite"):
        cutoffs.cutoffs(
            clinical=clinical, functional=functional, clinical_sd=clinical_sd, functional_sd=functional_sd
        )


def test_a_line_without_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        cutoffs.in_range(50, NAN, "better")
    with pytest.raises(ValueError, match="finite"):
        cutoffs.in_range(NAN, 50, "worse")
    with pytest.raises(ValueError, match="above 0"):
        cutoffs.cutoff_a(50, 0, higher_is="better")


@given(SCORES, SCORES, SCORES)
def test_nobody_crosses_both_ways(before: float, after: float, line: float) -> None:
    assert not (
        cutoffs.crossed(before, after, line, "better") and cutoffs.crossed(after, before, line, "better")
    )


@given(SCORES, SCORES, st.floats(1, 30), st.floats(1, 30))
def test_the_middle_line_lies_between_both_means(
    clinical: float, functional: float, one: float, other: float
) -> None:
    if clinical == functional:
        return
    cut = cutoffs.cutoffs(clinical=clinical, functional=functional, clinical_sd=one, functional_sd=other)
    low, high = sorted((clinical, functional))
    assert low - 1e-9 <= cut.c <= high + 1e-9
