"""A partner sees what came of their own form only where the counsellor allows it, and nothing else through it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from assessments import administering
from assessments.models import OwnResultSwitch
from assessments.results import own_result
from practice.refusals import BadInput, NotFound
from tests.conftest import looking
from tests.factories.assessments import AdministrationFactory, shipped

pytestmark = pytest.mark.django_db
FOUR = "forgotten-four"


def take(
    couple: Any, partner: Any, value: int = 3, *, slug: str = FOUR, days_ago: int = 0, **facts: Any
) -> Any:
    version = shipped(slug)
    given = {}
    for question in version.definition.questions:
        if question.scale:
            given[question.id] = 4 - value if question.reverse else value
    form = AdministrationFactory(couple=couple, partner=partner, instrument=version, **facts)
    with time_machine.travel(timezone.now() - timedelta(days=days_ago), tick=False):
        return administering.submit(form, by=looking(partner), changes=given)


def allow(couple: Any, ana: Any, *, slug: str = FOUR, is_on: bool = True) -> OwnResultSwitch:
    return own_result.allow(couple, slug, is_on=is_on, by=looking(ana))


def test_nothing_is_shown_until_the_counsellor_allows_it_and_nothing_after(
    couple: Any, bo: Any, ana: Any
) -> None:
    form = take(couple, bo)
    with pytest.raises(NotFound):
        own_result.own_result(form, looking(bo))
    allow(couple, ana)
    shown = own_result.own_result(form, looking(bo))
    assert [(each.value, each.band) for each in shown.scales] == [(75, "high")] * 4
    allow(couple, ana, is_on=False)
    with pytest.raises(NotFound):
        own_result.own_result(form, looking(bo))


def test_it_is_never_the_others_and_not_for_staff_through_this_way(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    form = take(couple, bo)
    allow(couple, ana)
    for person in (cy, ana):
        with pytest.raises(NotFound):
            own_result.own_result(form, looking(person))


def test_what_one_sees_is_the_same_whatever_the_other_did(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    form = take(couple, bo)
    allow(couple, ana)
    before = own_result.own_result(form, looking(bo))
    take(couple, cy, 0)
    assert own_result.own_result(form, looking(bo)) == before


def test_the_change_is_from_ones_own_first_time(couple: Any, bo: Any, ana: Any) -> None:
    first = take(couple, bo, 1, days_ago=30)
    second = take(couple, bo, 3)
    allow(couple, ana)
    assert {each.change for each in own_result.own_result(second, looking(bo)).scales} == {"improved"}
    assert {each.change for each in own_result.own_result(first, looking(bo)).scales} == {None}


def test_an_instrument_that_says_no_cannot_be_allowed(couple: Any, bo: Any, ana: Any) -> None:
    form = take(couple, bo, slug="emotional-safety")
    with pytest.raises(BadInput):
        allow(couple, ana, slug="emotional-safety")
    assert not own_result.is_allowed(form)


def test_a_guess_and_an_open_form_have_no_result(couple: Any, bo: Any, ana: Any) -> None:
    allow_on = shipped("inner-world")
    own_result.allow(couple, allow_on.slug, is_on=True, by=looking(ana))
    guess = take(couple, bo, slug="inner-world", stance="guess")
    open_form = AdministrationFactory(couple=couple, partner=bo, instrument=allow_on)
    for form in (guess, open_form):
        with pytest.raises(NotFound):
            own_result.own_result(form, looking(bo))


def test_the_switch_is_the_counsellors_and_no_partner_sees_it(
    couple: Any, bo: Any, fay: Any, ana: Any
) -> None:
    shipped(FOUR)
    allow(couple, ana)
    for person in (bo, fay):
        assert not OwnResultSwitch.objects.visible_to(looking(person)).exists()
        with pytest.raises(NotFound):
            own_result.allow(couple, FOUR, is_on=True, by=looking(person))
