"""Saves and submits that meet in the same moment, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from assessments import administering
from assessments.models import Administration, AnswerTrail
from assessments.safety import telling
from assessments.safety.models import AlertTelling, SafetyAlert
from practice.models import AuditEntry, Message
from tests.conftest import looking
from tests.factories.assessments import CLOSE, AdministrationFactory, SafetyScreenFactory

# Naming the apps lets PostgreSQL empty every table afterwards, those of swapped models included.
APPS = [name.partition(".apps.")[0] for name in settings.INSTALLED_APPS]
pytestmark = pytest.mark.django_db(transaction=True, available_apps=APPS)


def all_at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    def alone(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(alone, acts))


@pytest.fixture
def form(couple: Any, bo: Any) -> Administration:
    return AdministrationFactory(couple=couple, partner=bo)


def test_no_answer_is_lost_when_devices_save_at_once(form: Any, bo: Any) -> None:
    viewer = looking(bo)
    saves = [
        lambda one={question: value}: administering.save_answer(form, one, by=viewer)
        for question, value in CLOSE.items()
    ]
    all_at_once(saves)
    held = Administration.unscoped.get(pk=form.pk)
    assert held.answers == {question: {"v": value} for question, value in CLOSE.items()}
    assert AnswerTrail.unscoped.filter(administration=form).count() == len(CLOSE)
    assert held.version == 1 + len(CLOSE)


def test_many_submits_at_once_have_one_effect(form: Any, bo: Any) -> None:
    viewer = looking(bo)
    sent = all_at_once([lambda: administering.submit(form, by=viewer, changes=CLOSE)] * 8)
    assert len({row.submitted_at for row in sent}) == 1
    assert AuditEntry.unscoped.filter(act="administration.submitted").count() == 1
    assert AnswerTrail.unscoped.filter(administration=form).count() == 1


def test_two_workers_tell_each_colleague_once(couple: Any, bo: Any, ana: Any) -> None:
    screen = SafetyScreenFactory(couple=couple, partner=bo)
    alert = SafetyAlert(couple=couple, partner=bo, screen=screen)
    alert.what = {
        "instrument": ["private-safety-screen", 1],
        "question": "afraid",
        "level": "red",
        "declined": False,
        "given": "yes",
    }
    alert.save()
    all_at_once([telling.escalate] * 4)
    assert AlertTelling.unscoped.count() == 1
    assert Message.unscoped.count() == 1
