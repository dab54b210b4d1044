"""A practice's own numbers: worked out past their minimums, silent below, and never of one couple."""

from itertools import count
from typing import Any

import msgspec
import pytest
from django.utils import timezone

from assessments import measuring
from assessments.models import Administration, ScaleFigures
from assessments.results import reading
from assessments.scores import scoring
from assessments.scores.answers import read
from practice.models import JobGuard
from tests.conftest import looking
from tests.factories.assessments import PULSE, shipped
from tests.factories.practice import CoupleFactory, PracticeFactory, partner_in

pytestmark = pytest.mark.django_db


def sent(couple: Any, partner: Any, numbers: tuple[int, int, int, int], **facts: Any) -> None:
    """A form as it lies in the database once it was sent, without the way there."""
    version = shipped(PULSE)
    questions = ["felt_close", "felt_i_matter", "felt_tense", "felt_hopeful"]
    answers = read(version.definition, dict(zip(questions, numbers, strict=True)))
    result = scoring.score(version.definition, answers)
    row = Administration(couple=couple, partner=partner, instrument=version, state="submitted", **facts)
    row.answers = answers.stored
    row.scores = msgspec.to_builtins(result)
    row.submitted_at = timezone.now()
    row.save(force_insert=True)


def people_who_answer(ana: Any, couples: int) -> None:
    spread = count()
    for _ in range(couples):
        couple = CoupleFactory(practice=ana.practice, counsellor=ana)
        for mark in "ab":
            n = next(spread) % 5
            m = min(4, max(0, n + (next(spread) % 3 - 1)))
            sent(couple, partner_in(couple, mark), (n, m, 4 - n, n))


def held(ana: Any) -> dict[str, Any] | None:
    rows = ScaleFigures.objects.visible_to(looking(ana))
    row = rows.select_related("practice").first()
    return row.figures if row else None


def test_nothing_is_kept_below_twenty_people(ana: Any) -> None:
    people_who_answer(ana, 9)
    assert measuring.measure(ana.practice) == 0
    assert held(ana) is None


def test_twenty_people_have_a_mean_and_no_reliability_yet(ana: Any) -> None:
    people_who_answer(ana, 10)
    assert measuring.measure(ana.practice) == 1
    figures = held(ana)
    assert figures is not None
    assert (figures["people"], figures["couples"]) == (20, 10)
    assert set(figures) == {"people", "couples", "mean", "sd"}


def test_people_are_counted_once_by_their_newest_form_and_guesses_never(ana: Any) -> None:
    people_who_answer(ana, 10)
    measuring.measure(ana.practice)
    before = held(ana)
    couple = CoupleFactory(practice=ana.practice, counsellor=ana)
    one = partner_in(couple, "a")
    sent(couple, one, (0, 0, 4, 0), stance="guess")
    measuring.measure(ana.practice)
    assert held(ana) == before
    for _ in range(3):
        sent(couple, one, (4, 4, 0, 4))
    measuring.measure(ana.practice)
    after = held(ana)
    assert after is not None
    assert after["people"] == 21


def test_a_hundred_people_have_alpha_with_its_band_and_the_bands_rest_on_it(
    ana: Any, couple: Any, bo: Any
) -> None:
    people_who_answer(ana, 50)
    measuring.measure(ana.practice)
    figures = held(ana)
    assert figures is not None
    assert figures["complete"] == 100
    assert 0 < figures["low"] < figures["alpha"] < figures["high"] < 1
    sent(couple, bo, (2, 2, 2, 2))
    (instrument,) = reading.side_by_side(couple, looking(ana))
    assert not instrument.scales[0].is_provisional
    assert instrument.scales[0].measured_on == timezone.now().date()


def test_figures_are_the_practices_own(ana: Any) -> None:
    people_who_answer(ana, 10)
    other = PracticeFactory()
    assert (measuring.measure(other), measuring.measure(ana.practice)) == (0, 1)
    kim = CoupleFactory(practice=other).counsellor
    assert not ScaleFigures.objects.visible_to(looking(kim)).exists()


def test_the_sweep_works_once_a_week(ana: Any) -> None:
    people_who_answer(ana, 10)
    measuring.sweep()
    ScaleFigures.unscoped.all().delete()
    measuring.sweep()
    assert not ScaleFigures.unscoped.exists()
    assert JobGuard.unscoped.filter(name__startswith=f"figures {ana.practice.pk}").count() == 1
