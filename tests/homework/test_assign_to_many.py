"""The same exercise for several couples: each a deed of its own, and a refusal for one stops no other."""

import pytest

from homework.assigning_many import MOST_COUPLES, assign_to_many
from homework.models import Assignment
from practice.models import Couple
from practice.refusals import BadInput
from tests.conftest import looking
from tests.factories import assessments as forms
from tests.factories import homework as sets
from tests.factories import practice as people


@pytest.fixture
def another(ana):
    """A second couple of Ana's, both there."""
    couple = people.CoupleFactory(practice=ana.practice, counsellor=ana, status="active")
    for mark in "ab":
        people.partner_in(couple, mark)
    return couple


def assign(couples, by, slug=sets.SELF, **wishes):
    sets.exercise(slug)
    return assign_to_many(couples, slug, reason="A look inside first.", by=looking(by), **wishes)


def test_each_couple_gets_its_own_and_a_refusal_stops_nobody(couple, another, other_couple, dee, bo, cy, ana):
    alone = people.CoupleFactory(practice=ana.practice, counsellor=ana, status="active")
    running = people.CoupleFactory(practice=ana.practice, counsellor=ana, status="active")
    for mark in "ab":
        people.partner_in(running, mark)
    sets.AssignmentFactory(couple=running, exercise=sets.exercise(sets.SELF))
    outcomes = assign([couple, other_couple, alone, running, another], ana, cadence="weekly")
    assert [outcome.code for outcome in outcomes] == ["", "not_found", "not_joined", "already_running", ""]
    assert outcomes[0].couple_id == couple.pk
    set_for = {outcome.assignment.couple_id for outcome in outcomes if outcome.assignment}
    assert set_for == {couple.pk, another.pk}
    assert Assignment.unscoped.filter(cadence="weekly").count() == 2


def test_the_gate_is_asked_for_each_couple(couple, another, bo, cy, ana):
    forms.screened(couple, bo, cy)
    sets.joint_work(couple)
    held_back = assign([couple, another], ana, slug=sets.APPRECIATION)
    assert [outcome.code for outcome in held_back] == ["", "joint_work_held"]
    assert held_back[1].reasons


def test_a_couple_named_twice_is_set_once(couple, bo, cy, ana):
    assert [outcome.code for outcome in assign([couple, Couple.unscoped.get(pk=couple.pk)], ana)] == [""]
    assert Assignment.unscoped.count() == 1


def test_what_is_wrong_for_everybody_is_refused_before_anything_is_set(couple, another, bo, cy, ana):
    for wishes in ({"cadence": "hourly"}, {"for_marks": "x"}):
        with pytest.raises(BadInput):
            assign([couple, another], ana, **wishes)
    for many in ([], [Couple() for _ in range(MOST_COUPLES + 1)]):
        with pytest.raises(BadInput) as refusal:
            assign(many, ana)
        assert set(refusal.value.fields) == {"couples"}
    assert not Assignment.unscoped.exists()
