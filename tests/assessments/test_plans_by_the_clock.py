"""What was planned goes out on its day, once, to whom it was meant for, with one neutral mail each."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from assessments import administering, carrying_out, planning, publishing
from assessments.format.batteries import Part
from assessments.models import Administration, AssessmentPlan, PlanRun
from assessments.safety.models import SafetyScreen
from practice import caring, jobs
from practice.models import AuditEntry, Message
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from tests.conftest import looking
from tests.factories.assessments import CLOSE, PULSE, shipped

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 9, 7, 12, tzinfo=UTC)
FORMS = [Part(PULSE)]


@pytest.fixture(autouse=True)
def _published(db: None) -> None:
    for slug in (PULSE, "turning-toward", "private-safety-screen"):
        shipped(slug)


def go_by(clock: Any, **span: int) -> None:
    clock.shift(timedelta(**span))
    carrying_out.carry_out_what_is_due()


def answered_by(partner: Any) -> None:
    for form in Administration.unscoped.open().filter(partner=partner):
        administering.submit(form, by=looking(partner), changes=CLOSE)


def test_now_means_now_with_one_mail_each_and_a_link_from_form_to_plan(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    plan = planning.set_up(
        couple,
        [Part(PULSE), Part("turning-toward")],
        by=looking(ana),
        battery="every-four-weeks",
        due_days=3,
        open_days=9,
    )
    forms = Administration.unscoped.all()
    assert {(form.partner_id, form.instrument.slug) for form in forms} == {
        (partner.pk, slug) for partner in (bo, cy) for slug in (PULSE, "turning-toward")
    }
    assert Message.unscoped.count() == 2
    run = PlanRun.unscoped.get(plan=plan)
    assert {(form.run_id, form.battery, form.sent_by_id) for form in forms} == {
        (run.pk, "every-four-weeks", ana.pk)
    }
    assert {(form.due_on - run.on, form.closes_on - run.on) for form in forms} == {
        (timedelta(days=3), timedelta(days=9))
    }
    assert plan.state == "ended"


def test_a_later_day_waits_for_its_morning_and_comes_once(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        plan = planning.set_up(couple, FORMS, by=looking(ana), partner=bo, starts_on=date(2026, 9, 9))
        assert plan.next_at == datetime(2026, 9, 9, 8, tzinfo=UTC)  # nine in London
        go_by(clock, hours=43)
        assert not Administration.unscoped.exists()
        go_by(clock, hours=1)
        for _again in range(3):
            go_by(clock, minutes=5)
    assert [form.partner_id for form in Administration.unscoped.all()] == [bo.pk]
    assert Message.unscoped.count() == 1
    assert AssessmentPlan.unscoped.get().state == "ended"


def test_every_two_weeks_comes_back_on_its_weekday_across_the_clock_change(
    couple: Any, bo: Any, ana: Any
) -> None:
    with time_machine.travel(MONDAY + timedelta(weeks=5), tick=False) as clock:
        planning.set_up(couple, FORMS, by=looking(ana), kind="weeks", every_weeks=2)
        days = []
        for _day in range(43):
            answered_by(bo)
            go_by(clock, days=1)
        days = list(PlanRun.unscoped.order_by("on").values_list("on", flat=True))
        assert days == [date(2026, 10, 12) + timedelta(weeks=2 * n) for n in range(4)]
        assert AssessmentPlan.unscoped.get().next_at == datetime(2026, 12, 7, 9, tzinfo=UTC)
    assert Administration.unscoped.filter(occasion="regular").count() == 4


def test_what_waits_is_not_piled_up(couple: Any, bo: Any, ana: Any) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        planning.set_up(couple, FORMS, by=looking(ana), kind="weeks", every_weeks=1)
        go_by(clock, days=7)
    assert Administration.unscoped.count() == 1
    assert PlanRun.unscoped.count() == 2
    assert Message.unscoped.count() == 1


def test_a_plan_ends_with_its_last_day(couple: Any, bo: Any, ana: Any) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        planning.set_up(
            couple, FORMS, by=looking(ana), kind="weeks", every_weeks=1, ends_on=date(2026, 9, 16)
        )
        go_by(clock, days=7)
    plan = AssessmentPlan.unscoped.get()
    assert (plan.state, plan.next_at) == ("ended", None)


def test_while_the_course_rests_nothing_goes_out_and_then_one_time_not_many(
    couple: Any, bo: Any, ana: Any
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        planning.set_up(couple, FORMS, by=looking(ana), kind="weeks", every_weeks=1)
        answered_by(bo)
        caring.change_status(couple, "paused", by=looking(ana))
        for _week in range(4):
            go_by(clock, days=7)
        assert PlanRun.unscoped.count() == 1
        caring.change_status(couple, "active", by=looking(ana))
        go_by(clock, hours=1)
        go_by(clock, hours=1)
        assert PlanRun.unscoped.count() == 2
        assert AssessmentPlan.unscoped.get(kind="weeks", set_by=ana).next_at.date() == date(2026, 10, 12)


def test_two_workers_at_the_same_moment_send_once(couple: Any, bo: Any, ana: Any) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        plan = planning.set_up(couple, FORMS, by=looking(ana), starts_on=date(2026, 9, 8))
        clock.shift(timedelta(days=1))
        due = AssessmentPlan.unscoped.get()
        assert carrying_out.carry_out(due) == 1
        stale = AssessmentPlan.unscoped.get(pk=plan.pk)
        assert carrying_out.carry_out(stale) == 0
    assert Administration.unscoped.count() == 1


def test_the_worker_carries_plans_out(couple: Any, bo: Any, ana: Any) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        planning.set_up(couple, FORMS, by=looking(ana), starts_on=date(2026, 9, 8))
        clock.shift(timedelta(days=1))
        jobs.tick()
        assert Administration.unscoped.count() == 1
        entry = AuditEntry.unscoped.get(act="administration.sent")
        assert (entry.actor, entry.couple) == (None, couple.pk)


def test_a_retired_wording_gives_way_to_the_newer_and_none_at_all_is_left_out(
    couple: Any, bo: Any, ana: Any
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        planning.set_up(
            couple, [Part(PULSE), Part("turning-toward")], by=looking(ana), starts_on=date(2026, 9, 8)
        )
        publishing.retire(shipped("turning-toward"))
        newer = publishing.publish(shipped(PULSE).body.replace("version = 1", "version = 2"))
        publishing.retire(publishing.InstrumentVersion.unscoped.get(slug=PULSE, number=1))
        go_by(clock, days=1)
    assert [form.instrument for form in Administration.unscoped.all()] == [newer]


def test_an_open_form_of_a_retired_version_is_answered_in_its_own_wording(
    couple: Any, bo: Any, ana: Any
) -> None:
    form = administering.send(couple, bo, PULSE, by=looking(ana))
    publishing.retire(form.instrument)
    publishing.publish(form.instrument.body.replace("version = 1", "version = 2"))
    assert administering.submit(form, by=looking(bo), changes=CLOSE).instrument_id == form.instrument_id


def test_the_private_questions_of_a_plan_go_to_both_alike(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    forms = [Part("private-safety-screen"), Part(PULSE)]
    planning.set_up(couple, forms, by=looking(ana), partner=bo)
    assert {screen.partner_id for screen in SafetyScreen.unscoped.all()} == {bo.pk, cy.pk}
    assert [form.partner_id for form in Administration.unscoped.all()] == [bo.pk]


def test_when_all_of_it_waits_already_that_is_said_and_nothing_is_planned(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    planning.set_up(couple, FORMS, by=looking(ana))
    with pytest.raises(administering.AlreadyWaiting):
        planning.set_up(couple, FORMS, by=looking(ana))
    assert AssessmentPlan.unscoped.count() == 1


@pytest.mark.parametrize(
    ("wishes", "beside"),
    [
        ({"kind": "weeks"}, "every_weeks"),
        ({"kind": "after-end"}, "months"),
        ({"kind": "weeks", "every_weeks": 0}, "every_weeks"),
        ({"kind": "weeks", "every_weeks": True}, "every_weeks"),
        ({"kind": "fortnightly"}, "kind"),
        ({"occasion": "whenever"}, "occasion"),
        ({"due_days": 5, "open_days": 4}, "open_days"),
        ({"ends_on": date(2020, 1, 1)}, "ends_on"),
        ({"couple": "x"}, "couple"),
    ],
)
def test_what_cannot_be_planned_is_said_beside_its_field(
    wishes: dict[str, Any], beside: str, couple: Any, bo: Any, ana: Any
) -> None:
    if "couple" in wishes:
        with pytest.raises(TypeError):
            planning.set_up(couple, FORMS, by=looking(ana), **wishes)
        return
    with pytest.raises(BadInput) as told:
        planning.set_up(couple, FORMS, by=looking(ana), **wishes)
    assert list(told.value.fields) == [beside]
    assert not AssessmentPlan.unscoped.exists()


@pytest.mark.parametrize("forms", [[], FORMS * 2, [Part("nothing-like-it")], [Part(PULSE, guess=True)]])
def test_only_forms_that_can_be_sent_are_planned(forms: list[Part], couple: Any, bo: Any, ana: Any) -> None:
    with pytest.raises(BadInput) as told:
        planning.set_up(couple, forms, by=looking(ana))
    assert list(told.value.fields) == ["forms"]


def test_only_who_looks_after_the_couple_plans_changes_and_ends(
    couple: Any, bo: Any, dee: Any, ana: Any, fay: Any
) -> None:
    for person in (fay, bo):
        with pytest.raises(NotFound):
            planning.set_up(couple, FORMS, by=looking(person))
    with pytest.raises(NotFound):
        planning.set_up(couple, FORMS, by=looking(ana), partner=dee)
    plan = planning.set_up(couple, FORMS, by=looking(ana), kind="weeks", every_weeks=2)
    for verb in (planning.change, planning.end, planning.confirm, planning.dismiss):
        with pytest.raises(NotFound):
            verb(plan, by=looking(fay))
    for person in (bo, fay):
        assert not AssessmentPlan.objects.visible_to(looking(person)).exists()
        assert not PlanRun.objects.visible_to(looking(person)).exists()
    assert AssessmentPlan.objects.visible_to(looking(ana)).count() == 1


def test_a_change_holds_from_the_next_time_and_a_stale_one_is_refused(couple: Any, bo: Any, ana: Any) -> None:
    with time_machine.travel(MONDAY, tick=False):
        plan = planning.set_up(couple, FORMS, by=looking(ana), kind="weeks", every_weeks=2)
        changed = planning.change(plan, by=looking(ana), version=plan.version, every_weeks=3)
        assert changed.next_at.date() == date(2026, 9, 28)
        with pytest.raises(StaleEdit):
            planning.change(plan, by=looking(ana), version=plan.version, every_weeks=4)
        assert planning.change(plan, by=looking(ana), ends_on=date(2026, 9, 27)).state == "ended"
        with pytest.raises(NotNow):
            planning.change(plan, by=looking(ana), every_weeks=4)


def test_an_ended_plan_sends_nothing_more_and_ending_twice_is_ending_once(
    couple: Any, bo: Any, ana: Any
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        plan = planning.set_up(couple, FORMS, by=looking(ana), kind="weeks", every_weeks=1)
        planning.end(plan, by=looking(ana))
        version = planning.end(plan, by=looking(ana)).version
        answered_by(bo)
        go_by(clock, days=8)
    assert AssessmentPlan.unscoped.get().version == version
    assert Administration.unscoped.count() == 1


def test_a_round_with_nothing_to_do_asks_little(
    couple: Any, bo: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2):
        carrying_out.carry_out_what_is_due()
