"""Where each stands in the loop comes from both maps, and sharpens the word about pressure: for the counsellor alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from homework.reading.knowing import know
from practice import sealing
from tests.conftest import looking
from tests.factories import homework as sets
from tests.homework.suggesting.conftest import Submit, cleared, submit  # noqa: F401

CLOSER = {"pursue_self": 4, "withdraw_self": 0, "pursue_partner": 0, "withdraw_partner": 4}
BACK = {"pursue_self": 0, "withdraw_self": 4, "pursue_partner": 4, "withdraw_partner": 0}


@pytest.fixture
def mapped(submit: Submit) -> Any:  # noqa: F811
    """One partner's own map, each scale answered throughout as the table says."""
    from tests.factories.assessments import shipped

    def made(partner: Any, answers: dict[str, int]) -> None:
        questions = shipped("cycle-map").definition.questions
        submit(partner, "cycle-map", **{q.id: answers[q.scale] for q in questions if q.scale in answers})

    return made


@pytest.fixture
def pressed(cleared: Any, bo: Any, cy: Any, tuesday: Any) -> Any:  # noqa: F811
    """Bo began it, and Cy left it out because it felt like pressure."""
    talk = sets.AssignmentFactory(couple=cleared, exercise=sets.exercise("ten-minutes-phones-away"))
    begun = sets.EntryFactory(assignment=talk, partner=bo, day=tuesday)
    sets.EntryPartFactory(entry=begun, field="started_by", words="me", audience="counsellor")
    sets.EntryFactory(assignment=talk, partner=cy, day=tuesday, state="skipped", skip_reason="pressure")
    return cleared


def cautions(couple: Any, ana: Any) -> list[str]:
    return [caution.why for caution in know(couple, by=looking(ana)).pressure.b.cautions]


def test_who_steps_back_and_feels_pressed_by_who_presses_closer_is_a_word_to_the_counsellor(
    pressed: Any, ana: Any, bo: Any, cy: Any, mapped: Any
) -> None:
    assert cautions(pressed, ana) == []
    mapped(bo, CLOSER)
    assert cautions(pressed, ana) == []  # one account alone is no position
    mapped(cy, BACK)
    assert cautions(pressed, ana) == ["pursue_withdraw"]


def test_where_the_two_reports_differ_nobody_has_a_position(
    pressed: Any, ana: Any, bo: Any, cy: Any, mapped: Any
) -> None:
    mapped(bo, BACK)
    mapped(cy, BACK)
    assert cautions(pressed, ana) == []


def test_maps_cost_one_question_to_the_database_however_many_came_in(
    pressed: Any, ana: Any, bo: Any, cy: Any, mapped: Any
) -> None:
    def asked() -> int:
        know(pressed, by=looking(ana))
        sealing.memory.forget()
        with CaptureQueriesContext(connection) as held:
            know(pressed, by=looking(ana))
        return sum('FROM "assessments_administration"' in each["sql"] for each in held)

    assert asked() == 1
    for _again in range(3):
        mapped(bo, CLOSER)
        mapped(cy, BACK)
    assert asked() == 1
