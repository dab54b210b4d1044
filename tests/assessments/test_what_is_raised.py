"""What an alert holds when it is raised, from the private questions or from homework, and when it is not raised again."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.safety import asking, raising, reviewing
from assessments.safety.models import SafetyAlert, SafetyScreen
from tests.conftest import looking
from tests.factories.assessments import SafetyScreenFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def screen(couple: Any, bo: Any) -> SafetyScreen:
    return SafetyScreenFactory(couple=couple, partner=bo)


def said(question: str, given: Any, *, asked: str = "", label: str = "") -> raising.Said:
    return raising.Said(("walk", 3), "A walk", question, given, asked=asked, label=label)


def test_what_was_said_in_homework_brings_its_own_words(couple: Any, bo: Any, ana: Any, fay: Any) -> None:
    held = said("how", 1, asked="How was it?", label="Hardly safe")
    alert = raising.raise_from_homework(held, couple=couple, partner=bo, entry_id=fay.pk, by=looking(bo))
    assert alert is not None
    assert SafetyAlert.unscoped.select_related("partner").get(pk=alert.pk).what == {
        "instrument": ["walk", 3],
        "question": "how",
        "level": "red",
        "declined": False,
        "given": 1,
        "title": "A walk",
        "asked": "How was it?",
        "label": "Hardly safe",
    }
    (read,) = reviewing.alerts_of(couple, by=looking(ana))
    assert (read.question, read.label, read.level) == ("How was it?", "Hardly safe", "red")
    assert (read.came_from, read.was_sent, read.is_review_needed) == ("A walk", True, False)
    assert [(called, step) for called, step, _at in read.told] == [("Ana", "counsellor")]


def test_a_day_left_out_is_told_in_words_of_its_own(couple: Any, bo: Any, ana: Any, fay: Any) -> None:
    held = said(raising.LEFT_OUT, "not_safe", asked="ignored", label="ignored")
    raising.raise_from_homework(held, couple=couple, partner=bo, entry_id=fay.pk, by=looking(bo))
    (read,) = reviewing.alerts_of(couple, by=looking(ana))
    assert read.question == "A day of this exercise was left out. The reason given:"
    assert read.label == "It did not feel safe"


def test_the_same_of_one_entry_is_raised_again_only_once_it_was_taken_on(
    couple: Any, bo: Any, ana: Any, fay: Any
) -> None:
    def raise_it(question: str, given: Any, entry_id: Any = fay.pk) -> SafetyAlert | None:
        return raising.raise_from_homework(
            said(question, given), couple=couple, partner=bo, entry_id=entry_id, by=looking(bo)
        )

    first = raise_it("how", 1)
    assert first is not None
    assert (first.homework, first.screen, first.administration) == (fay.pk, None, None)
    assert raise_it("how", 1) is None
    assert raise_it("how", 2) is not None
    assert raise_it("other", 1) is not None
    assert raise_it("how", 1, ana.pk) is not None
    reviewing.acknowledge(first, "Rang.", by=looking(ana))
    assert raise_it("how", 1) is not None
    assert raise_it("how", 1) is None


def test_each_changed_answer_that_asks_for_it_is_raised_and_no_other(
    couple: Any, bo: Any, screen: SafetyScreen
) -> None:
    """A form that holds an old answer does not raise it anew when another one comes."""
    for question in ("afraid", "speak_freely", "weapon"):
        asking.answer(screen, question, "yes", by=looking(bo))
    rows = SafetyAlert.unscoped.select_related("partner").order_by("raised_at")
    assert [row.what for row in rows] == [
        {"instrument": ["private-safety-screen", 1], "question": question, "level": "red", "declined": False, "given": "yes"}
        for question in ("afraid", "weapon")
    ]  # fmt: skip
    assert {(row.couple, row.partner, row.screen, row.administration) for row in rows} == {
        (couple, bo, screen, None)
    }
