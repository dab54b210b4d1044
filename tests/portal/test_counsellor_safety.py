"""What the counsellor opens alone, and joint work that rests on it."""

from __future__ import annotations

import pytest

from assessments.models import JointWork
from assessments.safety import asking
from assessments.safety.models import Acknowledgement, AlertTelling, SafetyAlert, ScreenReview
from practice.access import viewer_for
from tests.factories.assessments import SafetyScreenFactory, screened
from tests.portal.couples_pages import as_, send, words
from tests.portal.desk_pages import at, colleague, grant


@pytest.fixture
def alerted(couple, bo, cy):
    """Bo answered something that reaches Ana at once, and has not sent it."""
    screen = SafetyScreenFactory(couple=couple, partner=bo)
    question = next(q for q in screen.instrument.definition.questions if q.level == "red")
    asking.answer(screen, question.id, question.alert[0], by=viewer_for(bo.user))
    return screen, question


def test_an_alert_shows_the_question_the_level_the_time_and_who_was_told(ana, couple, alerted):
    _screen, question = alerted
    shown = words(as_(ana).get(at(couple, "open-alone/")))
    for said in (question.text, "Act on it", "Told: Ana", "the form is not sent yet"):
        assert said in shown, said


def test_lists_say_that_something_waits_and_never_what(ana, couple, alerted):
    _screen, question = alerted
    for path in ("/desk/", "/desk/couples/", at(couple), at(couple, "questionnaires/")):
        shown = words(as_(ana).get(path))
        assert "Open alone" in shown, path
        assert question.text not in shown, path
        assert "Act on it" not in shown, path


def test_an_alert_is_taken_on_with_what_was_done(ana, couple, alerted):
    alert = SafetyAlert.unscoped.get()
    path = at(couple, f"open-alone/alerts/{alert.pk}/")
    empty = send(as_(ana), path, note=" ")
    assert empty.status_code == 400
    assert "Write something here first." in words(empty)
    assert send(as_(ana), path, note="I rang Bo at work.").status_code == 302
    assert Acknowledgement.unscoped.get().note == "I rang Bo at work."
    assert "Taken on by Ana" in words(as_(ana).get(at(couple, "open-alone/")))


def test_an_alert_of_another_couple_is_not_found(couple, alerted, fay, other_couple, dee):
    alert = SafetyAlert.unscoped.get()
    answer = send(as_(fay), at(other_couple, f"open-alone/alerts/{alert.pk}/"), note="Mine?")
    assert answer.status_code == 404
    assert not Acknowledgement.unscoped.exists()


def test_answers_open_only_once_they_were_sent(ana, couple, bo, alerted):
    screen, question = alerted
    path = at(couple, f"open-alone/screens/{screen.pk}/")
    assert as_(ana).get(path).status_code == 404
    asking.send(screen, by=viewer_for(bo.user))
    assert question.text in words(as_(ana).get(path))


def test_a_review_is_recorded_with_its_outcome(ana, couple, bo, alerted):
    screen, _question = alerted
    asking.send(screen, by=viewer_for(bo.user))
    path = at(couple, f"open-alone/screens/{screen.pk}/")
    assert list(send(as_(ana), path, outcome="fine", note="").context["form"].errors) == ["outcome"]
    assert send(as_(ana), path, outcome="hold", note="Seen alone.").status_code == 302
    assert ScreenReview.unscoped.get().outcome == "hold"
    assert "no joint work for now" in words(as_(ana).get(at(couple, "open-alone/")))


def test_a_supervisor_reads_and_does_not_review(couple, bo, alerted, practice):
    screen, _question = alerted
    asking.send(screen, by=viewer_for(bo.user))
    sam = colleague(practice)
    grant(couple, sam, kind="supervision")
    path = at(couple, f"open-alone/screens/{screen.pk}/")
    assert as_(sam).get(path).status_code == 200
    assert send(as_(sam), path, outcome="joint", note="").status_code == 404
    assert not ScreenReview.unscoped.exists()


def test_joint_work_stays_shut_until_both_are_reviewed_and_says_why(ana, couple, bo, cy):
    screened(couple, bo)
    path = at(couple, "course/joint-work/")
    answer = send(as_(ana), path, to="open")
    assert answer.status_code == 409
    assert "Cy has not sent the private questions yet." in words(answer)
    screened(couple, cy)
    assert send(as_(ana), path, to="open").status_code == 302
    assert JointWork.unscoped.get().state == "open"
    assert send(as_(ana), path, to="paused").status_code == 302
    assert JointWork.unscoped.get().state == "paused"


def test_the_owner_is_told_whose_couple_waits_and_nothing_more(couple, alerted, practice):
    oli = colleague(practice, is_owner=True)
    AlertTelling.unscoped.create(alert=SafetyAlert.unscoped.get(), couple=couple, staff=oli, step="owner")
    shown = words(as_(oli).get("/desk/practice/"))
    assert "A couple of Ana’s" in shown
    assert "Bo" not in shown.replace("Both", "")
