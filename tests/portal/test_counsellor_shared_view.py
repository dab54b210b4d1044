"""One press hides what is the counsellor’s alone, because the couple may be looking on."""

from __future__ import annotations

import pytest

from assessments import administering
from practice.access import viewer_for
from practice.models import Note
from tests.factories.assessments import CLOSE, AdministrationFactory
from tests.factories.homework import AssignmentFactory, EntryFactory
from tests.portal.couples_pages import as_, send, session_for, words
from tests.portal.desk_pages import at


@pytest.fixture
def sharing(ana, couple, bo, cy):
    client = as_(ana)
    assert send(client, "/desk/shared-view/", to="shared", couple=str(couple.pk))["Location"] == at(couple)
    return client


def test_flags_facts_and_who_sees_what_leave_the_overview(sharing, ana, couple):
    before, after = words(as_(ana).get(at(couple))), words(sharing.get(at(couple)))
    for said in ("Worth a look", "Yours alone", "Course", "Notes", "Questionnaires", "Set homework"):
        assert said in before, said
        assert said not in after, said
    assert "Shared view" in after
    assert "Closeness, weekly check-in" in after


@pytest.mark.parametrize(
    "path",
    [
        "course/",
        "open-alone/",
        "questionnaires/",
        "notes/",
        "notes/new/",
        "sharing/",
        "homework/new/",
        "sessions/book/",
    ],
)
def test_pages_that_are_the_counsellors_alone_stay_shut(path, sharing, couple, ana):
    Note.unscoped.create(couple=couple, author=ana, kind="joint", body="Only for Ana.")
    answer = sharing.get(at(couple, path))
    assert answer.status_code == 200
    assert "Not in the shared view" in words(answer)
    assert "Only for Ana." not in words(answer)


@pytest.mark.parametrize("path", ["/desk/", "/desk/couples/", "/desk/calendar/"])
def test_other_couples_are_not_shown(path, sharing):
    shown = words(sharing.get(path))
    assert "Not in the shared view" in shown
    assert "Bo" not in shown


def test_one_partners_days_and_words_are_not_shown(sharing, ana, couple, bo, cy):
    both = AssignmentFactory(couple=couple)
    AssignmentFactory(couple=couple, for_partner=bo, reason="Because you asked alone.")
    EntryFactory(assignment=both, partner=bo, state="skipped", skip_reason="Cy was unkind.")
    before, after = words(as_(ana).get(at(couple, "homework/"))), words(sharing.get(at(couple, "homework/")))
    for said in ("Because you asked alone.", "Cy was unkind.", "left out"):
        assert said in before, said
        assert said not in after, said
    assert "You both said that evenings go quiet." in after
    assert "Because you asked alone." in words(as_(ana).get(at(couple)))
    assert "Because you asked alone." not in words(sharing.get(at(couple)))


def test_a_session_with_one_partner_is_not_shown(sharing, ana, couple, bo, cy):
    session_for(couple, bo, in_hours=30, place="Small room")
    session_for(couple, bo, cy, in_hours=60, place="Big room")
    shown = words(sharing.get(at(couple, "sessions/")))
    assert "Big room" in shown
    assert "Small room" not in shown


def test_single_answers_are_not_shown_beside_the_scores(sharing, ana, couple, bo, cy):
    form = AdministrationFactory(couple=couple, partner=bo)
    administering.submit(form, by=viewer_for(bo.user), changes=CLOSE)
    path = at(couple, f"questionnaires/{form.pk}/")
    assert "Question by question" in words(as_(ana).get(path))
    assert "Question by question" not in words(sharing.get(path))


def test_one_press_brings_it_back(sharing, couple):
    send(sharing, "/desk/shared-view/", to="private", couple=str(couple.pk))
    assert "Worth a look" in words(sharing.get(at(couple)))
