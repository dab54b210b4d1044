"""The reasons against joint work, one by one and in their order, as the counsellor reads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments import gate
from assessments.models import JointWork
from assessments.safety import asking, clearing, holding, reviewing
from assessments.safety.models import SafetyAlert, SafetyScreen, ScreenReview
from practice import caring, registry, sealing
from practice.models import Couple, Membership
from practice.refusals import NotFound
from tests.conftest import looking
from tests.factories.assessments import SafetyScreenFactory, screened
from tests.factories.homework import joint_work

pytestmark = pytest.mark.django_db
ENDED = "This course has ended. Re-open it first."
ONE_ALONE = "Both partners need to have joined first."
HELD = "You have put joint work on hold. Why stands on the page that you open alone."
NOT_OPEN = "Joint work is not open. You open it once both are screened and reviewed."


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    """The couples whose joint work turned, in the order in which it was told."""
    found: list[Any] = []
    registry.on(registry.JOINT_WORK_TURNED, "a test", lambda couple: found.append(couple))
    yield found
    registry.on(registry.JOINT_WORK_TURNED, "a test", lambda couple: None)


def against(couple: Any, *, tender: bool = False) -> list[str]:
    return [str(reason) for reason in clearing.obstacles(Couple.unscoped.get(pk=couple.pk), tender=tender)]


def not_sent(name: str) -> str:
    return f"{name} has not sent the private questions yet."


def alarm(couple: Any, partner: Any, question: str = "weapon") -> SafetyAlert:
    screen = SafetyScreenFactory(couple=couple, partner=partner)
    asking.answer(screen, question, "yes", by=looking(partner))
    return SafetyAlert.unscoped.get(screen=screen)


def test_from_the_first_day_on_each_step_takes_one_reason_away(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    assert against(couple) == [not_sent("Bo"), not_sent("Cy")]
    for partner, left in ((bo, [not_sent("Cy")]), (cy, [])):
        screen = SafetyScreenFactory(couple=couple, partner=partner)
        asking.send(screen, by=looking(partner))
        waits = f"The private questions of {partner.called} wait for your review."
        assert against(couple) == ([waits] if partner == cy else [waits, *left])
        reviewing.record_review(screen, "joint", by=looking(ana))
        assert against(couple) == left


def test_what_another_couple_did_is_no_reason_here(
    couple: Any, bo: Any, cy: Any, other_couple: Any, dee: Any, eli: Any, fay: Any
) -> None:
    screened(couple, bo, cy)
    screened(other_couple, dee, outcome="hold")
    alarm(other_couple, dee)
    holding.place(other_couple, "Worried.", by=looking(fay))
    assert against(couple) == []
    assert against(other_couple) == [
        HELD,
        "Your review for Dee says: no joint work for now.",
        "Something Dee answered waits for you to take it on.",
        "Dee answered something since your last review. Review it again first.",
        not_sent("Eli"),
    ]


def test_an_ended_course_and_one_partner_alone_are_said_first(couple: Any, bo: Any, ana: Any) -> None:
    Couple.unscoped.filter(pk=couple.pk).update(status="ended")
    assert against(couple) == [ENDED, ONE_ALONE, not_sent("Bo")]


def test_who_was_invited_and_has_not_joined_does_not_count_as_here(couple: Any, bo: Any, cy: Any) -> None:
    screened(couple, bo, cy)
    Membership.unscoped.filter(partner=cy).update(joined_at=None)
    assert against(couple) == [ONE_ALONE]


def test_who_left_is_no_reason_any_more_but_for_being_gone(couple: Any, bo: Any, cy: Any) -> None:
    screened(couple, bo)
    Membership.unscoped.filter(partner=cy).update(left_at=timezone.now())
    assert against(couple) == [ONE_ALONE]


def test_with_care_stands_against_what_is_tender_alone(couple: Any, bo: Any, cy: Any) -> None:
    screened(couple, bo)
    screened(couple, cy, outcome="care")
    assert against(couple) == []
    assert against(couple, tender=True) == ["Your review for Cy says: nothing tender yet."]
    screened(couple, cy, outcome="hold")
    for tender in (False, True):
        assert against(couple, tender=tender) == ["Your review for Cy says: no joint work for now."]


def test_only_a_red_answer_since_the_review_asks_for_another_one(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    screened(couple, bo, cy)
    for question, left in (
        ("put_down", []),
        ("weapon", ["Bo answered something since your last review. Review it again first."]),
    ):
        SafetyScreen.unscoped.filter(state="open").update(state="void")
        alert = alarm(couple, bo, question)
        assert against(couple) == ["Something Bo answered waits for you to take it on.", *left]
        reviewing.acknowledge(alert, "Spoke alone.", by=looking(ana))
        assert against(couple) == left


def test_an_answer_from_the_very_moment_of_the_review_was_seen_by_it(
    time_machine_now: Any, couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    screened(couple, bo, cy)
    reviewing.acknowledge(alarm(couple, bo), "Spoke alone.", by=looking(ana))
    assert against(couple) == []


def test_without_a_review_an_alert_asks_only_to_be_taken_on(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    screened(couple, cy)
    alert = alarm(couple, bo)
    assert against(couple) == [not_sent("Bo"), "Something Bo answered waits for you to take it on."]
    reviewing.acknowledge(alert, "Spoke alone.", by=looking(ana))
    assert against(couple) == [not_sent("Bo")]


def test_what_can_no_longer_be_read_weighs_like_a_red_answer(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    screened(couple, bo, cy)
    reviewing.acknowledge(alarm(couple, bo, "put_down"), "Spoke alone.", by=looking(ana))
    assert against(couple) == []
    bo.key.destroyed_at = timezone.now()
    bo.key.save()
    sealing.memory.forget()
    assert against(couple) == ["Bo answered something since your last review. Review it again first."]


def test_the_newest_screen_and_its_newest_review_count(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    screened(couple, cy)
    now = timezone.now()
    newest, *_older = [
        SafetyScreenFactory(couple=couple, partner=bo, state="sent", sent_at=now - timedelta(days=days))
        for days in (1, 5, 3)
    ]
    for outcome, days in (("joint", 0.1), ("hold", 0.9), ("care", 0.5)):
        ScreenReview.unscoped.create(
            couple=couple, partner=bo, screen=newest, reviewed_by=ana, at=now - timedelta(days=days),
            finding={"outcome": outcome, "note": ""},
        )  # fmt: skip
    assert clearing.latest_screens(couple)[bo.pk] == newest
    assert against(couple, tender=True) == []


def test_alerts_stand_by_partner_and_by_age(couple: Any, bo: Any, cy: Any) -> None:
    alert = alarm(couple, bo)
    for hours in (3, 9, 6):
        moved = SafetyAlert(couple=couple, partner=bo, screen=alert.screen)
        moved.what, moved.raised_at = alert.what, timezone.now() - timedelta(hours=hours)
        moved.save(force_insert=True)
    of_cy = alarm(couple, cy)
    found = clearing.alerts_of(couple)
    ages = [each.raised_at for each in found[bo.pk]]
    assert (len(ages), ages) == (4, sorted(ages))
    assert found[cy.pk] == [of_cy]


def test_the_gate_adds_that_joint_work_is_not_open(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    screened(couple, bo)
    assert [str(each) for each in gate.reasons(couple, looking(ana))] == [not_sent("Cy"), NOT_OPEN]
    screened(couple, cy, outcome="care")
    joint_work(couple)
    assert gate.reasons(couple, looking(ana)) == []
    tender = [str(each) for each in gate.reasons(couple, looking(ana), tender=True)]
    assert tender == ["Your review for Cy says: nothing tender yet."]
    assert not gate.suggests_pause(couple, looking(ana))
    alarm(couple, bo)
    assert gate.suggests_pause(couple, looking(ana))
    joint_work(couple, "paused")
    assert not gate.suggests_pause(couple, looking(ana))


def test_opening_says_what_stands_against_it_under_one_code(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    screened(couple, bo)
    with pytest.raises(gate.JointWorkHeld) as held:
        gate.open_joint_work(couple, by=looking(ana))
    assert held.value.code == "joint_work_held"
    assert [str(each) for each in held.value.reasons] == [not_sent("Cy")]
    assert not gate.joint_work_is_open(couple)


def test_each_turn_has_its_hand_and_its_moment_and_is_told_once(
    time_machine_now: Any, couple: Any, bo: Any, cy: Any, ana: Any, other_couple: Any, heard: list[Any]
) -> None:
    screened(couple, bo, cy)
    joint_work(other_couple)
    start = timezone.now()
    turns = (
        ("closed", gate.pause_joint_work, []),
        ("open", gate.open_joint_work, [couple]),
        ("open", gate.open_joint_work, [couple]),
        ("paused", gate.pause_joint_work, [couple] * 2),
        ("paused", gate.pause_joint_work, [couple] * 2),
    )
    changed = None
    for step, (state, turn, told) in enumerate(turns):
        time_machine_now.move_to(start + timedelta(hours=step + 1), tick=False)
        if len(told) > len(heard):
            changed = timezone.now()
        row = turn(couple, by=looking(ana))
        held = JointWork.unscoped.get(pk=couple.pk)
        assert (row.state, held.state, heard) == (state, state, told)
        if changed:
            assert (held.changed_by, held.changed_at) == (ana, changed)
    assert JointWork.unscoped.get(pk=other_couple.pk).state == "open"


def test_it_closes_by_nobodys_hand_when_somebody_leaves_or_the_course_ends(
    time_machine_now: Any, couple: Any, bo: Any, cy: Any, ana: Any, other_couple: Any, heard: list[Any]
) -> None:
    joint_work(other_couple)
    leaving = Membership.unscoped.get(partner=bo)
    for state in ("open", "paused"):
        joint_work(couple, state)
        JointWork.unscoped.filter(pk=couple.pk).update(changed_by=ana)
        time_machine_now.shift(timedelta(hours=1))
        gate.close_when_someone_left(leaving)
        row = JointWork.unscoped.get(pk=couple.pk)
        assert (row.state, row.changed_by, row.changed_at) == ("closed", None, timezone.now())
    closed_at = timezone.now()
    time_machine_now.shift(timedelta(hours=1))
    gate.close_when_someone_left(leaving)
    assert JointWork.unscoped.get(pk=couple.pk).changed_at == closed_at
    assert heard == [couple, couple]
    joint_work(couple)
    caring.change_status(couple, "paused", by=looking(ana))
    assert gate.joint_work_is_open(couple)
    caring.change_status(Couple.unscoped.get(pk=couple.pk), "ended", by=looking(ana))
    assert not gate.joint_work_is_open(couple)
    assert gate.joint_work_is_open(other_couple)


def test_nobody_but_the_counsellor_turns_anything(couple: Any, bo: Any, cy: Any, fay: Any) -> None:
    screened(couple, bo, cy)
    joint_work(couple)
    for person in (bo, cy, fay):
        for act in (gate.open_joint_work, gate.pause_joint_work):
            with pytest.raises(NotFound):
                act(couple, by=looking(person))
    assert gate.joint_work_is_open(couple)
