"""What is done and read about safety is written down: which act, by whom, on what, for which couple."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from assessments import gate
from assessments.models import JointWork
from assessments.safety import asking, holding, queueing, raising, reviewing, telling
from assessments.safety.models import SafetyAlert, SafetyScreen
from practice.models import AuditEntry
from tests.conftest import looking
from tests.factories.assessments import SafetyScreenFactory, screened, shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def screen(couple: Any, bo: Any) -> SafetyScreen:
    return SafetyScreenFactory(couple=couple, partner=bo)


def written(act: str, **facts: str) -> tuple[Any, ...]:
    """The one line about this act: who, on what, for which couple, with which facts."""
    entry = AuditEntry.unscoped.get(act=act, **{f"facts__{name}": value for name, value in facts.items()})
    kind = (entry.target_kind, entry.target) if entry.target else None
    return entry.actor, kind, entry.couple, entry.facts


def row(target: Any) -> tuple[str, str]:
    return target._meta.model_name, str(target.pk)


def test_the_counsellor_puts_the_questions_to_both(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    shipped(asking.SCREEN)
    asking.offer(couple, by=looking(ana))
    assert written("safety.offered") == (ana.user_id, row(couple), couple.pk, {})


def test_a_partner_answers_and_sends(couple: Any, bo: Any, screen: SafetyScreen) -> None:
    asking.answer(screen, "afraid", "no", by=looking(bo))
    assert written("safety.saved") == (bo.user_id, row(screen), couple.pk, {})
    asking.send(screen, by=looking(bo))
    assert written("safety.sent") == (bo.user_id, row(screen), couple.pk, {})


def test_the_same_answer_again_is_written_down_too(bo: Any, screen: SafetyScreen) -> None:
    """So that the trail does not tell whether an answer was changed."""
    for _ in range(2):
        asking.answer(screen, "afraid", "no", by=looking(bo))
    assert AuditEntry.unscoped.filter(act="safety.saved").count() == 2


def test_an_alert_is_raised_told_read_and_taken_on(
    couple: Any, bo: Any, ana: Any, screen: SafetyScreen
) -> None:
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    alert = SafetyAlert.unscoped.get()
    assert written("safety.alert_raised") == (bo.user_id, row(alert), couple.pk, {})
    by_nobody = (None, row(alert), couple.pk, {"staff": str(ana.pk), "step": "counsellor"})
    assert written("safety.told") == by_nobody
    reviewing.alerts_of(couple, by=looking(ana))
    assert written("safety.alerts_read") == (ana.user_id, row(couple), couple.pk, {"alerts": 1})
    reviewing.acknowledge(alert, "Rang.", by=looking(ana))
    assert written("safety.acknowledged") == (ana.user_id, row(alert), couple.pk, {})


def test_what_the_worker_tells_is_written_down_of_nobody(
    couple: Any, bo: Any, ana: Any, screen: SafetyScreen
) -> None:
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    with time_machine.travel(timezone.now() + timedelta(minutes=couple.practice.again_after_minutes)):
        telling.escalate()
    facts = {"staff": str(ana.pk), "step": "again"}
    assert written("safety.told", step="again") == (None, row(SafetyAlert.unscoped.get()), couple.pk, facts)


def test_answers_are_read_and_reviewed(couple: Any, bo: Any, ana: Any, screen: SafetyScreen) -> None:
    asking.send(screen, by=looking(bo))
    reviewing.answers_of(screen, by=looking(ana))
    assert written("safety.read") == (ana.user_id, row(screen), couple.pk, {})
    reviewing.record_review(screen, "joint", by=looking(ana))
    assert written("safety.reviewed") == (ana.user_id, row(screen), couple.pk, {})


def test_the_queue_is_read_with_how_much_stood_in_it(
    couple: Any, bo: Any, ana: Any, screen: SafetyScreen
) -> None:
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    queueing.queue(looking(ana))
    assert written("safety.queue_read") == (ana.user_id, None, None, {"couples": 1})


def test_holds_are_placed_reviewed_lifted_and_read(couple: Any, bo: Any, ana: Any) -> None:
    holding.holds_of(couple, by=looking(ana))
    assert not AuditEntry.unscoped.filter(act="safety.holds_read").exists()
    hold = holding.place(couple, "Worried.", by=looking(ana))
    holding.review(hold, "Still so.", by=looking(ana))
    holding.lift(hold, "Settled.", by=looking(ana))
    for act in ("placed", "reviewed", "lifted"):
        assert written(f"safety.hold_{act}") == (ana.user_id, row(hold), couple.pk, {})
    holding.holds_of(couple, by=looking(ana))
    assert written("safety.holds_read") == (ana.user_id, row(couple), couple.pk, {"holds": 1})


def test_joint_work_is_opened_and_paused_once_each(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    screened(couple, bo, cy)
    for act, turn in (("open", gate.open_joint_work), ("paused", gate.pause_joint_work)):
        for _ in range(2):
            turn(couple, by=looking(ana))
        work = JointWork.unscoped.get()
        assert written(f"joint_work.{act}") == (ana.user_id, row(work), couple.pk, {})


def test_what_was_said_in_homework_is_written_down_without_its_words(couple: Any, bo: Any, ana: Any) -> None:
    said = raising.Said(("walk", 1), "A walk", "how", 1, asked="How was it?", label="Hardly safe")
    entry_id = ana.pk  # any id: entries live further up
    alert = raising.raise_from_homework(said, couple=couple, partner=bo, entry_id=entry_id, by=looking(bo))
    assert alert is not None
    assert written("safety.alert_raised") == (bo.user_id, row(alert), couple.pk, {})
