"""Sending forms to each partner, and reading both side by side."""

from __future__ import annotations

import pytest

from assessments import administering
from assessments.models import Administration
from assessments.safety.models import SafetyScreen
from practice.access import viewer_for
from practice.models import Message
from tests.factories.assessments import CLOSE, FAR, AdministrationFactory, shipped
from tests.portal.couples_pages import as_, send, session_for, text, words
from tests.portal.desk_pages import at


@pytest.fixture(autouse=True)
def _shelf(db):
    for slug in (
        "weekly-pulse",
        "intake-about-me",
        "intake-our-story",
        "private-safety-screen",
        "turning-toward",
    ):
        shipped(slug)


def send_forms(person, couple, *slugs, to="ab", **fields):
    filled = {"forms": list(slugs), "to": to, "due_on": "", "before_next": ""}
    return send(as_(person), at(couple, "questionnaires/send/"), **(filled | fields))


def submitted(couple, partner, given):
    form = AdministrationFactory(couple=couple, partner=partner)
    return administering.submit(form, by=viewer_for(partner.user), changes=given)


def test_the_intake_set_is_ticked_beforehand(ana, couple, bo, cy):
    shown = as_(ana).get(at(couple, "questionnaires/send/?set=intake"))
    assert shown.context["form"]["forms"].value() == [
        "intake-about-me",
        "intake-our-story",
        "private-questions",
    ]


def test_the_intake_set_goes_to_both_the_private_questions_included(ana, couple, bo, cy):
    answer = send_forms(ana, couple, "intake-about-me", "intake-our-story", "private-questions")
    assert answer.status_code == 302
    assert Administration.unscoped.count() == 4
    assert {row.partner_id for row in SafetyScreen.unscoped.all()} == {bo.pk, cy.pk}
    assert Message.unscoped.count() == 2  # one neutral mail each, however many forms


def test_private_questions_go_to_both_even_when_one_is_picked(ana, couple, bo, cy):
    send_forms(ana, couple, "private-questions", to="a")
    assert {row.partner_id for row in SafetyScreen.unscoped.all()} == {bo.pk, cy.pk}


def test_who_has_a_form_open_keeps_it_and_the_other_gets_one(ana, couple, bo, cy):
    AdministrationFactory(couple=couple, partner=bo)
    assert send_forms(ana, couple, "weekly-pulse").status_code == 302
    assert Administration.unscoped.filter(partner=bo).count() == 1
    assert Administration.unscoped.filter(partner=cy).count() == 1
    answer = send_forms(ana, couple, "weekly-pulse")
    assert answer.status_code == 409
    assert "waiting for an answer already" in words(answer)


def test_a_form_before_the_next_session_moves_along_with_it(ana, couple, bo, cy):
    refused = send_forms(ana, couple, "weekly-pulse", before_next="1")
    assert list(refused.context["form"].errors) == ["before_next"]
    session = session_for(couple, bo, cy)
    assert send_forms(ana, couple, "weekly-pulse", before_next="1").status_code == 302
    assert {row.before_session_id for row in Administration.unscoped.all()} == {session.pk}


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"forms": []}, "forms"),
        ({"forms": ["mood-check"]}, "forms"),
        ({"to": "c"}, "to"),
        ({"due_on": "soon"}, "due_on"),
    ],
)
def test_what_cannot_be_sent_is_said_beside_its_field(fields, beside, ana, couple, bo, cy):
    answer = send_forms(ana, couple, "weekly-pulse", **fields)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [beside]
    assert not Administration.unscoped.exists()


def test_an_open_form_is_taken_back_and_one_that_is_in_is_not(ana, couple, bo, cy):
    open_form, held = AdministrationFactory(couple=couple, partner=bo), submitted(couple, cy, CLOSE)
    assert send(as_(ana), at(couple, f"questionnaires/{open_form.pk}/take-back/")).status_code == 302
    assert send(as_(ana), at(couple, f"questionnaires/{held.pk}/take-back/")).status_code == 404


def test_both_stand_side_by_side_with_gap_bands_and_numbers(ana, couple, bo, cy):
    form = submitted(couple, bo, CLOSE)
    submitted(couple, cy, FAR)
    answer = as_(ana).get(at(couple, f"questionnaires/{form.pk}/"))
    shown = words(answer)
    for said in (
        "100 apart",
        "Bo 100, Cy 0",
        "Own wording, not validated",
        "provisional",
        "First time",
        "Widest gap first",
    ):
        assert said in shown, said
    assert answer.content.count(b'class="gap__track"') == 1
    scale = answer.context["scales"][0]
    assert [way.newest.band for way in scale.ways] == ["high", "low"]


def test_change_since_the_start_is_told_with_its_noise(ana, couple, bo, cy):
    for given in (FAR, CLOSE, CLOSE):
        form = submitted(couple, bo, given)
    shown = words(as_(ana).get(at(couple, f"questionnaires/{form.pk}/")))
    assert "Up 100 since the start" in shown
    assert "larger than noise" in shown


def test_a_skip_stays_a_skip(ana, couple, bo, cy):
    form = submitted(couple, bo, CLOSE | {"felt_close": {"declined": True}})
    shown = words(as_(ana).get(at(couple, f"questionnaires/{form.pk}/")))
    assert "Rather not answer" in shown
    assert "3/4" in shown


def test_answers_of_a_form_that_is_still_open_are_not_shown(ana, couple, bo, cy):
    open_form = AdministrationFactory(couple=couple, partner=bo, answers={"felt_close": {"v": 4}})
    held = submitted(couple, cy, CLOSE)
    assert as_(ana).get(at(couple, f"questionnaires/{open_form.pk}/")).status_code == 404
    answer = as_(ana).get(at(couple, f"questionnaires/{held.pk}/"))
    assert answer.status_code == 200
    assert all(item.a.state == "" for item in answer.context["items"])


def test_the_library_says_how_a_score_is_worked_out(ana, couple):
    assert "Weekly pulse" in words(as_(ana).get("/desk/library/"))
    shown = words(as_(ana).get("/desk/library/q/weekly-pulse/"))
    assert "A skip never counts as zero" in shown
    assert "No. Own wording" in shown
    assert as_(ana).get("/desk/library/q/nothing-like-it/").status_code == 404


def test_the_library_speaks_in_words_of_its_pages(ana, couple):
    shown = words(as_(ana).get("/desk/library/q/turning-toward/"))
    assert "Tradition Gottman-style" in shown
    assert "Mark of these very words:" in shown
    assert "never counts as zero" in shown


def test_no_page_of_results_carries_a_style_attribute(ana, couple, bo, cy):
    form = submitted(couple, bo, CLOSE)
    for path in (at(couple), at(couple, f"questionnaires/{form.pk}/"), "/desk/couples/"):
        assert "style=" not in text(as_(ana).get(path))
