"""The counsellor reads both partners side by side: scores, bands, gap and change, and skips as skips."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import administering, publishing
from assessments.results import reading
from practice.refusals import NotFound
from tests.conftest import looking
from tests.factories.assessments import CLOSE, FAR, PULSE, AdministrationFactory, shipped

pytestmark = pytest.mark.django_db

SO_SO = {"felt_close": 2, "felt_i_matter": 2, "felt_tense": 2, "felt_hopeful": 2}


def take(couple: Any, partner: Any, answers: dict[str, Any], *, weeks_ago: int = 0, **facts: Any) -> Any:
    form = AdministrationFactory(couple=couple, partner=partner, **facts)
    with time_machine.travel(timezone.now() - timedelta(weeks=weeks_ago), tick=False):
        return administering.submit(form, by=looking(partner), changes=answers)


def closeness(couple: Any, ana: Any) -> reading.ScaleSideBySide:
    (instrument,) = reading.side_by_side(couple, looking(ana))
    (scale,) = instrument.scales
    return scale


def test_both_lines_with_bands_gap_and_change(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    take(couple, bo, FAR, weeks_ago=2)
    take(couple, bo, SO_SO)
    take(couple, cy, CLOSE, weeks_ago=1)
    scale = closeness(couple, ana)
    assert [(point.value, point.band) for point in scale.a.points] == [(0, "low"), (50, "middle")]
    assert (scale.b.latest.value, scale.b.latest.band) == (100, "high")
    assert (scale.gap, scale.is_apart) == (50, True)
    assert (scale.a.change, scale.a.moved) == ("improved", 50)
    assert (scale.b.change, scale.b.moved) == ("unclear", None)
    assert scale.couple_change == "too little data"
    take(couple, cy, CLOSE)
    assert closeness(couple, ana).couple_change == "one improved"
    assert (scale.points_needed, scale.is_provisional) == (25, True)


def test_a_change_below_the_provisional_25_points_is_unclear(couple: Any, bo: Any, ana: Any) -> None:
    take(couple, bo, SO_SO, weeks_ago=1)
    take(couple, bo, {**SO_SO, "felt_close": 3, "felt_hopeful": 3, "felt_i_matter": 3})
    line = closeness(couple, ana).a
    assert (line.change, line.moved) == ("unclear", 18.75)


def test_with_one_partner_alone_there_is_no_gap(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    take(couple, bo, CLOSE)
    scale = closeness(couple, ana)
    assert (scale.gap, scale.is_apart, scale.b.points, scale.b.latest) == (None, False, (), None)


def test_too_little_answered_is_a_point_without_a_value_and_never_a_zero(
    couple: Any, bo: Any, ana: Any
) -> None:
    take(couple, bo, {"felt_close": 0})
    point = closeness(couple, ana).a.latest
    assert (point.value, point.band, point.reason, point.answered, point.of) == (
        None,
        None,
        "too-few-answered",
        1,
        4,
    )


def test_different_wordings_are_not_compared(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    first = shipped(PULSE)
    take(couple, bo, FAR)
    second = publishing.publish(first.body.replace("version = 1", "version = 2"))
    take(couple, bo, CLOSE, instrument=second)
    take(couple, cy, FAR, instrument=first)
    scale = closeness(couple, ana)
    assert (scale.a.change, scale.a.moved) == ("unclear", None)
    assert (scale.a.latest.value, scale.b.latest.value, scale.gap, scale.is_apart) == (100, 0, None, False)


def test_the_widest_questions_come_first_and_skips_stay_skips(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    take(couple, bo, {**CLOSE, "felt_hopeful": {"declined": True}})
    take(couple, cy, {"felt_close": 3, "felt_i_matter": 0, "felt_tense": 0})
    widest = reading.widest_items(couple, PULSE, looking(ana))
    assert [(item.question.id, item.distance) for item in widest] == [("felt_i_matter", 4), ("felt_close", 1)]
    assert (widest[0].a.label, widest[0].b.label) == ("Very much", "Hardly at all")
    hopeful = {item.question.id: item for item in reading.items(couple, PULSE, looking(ana))}["felt_hopeful"]
    assert (hopeful.a.state, hopeful.b.state, hopeful.distance) == ("declined", "missing", None)


def test_open_and_taken_back_forms_are_not_read(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    mistaken = take(couple, bo, CLOSE)
    administering.save_answer(AdministrationFactory(couple=couple, partner=cy), CLOSE, by=looking(cy))
    assert closeness(couple, ana).b.points == ()
    administering.void(mistaken, by=looking(ana))
    assert reading.side_by_side(couple, looking(ana)) == ()


def test_an_intake_without_scales_is_read_question_by_question(couple: Any, bo: Any, ana: Any) -> None:
    intake = shipped("intake-about-me")
    form = AdministrationFactory(couple=couple, partner=bo, instrument=intake)
    answers = {
        question.id: {"declined": True} for question in intake.definition.questions if question.declinable
    }
    administering.submit(form, by=looking(bo), changes={**answers, "brings_me": ["miss_us"]})
    assert reading.side_by_side(couple, looking(ana)) == ()
    items = {item.question.id: item for item in reading.items(couple, intake.slug, looking(ana))}
    assert items["brings_me"].a.label == "I miss us, even while we are together."
    assert items["brings_me"].b.state == ""


def test_nobody_else_reads_side_by_side(couple: Any, bo: Any, cy: Any, fay: Any, ana: Any) -> None:
    take(couple, bo, CLOSE)
    for person in (bo, cy, fay):
        for read in (reading.side_by_side, lambda c, v: reading.items(c, PULSE, v)):
            with pytest.raises(NotFound):
                read(couple, looking(person))
    assert reading.side_by_side(couple, looking(ana))


def test_a_reading_cannot_be_changed_and_takes_as_many_statements_for_many_forms(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as said:
            reading.side_by_side(couple, looking(ana))
        return len(said)

    take(couple, bo, CLOSE)
    statements()
    few = statements()
    for week in range(4):
        take(couple, bo, FAR, weeks_ago=week)
        take(couple, cy, FAR, weeks_ago=week)
    statements()
    assert statements() == few
    with pytest.raises(dataclasses.FrozenInstanceError):
        closeness(couple, ana).gap = 0  # type: ignore[misc]
