"""Joint work on hold: by a counsellor's act, with a reason, until a counsellor's act; and nothing of it outside."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from assessments import gate
from assessments.safety import asking, holding, queueing
from assessments.safety.hold_models import HoldStep, SafetyHold
from assessments.safety.models import SafetyAlert
from practice.models import AuditEntry, Couple
from practice.refusals import BadInput, NotFound, NotNow
from tests.conftest import looking
from tests.factories.assessments import SafetyScreenFactory, screened
from tests.factories.practice import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_couple(couple: Any, bo: Any, cy: Any, ana: Any) -> Any:
    screened(couple, bo, cy)
    gate.open_joint_work(couple, by=looking(ana))
    return couple


def test_a_hold_shuts_new_joint_work_and_leaves_what_partners_see(open_couple: Any, ana: Any) -> None:
    hold = holding.place(open_couple, "A talk that worried me.", by=looking(ana))
    assert not gate.may_set_joint_work(open_couple)
    assert gate.joint_work_is_open(open_couple)
    assert [str(each) for each in gate.reasons(open_couple, looking(ana))] == [
        "You have put joint work on hold. Why stands on the page that you open alone."
    ]
    holding.lift(hold, "We spoke; it is settled.", by=looking(ana))
    assert gate.may_set_joint_work(open_couple)


def test_paused_joint_work_opens_by_an_act_of_its_own_after_the_hold(open_couple: Any, ana: Any) -> None:
    hold = holding.place(open_couple, "Worried.", by=looking(ana))
    gate.pause_joint_work(open_couple, by=looking(ana))
    with pytest.raises(gate.JointWorkHeld):
        gate.open_joint_work(open_couple, by=looking(ana))
    holding.lift(hold, "Settled.", by=looking(ana))
    assert not gate.joint_work_is_open(open_couple)
    gate.open_joint_work(open_couple, by=looking(ana))
    assert gate.joint_work_is_open(open_couple)


def test_every_act_has_a_reason_and_a_name_and_is_written_down(couple: Any, bo: Any, ana: Any) -> None:
    screen = SafetyScreenFactory(couple=couple, partner=bo)
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    alert = SafetyAlert.unscoped.get()
    hold = holding.place(couple, "What Bo answered.", by=looking(ana), alert=alert)
    holding.review(hold, "Still so.", by=looking(ana))
    holding.lift(hold, "Seen alone, safe.", by=looking(ana))
    (read,) = holding.holds_of(couple, by=looking(ana))
    assert [(step.kind, step.called, step.reason) for step in read.steps] == [
        ("placed", "Ana", "What Bo answered."),
        ("reviewed", "Ana", "Still so."),
        ("lifted", "Ana", "Seen alone, safe."),
    ]
    assert (read.alert_id, read.is_standing) == (alert.pk, False)
    acts = AuditEntry.unscoped.filter(act__startswith="safety.hold").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == [
        "safety.hold_placed", "safety.hold_reviewed", "safety.hold_lifted", "safety.holds_read",
    ]  # fmt: skip


@pytest.mark.parametrize("reason", ["", "   ", "x" * 4_001, "a\x00b", None])
def test_without_words_nothing_is_held_reviewed_or_lifted(
    couple: Any, bo: Any, ana: Any, reason: Any
) -> None:
    with pytest.raises(BadInput) as refusal:
        holding.place(couple, reason, by=looking(ana))
    assert list(refusal.value.fields) == ["reason"]
    hold = holding.place(couple, "Worried.", by=looking(ana))
    for act in (holding.review, holding.lift):
        with pytest.raises(BadInput):
            act(hold, reason, by=looking(ana))
    assert HoldStep.unscoped.count() == 1


def test_one_hold_stands_at_a_time_and_a_lifted_one_stays_lifted(couple: Any, bo: Any, ana: Any) -> None:
    hold = holding.place(couple, "First.", by=looking(ana))
    with pytest.raises(NotNow):
        holding.place(couple, "Second.", by=looking(ana))
    holding.lift(hold, "Done.", by=looking(ana))
    for act in (holding.review, holding.lift):
        with pytest.raises(NotNow):
            act(hold, "Again.", by=looking(ana))
    holding.place(couple, "Anew.", by=looking(ana))
    assert SafetyHold.unscoped.count() == 2


def test_nobody_else_places_reads_or_lifts_a_hold(
    couple: Any, bo: Any, cy: Any, ana: Any, fay: Any, dee: Any
) -> None:
    hold = holding.place(couple, "Worried.", by=looking(ana))
    owner = StaffFactory(practice=ana.practice, is_owner=True, is_scheduler=True)
    for person in (bo, cy, dee, fay, owner):
        assert not SafetyHold.objects.visible_to(looking(person)).exists()
        assert not HoldStep.objects.visible_to(looking(person)).exists()
        for act in (
            lambda by: holding.place(couple, "Mine.", by=by),
            lambda by: holding.review(hold, "Mine.", by=by),
            lambda by: holding.lift(hold, "Mine.", by=by),
            lambda by: holding.holds_of(couple, by=by),
        ):
            with pytest.raises(NotFound):
                act(looking(person))


def test_an_alert_of_another_couple_gives_no_hold(
    couple: Any, bo: Any, ana: Any, other_couple: Any, dee: Any
) -> None:
    asking.answer(SafetyScreenFactory(couple=other_couple, partner=dee), "afraid", "yes", by=looking(dee))
    with pytest.raises(NotFound):
        holding.place(couple, "Mixed up.", by=looking(ana), alert=SafetyAlert.unscoped.get())


def test_a_hold_comes_back_to_the_queue_on_its_day(open_couple: Any, ana: Any) -> None:
    hold = holding.place(open_couple, "Worried.", by=looking(ana))
    assert queueing.queue(looking(ana)) == []
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert [one.couple_id for one in queueing.queue(looking(ana))] == [open_couple.pk]
        assert Couple.unscoped.filter(gate.something_waits(), pk=open_couple.pk).exists()
        holding.review(hold, "Still so.", by=looking(ana))
        assert queueing.queue(looking(ana)) == []


@pytest.mark.parametrize("ahead", [-1, 93])
def test_the_day_of_the_next_look_is_within_three_months(couple: Any, bo: Any, ana: Any, ahead: int) -> None:
    day = timezone.localdate() + timedelta(days=ahead)
    with pytest.raises(BadInput) as refusal:
        holding.place(couple, "Worried.", by=looking(ana), look_again_on=day)
    assert list(refusal.value.fields) == ["look_again_on"]
    assert not SafetyHold.unscoped.exists()


def test_what_was_done_cannot_be_rewritten(couple: Any, bo: Any, ana: Any) -> None:
    holding.place(couple, "Worried.", by=looking(ana))
    for rows, change in (
        (SafetyHold.unscoped, {"placed_at": timezone.now()}),
        (HoldStep.unscoped, {"kind": "lifted"}),
    ):
        with pytest.raises(DatabaseError, match="cannot change"), transaction.atomic():
            rows.update(**change)


def test_the_owner_learns_of_no_hold_from_the_trail(couple: Any, bo: Any, ana: Any) -> None:
    holding.place(couple, "Worried.", by=looking(ana))
    owner = StaffFactory(practice=ana.practice, is_owner=True)
    assert not AuditEntry.objects.visible_to(looking(owner)).filter(couple=couple.pk).exists()
