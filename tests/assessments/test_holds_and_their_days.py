"""A hold step by step: on which day it comes back, what each act leaves, which refusal has which code."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from assessments.safety import asking, holding
from assessments.safety.hold_models import HoldStep, SafetyHold
from assessments.safety.models import SafetyAlert
from practice.models import Practice
from practice.refusals import BadInput, NotFound, NotNow
from tests.conftest import looking
from tests.factories.assessments import SafetyScreenFactory
from tests.factories.practice import StaffFactory
from tests.portal.desk_pages import grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(time_machine_now: Any, couple: Any) -> date:
    """The second of March in New York, where it is the third already by the clock of the server."""
    Practice.unscoped.filter(pk=couple.practice_id).update(time_zone="America/New_York")
    time_machine_now.move_to(datetime(2026, 3, 3, 2, tzinfo=ZoneInfo("UTC")), tick=False)
    return date(2026, 3, 2)


def test_without_a_day_it_comes_back_in_a_week_of_the_practice(
    time_machine_now: Any, today: date, couple: Any, ana: Any
) -> None:
    hold = holding.place(couple, "Worried.", by=looking(ana))
    assert hold.look_again_on == today + timedelta(days=7)
    time_machine_now.shift(timedelta(days=3))
    reviewed = holding.review(hold, "Still so.", by=looking(ana))
    assert reviewed.look_again_on == today + timedelta(days=10)
    assert SafetyHold.unscoped.get().look_again_on == today + timedelta(days=10)


@pytest.mark.parametrize("ahead", [0, 1, 92])
def test_a_day_from_today_to_three_months_is_kept(today: date, couple: Any, ana: Any, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    hold = holding.place(couple, "Worried.", by=looking(ana), look_again_on=day)
    assert SafetyHold.unscoped.get().look_again_on == day
    other = today + timedelta(days=5)
    holding.review(hold, "Still so.", by=looking(ana), look_again_on=other)
    assert SafetyHold.unscoped.get().look_again_on == other


@pytest.mark.parametrize("ahead", [-1, 93])
def test_any_other_day_is_refused_beside_its_field(today: date, couple: Any, ana: Any, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    hold = holding.place(couple, "Worried.", by=looking(ana))
    with pytest.raises(BadInput) as refusal:
        holding.review(hold, "Still so.", by=looking(ana), look_again_on=day)
    assert list(refusal.value.fields) == ["look_again_on"]
    assert "three months" in str(refusal.value.fields["look_again_on"])
    assert SafetyHold.unscoped.get().look_again_on == today + timedelta(days=7)
    assert HoldStep.unscoped.count() == 1


def test_a_hold_by_judgement_has_no_alert_and_one_from_an_alert_names_it(
    couple: Any, bo: Any, ana: Any
) -> None:
    hold = holding.place(couple, "Worried.", by=looking(ana))
    assert (hold.couple, hold.alert, hold.placed_by_id, hold.lifted_at) == (couple, None, ana.pk, None)
    holding.lift(hold, "Settled.", by=looking(ana))
    asking.answer(SafetyScreenFactory(couple=couple, partner=bo), "afraid", "yes", by=looking(bo))
    alert = SafetyAlert.unscoped.get()
    again = holding.place(couple, "What Bo answered.", by=looking(ana), alert=alert)
    assert SafetyHold.unscoped.get(pk=again.pk).alert == alert


def test_each_refusal_has_its_code(couple: Any, ana: Any) -> None:
    hold = holding.place(couple, "First.", by=looking(ana))
    with pytest.raises(NotNow) as second:
        holding.place(couple, "Second.", by=looking(ana))
    assert second.value.code == "already_on_hold"
    assert "already" in str(second.value.sentence)
    assert HoldStep.unscoped.count() == 1
    holding.lift(hold, "Done.", by=looking(ana))
    for act in (holding.review, holding.lift):
        with pytest.raises(NotNow) as late:
            act(hold, "Again.", by=looking(ana))
        assert late.value.code == "hold_is_lifted"
        assert "lifted already" in str(late.value.sentence)


@pytest.mark.parametrize("act", ["place", "review", "lift"])
def test_the_reason_is_named_as_what_is_missing_or_too_long(couple: Any, ana: Any, act: str) -> None:
    on = couple if act == "place" else holding.place(couple, "First.", by=looking(ana))
    for reason in ("", "x" * 4_001):
        with pytest.raises(BadInput) as refusal:
            getattr(holding, act)(on, reason, by=looking(ana))
        assert list(refusal.value.fields) == ["reason"]
    longest = "x" * 4_000
    getattr(holding, act)(on, longest, by=looking(ana))
    assert holding.holds_of(couple, by=looking(ana))[0].steps[-1].reason == longest


def test_a_hold_is_read_with_all_its_acts_oldest_first_and_holds_newest_first(
    time_machine_now: Any, today: date, couple: Any, ana: Any, fay: Any, other_couple: Any
) -> None:
    start, step = timezone.now(), timedelta(minutes=10)
    holding.place(other_couple, "Others.", by=looking(fay))
    first = holding.place(couple, "First.", by=looking(ana))
    time_machine_now.shift(step)
    grant(couple, fay)
    holding.review(first, "Looked.", by=looking(fay))
    time_machine_now.shift(step)
    holding.lift(first, "Settled.", by=looking(ana))
    time_machine_now.shift(step)
    second = holding.place(couple, "Anew.", by=looking(ana))
    assert holding.holds_of(couple, by=looking(ana)) == [
        holding.HoldRead(
            id=second.pk,
            alert_id=None,
            placed_at=start + 3 * step,
            look_again_on=today + timedelta(days=7),
            lifted_at=None,
            steps=(holding.StepRead("placed", "Ana", "Anew.", start + 3 * step),),
        ),
        holding.HoldRead(
            id=first.pk,
            alert_id=None,
            placed_at=start,
            look_again_on=today + timedelta(days=7),
            lifted_at=start + 2 * step,
            steps=(
                holding.StepRead("placed", "Ana", "First.", start),
                holding.StepRead("reviewed", "Fay", "Looked.", start + step),
                holding.StepRead("lifted", "Ana", "Settled.", start + 2 * step),
            ),
        ),
    ]
    standing = [each.is_standing for each in holding.holds_of(couple, by=looking(ana))]
    assert standing == [True, False]


def test_the_newest_hold_stands_first(couple: Any, ana: Any) -> None:
    for hours in (3, 1, 4, 2, 5):
        SafetyHold.unscoped.create(
            couple=couple, placed_by=ana, placed_at=timezone.now() - timedelta(hours=hours),
            look_again_on=date(2026, 3, hours), lifted_at=timezone.now(),
        )  # fmt: skip
    read = holding.holds_of(couple, by=looking(ana))
    assert [each.look_again_on.day for each in read] == [1, 2, 3, 4, 5]
    assert {each.steps for each in read} == {()}


def test_acts_that_were_kept_out_of_order_are_read_in_order(couple: Any, ana: Any) -> None:
    hold = holding.place(couple, "First.", by=looking(ana))
    for hours in (3, 1, 2):
        at = timezone.now() + timedelta(hours=hours)
        HoldStep.unscoped.create(hold=hold, kind="reviewed", by=ana, reason=f"{hours}", at=at)
    (read,) = holding.holds_of(couple, by=looking(ana))
    assert [each.reason for each in read.steps] == ["First.", "1", "2", "3"]


def test_a_supervisor_reads_a_hold_and_acts_on_none(couple: Any, ana: Any) -> None:
    hold = holding.place(couple, "Worried.", by=looking(ana))
    reader = StaffFactory(practice=couple.practice)
    grant(couple, reader, kind="supervision")
    assert holding.holds_of(couple, by=looking(reader))[0].id == hold.pk
    for act in (holding.review, holding.lift):
        with pytest.raises(NotFound):
            act(hold, "Mine.", by=looking(reader))
    assert HoldStep.unscoped.count() == 1


def test_a_hold_and_its_acts_name_themselves_by_number_alone(couple: Any, ana: Any) -> None:
    hold = holding.place(couple, "Worried.", by=looking(ana))
    step = HoldStep.unscoped.get()
    assert [str(hold), str(step)] == [f"hold {hold.pk}", f"hold step {step.pk}"]
