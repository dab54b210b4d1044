"""How often each act and each reading asks the database: a known number, which does not grow with what is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import gate
from assessments.safety import asking, holding, queueing, reviewing, telling
from assessments.safety.hold_models import SafetyHold
from assessments.safety.models import SafetyAlert, SafetyScreen
from practice import sealing
from practice.models import Couple
from tests.conftest import looking
from tests.factories.assessments import SafetyScreenFactory
from tests.factories.practice import CoupleFactory

pytestmark = pytest.mark.django_db


def asks(act: Callable[[], Any]) -> int:
    """How many rows are asked for or written; the marks of a transaction within another are not counted."""
    sealing.memory.forget()
    with CaptureQueriesContext(connection) as found:
        act()
    return sum("SAVEPOINT" not in each["sql"] for each in found.captured_queries)


@pytest.fixture
def screen(couple: Any, bo: Any, cy: Any) -> SafetyScreen:
    found: SafetyScreen = SafetyScreenFactory(couple=couple, partner=bo)
    asking.answer(found, "put_down", "no", by=looking(bo))
    return found


def bare(row: Any) -> Any:
    """The row as a page has it: by its number, without anything that belongs to it."""
    return type(row).unscoped.get(pk=row.pk)


def test_what_a_partner_does(screen: SafetyScreen, bo: Any) -> None:
    by = looking(bo)
    found = {
        "read": asks(lambda: asking.asked(bare(screen), by=by)),
        "answer": asks(lambda: asking.answer(bare(screen), "weapon", "no", by=by)),
        "alert": asks(lambda: asking.answer(bare(screen), "afraid", "yes", by=by)),
        "send": asks(lambda: asking.send(bare(screen), by=by)),
        "late": asks(lambda: asking.hear_late(screen.pk, {"weapon": "yes"}, by=by)),
    }
    assert found == {"read": 5, "answer": 7, "alert": 21, "send": 6, "late": 12}


def test_what_the_counsellor_does(screen: SafetyScreen, couple: Any, bo: Any, ana: Any) -> None:
    by = looking(ana)
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    asking.send(screen, by=looking(bo))
    alert = SafetyAlert.unscoped.get()
    hold = holding.place(couple, "Worried.", by=by)
    found = {
        "offer": asks(lambda: asking.offer(bare(couple), by=by)),
        "answers": asks(lambda: reviewing.answers_of(bare(screen), by=by)),
        "acknowledge": asks(lambda: reviewing.acknowledge(bare(alert), "Rang.", by=by)),
        "review": asks(lambda: reviewing.record_review(bare(screen), "joint", by=by)),
        "look": asks(lambda: holding.review(bare(hold), "Still so.", by=by)),
        "lift": asks(lambda: holding.lift(bare(hold), "Settled.", by=by)),
        "place": asks(lambda: holding.place(bare(couple), "Anew.", by=by)),
    }
    expected = {"offer": 8, "answers": 4, "acknowledge": 5, "review": 5, "look": 6, "lift": 6, "place": 6}
    assert found == expected


def _once_more(couple: Any, partners: Any, ana: Any, *, ago: timedelta) -> None:
    """Both were asked again, both were afraid, all was taken on and reviewed; and joint work was held for a while."""
    for partner in partners:
        again = SafetyScreenFactory(couple=couple, partner=partner)
        asking.answer(again, "afraid", "yes", by=looking(partner))
        asking.send(again, by=looking(partner))
        alert = SafetyAlert.unscoped.get(screen=again)
        reviewing.acknowledge(alert, "Rang.", by=looking(ana))
        reviewing.record_review(again, "joint", by=looking(ana))
        waiting = SafetyAlert(couple=couple, partner=partner, screen=again, raised_at=timezone.now() - ago)
        waiting.what = alert.what
        waiting.save(force_insert=True)
    holding.lift(holding.place(couple, "Worried.", by=looking(ana)), "Settled.", by=looking(ana))


def test_no_reading_asks_more_often_the_longer_the_course_is(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    by = looking(ana)
    readings: dict[str, Callable[[], Any]] = {
        "alerts": lambda: reviewing.alerts_of(bare(couple), by=by),
        "holds": lambda: holding.holds_of(bare(couple), by=by),
        "standings": lambda: gate.standings(bare(couple), by),
        "reasons": lambda: gate.reasons(bare(couple), by),
        "queue": lambda: queueing.queue(by),
        "notices": lambda: telling.notices(by),
        "caseload": lambda: list(Couple.unscoped.filter(gate.something_waits())),
    }
    found = []
    for _ in range(2):
        _once_more(couple, (bo, cy), ana, ago=timedelta(hours=1))
        telling.escalate()
        found.append({name: asks(reading) for name, reading in readings.items()})
    assert found[0] == found[1]
    assert found[0] == {
        "alerts": 9,
        "holds": 6,
        "standings": 12,
        "reasons": 10,
        "queue": 5,
        "notices": 1,
        "caseload": 1,
    }


def test_the_queue_asks_as_often_however_many_holds_are_due(practice: Any, ana: Any) -> None:
    found = []
    for _ in range(2):
        held = CoupleFactory(practice=practice, counsellor=ana, status="active")
        SafetyHold.unscoped.create(couple=held, placed_by=ana, look_again_on=timezone.localdate())
        found.append(asks(lambda: queueing.queue(looking(ana))))
    assert found[0] == found[1]


def test_telling_one_alert_asks_as_often_however_many_there_were(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    found = []
    for _ in range(2):
        _once_more(couple, (bo, cy), ana, ago=timedelta(seconds=1))
        found.append(asks(telling.escalate))
        for alert in SafetyAlert.unscoped.unacknowledged():
            reviewing.acknowledge(alert, "Rang.", by=looking(ana))
    assert found == [17, 17]
