"""From how many people and couples something may be shown."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics import norms
from assessments.statistics.norms import ErrorBasis, OwnFigures, Ruling

TODAY = date(2025, 3, 3)
OWN = OwnFigures(sd=16.0, reliability=0.9, people=100, couples=50, measured_on=TODAY)


@pytest.mark.parametrize(
    ("output", "people", "couples", "showing", "reason"),
    [
        ("practice aggregate", 8, 4, "hide", "too-few-couples"),
        ("practice aggregate", 0, 5, "show", None),
        ("practice mean", 19, 10, "hide", "too-few-people"),
        ("practice mean", 20, 10, "show", None),
        ("alpha", 29, 15, "hide", "too-few-people"),
        ("alpha", 30, 15, "unstable", None),
        ("alpha", 99, 50, "unstable", None),
        ("alpha", 100, 50, "show", None),
        ("omega", 29, 15, "hide", "too-few-people"),
        ("omega", 30, 15, "unstable", None),
        ("omega", 99, 50, "unstable", None),
        ("omega", 100, 50, "show", None),
        ("own error", 99, 50, "hide", "too-few-people"),
        ("own error", 100, 50, "show", None),
        ("item means", 58, 29, "hide", "too-few-couples"),
        ("item means", 60, 30, "show", None),
        ("dyadic correlation", 48, 24, "hide", "too-few-couples"),
        ("dyadic correlation", 50, 25, "show", None),
        ("apim", 58, 29, "hide", "too-few-couples"),
        ("apim", 60, 30, "show", None),
        ("apim partner effects", 198, 99, "hide", "too-few-couples"),
        ("apim partner effects", 200, 100, "show", None),
    ],
)
def test_each_output_has_its_minimum(
    output: norms.Output, people: int, couples: int, showing: str, reason: str | None
) -> None:
    found = norms.ruling(output, people=people, couples=couples)
    assert (found.showing, found.reason) == (showing, reason)


def test_alpha_omega_and_apim_never_stand_without_their_band() -> None:
    banded = {output for output in norms.MINIMUMS if norms.ruling(output, people=200, couples=100).needs_band}
    assert banded == {"alpha", "omega", "apim", "apim partner effects"}
    assert norms.ruling("alpha", people=30, couples=15) == Ruling("unstable", True, None)
    assert norms.ruling("alpha", people=0, couples=0).needs_band
    assert norms.ruling("alpha", people=10, couples=5).needs_band
    assert not norms.ruling("practice mean", people=10, couples=5).needs_band


@pytest.mark.parametrize("output", list(norms.MINIMUMS))
def test_four_couples_are_never_told_about(output: norms.Output) -> None:
    assert norms.ruling(output, people=8, couples=4) == Ruling(
        "hide", norms.MINIMUMS[output].needs_band, "too-few-couples"
    )
    assert norms.MINIMUMS[output].couples >= 5


@pytest.mark.parametrize(("people", "couples"), [(-1, 5), (5, -1), (11, 5), (1, 0)])
def test_counts_that_cannot_be_are_refused(people: int, couples: int) -> None:
    with pytest.raises(ValueError, match="two people to a couple"):
        norms.ruling("alpha", people=people, couples=couples)


def test_an_output_without_a_minimum_is_refused() -> None:
    unknown: Any = "median"
    with pytest.raises(ValueError, match="no minimum"):
        norms.ruling(unknown, people=200, couples=100)


def test_nine_couples_and_a_half_give_no_practice_mean_and_ten_do() -> None:
    couples = [(40.0, 60.0)] * 9
    assert norms.practice_norm([*couples, (40.0,)]) is None
    found = norms.practice_norm([*couples, (40.0, 60.0), ()])
    assert found is not None
    assert (found.mean, found.people, found.couples) == (50, 20, 10)
    assert found.sd == pytest.approx((20 * 100 / 19) ** 0.5)


def test_a_partner_without_a_score_is_not_counted() -> None:
    found = norms.practice_norm([(50.0,)] * 20)
    assert found == (50, 0, 20, 20)
    assert norms.practice_norm([(50.0,)] * 19 + [()]) is None
    assert norms.practice_norm([]) is None


def test_three_in_a_couple_and_broken_scores_are_refused() -> None:
    with pytest.raises(ValueError, match="at most two"):
        norms.practice_norm([(1.0, 2.0, 3.0)])
    with pytest.raises(ValueError, match="at most two scores"):
        norms.practice_norm([(1.0, 2.0, 3.0), (1.0,), (2.0,)])
    with pytest.raises(ValueError, match="finite"):
        norms.practice_norm([(1.0, float("nan"))])


def test_the_band_stays_provisional_up_to_ninety_nine_people() -> None:
    assert norms.error_basis(None) == ErrorBasis(20, 0.80, True, None)
    assert norms.error_basis(OWN._replace(people=99)) == norms.PROVISIONAL
    assert norms.error_basis(OWN) == ErrorBasis(16, 0.9, False, TODAY)


@pytest.mark.parametrize(
    ("sd", "reliability", "is_provisional"),
    [(0, 0.9, True), (-1, 0.9, True), (16, -0.1, True), (16, 1, True), (16, 0, False), (0.5, 0.99, False)],
)
def test_figures_that_carry_no_band_leave_it_provisional(
    sd: float, reliability: float, is_provisional: bool
) -> None:
    found = norms.error_basis(OWN._replace(sd=sd, reliability=reliability))
    assert found.is_provisional is is_provisional


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_figures_are_finite(wrong: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        norms.error_basis(OWN._replace(sd=wrong))
    with pytest.raises(ValueError, match="finite"):
        norms.error_basis(OWN._replace(reliability=wrong, people=3))


@given(st.sampled_from(list(norms.MINIMUMS)), st.integers(0, 150), st.integers(0, 150))
def test_more_people_never_hide_what_fewer_showed(output: norms.Output, couples: int, more: int) -> None:
    rank = {"hide": 0, "unstable": 1, "show": 2}
    few = norms.ruling(output, people=couples, couples=couples)
    many = norms.ruling(output, people=couples + more, couples=couples + more)
    assert rank[few.showing] <= rank[many.showing]
    assert (few.reason is None) == (few.showing != "hide")
