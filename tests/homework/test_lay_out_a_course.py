"""A course is laid out in one deed: each step from its own day on, and a word about each that is held back."""

from datetime import date, timedelta

import pytest

from assessments.format import batteries
from assessments.models import AssessmentPlan
from homework import course, courses, publishing
from homework.course import CourseError
from homework.models import Assignment, AssignmentTerms
from homework.suggesting.weighing import HeldBack, insist_on_nothing_against
from practice.refusals import BadInput, Conflict, NotFound
from tests.conftest import looking
from tests.factories import assessments as forms
from tests.factories import homework as sets

MONDAY = date(2026, 3, 16)
SMALL = """
slug = "small"
version = 1
title = "Small"
purpose = "To try."
weeks = 2

[[step]]
week = 2
exercise = "play-menu"
reason = "To laugh."
cadence = "weekly"
weeks = 1
times_a_week = 3
for = "both"

[[step]]
week = 1
battery = "ending"
reason = "To look back."
cadence = "weekly"
weeks = 1
times_a_week = 1
for = "both"
"""


@pytest.fixture
def ready(couple, bo, cy):
    """Everything published, both screened and reviewed, joint work open."""
    publishing.publish_shipped()
    for battery in batteries.shipped().values():
        for part in battery.instruments:
            forms.shipped(part.slug)
    forms.screened(couple, bo, cy)
    sets.joint_work(couple)
    return couple


def of(outcome):
    return [each.step.exercise or each.step.battery for each in outcome]


def test_each_step_is_set_from_its_own_day_with_its_dose(ready, ana):
    laid = courses.lay_out(ready, "eight-session-course", starts_on=MONDAY, by=looking(ana))
    talk = Assignment.unscoped.get(exercise__slug="stress-reducing-talk")
    assert (talk.starts_on, talk.ends_on) == (date(2026, 3, 23), date(2026, 3, 29))
    assert talk.reason.startswith("You both carry a lot from outside")
    assert {terms.times_a_week for terms in AssignmentTerms.unscoped.filter(assignment=talk)} == {3}
    plans = dict(AssessmentPlan.unscoped.values_list("battery", "kind"))
    assert plans == {"every-session": "session", "every-four-weeks": "once", "ending": "once"}
    assert len(laid.done) + len(laid.held) == len(laid.course.steps)
    assert Assignment.unscoped.count() == len(laid.done) - len(plans)


def test_what_is_tried_in_session_first_waits_for_that(ready, ana):
    laid = courses.lay_out(ready, "eight-session-course", starts_on=MONDAY, by=looking(ana))
    codes = {each.step.exercise: each.code for each in laid.held}
    assert codes["hold-and-reach"] == "session_first"
    assert set(codes.values()) <= {"session_first", "held_back"}
    assert all(each.reasons for each in laid.held if each.code == "held_back")


def test_what_the_gate_holds_back_is_told_with_its_reasons_and_the_rest_is_set(ready, ana):
    sets.joint_work(ready, "closed")
    laid = courses.lay_out(ready, "eight-session-course", starts_on=MONDAY, by=looking(ana))
    appreciation = next(each for each in laid.held if each.step.exercise == sets.APPRECIATION)
    assert appreciation.code == "joint_work_held"
    assert "Joint work is not open." in str(appreciation.reasons[-1])
    assert {"every-session", "every-four-weeks", "ending"} <= set(of(laid.done))
    assert sets.APPRECIATION not in Assignment.unscoped.values_list("exercise__slug", flat=True)


def test_what_is_over_by_then_is_no_load(ready, ana):
    """A full plate of this week holds back more of this week, and nothing of a week in which it is empty."""
    for slug in ("play-menu", "novelty-date"):
        sets.AssignmentFactory(couple=ready, exercise=sets.exercise(slug), ends_on=MONDAY)
    asked = {"by": looking(ana)}
    for days in (None, (MONDAY, MONDAY + timedelta(days=6)), (MONDAY - timedelta(days=5), None)):
        with pytest.raises(HeldBack) as refusal:
            insist_on_nothing_against(ready, "weekly-check-in", days=days, **asked)
        assert {kept.rule for kept in refusal.value.kept} == {"K10"}
    insist_on_nothing_against(ready, "weekly-check-in", days=(MONDAY + timedelta(days=1), None), **asked)


def test_it_is_laid_out_once(ready, ana):
    courses.lay_out(ready, "intake-week", starts_on=MONDAY, by=looking(ana))
    before = Assignment.unscoped.count(), AssessmentPlan.unscoped.count()
    for day in (MONDAY, MONDAY + timedelta(days=60)):
        with pytest.raises(Conflict) as refusal:
            courses.lay_out(ready, "intake-week", starts_on=day, by=looking(ana))
        assert refusal.value.code == "course_laid_out"
    assert (Assignment.unscoped.count(), AssessmentPlan.unscoped.count()) == before


def test_what_runs_or_is_planned_already_is_left_as_it_is(ready, ana):
    sets.AssignmentFactory(couple=ready, exercise=sets.exercise(sets.SELF), reason="Of our own.")
    battery = batteries.shipped()["intake-week"]
    plan = AssessmentPlan.unscoped.create(
        couple=ready, kind="once", battery=battery.slug, state="active", forms=[], starts_on=MONDAY
    )
    laid = courses.lay_out(ready, "intake-week", starts_on=MONDAY, by=looking(ana))
    assert {each.step.exercise or each.step.battery: each.code for each in laid.held} == {
        sets.SELF: "already_running",
        "intake-week": "forms_planned",
    }
    assert of(laid.done) == ["self-care-plan"]
    assert AssessmentPlan.unscoped.get() == plan


def test_only_who_looks_after_the_couple_lays_it_out_and_on_a_near_day(ready, ana, fay, bo):
    for person in (fay, bo):
        with pytest.raises(NotFound):
            courses.lay_out(ready, "intake-week", starts_on=MONDAY, by=looking(person))
    for slug, day, field in (
        ("intake-week", MONDAY + timedelta(days=100), "starts_on"),
        ("no-such", MONDAY, "course"),
    ):
        with pytest.raises(BadInput) as refusal:
            courses.lay_out(ready, slug, starts_on=day, by=looking(ana))
        assert set(refusal.value.fields) == {field}
    assert courses.lay_out(ready, "intake-week", starts_on=MONDAY, by=looking(ana)).held == ()


def test_the_shipped_courses_name_what_there_is():
    slugs = {path.stem.rsplit(".", 1)[0] for path in publishing.SHIPPED.glob("*.toml")}
    read = course.read_folder(exercises=slugs, batteries=batteries.shipped().keys())
    assert [each.slug for each in courses.courses()] == ["intake-week", "eight-session-course", "follow-up"]
    assert {each.slug for each in read} == {each.slug for each in courses.courses()}


def test_steps_are_read_in_the_order_of_their_weeks():
    read = course.parse(SMALL, exercises={"play-menu"}, batteries={"ending"})
    assert [step.week for step in read.steps] == [1, 2]
    assert read.steps[1].days(MONDAY) == (date(2026, 3, 23), date(2026, 3, 29))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('for = "both"', 'for = "them"', "line 15, step 1: *for* cannot be *them*."),
        ("week = 2\n", "week = 3\n", "line 9, step 1: *week* lies between 1 and 2."),
        ('"play-menu"', '"play-meny"', "there is no exercise *play-meny*. Did you mean *play-menu*?"),
        ("times_a_week = 3", 'times_a_week = "3"', "*times_a_week* must be a whole number."),
        ('reason = "To laugh."', 'reason = ""', "Say why, in words for the couple."),
        ('battery = "ending"', "", "a step is either an *exercise* or a *battery*."),
        ('title = "Small"', 'tittle = "Small"', "the word *tittle* is not known here."),
        ('for = "both"', 'for_marks = "both"', "the word *for_marks* is not known here."),
        ('battery = "ending"', 'exercise = "play-menu"\nweeks = 2', ""),
        ("[[step]]", "[step", ""),
    ],
)
def test_a_mistake_is_explained_at_its_line(old, new, says):
    with pytest.raises(CourseError) as error:
        course.parse(SMALL.replace(old, new, 1), exercises={"play-menu"}, batteries={"ending"})
    assert says in str(error.value)


def test_one_exercise_does_not_run_twice_at_once():
    again = SMALL.replace('battery = "ending"', 'exercise = "play-menu"')
    assert course.parse(again)
    with pytest.raises(CourseError, match="still running"):
        course.parse(again.replace("weeks = 1", "weeks = 2"))
