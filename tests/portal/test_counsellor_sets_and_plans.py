"""A set goes out in two steps, plans are said yes to, changed and ended, and a form that ended is sent again."""

from __future__ import annotations

import pytest

from assessments import closing, planning, suggesting_plans
from assessments.format.batteries import Part
from assessments.models import Administration, AssessmentPlan, TakenBack
from practice.access import viewer_for
from practice.models import Message
from tests.factories.assessments import AdministrationFactory, shipped
from tests.portal.couples_pages import as_, send, words
from tests.portal.desk_pages import at

SET = "questionnaires/sets/every-session/"
LISTED = 11
USUAL = {"to": "ab", "kind": "once", "reminds": "on", "due_days": "7", "open_days": "21"}


@pytest.fixture(autouse=True)
def _shelf(db):
    for slug in ("weekly-pulse", "drivers-of-distance"):
        shipped(slug)


def plan_of(couple, ana, **how):
    by = viewer_for(ana.user, second_factor=True)
    return planning.set_up(couple, [Part("weekly-pulse")], by=by, kind="weeks", every_weeks=4, **how)


def test_a_set_is_picked_on_the_page_and_sent_from_its_preview(ana, couple, bo, cy):
    page = as_(ana).get(at(couple, "questionnaires/"))
    assert at(couple, SET) in page.content.decode()
    preview = as_(ana).get(at(couple, SET))
    assert [phone.person.called for phone in preview.context["phones"]] == ["Bo", "Cy"]
    assert preview.context["form"]["kind"].value() == "session"
    assert send(as_(ana), at(couple, SET), **USUAL).status_code == 302
    assert {form.partner_id for form in Administration.unscoped.all()} == {bo.pk, cy.pk}
    assert {form.battery for form in Administration.unscoped.all()} == {"every-session"}
    assert Message.unscoped.count() == 2


def test_a_set_to_one_of_them_is_a_set_to_one(ana, couple, bo, cy):
    send(as_(ana), at(couple, SET), **(USUAL | {"to": "a"}))
    assert [form.partner_id for form in Administration.unscoped.all()] == [bo.pk]


def test_the_preview_says_what_waits_already_and_what_is_not_in_use(ana, couple, bo, cy):
    AdministrationFactory(couple=couple, partner=bo)
    shown = words(as_(ana).get(at(couple, SET)))
    assert shown.count("Waits there already") == 1
    assert "Not in use here" in words(as_(ana).get(at(couple, "questionnaires/sets/intake-week/")))
    assert as_(ana).get(at(couple, "questionnaires/sets/no-such-set/")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"kind": "weeks", "every_weeks": ""}, "every_weeks"),
        ({"kind": "after-end"}, "kind"),
        ({"due_days": "9", "open_days": "3"}, "open_days"),
        ({"due_days": "many"}, "due_days"),
        ({"to": "z"}, "to"),
    ],
)
def test_what_cannot_go_out_is_said_beside_its_field(fields, beside, ana, couple, bo, cy):
    answer = send(as_(ana), at(couple, SET), **(USUAL | fields))
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [beside]
    assert not AssessmentPlan.unscoped.exists()


def test_a_suggestion_is_looked_at_and_said_yes_to(ana, couple, bo, cy):
    suggesting_plans.suggest(couple)
    plan = AssessmentPlan.unscoped.get(battery="every-session")
    assert "Fits the step you are at" in words(as_(ana).get(at(couple, "questionnaires/")))
    page = at(couple, f"questionnaires/plans/{plan.pk}/")
    assert "Shall it go out?" in words(as_(ana).get(page))
    fields = {"version": plan.version, "lead_days": "3", "reminds": "on"}
    assert send(as_(ana), page, **fields).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.lead_days) == ("active", 3)


def test_a_suggestion_is_left_out_with_one_press(ana, couple, bo):
    suggesting_plans.suggest(couple)
    plan = AssessmentPlan.unscoped.get(battery="every-session")
    assert send(as_(ana), at(couple, f"questionnaires/plans/{plan.pk}/not-now/")).status_code == 302
    assert "Fits the step" not in words(as_(ana).get(at(couple, "questionnaires/")))


def test_a_plan_is_changed_against_the_version_that_was_seen_and_ended(ana, couple, bo):
    plan = plan_of(couple, ana)
    page = at(couple, f"questionnaires/plans/{plan.pk}/")
    fields = {"version": plan.version, "every_weeks": "6", "reminds": "on", "lead_days": "2"}
    assert send(as_(ana), page, **fields).status_code == 302
    stale = send(as_(ana), page, **(fields | {"every_weeks": "7"}))
    assert stale.status_code == 412
    assert AssessmentPlan.unscoped.get().every_weeks == 6
    assert send(as_(ana), at(couple, f"questionnaires/plans/{plan.pk}/end/")).status_code == 302
    assert AssessmentPlan.unscoped.get().state == "ended"


def test_nobody_else_finds_a_plan(ana, fay, couple, bo, cy):
    plan = plan_of(couple, ana)
    for person in (fay, bo, cy):
        answer = as_(person).get(at(couple, f"questionnaires/plans/{plan.pk}/"))
        assert answer.status_code in (302, 404)
        assert "pulse" not in answer.content.decode().lower()


def test_why_somebody_would_rather_not_stands_beside_the_form_which_can_be_sent_again(ana, couple, bo, cy):
    form = AdministrationFactory(couple=couple, partner=bo)
    closing.decline(form, by=viewer_for(bo.user), reason="Too much <now>.")
    shown = as_(ana).get(at(couple, "questionnaires/"))
    assert "Too much &lt;now&gt;." in shown.content.decode()
    assert send(as_(ana), at(couple, f"questionnaires/{form.pk}/again/")).status_code == 302
    assert Administration.unscoped.get(again_of=form).is_open
    assert send(as_(ana), at(couple, f"questionnaires/{form.pk}/again/")).status_code == 409


def test_a_form_is_taken_back_with_a_word_for_ones_own_record(ana, couple, bo):
    form = AdministrationFactory(couple=couple, partner=bo)
    path = at(couple, f"questionnaires/{form.pk}/take-back/")
    assert "Only you" in words(as_(ana).get(path))
    assert send(as_(ana), path, reason="Sent by mistake.").status_code == 302
    assert TakenBack.unscoped.get().reason == "Sent by mistake."
    assert as_(ana).get(path).status_code == 404


def test_a_guess_is_picked_beside_the_form_itself_and_may_come_back(ana, couple, bo, cy):
    fields = {"forms": ["drivers-of-distance", "drivers-of-distance~guess"], "to": "ab", "before_next": ""}
    fields |= {"how": "weeks", "every_weeks": "4", "due_on": "", "closes_on": ""}
    assert send(as_(ana), at(couple, "questionnaires/send/"), **fields).status_code == 302
    assert {form.stance for form in Administration.unscoped.all()} == {"self", "guess"}
    assert AssessmentPlan.unscoped.get().every_weeks == 4


def test_the_page_asks_as_often_however_long_the_history(ana, couple, bo, cy, django_assert_num_queries):
    client = as_(ana)
    plan_of(couple, ana)
    client.get(at(couple, "questionnaires/"))
    with django_assert_num_queries(LISTED):
        client.get(at(couple, "questionnaires/"))
    for _time in range(5):
        form = AdministrationFactory(couple=couple, partner=cy, state="lapsed")
        assert form.state == "lapsed"
    planning.set_up(
        couple,
        [Part("drivers-of-distance")],
        by=viewer_for(ana.user, second_factor=True),
        kind="weeks",
        every_weeks=2,
    )
    with django_assert_num_queries(LISTED):
        client.get(at(couple, "questionnaires/"))
