"""The library of exercises, the builder of one's own, courses week by week, and one exercise for several couples."""

from __future__ import annotations

import pytest

from homework.days import today
from homework.models import Assignment, ExerciseDraft, ExerciseVersion
from tests.factories.assessments import screened
from tests.factories.homework import APPRECIATION, exercise, joint_work
from tests.homework.test_write_an_exercise import FIELDS, HEAD
from tests.portal.couples_pages import as_, send, words
from tests.portal.desk_pages import at


@pytest.fixture(autouse=True)
def _shelf(db):
    exercise()


def test_exercises_are_found_by_words_and_by_how_well_they_are_tried(ana):
    client = as_(ana)
    page = client.get("/desk/library/x/", {"grade": "trial"})
    assert {each.evidence.grade for _row, each in page.context["exercises"]} == {"trial"}
    found = client.get("/desk/library/x/", {"q": "small reaches"})
    assert [row.slug for row, _each in found.context["exercises"]] == ["bid-log"]
    assert "1 exercise found." in words(found)


def test_one_exercise_says_how_it_is_tried_and_how_far_each_answer_reaches(ana):
    page = words(as_(ana).get(f"/desk/library/x/{APPRECIATION}/"))
    assert exercise().exercise.evidence.says in page
    assert "can reach the counsellor, never the other partner" in page
    assert as_(ana).get(f"/desk/library/x/{APPRECIATION}/1/").status_code == 200


def draft_path(end=""):
    return f"/desk/library/x-drafts/{ExerciseDraft.unscoped.get().pk}/{end}"


def typed():
    """The head of an exercise, as its form sends it."""
    held = {key: value for key, value in HEAD.items() if key != "evidence"}
    held |= {key: "\n".join(HEAD[key]) for key in ("steps", "starters", "watch_for")}
    return held | {"evidence_grade": "practice", "evidence_says": HEAD["evidence"]["says"]}


def test_an_exercise_is_written_part_by_part_and_published(ana):
    client = as_(ana)
    assert send(client, "/desk/library/x-drafts/new/").status_code == 302
    assert send(client, draft_path("about/"), act="keep", version=1, **typed()).status_code == 302
    for place, field in enumerate(FIELDS):
        done = send(client, draft_path(f"field/{place}/"), act="keep", version=2 + place, **field)
        assert done.status_code == 302
    page = client.get(draft_path())
    assert page.context["is_ready"], [str(each) for each in page.context["problems"]]
    done = send(client, draft_path("publish/"), version=4)
    assert done.status_code == 302
    made = ExerciseVersion.unscoped.get(practice=ana.practice)
    assert made.exercise.steps == tuple(HEAD["steps"])
    assert made.exercise.field("ease").min == 0
    assert client.get(f"/desk/library/x/{made.slug}/").status_code == 200


def test_what_is_missing_leads_to_its_place_and_nothing_typed_is_lost(ana):
    client = as_(ana)
    send(client, "/desk/library/x-drafts/new/")
    send(client, draft_path("field/0/"), act="keep", version=1, text="How was it?", kind="choice")
    page = client.get(draft_path())
    assert not page.context["is_ready"]
    assert draft_path("field/0/") in page.content.decode()
    assert "How was it?" in words(page)
    refused = send(client, draft_path("publish/"), version=2)
    assert refused.status_code == 400
    stale = send(client, draft_path("field/0/"), act="keep", version=1, text="Mine", kind="text")
    assert stale.status_code == 412
    assert "Mine" in stale.content.decode()


def test_a_question_is_shown_as_it_is_typed_and_nothing_is_kept(ana):
    client = as_(ana)
    send(client, "/desk/library/x-drafts/new/")
    seen = send(client, draft_path("field/0/preview/"), version=1, text="How was it?", kind="long")
    assert "How was it?" in words(seen)
    assert not ExerciseDraft.unscoped.get().tables.get("field")


def test_a_course_is_seen_week_by_week_and_laid_out_with_a_word_about_each_step(ana, couple, bo, cy):
    client = as_(ana)
    seen = client.get(at(couple, "homework/courses/"), {"course": "eight-session-course"})
    assert "Week 1" in words(seen)
    done = send(
        client, at(couple, "homework/courses/"), course="intake-week", starts_on=str(today(couple.practice))
    )
    assert done.status_code == 200
    assert done.context["laid"].done
    assert Assignment.unscoped.filter(couple=couple).exists()
    again = send(
        client, at(couple, "homework/courses/"), course="intake-week", starts_on=str(today(couple.practice))
    )
    assert again.status_code == 409


def test_one_exercise_for_several_couples_tells_what_became_of_each(ana, couple, bo, cy):
    from tests.factories.practice import CoupleFactory, partner_in

    screened(couple, bo, cy)
    joint_work(couple)
    second = CoupleFactory(practice=ana.practice, counsellor=ana, status="active")
    for mark, called in (("a", "Ida"), ("b", "Jon")):
        partner_in(second, mark, called=called)
    answer = send(
        as_(ana),
        "/desk/library/x/play-menu/couples/",
        couples=[str(couple.pk), str(second.pk)],
        cadence="weekly",
        starts_on=str(today(couple.practice)),
        reason="You both said that evenings go quiet.",
    )
    outcomes = dict(answer.context["outcomes"])
    assert outcomes["Bo and Cy"].assignment is not None
    assert outcomes["Ida and Jon"].assignment is None
    assert outcomes["Ida and Jon"].reasons


def test_nobody_is_offered_couples_of_others(fay, ana, couple, bo, cy):
    page = as_(fay).get(f"/desk/library/x/{APPRECIATION}/couples/")
    assert "Bo and Cy" not in words(page)
