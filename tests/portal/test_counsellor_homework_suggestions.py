"""The first page of the set flow: suggestions with reasons and dates, what is held back and by which rule, and decisions."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from homework.models import Assignment, AssignmentTerms, SuggestionDecision
from practice import sealing
from tests.factories.assessments import screened
from tests.factories.homework import AssignmentFactory, EntryFactory, exercise, joint_work
from tests.homework.suggesting.conftest import submit as submit
from tests.portal.couples_pages import as_, send, words
from tests.portal.desk_pages import at
from tests.portal.test_counsellor_homework import step, whole

FEW_FRIENDLY = {"talk_with_ease": 0, "curious_about_partner": 0, "tasks_crowd_us_out": 4, "has_my_back": 1}
RULE = {"rule": "M11", "rule_marks": "ab", "rule_version": "1"}


@pytest.fixture
def ready(couple, bo, cy, submit):
    exercise()
    screened(couple, bo, cy)
    joint_work(couple)
    submit(bo, "forgotten-four", **FEW_FRIENDLY)
    return couple


def rule_of(page, slug):
    """What the page's own form for this offer would send."""
    one = next(one for one in page.context["suggested"] if any(each.slug == slug for each in one.tries))
    return {"rule": one.fired.rule, "rule_marks": one.fired.marks, "rule_version": str(one.fired.version)}


def test_a_suggestion_says_why_on_what_and_of_which_day(ana, ready):
    page = as_(ana).get(at(ready, "homework/new/"))
    one = next(one for one in page.context["suggested"] if one.fired.rule == "M11")
    assert one.chips
    assert all(on is not None for _says, on in one.chips)
    shown = words(page)
    assert one.fired.evidence in shown
    assert "Take it up" in shown


def test_taking_it_up_is_kept_with_what_was_set(ana, ready):
    page = as_(ana).get(at(ready, "homework/new/"))
    given = whole(ready, exercise="inner-world-questions") | rule_of(page, "inner-world-questions")
    assert step(ana, ready, "preview", go="set", **given).status_code == 302
    decision = SuggestionDecision.unscoped.select_related("couple").get()
    assert (decision.decision, decision.exercise) == ("accepted", "inner-world-questions")
    assert decision.assignment == Assignment.unscoped.get()


def test_something_else_instead_is_kept_with_its_reason(ana, ready):
    page = as_(ana).get(at(ready, "homework/new/"))
    given = whole(ready, exercise="play-menu") | rule_of(page, "inner-world-questions")
    assert step(ana, ready, "preview", go="set", why="They want to laugh first.", **given).status_code == 302
    decision = SuggestionDecision.unscoped.select_related("couple").get()
    assert (decision.decision, decision.why) == ("changed", "They want to laugh first.")


def test_leaving_one_needs_a_reason_and_what_was_typed_stays(ana, ready):
    page = as_(ana).get(at(ready, "homework/new/"))
    given = whole(ready) | rule_of(page, "inner-world-questions")
    broken = step(ana, ready, "pick", go="decline", decline_why="", **given)
    assert broken.status_code == 400
    left = step(ana, ready, "pick", go="decline", decline_why="Not before the summer.", **given)
    assert left.status_code == 200
    assert ("reason", given["reason"]) in left.context["carried"]
    assert SuggestionDecision.unscoped.select_related("couple").get().why == "Not before the summer."
    again = as_(ana).get(at(ready, "homework/new/"))
    assert given["rule"] not in {one.fired.rule for one in again.context["suggested"]}
    assert "Not before the summer." in words(again)


def test_what_a_guard_holds_back_cannot_be_picked_and_says_by_whom(ana, ready):
    for slug in ("play-menu", "novelty-date"):
        AssignmentFactory(couple=ready, exercise=exercise(slug))
    page = as_(ana).get(at(ready, "homework/new/"))
    off = {one.row.slug: one for one in page.context["shelf"] if one.is_off}
    assert off["weekly-check-in"].held_by == ["K10"]
    assert "Held back by K10." in words(page)
    assert "What is held back can’t be set." in words(page)
    refused = step(ana, ready, "preview", go="set", **whole(ready, exercise="weekly-check-in"))
    assert refused.status_code in (400, 409)
    assert Assignment.unscoped.count() == 2


def test_each_partner_can_have_terms_of_their_own(ana, ready, bo, cy):
    given = whole(
        ready,
        exercise="play-menu",
        same="different",
        times_a_week_a="2",
        weekdays_a=["0", "3"],
        cue_a="When the kettle boils",
        times_a_week_b="4",
        remind_at_b="21:00",
    )
    look = step(ana, ready, "reason", **given)
    a, b = look.context["phones"]
    assert (a.terms.cue, b.terms.cue) == ("When the kettle boils", "")
    assert "When the kettle boils" in words(look)
    step(ana, ready, "preview", go="set", **given)
    terms = {row.partner: row for row in AssignmentTerms.unscoped.select_related("partner")}
    assert (terms[bo].times_a_week, terms[bo].weekdays, terms[bo].cue) == (2, "03", "When the kettle boils")
    assert (terms[cy].times_a_week, terms[cy].weekdays, str(terms[cy].remind_at)) == (
        4,
        "0123456",
        "21:00:00",
    )


def test_it_can_wait_for_another_one(ana, ready):
    first = AssignmentFactory(couple=ready, exercise=exercise("novelty-date"))
    given = whole(ready, exercise="play-menu", opens="after_both", after=str(first.pk), target_times="6")
    assert step(ana, ready, "preview", go="set", **given).status_code == 302
    made = Assignment.unscoped.exclude(pk=first.pk).get()
    assert (made.opens, made.after, made.target_times) == ("after_both", first, 6)
    broken = step(ana, ready, "shape", **whole(ready, exercise="bid-log", opens="after_own"))
    assert broken.status_code == 400
    assert "after" in broken.context["form"].errors


def test_the_library_is_found_by_words_and_by_grade(ana, ready):
    found = step(ana, ready, "pick", go="find", q="card", grade="")
    assert found.status_code == 200
    assert len(found.context["shelf"]) < len(found.context["all_exercises"])
    tried = step(ana, ready, "pick", go="find", q="", grade="trial")
    assert {one.exercise.evidence.grade for one in tried.context["shelf"]} == {"trial"}


def test_the_page_costs_the_same_for_a_long_course(ana, ready, bo):
    row = AssignmentFactory(couple=ready, exercise=exercise("novelty-date"))
    client = as_(ana)

    def statements():
        sealing.memory.forget()
        with CaptureQueriesContext(connection) as held:
            assert client.get(at(ready, "homework/new/")).status_code == 200
        return len(held)

    EntryFactory(assignment=row, partner=bo)
    statements()
    short = statements()
    for place in range(2, 12):
        EntryFactory(assignment=row, partner=bo, place=place)
    assert statements() == short


def test_a_supervisor_does_not_set(fay, ready):
    assert send(as_(fay), at(ready, "homework/new/"), step="pick").status_code == 404
