"""Last time's own answers are offered to their author alone, and count only once they said that it is still right."""

from typing import Any

import pytest

from assessments import administering, closing, offering, publishing, sending
from assessments.models import Administration
from assessments.results import reading
from practice import consenting
from tests.conftest import looking
from tests.factories.assessments import AdministrationFactory, shipped
from tests.factories.practice import CoupleFactory, MembershipFactory, StaffFactory

pytestmark = pytest.mark.django_db
INTAKE = """slug = "about-you"
version = 1
title = "About you"
neutral_title = "A few facts"
purpose = "Knows who comes."
time_frame = "now"
tradition = "intake"
validated = false
source = "Own wording."
limits = "Facts only."
minutes = 2
offer_previous = true
[[question]]
id = "work"
text = "What do you do all day?"
kind = "text"
[[question]]
id = "children"
text = "How many children live with you?"
kind = "number"
min = 0
max = 12
[[question]]
id = "safe"
text = "Do you feel safe at home?"
choices = [{ value = "yes", label = "Yes" }, { value = "no", label = "No" }]
alert = ["no"]
level = "red"
[[question]]
id = "music"
text = "What do you like to hear?"
kind = "text"
[[example]]
says = "a start"
given = { work = "I bake." }
expect = {}
"""
GIVEN = {"work": "I bake.", "children": 3, "safe": "yes", "music": {"declined": True}}


@pytest.fixture
def form(db: None) -> Any:
    return publishing.publish(INTAKE)


@pytest.fixture
def again(form: Any, couple: Any, bo: Any, ana: Any) -> Administration:
    first = AdministrationFactory(couple=couple, partner=bo, instrument=form)
    administering.submit(first, by=looking(bo), changes=GIVEN)
    return sending.send(couple, bo, "about-you", by=looking(ana))


def test_facts_are_offered_and_nothing_that_tells_the_counsellor_at_once(again: Administration) -> None:
    assert offering.offered(again) == {"work": {"v": "I bake."}, "children": {"v": 3}}


def test_an_offer_is_no_answer_until_it_is_confirmed(again: Administration, bo: Any, ana: Any) -> None:
    assert not again.answers
    kept = offering.kept(again, ["work", "safe", "nothing"])
    assert kept == {"work": {"v": "I bake."}}
    row = administering.save_answer(again, kept, by=looking(bo))
    assert row.answers == {"work": {"v": "I bake."}}
    assert offering.offered(row) == {"children": {"v": 3}}
    sent = administering.submit(row, by=looking(bo))
    assert set(reading.given(sent, looking(ana))) == {"work"}
    assert offering.offered(sent) == {}


def test_only_ones_own_answers_are_offered(again: Administration, couple: Any, cy: Any, ana: Any) -> None:
    cys = sending.send(couple, cy, "about-you", by=looking(ana))
    assert offering.offered(cys) == {}


def test_own_answers_go_along_to_another_couple_unseen_by_its_counsellor(
    again: Administration, couple: Any, bo: Any, cy: Any
) -> None:
    consenting.withdraw(partner=bo, by=looking(bo))
    jo = StaffFactory(practice=couple.practice, is_counsellor=True)
    new = CoupleFactory(practice=couple.practice, counsellor=jo)
    MembershipFactory(couple=new, partner=bo)
    row = sending.send(new, bo, "about-you", by=looking(jo))
    assert set(offering.offered(row)) == {"work", "children"}
    assert list(Administration.objects.visible_to(looking(jo))) == [row]
    assert not row.answers
    assert not reading.given(row, looking(jo))


def test_a_question_in_new_words_or_with_other_answers_is_asked_afresh(
    again: Administration, couple: Any, bo: Any, ana: Any
) -> None:
    closing.void(again, by=looking(ana))
    newer = INTAKE.replace("version = 1", "version = 2").replace("all day", "by day")
    publishing.publish(newer.replace("max = 12", "max = 2"))
    row = sending.send(couple, bo, "about-you", by=looking(ana))
    assert offering.offered(row) == {}


def test_what_was_left_half_way_is_offered_when_it_is_sent_again(couple: Any, bo: Any, ana: Any) -> None:
    left = AdministrationFactory(couple=couple, partner=bo, instrument=shipped("weekly-pulse"))
    administering.save_answer(left, {"felt_close": 3}, by=looking(bo))
    closing.decline(left, by=looking(bo))
    row = sending.send_again(left, by=looking(ana))
    assert offering.offered(row) == {"felt_close": {"v": 3}}
    plain = AdministrationFactory(couple=couple, partner=bo, instrument=shipped("turning-toward"))
    assert offering.offered(plain) == {}


def test_one_statement_finds_the_offer(again: Administration, django_assert_max_num_queries: Any) -> None:
    row = Administration.unscoped.select_related("instrument", "partner").get(pk=again.pk)
    with django_assert_max_num_queries(2):
        offering.offered(row)
