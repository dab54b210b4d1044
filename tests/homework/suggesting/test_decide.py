"""Taking a suggestion up sets nothing; every decision is kept with what it rested on, for the counsellor alone."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from homework.models import Assignment, SuggestionDecision
from homework.suggesting import deciding, weighing
from homework.suggesting.weighing import HeldBack
from practice.refusals import BadInput, NotFound, StaleEdit
from tests.conftest import looking
from tests.factories import homework as sets
from tests.homework.suggesting.conftest import Submit

FEW_FRIENDLY = {"talk_with_ease": 0, "curious_about_partner": 0, "tasks_crowd_us_out": 4, "has_my_back": 1}


@pytest.fixture
def low_friendship(cleared: Any, bo: Any, submit: Submit) -> Any:
    """M11 fires on Bo's newest form."""
    sets.exercise()
    submit(bo, "forgotten-four", days_ago=1, **FEW_FRIENDLY)
    return cleared


def test_taking_it_up_opens_the_set_flow_and_sets_nothing(low_friendship: Any, by_ana: Any) -> None:
    prefill = deciding.accept(low_friendship, "M11", "inner-world-questions", by=by_ana, version=1)
    assert (prefill.exercise, prefill.marks) == ("inner-world-questions", "ab")
    assert not Assignment.unscoped.exists()


def test_the_words_for_both_hold_nothing_of_what_was_answered(low_friendship: Any, by_ana: Any) -> None:
    prefill = deciding.accept(low_friendship, "M11", "inner-world-questions", by=by_ana)
    assert "friendship" not in prefill.reason.lower()
    assert not any(letter.isdigit() for letter in prefill.reason)


def test_a_decision_is_kept_with_its_inputs_sealed(low_friendship: Any, by_ana: Any) -> None:
    deciding.accept(low_friendship, "M11", "stress-reducing-talk", by=by_ana)
    (row,) = deciding.decisions(low_friendship, by_ana)
    assert (row.rule, row.rule_version, row.exercise, row.decision) == (
        "M11", 1, "stress-reducing-talk", "accepted",
    )  # fmt: skip
    used = row.inputs["used"]
    assert [(each["name"], each["mark"]) for each in used] == [("forgotten-four/friendship", "a")]
    assert used[0]["on"]
    assert {each["exercise"] for each in row.inputs["offers"]} == {
        "inner-world-questions",
        "stress-reducing-talk",
    }
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT inputs FROM homework_suggestiondecision")
        (stored,) = cursor.fetchone()
    assert b"friendship" not in bytes(stored)


def test_another_exercise_can_be_chosen_with_a_reason(low_friendship: Any, by_ana: Any) -> None:
    prefill = deciding.modify(
        low_friendship,
        "M11",
        "appreciation-exchange:noticing",
        why="They like to write.",
        by=by_ana,
        for_marks="b",
    )
    assert (prefill.exercise, prefill.part, prefill.marks) == ("appreciation-exchange", "noticing", "b")
    (row,) = deciding.decisions(low_friendship, by_ana)
    assert (row.decision, row.why) == ("changed", "They like to write.")


def test_declining_wants_a_reason(low_friendship: Any, by_ana: Any) -> None:
    with pytest.raises(BadInput):
        deciding.decline(low_friendship, "M11", why=" ", by=by_ana)
    row = deciding.decline(low_friendship, "M11", why="They do that already.", by=by_ana)
    assert (row.decision, row.exercise) == ("declined", "")


def test_a_suggestion_that_is_no_more_cannot_be_taken_up(
    low_friendship: Any, bo: Any, by_ana: Any, submit: Submit
) -> None:
    submit(bo, "forgotten-four", talk_with_ease=4)
    with pytest.raises(StaleEdit):
        deciding.accept(low_friendship, "M11", "inner-world-questions", by=by_ana)
    assert not SuggestionDecision.unscoped.exists()


def test_only_what_was_suggested_is_taken_up_as_it_is(low_friendship: Any, by_ana: Any) -> None:
    for wrong in ("hold-and-reach", "no-such-thing", ""):
        with pytest.raises(BadInput):
            deciding.accept(low_friendship, "M11", wrong, by=by_ana)
    with pytest.raises(BadInput):
        deciding.modify(low_friendship, "M11", "no-such-thing", why="So.", by=by_ana)


def test_what_a_guard_holds_back_cannot_be_taken_up(low_friendship: Any, ana: Any, by_ana: Any) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from assessments.safety.hold_models import SafetyHold

    SafetyHold.unscoped.create(
        couple=low_friendship, placed_by=ana, look_again_on=timezone.localdate() + timedelta(days=7)
    )
    with pytest.raises(HeldBack) as caught:
        deciding.accept(low_friendship, "M11", "inner-world-questions", by=by_ana)
    assert [kept.rule for kept in caught.value.kept] == ["K2"]
    with pytest.raises(HeldBack):
        weighing.insist_on_nothing_against(low_friendship, "hold-and-reach", by=by_ana)
    weighing.insist_on_nothing_against(low_friendship, "self-care-plan", by=by_ana)
    deciding.decline(low_friendship, "M11", why="Not now.", by=by_ana)


def test_nobody_else_decides_or_reads_what_was_decided(
    low_friendship: Any, bo: Any, cy: Any, fay: Any, by_ana: Any
) -> None:
    deciding.accept(low_friendship, "M11", "inner-world-questions", by=by_ana)
    for other in (bo, cy, fay):
        viewer = looking(other)
        with pytest.raises(NotFound):
            deciding.accept(low_friendship, "M11", "inner-world-questions", by=viewer)
        with pytest.raises(NotFound):
            deciding.decisions(low_friendship, viewer)
        with pytest.raises(NotFound):
            weighing.weigh(low_friendship, viewer)
        assert not SuggestionDecision.objects.visible_to(viewer).exists()


def test_what_was_set_is_noted_beside_the_decision(
    low_friendship: Any, other_couple: Any, dee: Any, by_ana: Any
) -> None:
    deciding.accept(low_friendship, "M11", "inner-world-questions", by=by_ana)
    (row,) = deciding.decisions(low_friendship, by_ana)
    mine, strange = sets.AssignmentFactory(couple=low_friendship), sets.AssignmentFactory(couple=other_couple)
    with pytest.raises(NotFound):
        deciding.was_set(row, strange, by=by_ana)
    assert deciding.was_set(row, mine, by=by_ana).assignment == mine


def test_the_whole_reasoning_is_printed_without_a_name(low_friendship: Any) -> None:
    out = StringIO()
    call_command("explain_suggestions", str(low_friendship.pk), stdout=out)
    told = out.getvalue()
    assert "M11 version 1, for a and b: Friendship reads low" in told
    assert "input: forgotten-four/friendship a 6" in told
    assert "first: inner-world-questions for a and b" in told
    assert "connection-and-distance/distance of b: not there" in told
    assert "Looked at, does not hold: K1" in told
    for name in ("Bo", "Cy", "Ana"):
        assert name not in told.split()
    assert "{" not in told


@pytest.mark.parametrize("wrong", ["x", "00000000-0000-4000-8000-000000000000"])
def test_a_couple_that_is_not_there_is_explained(db: None, wrong: str) -> None:
    with pytest.raises(CommandError):
        call_command("explain_suggestions", wrong, stdout=StringIO())


def test_inputs_are_plain_data(low_friendship: Any, by_ana: Any) -> None:
    deciding.accept(low_friendship, "M11", "inner-world-questions", by=by_ana)
    (row,) = deciding.decisions(low_friendship, by_ana)
    assert json.loads(json.dumps(row.inputs)) == row.inputs
