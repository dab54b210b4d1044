"""Rows become inputs for the counsellor alone: newest answers, with their dates, and nothing private to one partner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import CounsellorRating
from homework.days import today
from homework.suggesting.given import Signal
from homework.suggesting.inputs import gather
from homework.suggesting.weighing import weigh
from practice.refusals import NotFound
from tests.conftest import looking
from tests.factories import homework as sets
from tests.factories.assessments import screened, shipped
from tests.homework.suggesting.conftest import Submit

FRIENDS = {"talk_with_ease": 0, "curious_about_partner": 0, "tasks_crowd_us_out": 4, "has_my_back": 1}


def test_only_who_looks_after_the_couple_gathers_anything(
    cleared: Any, bo: Any, fay: Any, by_ana: Any
) -> None:
    assert gather(cleared, by_ana).joint_work_open
    for stranger in (bo, fay):
        with pytest.raises(NotFound):
            gather(cleared, looking(stranger))


def test_the_newest_form_counts_and_the_first_one_beside_it(
    cleared: Any, bo: Any, by_ana: Any, submit: Submit
) -> None:
    submit(bo, "relationship-satisfaction", content_with_us=4, days_ago=30)
    submit(bo, "relationship-satisfaction", content_with_us=2, days_ago=15)
    submit(bo, "relationship-satisfaction", content_with_us=0)
    score = gather(cleared, by_ana).a.scales["relationship-satisfaction/satisfaction"]
    assert (score.first, score.value) == (62.5, 37.5)
    assert score.first_on == today(cleared.practice) - timedelta(days=30)
    assert score.on == today(cleared.practice)
    assert score.points == 25


def test_a_guess_at_the_other_is_nobodys_answer(cleared: Any, bo: Any, by_ana: Any, submit: Submit) -> None:
    form = submit(bo, "drivers-of-distance")
    form.stance = "guess"
    form.save(update_fields=["stance"])
    inputs = gather(cleared, by_ana)
    assert inputs.a.facets is None
    assert inputs.b.facets is None


def test_single_answers_lists_facets_and_the_loop_are_read(
    cleared: Any, bo: Any, cy: Any, by_ana: Any, submit: Submit
) -> None:
    submit(bo, "connection-and-distance", talk_is_logistics=3, warm_moments=4)
    submit(bo, "conflict-climate", answer=2, roll_my_eyes=3)
    submit(bo, "cycle-map", press_to_talk=4, let_it_rest=0)
    submit(cy, "drivers-of-distance", laugh_together=0, all_duty=4, miss_being_silly=4)
    submit(cy, "wellbeing-and-load", alcohol=4)
    inputs = gather(cleared, by_ana)
    assert inputs.a.items["connection-and-distance/talk_is_logistics"].value == 3
    assert inputs.a.items["connection-and-distance/warm_moments"].value == 0
    assert inputs.a.lists["conflict-climate/contempt"].reading == "high"
    assert inputs.a.lists["conflict-climate/criticism"].reading == "not high"
    assert inputs.a.positions["self"].value > 0
    assert inputs.b.facets is not None
    assert inputs.b.facets.order[0] == ("lost_play",)
    assert inputs.b.items["wellbeing-and-load/alcohol"].value == 4


def test_answers_to_safety_questions_are_no_input(cleared: Any, bo: Any, by_ana: Any, submit: Submit) -> None:
    submit(bo, "wellbeing-and-load", self_harm="no")
    submit(bo, "emotional-safety", afraid_to_disagree="no")
    names = gather(cleared, by_ana).a.items
    assert not {name for name in names if "self_harm" in name or "afraid" in name}


def test_a_form_with_all_answers_alike_is_marked(cleared: Any, bo: Any, by_ana: Any, submit: Submit) -> None:
    submit(bo, "forgotten-four", answer=3)
    assert set(gather(cleared, by_ana).a.flat) == {"forgotten-four"}


def test_the_counsellors_newest_rating_is_the_step(cleared: Any, bo: Any, ana: Any, by_ana: Any) -> None:
    for step, days in ((3, 9), (6, 2)):
        rating = CounsellorRating(
            couple=cleared, partner=bo, instrument=shipped("eft-stage"), rated_by=ana,
            rated_at=timezone.now() - timedelta(days=days),
        )  # fmt: skip
        rating.answers = {"step": {"v": step}}
        rating.save(force_insert=True)
    inputs = gather(cleared, by_ana)
    assert inputs.a.step is not None
    assert inputs.a.step.value == 6
    assert inputs.b.step is None


def test_nothing_is_clear_until_both_are_reviewed(couple: Any, bo: Any, cy: Any, by_ana: Any) -> None:
    assert "K1" in {each.fired.rule for each in weigh(couple, by_ana).guards}
    screened(couple, bo)
    assert "K1" in {each.fired.rule for each in weigh(couple, by_ana).guards}
    screened(couple, cy)
    assert weigh(couple, by_ana).guards == ()


def test_with_care_is_amber_and_holds_back_the_same_from_both(
    couple: Any, bo: Any, cy: Any, by_ana: Any
) -> None:
    screened(couple, bo)
    screened(couple, cy, outcome="care")
    inputs = gather(couple, by_ana)
    assert (inputs.a.flags.amber, inputs.b.flags.amber) == (False, True)
    assert inputs.a.flags.cleared
    assert inputs.b.flags.cleared
    assert [each.fired.rule for each in weigh(couple, by_ana).guards] == ["K3"]


def test_a_hold_on_opened_work_is_red(cleared: Any, ana: Any, by_ana: Any) -> None:
    from assessments.safety.hold_models import SafetyHold

    SafetyHold.unscoped.create(
        couple=cleared, placed_by=ana, look_again_on=today(cleared.practice) + timedelta(days=7)
    )
    assert {each.fired.rule for each in weigh(cleared, by_ana).guards} == {"K2"}


def test_thoughts_of_harm_are_open_until_they_are_taken_on(cleared: Any, bo: Any, by_ana: Any) -> None:
    from assessments import administering, sending
    from assessments.safety import reviewing
    from assessments.safety.models import SafetyAlert

    shipped("wellbeing-and-load")
    form = sending.send(cleared, bo, "wellbeing-and-load", by=by_ana, quietly=True)
    administering.save_answer(form, {"self_harm": "yes"}, by=looking(bo))
    inputs = gather(cleared, by_ana)
    assert inputs.a.flags.self_harm_open
    assert not inputs.b.flags.self_harm_open
    reviewing.acknowledge(
        SafetyAlert.unscoped.get(couple=cleared), "Spoke at once; a plan stands.", by=by_ana
    )
    assert not gather(cleared, by_ana).a.flags.self_harm_open


def test_who_left_is_separating(cleared: Any, bo: Any, by_ana: Any) -> None:
    from practice.models import Membership

    Membership.unscoped.filter(partner=bo).update(left_at=timezone.now())
    assert gather(cleared, by_ana).a.flags.separating


def _noted(
    assignment: Any, partner: Any, field: str, words: Any, *, days_ago: int, audience: str = "counsellor"
) -> Any:
    day = today(assignment.couple.practice) - timedelta(days=days_ago)
    entry = sets.EntryFactory(assignment=assignment, partner=partner, day=day)
    sets.EntryPartFactory(entry=entry, field=field, words=words, audience=audience)
    return entry


def test_how_thanks_arrived_needs_three_notes_in_two_weeks(cleared: Any, bo: Any, by_ana: Any) -> None:
    assignment = sets.AssignmentFactory(couple=cleared)
    for days, value in ((1, 1), (2, 2), (20, 4)):
        _noted(assignment, bo, "received", value, days_ago=days)
    assert gather(cleared, by_ana).a.received is None
    _noted(assignment, bo, "received", 0, days_ago=3)
    received = gather(cleared, by_ana).a.received
    assert received is not None
    assert (received.value, received.n) == (1.0, 3)


def test_what_is_only_for_its_author_is_no_input(cleared: Any, bo: Any, by_ana: Any) -> None:
    assignment = sets.AssignmentFactory(couple=cleared)
    for days in (1, 2, 3):
        _noted(assignment, bo, "received", 0, days_ago=days, audience="author")
    assert gather(cleared, by_ana).a.received is None


def test_not_safe_stands_until_it_was_talked_over(cleared: Any, bo: Any, ana: Any, by_ana: Any) -> None:
    from homework.models import AssignmentReview

    assignment = sets.AssignmentFactory(couple=cleared)
    yesterday = today(cleared.practice) - timedelta(days=1)
    sets.EntryFactory(
        assignment=assignment, partner=bo, day=yesterday, state="skipped", skip_reason="not_safe",
        saved_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    assert gather(cleared, by_ana).a.signals == (Signal("not_safe", "appreciation-exchange", yesterday),)
    assert "K7" in {each.fired.rule for each in weigh(cleared, by_ana).guards}
    AssignmentReview.unscoped.create(assignment=assignment, reviewed_by=ana)
    assert gather(cleared, by_ana).a.signals == ()


def test_what_runs_and_how_much_of_it_gets_done(cleared: Any, bo: Any, cy: Any, by_ana: Any) -> None:
    assignment = sets.AssignmentFactory(couple=cleared)
    sets.AssignmentFactory(couple=cleared, exercise=sets.exercise(sets.SELF), for_partner=cy)
    for days in range(7):
        _noted(assignment, bo, "noticed", "Tea.", days_ago=days)
    inputs = gather(cleared, by_ana)
    assert {(each.exercise, each.marks) for each in inputs.running} == {
        ("appreciation-exchange", "ab"),
        ("daily-self-check-in", "b"),
    }
    assert "daily-self-check-in" in inputs.brief
    assert inputs.a.completion is not None
    assert inputs.a.completion.value == 50
    assert inputs.b.completion is not None
    assert inputs.b.completion.value == 0
    assert inputs.a.done == {"appreciation-exchange": 7}


def test_a_longer_course_asks_the_database_no_more_often(
    cleared: Any, bo: Any, cy: Any, by_ana: Any, submit: Submit
) -> None:
    def queries() -> int:
        gather(cleared, by_ana)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            gather(cleared, by_ana)
        return len(seen)

    def one_more_week(week: int) -> None:
        assignment = sets.AssignmentFactory(couple=cleared, state="ended", ended_at=timezone.now())
        for partner in (bo, cy):
            submit(partner, "weekly-pulse", days_ago=week)
            submit(partner, "forgotten-four", days_ago=week, **FRIENDS)
            _noted(assignment, partner, "received", 2, days_ago=week)

    one_more_week(1)
    few = queries()
    for week in range(2, 8):
        one_more_week(week)
    assert queries() == few
    assert few <= 40
