"""An answer that must reach the counsellor does so from every form: partial, edited, refused, closed or brought in."""

from typing import Any

import pytest
from django.utils import timezone

from assessments import administering, publishing
from assessments.format import writing_only
from assessments.models import Administration
from assessments.results import reading
from assessments.safety import reviewing, telling
from assessments.safety.models import AlertTelling, SafetyAlert
from assessments.scores.answers import read
from practice import registry, sealing
from practice.models import AuditEntry, Message, SealingKey, Staff
from practice.refusals import BadInput, NotFound
from tests.assessments.test_alerts import WITH_ALERT
from tests.conftest import looking
from tests.factories.assessments import AdministrationFactory, shipped
from tests.factories.practice import PracticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(couple: Any, bo: Any, cy: Any) -> Any:
    return AdministrationFactory(couple=couple, partner=bo, instrument=publishing.publish(WITH_ALERT))


def held(form: Any) -> dict[str, Any]:
    return Administration.unscoped.select_related("partner").get(pk=form.pk).answers or {}


def labels(form: Any, ana: Any) -> list[str]:
    return sorted(alert.label for alert in reviewing.alerts_of(form.couple, by=looking(ana)))


@pytest.mark.parametrize("beside", [{"listens": 99}, {"nobody_asked": 1}, {"joins": "x" * 10_000}])
def test_what_must_be_heard_is_kept_though_an_answer_beside_it_is_refused(
    form: Any, bo: Any, ana: Any, beside: dict[str, Any]
) -> None:
    for act in (
        administering.save_answer,
        lambda form, changes, by: administering.submit(form, by=by, changes=changes),
    ):
        with pytest.raises(BadInput):
            act(form, {"dark_days": 3, "notices": 2, **beside}, by=looking(bo))
    assert held(form) == {"dark_days": {"v": 3}}
    assert labels(form, ana) == ["Often"]


def test_nonsense_in_place_of_such_an_answer_raises_nothing(form: Any, bo: Any) -> None:
    for raw in (99, "yes", [1], {"v": {}}, {"declined": False}):
        with pytest.raises(BadInput):
            administering.save_answer(form, {"dark_days": raw}, by=looking(bo))
    assert not SafetyAlert.unscoped.exists()
    assert held(form) == {}


def test_a_form_that_is_closed_by_then_tells_and_keeps_nothing(form: Any, bo: Any, ana: Any) -> None:
    administering.void(form, by=looking(ana))
    for _ in range(2):
        with pytest.raises(administering.Closed):
            administering.save_answer(form, {"dark_days": 4, "listens": 1}, by=looking(bo))
    assert held(form) == {}
    assert labels(form, ana) == ["Nearly always"]


def test_a_second_thought_after_sending_tells_too(form: Any, bo: Any, ana: Any) -> None:
    administering.submit(form, by=looking(bo), changes={"dark_days": 0, "listens": 1})
    with pytest.raises(administering.Closed):
        administering.submit(form, by=looking(bo), changes={"dark_days": 2})
    assert labels(form, ana) == ["About half the time"]
    assert held(form)["dark_days"] == {"v": 0}


def test_nobody_else_tells_anything_by_it(form: Any, bo: Any, cy: Any, dee: Any) -> None:
    for person in (cy, dee):
        for act in (administering.hear, administering.save_answer):
            with pytest.raises(NotFound):
                act(form, {"dark_days": 4}, by=looking(person))
    assert not SafetyAlert.unscoped.exists()


@pytest.mark.parametrize(
    "given", [{"dark_days": 1}, {"dark_days": 1, "notices": 2}, {"dark_days": {"declined": True}}]
)
def test_an_imported_form_tells_whether_it_is_whole_or_can_be_scored_or_not(
    form: Any, ana: Any, given: dict[str, Any]
) -> None:
    answers = read(form.instrument.definition, given)
    assert administering.hear_imported(form, answers, by=looking(ana)) == 1
    (alert,) = reviewing.alerts_of(form.couple, by=looking(ana))
    assert (alert.level, alert.is_review_needed) == (
        ("amber", True) if "declined" in str(given) else ("red", False)
    )
    assert AuditEntry.unscoped.filter(act="safety.alert_raised").count() == 1
    assert [step for _called, step, _at in alert.told] == ["counsellor"]


def test_an_imported_form_without_such_an_answer_tells_nothing(form: Any, ana: Any) -> None:
    answers = read(form.instrument.definition, {"dark_days": 0, "notices": 3})
    assert administering.hear_imported(form, answers, by=looking(ana)) == 0


def test_the_answer_is_kept_though_the_mail_cannot_be_written(form: Any, bo: Any, ana: Any) -> None:
    """Letters to Ana are sealed with a key that is out of reach just now."""
    far = PracticeFactory()
    Staff.unscoped.filter(pk=ana.pk).update(practice=far)
    SealingKey.unscoped.filter(pk=far.key_id).update(destroyed_at=timezone.now())
    sealing.memory.forget()
    administering.save_answer(form, {"dark_days": 3}, by=looking(bo))
    assert held(form) == {"dark_days": {"v": 3}}
    assert SafetyAlert.unscoped.count() == 1
    assert not AlertTelling.unscoped.exists()
    SealingKey.unscoped.filter(pk=far.key_id).update(destroyed_at=None)
    sealing.memory.forget()
    assert telling.escalate() == 1
    assert Message.unscoped.count() == 1


def test_its_author_meets_no_such_answer_again(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    form = AdministrationFactory(couple=couple, partner=bo, instrument=shipped("emotional-safety"))
    given = {"afraid_to_disagree": "yes", "silent_out_of_fear": {"declined": True}, "say_what_hurts": 2}
    administering.submit(form, by=looking(bo), changes=given)
    (own,) = registry.own_data_of(bo)["forms"]
    assert [each["answer"] for each in own["answers"]] == ["About half the time"]
    form.refresh_from_db()
    mine = reading.given(form, looking(bo))
    assert mine is not None
    assert mine["afraid_to_disagree"] == mine["silent_out_of_fear"] == writing_only.ANSWERED
    assert mine["say_what_hurts"] == {"v": 2}
    read_by_ana = reading.given(form, looking(ana))
    assert read_by_ana is not None
    assert read_by_ana["afraid_to_disagree"] == {"v": "yes"}
