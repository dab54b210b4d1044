"""Joint work is closed for every couple until the counsellor opens it, and no answer moves it by itself."""

from typing import Any

import pytest

from assessments import gate
from assessments.models import JointWork
from assessments.safety import asking, reviewing
from assessments.safety.models import SafetyAlert
from practice import caring, registry
from practice.models import Membership
from practice.refusals import NotFound
from tests.conftest import looking
from tests.factories.assessments import SafetyScreenFactory, screened
from tests.factories.practice import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_couple(couple: Any, bo: Any, cy: Any, ana: Any) -> Any:
    """A couple whose counsellor has reviewed both screens and opened joint work."""
    screened(couple, bo, cy)
    gate.open_joint_work(couple, by=looking(ana))
    return couple


def alarm(couple: Any, partner: Any) -> None:
    screen = SafetyScreenFactory(couple=couple, partner=partner)
    asking.answer(screen, "weapon", "yes", by=looking(partner))


def test_every_couple_starts_closed(couple: Any, bo: Any, cy: Any) -> None:
    assert not gate.joint_work_is_open(couple)
    assert not gate.may_set_joint_work(couple)


def test_joint_work_stays_closed_until_both_screens_are_reviewed(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    for step in (None, bo):
        if step is not None:
            screened(couple, step)
        with pytest.raises(gate.JointWorkHeld):
            gate.open_joint_work(couple, by=looking(ana))
    sent = SafetyScreenFactory(couple=couple, partner=cy)
    asking.send(sent, by=looking(cy))
    with pytest.raises(gate.JointWorkHeld) as held:
        gate.open_joint_work(couple, by=looking(ana))
    assert [str(reason) for reason in held.value.reasons] == [
        "The private questions of Cy wait for your review."
    ]
    reviewing.record_review(sent, "joint", by=looking(ana))
    gate.open_joint_work(couple, by=looking(ana))
    assert gate.joint_work_is_open(couple)
    assert gate.may_set_joint_work(couple)


def test_with_one_partner_alone_there_is_no_joint_work(couple: Any, bo: Any, ana: Any) -> None:
    screened(couple, bo)
    with pytest.raises(gate.JointWorkHeld) as held:
        gate.open_joint_work(couple, by=looking(ana))
    assert "Both partners need to have joined first." in [str(reason) for reason in held.value.reasons]


def test_a_review_that_says_hold_holds_and_one_with_care_leaves_tender_work_shut(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    screened(couple, bo)
    (screen,) = screened(couple, cy, outcome="hold")
    with pytest.raises(gate.JointWorkHeld):
        gate.open_joint_work(couple, by=looking(ana))
    reviewing.record_review(screen, "care", by=looking(ana))
    gate.open_joint_work(couple, by=looking(ana))
    assert gate.may_set_joint_work(couple)
    assert not gate.may_set_joint_work(couple, tender=True)


def test_a_red_answer_stops_new_joint_work_at_once_and_nothing_else(
    open_couple: Any, bo: Any, ana: Any
) -> None:
    alarm(open_couple, bo)
    assert gate.joint_work_is_open(open_couple)
    assert not gate.may_set_joint_work(open_couple)
    assert gate.suggests_pause(open_couple, looking(ana))


def test_only_the_counsellor_hears_the_reasons(
    open_couple: Any, bo: Any, cy: Any, ana: Any, fay: Any
) -> None:
    alarm(open_couple, bo)
    owner = StaffFactory(practice=ana.practice, is_owner=True)
    assert any("Bo" in str(reason) for reason in gate.reasons(open_couple, looking(ana)))
    for person in (bo, cy, fay, owner):
        assert gate.reasons(open_couple, looking(person)) == []
        assert not gate.suggests_pause(open_couple, looking(person))


def test_a_couple_with_a_red_answer_is_paused_by_the_counsellors_act_alone(
    open_couple: Any, bo: Any, cy: Any, ana: Any, fay: Any
) -> None:
    alarm(open_couple, bo)
    for name in registry.ticks():
        registry.ticks()[name]()
    for person in (bo, cy, fay):
        with pytest.raises(NotFound):
            gate.pause_joint_work(open_couple, by=looking(person))
    assert gate.joint_work_is_open(open_couple)
    gate.pause_joint_work(open_couple, by=looking(ana))
    assert not gate.joint_work_is_open(open_couple)


def test_taking_a_red_answer_on_is_not_enough_it_needs_a_new_review(
    open_couple: Any, bo: Any, ana: Any
) -> None:
    alarm(open_couple, bo)
    reviewing.acknowledge(SafetyAlert.unscoped.get(), "Spoke alone.", by=looking(ana))
    assert not gate.may_set_joint_work(open_couple)
    screen = SafetyAlert.unscoped.get().screen
    asking.send(screen, by=looking(bo))
    reviewing.record_review(screen, "joint", by=looking(ana))
    assert gate.may_set_joint_work(open_couple)


def test_a_new_screen_needs_a_new_review_and_shuts_nothing(open_couple: Any, bo: Any, ana: Any) -> None:
    again = SafetyScreenFactory(couple=open_couple, partner=bo)
    assert gate.may_set_joint_work(open_couple)
    asking.send(again, by=looking(bo))
    assert not gate.may_set_joint_work(open_couple)
    assert gate.joint_work_is_open(open_couple)


def test_what_partners_can_know_is_equal_whatever_one_of_them_answered(
    open_couple: Any, bo: Any, cy: Any
) -> None:
    before = gate.joint_work_is_open(open_couple)
    alarm(open_couple, bo)
    assert gate.joint_work_is_open(open_couple) == before
    for partner in (bo, cy):
        assert not JointWork.objects.visible_to(looking(partner)).exists()


def test_joint_work_closes_when_the_course_ends(open_couple: Any, ana: Any) -> None:
    ended = caring.change_status(open_couple, "ended", by=looking(ana))
    assert not gate.joint_work_is_open(open_couple)
    with pytest.raises(gate.JointWorkHeld):
        gate.open_joint_work(ended, by=looking(ana))
    again = caring.change_status(ended, "active", by=looking(ana))
    assert not gate.joint_work_is_open(again)
    gate.open_joint_work(again, by=looking(ana))
    assert gate.joint_work_is_open(again)


def test_joint_work_closes_when_someone_leaves(open_couple: Any, bo: Any) -> None:
    registry.tell(registry.PARTNER_LEFT, membership=Membership.unscoped.get(partner=bo))
    assert not gate.joint_work_is_open(open_couple)


def test_reviewed_is_not_yet_opened_and_paused_is_not_open(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    screened(couple, bo, cy)
    assert not gate.may_set_joint_work(couple)
    gate.open_joint_work(couple, by=looking(ana))
    assert gate.may_set_joint_work(couple)
    gate.pause_joint_work(couple, by=looking(ana))
    assert not gate.may_set_joint_work(couple)


def test_an_amber_answer_holds_new_joint_work_until_it_is_taken_on(
    open_couple: Any, bo: Any, ana: Any
) -> None:
    screen = SafetyScreenFactory(couple=open_couple, partner=bo)
    asking.answer(screen, "put_down", {"declined": True}, by=looking(bo))
    assert not gate.may_set_joint_work(open_couple)
    reviewing.acknowledge(SafetyAlert.unscoped.get(), "Will ask when alone.", by=looking(ana))
    assert gate.may_set_joint_work(open_couple)
