"""A page that was left open while its questions were closed: what is said there is told, kept nowhere, shown nowhere."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from assessments import publishing
from assessments.safety import asking, raising
from assessments.safety.models import AlertTelling, SafetyAlert, SafetyAnswers
from assessments.scores.answers import read
from practice.access import Viewer
from tests.assessments.test_alerts import WITH_ALERT
from tests.conftest import looking
from tests.factories.assessments import AdministrationFactory, SafetyScreenFactory, shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(couple: Any, bo: Any) -> Any:
    """Bo's private questions, answered in part and sent."""
    screen = SafetyScreenFactory(couple=couple, partner=bo)
    asking.answer(screen, "put_down", "yes", by=looking(bo))
    asking.send(screen, by=looking(bo))
    return screen


def whats() -> list[tuple[str, Any]]:
    rows = SafetyAlert.unscoped.select_related("partner").order_by("raised_at", "pk")
    return [(alert.what["question"], alert.what["given"]) for alert in rows]


def test_what_is_said_late_is_told_and_not_kept(closed: Any, couple: Any, bo: Any, ana: Any) -> None:
    assert asking.hear_late(closed.pk, {"afraid": "yes"}, by=looking(bo)) is True
    assert whats() == [("put_down", "yes"), ("afraid", "yes")]
    alert = SafetyAlert.unscoped.latest("raised_at")
    assert (alert.couple, alert.partner, alert.screen, alert.administration) == (couple, bo, closed, None)
    assert AlertTelling.unscoped.filter(alert=alert, staff=ana).exists()
    assert SafetyAnswers.unscoped.get(pk=closed.pk).given == {"put_down": {"v": "yes"}}


def test_the_same_said_twice_is_told_once(closed: Any, bo: Any) -> None:
    for given, is_new in (("yes", True), ("yes", False), ("unsure", True), ("yes", False)):
        assert asking.hear_late(closed.pk, {"afraid": given}, by=looking(bo)) is is_new
    assert asking.hear_late(closed.pk, {"put_down": "yes"}, by=looking(bo)) is False
    assert sorted(whats()) == [("afraid", "unsure"), ("afraid", "yes"), ("put_down", "yes")]


def test_what_was_said_in_another_form_does_not_silence_it(
    closed: Any, couple: Any, bo: Any, cy: Any
) -> None:
    other = SafetyScreenFactory(couple=couple, partner=cy)
    asking.answer(other, "afraid", "yes", by=looking(cy))
    assert asking.hear_late(closed.pk, {"afraid": "yes"}, by=looking(bo)) is True


@pytest.mark.parametrize(
    "raws",
    [
        {},
        {"afraid": None},
        {"afraid": "no"},
        {"afraid": "maybe"},
        {"afraid": ["yes"]},
        {"nobody_asked": "yes"},
        {"nobody_asked": None},
    ],
)
def test_what_says_nothing_is_not_told(closed: Any, bo: Any, raws: dict[str, Any]) -> None:
    assert asking.hear_late(closed.pk, raws, by=looking(bo)) is False
    assert whats() == [("put_down", "yes")]


def test_what_can_be_read_is_told_whatever_stands_beside_it(closed: Any, bo: Any) -> None:
    raws = {
        "afraid": "yes",
        "weapon": "maybe",
        "threatened": None,
        "nobody_asked": "yes",
        "jealous": {"v": 3},
    }
    assert asking.hear_late(closed.pk, raws, by=looking(bo)) is True
    assert whats() == [("put_down", "yes"), ("afraid", "yes")]


def test_one_late_answer_is_enough_though_others_were_asked_for(couple: Any, bo: Any) -> None:
    """Where a question has to be answered before sending, what is said late needs no other answer beside it."""
    wording = publishing.publish(WITH_ALERT)
    closed = SafetyScreenFactory(couple=couple, partner=bo, instrument=wording, state="void")
    assert asking.hear_late(closed.pk, {"dark_days": 3}, by=looking(bo)) is True
    assert whats() == [("dark_days", 3)]


def test_open_questions_and_those_of_others_are_not_heard_here(
    closed: Any, couple: Any, bo: Any, cy: Any, dee: Any
) -> None:
    waiting = SafetyScreenFactory(couple=couple, partner=bo)
    reduced = Viewer(bo.user_id, frozenset({"reduced"}), bo.practice_id)
    for pk, viewer in (
        (waiting.pk, looking(bo)),
        (uuid4(), looking(bo)),
        (closed.pk, looking(cy)),
        (closed.pk, looking(dee)),
        (closed.pk, reduced),
    ):
        assert asking.hear_late(pk, {"afraid": "yes"}, by=viewer) is False
    assert whats() == [("put_down", "yes")]


def test_a_form_of_any_kind_tells_late_in_the_same_way(couple: Any, bo: Any) -> None:
    form = AdministrationFactory(couple=couple, partner=bo, instrument=shipped("emotional-safety"))
    answers = read(form.instrument.definition, {"afraid_to_disagree": "yes", "say_what_hurts": 2})
    for count in (1, 0):
        assert len(raising.raise_late(answers, form=form, by=looking(bo))) == count
    alert = SafetyAlert.unscoped.get()
    assert (alert.administration, alert.screen) == (form, None)
    assert alert.what == {
        "instrument": ["emotional-safety", 1],
        "question": "afraid_to_disagree",
        "level": alert.what["level"],
        "declined": False,
        "given": "yes",
    }
