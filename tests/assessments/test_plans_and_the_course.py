"""A step of the course suggests what suits it; only the counsellor's yes sends it. Follow-ups come after the end."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from assessments import administering, carrying_out, planning
from assessments.days import months_later
from assessments.format.batteries import Part
from assessments.models import Administration, AssessmentPlan
from practice import caring, consenting
from practice.models import Membership, Message
from practice.refusals import NotNow, StaleEdit
from tests.conftest import looking
from tests.factories.assessments import PULSE, shipped

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 9, 7, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _published(db: None) -> None:
    for slug in (PULSE, "connection-and-distance", "intake-about-me", "private-safety-screen"):
        shipped(slug)


def step(couple: Any, ana: Any, *steps: str) -> None:
    for status in steps:
        caring.change_status(couple, status, by=looking(ana))


def suggested(couple: Any) -> dict[str, AssessmentPlan]:
    return {plan.battery: plan for plan in AssessmentPlan.unscoped.suggested().filter(couple=couple)}


def test_a_step_suggests_and_sends_nothing_by_itself(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    step(couple, ana, "paused", "intake")
    assert list(suggested(couple)) == ["intake-week"]
    step(couple, ana, "active")
    assert set(suggested(couple)) == {"every-four-weeks", "every-session"}
    carrying_out.carry_out_what_is_due()
    assert not Administration.unscoped.exists()
    assert not Message.unscoped.exists()


def test_a_yes_sends_and_says_who_said_it_and_twice_is_once(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    step(couple, ana, "paused", "active")
    plan = suggested(couple)["every-four-weeks"]
    assert (plan.kind, plan.every_weeks, plan.occasion) == ("weeks", 4, "regular")
    held = planning.confirm(plan, by=looking(ana), version=plan.version, due_days=5)
    assert (held.state, held.set_by_id, held.due_days) == ("active", ana.pk, 5)
    assert Administration.unscoped.count() == 2
    planning.confirm(plan, by=looking(ana))
    assert Administration.unscoped.count() == 2
    with pytest.raises(StaleEdit):
        planning.confirm(plan, by=looking(ana), version=plan.version)


def test_a_no_is_kept_and_a_settled_suggestion_stays_settled(couple: Any, bo: Any, ana: Any) -> None:
    step(couple, ana, "paused", "active")
    plan = suggested(couple)["every-session"]
    planning.dismiss(plan, by=looking(ana))
    assert planning.dismiss(plan, by=looking(ana)).state == "dismissed"
    with pytest.raises(NotNow):
        planning.confirm(plan, by=looking(ana))
    other = planning.confirm(suggested(couple)["every-four-weeks"], by=looking(ana))
    with pytest.raises(NotNow):
        planning.dismiss(other, by=looking(ana))


def test_what_runs_is_not_suggested_again(couple: Any, bo: Any, ana: Any) -> None:
    step(couple, ana, "paused", "active")
    planning.confirm(suggested(couple)["every-four-weeks"], by=looking(ana))
    step(couple, ana, "paused", "active")
    assert list(suggested(couple)) == ["every-session"]


def test_the_end_ends_what_ran_and_suggests_three_follow_ups(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        planning.set_up(couple, [Part(PULSE)], by=looking(ana), kind="weeks", every_weeks=1)
        step(couple, ana, "ended")
        assert AssessmentPlan.unscoped.get(kind="weeks").state == "ended"
        assert set(suggested(couple)) == {
            "follow-up-3-months", "follow-up-6-months", "follow-up-12-months",
        }  # fmt: skip
        plan = planning.confirm(suggested(couple)["follow-up-3-months"], by=looking(ana))
        assert plan.next_at.date() == date(2026, 12, 7)
        before = Administration.unscoped.count()
        clock.move_to(datetime(2026, 12, 7, 9, tzinfo=UTC))
        for _again in range(2):
            carrying_out.carry_out_what_is_due()
    later = Administration.unscoped.filter(occasion="follow-up-3")
    assert {form.partner_id for form in later} == {bo.pk, cy.pk}
    assert Administration.unscoped.count() == before + 2
    assert AssessmentPlan.unscoped.get(pk=plan.pk).state == "ended"


def test_a_follow_up_planned_before_the_end_waits_for_it(couple: Any, bo: Any, ana: Any) -> None:
    with time_machine.travel(MONDAY, tick=False):
        plan = planning.set_up(
            couple, [Part(PULSE)], by=looking(ana), kind="after-end", months=6, occasion="follow-up-6"
        )
        assert plan.next_at is None
        step(couple, ana, "ended")
        assert AssessmentPlan.unscoped.get(pk=plan.pk).next_at.date() == date(2027, 3, 7)


def test_a_course_that_begins_again_lets_its_follow_ups_go(couple: Any, bo: Any, ana: Any) -> None:
    step(couple, ana, "ended")
    planning.confirm(suggested(couple)["follow-up-6-months"], by=looking(ana))
    step(couple, ana, "active")
    assert not AssessmentPlan.unscoped.standing().filter(kind="after-end").exists()


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_whoever_withdraws_is_asked_nothing_more_and_nor_by_itself_is_the_other(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        planning.set_up(couple, [Part(PULSE)], by=looking(ana), kind="weeks", every_weeks=1)
        bos = Administration.unscoped.get(partner=bo)
        administering.save_answer(bos, {"felt_close": 2}, by=looking(bo))
        consenting.withdraw(partner=bo, by=looking(bo))
        with pytest.raises(administering.Closed):
            administering.save_answer(bos, {"felt_close": 3}, by=looking(bo))
        with pytest.raises(administering.Closed):
            administering.submit(bos, by=looking(bo))
        clock.shift(timedelta(days=8))
        carrying_out.carry_out_what_is_due()
    bos.refresh_from_db()
    assert (bos.state, bos.answers) == ("void", {"felt_close": {"v": 2}})
    assert Administration.unscoped.count() == 2
    assert AssessmentPlan.unscoped.get().state == "ended"
    assert Membership.unscoped.get(partner=cy).left_at is None
