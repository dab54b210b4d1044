"""Setting homework in four pages, with nothing kept in between; ending it; noting that it was talked over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assessments.models import JointWork
from homework.days import today
from homework.models import Assignment, AssignmentReview
from tests.factories.assessments import screened
from tests.factories.homework import APPRECIATION, SELF, AssignmentFactory, EntryFactory, exercise, joint_work
from tests.portal.couples_pages import as_, send, words
from tests.portal.desk_pages import at


@pytest.fixture(autouse=True)
def _shelf(db):
    exercise()


@pytest.fixture
def ready(couple, bo, cy):
    screened(couple, bo, cy)
    joint_work(couple)
    return couple


def step(person, couple, word, go="next", **fields):
    return send(as_(person), at(couple, "homework/new/"), step=word, go=go, **fields)


def whole(couple, **fields):
    filled = {
        "exercise": APPRECIATION,
        "for_marks": "ab",
        "cadence": "daily",
        "starts_on": str(today(couple.practice)),
        "ends_on": "",
    }
    return filled | {"reason": "You both said that evenings go quiet."} | fields


def test_four_pages_lead_to_homework_for_both(ana, ready):
    said = whole(ready)
    shape = step(ana, ready, "pick", exercise=said["exercise"])
    assert shape.context["step"] == "shape"
    assert ("exercise", APPRECIATION) in shape.context["carried"]
    why = step(ana, ready, "shape", **{name: said[name] for name in said if name != "reason"})
    assert why.context["step"] == "reason"
    preview = step(ana, ready, "reason", **said)
    assert preview.context["step"] == "preview"
    assert [phone.person.called for phone in preview.context["phones"]] == ["Bo", "Cy"]
    assert "Cy did that you noticed" in words(preview)
    assert not Assignment.unscoped.exists()
    done = step(ana, ready, "preview", go="set", **said)
    assert done.status_code == 302
    assert Assignment.unscoped.get().reason == said["reason"]


def test_a_reason_is_required_and_stands_beside_its_field(ana, ready):
    answer = step(ana, ready, "reason", **whole(ready, reason=" "))
    assert answer.status_code == 400
    assert answer.context["step"] == "reason"
    assert list(answer.context["form"].errors) == ["reason"]


def test_a_reason_with_a_null_byte_is_refused_and_kept(ana, ready):
    answer = step(ana, ready, "reason", **whole(ready, reason="Even\0ings"))
    assert answer.status_code == 400
    assert answer.context["form"]["reason"].value() == "Even\0ings"


def test_going_back_keeps_what_was_said_and_says_nothing_of_mistakes(ana, ready):
    answer = step(ana, ready, "reason", go="shape", **whole(ready, reason=""))
    assert answer.status_code == 200
    assert answer.context["step"] == "shape"
    assert answer.context["form"]["cadence"].value() == "daily"


def test_a_last_day_before_the_first_leads_back_to_that_page(ana, ready):
    yesterday = str(today(ready.practice) - timedelta(days=1))
    answer = step(ana, ready, "preview", go="set", **whole(ready, ends_on=yesterday))
    assert answer.status_code == 400
    assert not Assignment.unscoped.exists()
    assert "Choose a last day after the first one" in words(answer)


def test_an_exercise_for_both_waits_for_joint_work_and_one_alone_does_not(ana, couple, bo, cy):
    answer = as_(ana).get(at(couple, "homework/new/"))
    assert "Exercises for both can’t be set yet." in words(answer)
    refused = step(ana, couple, "preview", go="set", **whole(couple))
    assert refused.status_code == 400
    assert not Assignment.unscoped.exists()
    done = step(ana, couple, "preview", go="set", **whole(couple, exercise=SELF, for_marks="a"))
    assert done.status_code == 302
    assert not JointWork.unscoped.filter(state="open").exists()


def test_the_same_exercise_is_not_set_twice(ana, ready):
    step(ana, ready, "preview", go="set", **whole(ready))
    answer = step(ana, ready, "preview", go="set", **whole(ready))
    assert answer.status_code in {400, 409}
    assert "running already" in words(answer)
    assert Assignment.unscoped.count() == 1


@pytest.mark.parametrize("word", ["nonsense", "", "preview"])
def test_an_odd_step_is_no_fault_of_ours(word, ana, ready):
    answer = step(ana, ready, word)
    assert answer.status_code in {200, 400}


def test_days_stand_as_dots_and_as_words(ana, ready, bo, cy):
    row = AssignmentFactory(couple=ready)
    EntryFactory(assignment=row, partner=bo)
    EntryFactory(assignment=row, partner=cy, state="skipped", skip_reason="Late shift.")
    shown = words(as_(ana).get(at(ready, "homework/")))
    for said in ("Bo 1 done, 7 planned", "Cy 0 done, 7 planned, 1 left out", "Late shift."):
        assert said in shown, said


def test_homework_is_ended_and_an_old_page_is_told_so(ana, ready):
    row = AssignmentFactory(couple=ready)
    path = at(ready, f"homework/{row.pk}/end/")
    assert send(as_(ana), path, version=9).status_code == 412
    assert send(as_(ana), path, version=1).status_code == 302
    row.refresh_from_db()
    assert row.state == "ended"


def test_talking_it_over_is_noted(ana, ready):
    row = AssignmentFactory(couple=ready)
    send(as_(ana), at(ready, f"homework/{row.pk}/talked-over/"))
    assert AssignmentReview.unscoped.count() == 1


def test_homework_of_another_couple_is_not_found_under_this_one(ana, ready, other_couple, dee, eli):
    theirs = AssignmentFactory(couple=other_couple)
    assert send(as_(ana), at(ready, f"homework/{theirs.pk}/end/"), version=1).status_code == 404
