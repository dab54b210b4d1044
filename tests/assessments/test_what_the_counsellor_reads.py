"""What the counsellor reads of private questions and alerts: every word, who was told, who took it on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments import administering, publishing
from assessments.format.definition import SHIPPED
from assessments.format.vocabulary import Choice, Question
from assessments.safety import asking, reviewing
from assessments.safety.models import (
    Acknowledgement,
    AlertTelling,
    SafetyAlert,
    SafetyAnswers,
    SafetyScreen,
    ScreenReview,
)
from practice.refusals import BadInput, NotFound, NotNow
from tests.assessments.test_alerts import WITH_ALERT
from tests.conftest import looking
from tests.factories.assessments import AdministrationFactory, SafetyScreenFactory
from tests.factories.practice import StaffFactory
from tests.portal.desk_pages import grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def screen(couple: Any, bo: Any) -> SafetyScreen:
    return SafetyScreenFactory(couple=couple, partner=bo)


def test_every_question_is_read_with_its_state_its_words_and_its_level(
    screen: SafetyScreen, bo: Any, ana: Any
) -> None:
    for question, given in (
        ("afraid", "yes"),
        ("weapon", "no"),
        ("put_down", "yes"),
        ("threatened", {"declined": True}),
    ):
        asking.answer(screen, question, given, by=looking(bo))
    asking.send(screen, by=looking(bo))
    answers = reviewing.answers_of(screen, by=looking(ana))
    assert [each.question for each in answers] == list(screen.instrument.definition.questions)
    read = {each.question.id: (each.state, each.label, each.level) for each in answers}
    assert read["afraid"] == ("answered", "Yes", "red")
    assert read["weapon"] == ("answered", "No", "")
    assert read["put_down"] == ("answered", "Yes", "amber")
    assert read["threatened"] == ("declined", "", "amber")
    assert read["speak_freely"] == ("missing", "", "")


def test_several_picks_count_each_and_a_level_that_was_not_named_is_red() -> None:
    choices = tuple(Choice(value, value.title()) for value in ("fists", "words", "none"))
    several = Question(id="how", text="How?", kind="multi", choices=choices, alert=("fists", "words"))
    for picked, level in ((["none", "fists"], "red"), (["none"], ""), ([], "")):
        read = reviewing._answer_read(several, {"v": picked})
        assert (read.state, read.level) == ("answered", level)
    plain = Question(id="when", text="When?", kind="choice", choices=choices)
    assert not plain.safety
    assert reviewing._answer_read(plain, {"declined": True}).level == ""


def test_a_supervisor_reads_and_writes_nothing_and_neither_does_who_covered(
    screen: SafetyScreen, couple: Any, bo: Any, ana: Any
) -> None:
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    asking.send(screen, by=looking(bo))
    alert = SafetyAlert.unscoped.get()
    reader, was_covering = StaffFactory(practice=couple.practice), StaffFactory(practice=couple.practice)
    grant(couple, reader, kind="supervision")
    grant(couple, was_covering, days=-1)
    assert reviewing.answers_of(screen, by=looking(reader))
    assert reviewing.alerts_of(couple, by=looking(reader))
    for person in (reader, was_covering):
        with pytest.raises(NotFound):
            reviewing.acknowledge(alert, "Mine.", by=looking(person))
        with pytest.raises(NotFound):
            reviewing.record_review(screen, "joint", by=looking(person))
    with pytest.raises(NotFound):
        reviewing.alerts_of(couple, by=looking(was_covering))
    assert not Acknowledgement.unscoped.exists()
    assert not ScreenReview.unscoped.exists()


def test_an_alert_is_read_with_all_that_belongs_to_it(
    time_machine_now: Any, screen: SafetyScreen, couple: Any, bo: Any, ana: Any, fay: Any
) -> None:
    start = timezone.now()
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    alert = SafetyAlert.unscoped.get()
    for minutes, staff, step in ((30, fay, "cover"), (10, ana, "again")):
        at = start + timedelta(minutes=minutes)
        AlertTelling.unscoped.create(alert=alert, couple=couple, staff=staff, step=step, at=at)
    Acknowledgement.unscoped.create(alert=alert, by=fay, note="Spoke.", at=start + timedelta(hours=2))
    Acknowledgement.unscoped.create(alert=alert, by=ana, note="Rang.", at=start + timedelta(hours=1))
    (read,) = reviewing.alerts_of(couple, by=looking(ana))
    assert read == reviewing.AlertRead(
        id=alert.pk,
        partner_id=bo.pk,
        partner_called="Bo",
        level="red",
        is_review_needed=False,
        question="Are you ever afraid of your partner?",
        label="Yes",
        was_sent=False,
        raised_at=start,
        told=(
            ("Ana", "counsellor", start),
            ("Ana", "again", start + timedelta(minutes=10)),
            ("Fay", "cover", start + timedelta(minutes=30)),
        ),
        taken_on=(
            ("Ana", "Rang.", start + timedelta(hours=1)),
            ("Fay", "Spoke.", start + timedelta(hours=2)),
        ),
    )
    assert isinstance(read.is_review_needed, bool)
    assert (read.is_unreadable, read.came_from) == (False, "")
    asking.send(screen, by=looking(bo))
    assert reviewing.alerts_of(couple, by=looking(ana))[0].was_sent


def test_what_is_rather_not_said_has_no_words_and_asks_for_a_review(
    screen: SafetyScreen, couple: Any, bo: Any, ana: Any
) -> None:
    asking.answer(screen, "afraid", {"declined": True}, by=looking(bo))
    (read,) = reviewing.alerts_of(couple, by=looking(ana))
    assert (read.level, read.label, read.is_review_needed) == ("amber", "", True)
    assert read.question == "Are you ever afraid of your partner?"


def test_the_newest_alert_stands_first_and_only_this_couples(
    time_machine_now: Any, couple: Any, bo: Any, cy: Any, ana: Any, other_couple: Any, dee: Any
) -> None:
    start = timezone.now()
    for minutes, place, partner, question in (
        (0, couple, bo, "afraid"), (1, other_couple, dee, "afraid"), (2, couple, cy, "weapon"), (3, couple, bo, "put_down"),
    ):  # fmt: skip
        time_machine_now.move_to(start + timedelta(minutes=minutes), tick=False)
        screen = SafetyScreen.unscoped.filter(partner=partner).first() or SafetyScreenFactory(
            couple=place, partner=partner
        )
        asking.answer(screen, question, "yes", by=looking(partner))
    read = reviewing.alerts_of(couple, by=looking(ana))
    assert [(each.partner_called, each.level) for each in read] == [
        ("Bo", "amber"),
        ("Cy", "red"),
        ("Bo", "red"),
    ]
    assert all(len(each.told) == 1 and each.taken_on == () for each in read)
    taken = SafetyAlert.unscoped.get(pk=read[0].id)
    reviewing.acknowledge(taken, "Rang.", by=looking(ana))
    waiting = reviewing.alerts_of(couple, by=looking(ana), waiting_only=True)
    assert [each.id for each in waiting] == [each.id for each in read[1:]]
    both = reviewing.alerts_of(couple, by=looking(ana))
    assert [len(each.taken_on) for each in both] == [1, 0, 0]


def test_a_form_of_any_kind_is_read_in_its_own_words_and_was_sent_once_submitted(
    couple: Any, bo: Any, ana: Any
) -> None:
    form = AdministrationFactory(couple=couple, partner=bo, instrument=publishing.publish(WITH_ALERT))
    administering.save_answer(form, {"dark_days": 2}, by=looking(bo))
    (read,) = reviewing.alerts_of(couple, by=looking(ana))
    assert (read.question, read.label, read.was_sent) == (
        "I have thought of hurting myself.",
        "About half the time",
        False,
    )
    administering.submit(form, by=looking(bo), changes={"listens": {"declined": True}})
    assert reviewing.alerts_of(couple, by=looking(ana))[0].was_sent


@pytest.mark.parametrize("note", ["", "  ", "x" * 4_001, "a\x00b", None, 7])
def test_an_alert_is_taken_on_with_words_alone(screen: SafetyScreen, bo: Any, ana: Any, note: Any) -> None:
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    alert = SafetyAlert.unscoped.get()
    with pytest.raises(BadInput) as refusal:
        reviewing.acknowledge(alert, note, by=looking(ana))
    assert list(refusal.value.fields) == ["note"]
    assert not Acknowledgement.unscoped.exists()
    taken = reviewing.acknowledge(alert, f" {'x' * 3_998} ", by=looking(ana))
    assert (taken.alert, taken.by_id, taken.note) == (alert, ana.pk, "x" * 3_998)


def test_a_review_keeps_its_outcome_its_note_and_its_name(
    screen: SafetyScreen, couple: Any, bo: Any, ana: Any
) -> None:
    with pytest.raises(NotNow) as early:
        reviewing.record_review(screen, "joint", by=looking(ana))
    assert early.value.code == "not_sent_yet"
    assert "not been sent" in str(early.value.sentence)
    asking.send(screen, by=looking(bo))
    for outcome, note, field in (
        ("fine", "", "outcome"),
        ("", "", "outcome"),
        ("joint", "x" * 4_001, "note"),
    ):
        with pytest.raises(BadInput) as refusal:
            reviewing.record_review(screen, outcome, by=looking(ana), note=note)
        assert list(refusal.value.fields) == [field]
        assert refusal.value.fields[field]
    reviewing.record_review(screen, "care", by=looking(ana))
    reviewing.record_review(screen, "hold", by=looking(ana), note=" Spoke alone. ")
    rows = ScreenReview.unscoped.select_related("couple__practice").order_by("at", "pk")
    assert sorted((row.finding["outcome"], row.finding["note"]) for row in rows) == [
        ("care", ""), ("hold", "Spoke alone."),
    ]  # fmt: skip
    assert {(row.couple, row.partner, row.screen, row.reviewed_by) for row in rows} == {
        (couple, bo, screen, ana)
    }


def test_a_screen_that_was_taken_back_is_neither_read_nor_reviewed(couple: Any, bo: Any, ana: Any) -> None:
    screen = SafetyScreenFactory(couple=couple, partner=bo, state="void", given={"afraid": {"v": "yes"}})
    with pytest.raises(NotFound):
        reviewing.answers_of(screen, by=looking(ana))
    with pytest.raises(NotNow):
        reviewing.record_review(screen, "joint", by=looking(ana))


def test_rows_name_themselves_by_nothing_but_their_kind_and_number(
    screen: SafetyScreen, couple: Any, bo: Any, ana: Any
) -> None:
    """What an error page or a log could show of them."""
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    asking.send(screen, by=looking(bo))
    alert = SafetyAlert.unscoped.get()
    taken = reviewing.acknowledge(alert, "Rang.", by=looking(ana))
    review = reviewing.record_review(screen, "hold", by=looking(ana))
    telling, answers = AlertTelling.unscoped.get(), SafetyAnswers.unscoped.get()
    assert [str(each) for each in (screen, answers, alert, telling, taken, review)] == [
        f"screen {screen.pk}",
        f"safety answers {screen.pk}",
        f"alert {alert.pk}",
        f"telling {telling.pk}",
        f"acknowledgement {taken.pk}",
        f"review {review.pk}",
    ]


def test_the_newer_questions_are_read_on_their_own_version(couple: Any, bo: Any, ana: Any) -> None:
    newer = publishing.publish((SHIPPED / "private-safety-screen.2.toml").read_text(encoding="utf-8"))
    screen = SafetyScreenFactory(couple=couple, partner=bo, instrument=newer)
    asking.answer(screen, "self_harm", "yes", by=looking(bo))
    (read,) = reviewing.alerts_of(couple, by=looking(ana))
    assert read.question == newer.definition.question("self_harm").text
