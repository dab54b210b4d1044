"""What must reach the counsellor does so at once, and goes on to others until somebody takes it on."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from assessments import administering, publishing
from assessments.safety import asking, reviewing, telling
from assessments.safety.models import Acknowledgement, AlertTelling, SafetyAlert
from practice import jobs, sealing
from practice.models import Grant, Message
from practice.refusals import BadInput, NotFound
from tests.assessments.samples import SMALL
from tests.conftest import looking
from tests.factories.assessments import AdministrationFactory, SafetyScreenFactory
from tests.factories.practice import StaffFactory

pytestmark = pytest.mark.django_db

WITH_ALERT = SMALL.replace(
    'text = "My partner listens."', 'text = "My partner listens."\nrequired = true'
).replace(
    "[[scale]]",
    '[[question]]\nid = "dark_days"\ntext = "I have thought of hurting myself."\nalert = [1, 2, 3, 4]\nlevel = "red"\n\n[[scale]]',
    1,
)


@pytest.fixture
def screen(couple: Any, bo: Any) -> Any:
    return SafetyScreenFactory(couple=couple, partner=bo)


@pytest.fixture
def owner(practice: Any) -> Any:
    return StaffFactory(practice=practice, called="Olu", is_owner=True)


def cover(couple: Any, staff: Any, kind: str = "cover") -> Grant:
    return Grant.unscoped.create(
        couple=couple,
        staff=staff,
        given_by=couple.counsellor,
        kind=kind,
        reason="holiday",
        starts_at=timezone.now() - timedelta(hours=1),
        ends_at=timezone.now() + timedelta(days=9),
    )


def waits(practice: Any) -> tuple[timedelta, timedelta, timedelta]:
    """How long until the counsellor hears again, then who covers, then the owner."""
    return (
        timedelta(minutes=practice.again_after_minutes),
        timedelta(minutes=practice.cover_after_minutes),
        timedelta(minutes=practice.owner_after_minutes),
    )


def told() -> list[tuple[str, str]]:
    return list(AlertTelling.unscoped.order_by("at", "pk").values_list("staff__called", "step"))


def test_an_answer_that_was_never_sent_still_alerts(screen: Any, bo: Any, ana: Any) -> None:
    asking.answer(screen, "speak_freely", "yes", by=looking(bo))
    assert not SafetyAlert.unscoped.exists()
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    alert = reviewing.alerts_of(screen.couple, by=looking(ana))[0]
    assert (alert.level, alert.label, alert.was_sent) == ("red", "Yes", False)
    assert alert.question == "Are you ever afraid of your partner?"
    assert [(called, step) for called, step, _ in alert.told] == [("Ana", "counsellor")]


@pytest.mark.parametrize(
    ("question", "given", "level", "review"),
    [
        ("weapon", "yes", "red", False),
        ("weapon", "unsure", "red", False),
        ("weapon", {"declined": True}, "amber", True),
        ("put_down", "yes", "amber", False),
        ("speak_freely", "no", "amber", False),
    ],
)
def test_levels_are_read_from_single_answers_and_declining_asks_for_a_review(
    screen: Any, bo: Any, ana: Any, question: str, given: Any, level: str, review: bool
) -> None:
    asking.answer(screen, question, given, by=looking(bo))
    (alert,) = reviewing.alerts_of(screen.couple, by=looking(ana))
    assert (alert.level, alert.is_review_needed) == (level, review)


def test_an_edit_alerts_and_taking_it_back_does_not_unsay_it(screen: Any, bo: Any, ana: Any) -> None:
    for value in ("no", "yes", "yes", "no", "unsure"):
        asking.answer(screen, "afraid", value, by=looking(bo))
    alerts = reviewing.alerts_of(screen.couple, by=looking(ana))
    assert sorted(alert.label for alert in alerts) == ["I'm not sure", "Yes"]


def test_any_form_alerts_at_every_save_and_when_its_submit_is_refused(couple: Any, bo: Any, ana: Any) -> None:
    form = AdministrationFactory(couple=couple, partner=bo, instrument=publishing.publish(WITH_ALERT))
    administering.save_answer(form, {"dark_days": 2}, by=looking(bo))
    with pytest.raises(BadInput):
        administering.submit(form, by=looking(bo), changes={"dark_days": 3})
    alerts = reviewing.alerts_of(couple, by=looking(ana))
    assert sorted(alert.label for alert in alerts) == ["About half the time", "Often"]
    administering.submit(form, by=looking(bo), changes={"listens": {"declined": True}})
    assert SafetyAlert.unscoped.count() == 2


def test_neither_partner_nor_strangers_see_an_alert(
    screen: Any, bo: Any, cy: Any, ana: Any, fay: Any, owner: Any
) -> None:
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    assert SafetyAlert.objects.visible_to(looking(ana)).exists()
    for person in (bo, cy, fay, owner):
        assert not SafetyAlert.objects.visible_to(looking(person)).exists()
        with pytest.raises(NotFound):
            reviewing.alerts_of(screen.couple, by=looking(person))


def test_many_answers_make_one_mail_that_says_nothing(screen: Any, bo: Any, ana: Any) -> None:
    for question in ("afraid", "weapon", "threatened"):
        asking.answer(screen, question, "yes", by=looking(bo))
    letter = Message.unscoped.get()
    assert letter.user_id == ana.user_id
    assert letter.letter["subject"] == "Something new is waiting for you"
    assert len(telling.notices(looking(ana))) == 3


def test_an_alert_goes_from_counsellor_to_cover_to_owner_by_time(
    screen: Any, bo: Any, ana: Any, fay: Any, owner: Any
) -> None:
    again, wait, last = waits(screen.couple.practice)
    start = timezone.now()
    cover(screen.couple, fay)
    with time_machine.travel(start, tick=False):
        asking.answer(screen, "afraid", "yes", by=looking(bo))
        jobs.tick()
        assert told() == [("Ana", "counsellor")]
    with time_machine.travel(start + again - timedelta(seconds=1), tick=False):
        assert telling.escalate() == 0
    with time_machine.travel(start + again, tick=False):
        assert telling.escalate() == 1
        assert told()[-1] == ("Ana", "again")
    with time_machine.travel(start + wait - timedelta(seconds=1), tick=False):
        assert telling.escalate() == 0
    with time_machine.travel(start + wait, tick=False):
        assert telling.escalate() == 1
        assert telling.escalate() == 0
        assert told()[-1] == ("Fay", "cover")
    with time_machine.travel(start + last, tick=False):
        assert telling.escalate() == 1
        assert told()[-1] == ("Olu", "owner")
        notice = telling.notices(looking(owner))[0]
        assert (notice.couple_id, notice.step) == (screen.couple_id, "owner")
        assert not SafetyAlert.objects.visible_to(looking(owner)).exists()
    assert Message.unscoped.count() == 4


def test_without_cover_the_owner_is_next_and_a_supervisor_is_not_asked(
    screen: Any, bo: Any, fay: Any, owner: Any
) -> None:
    _again, wait, _last = waits(screen.couple.practice)
    cover(screen.couple, fay, kind="supervision")
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    with time_machine.travel(timezone.now() + wait, tick=False):
        telling.escalate()
    assert set(told()) == {("Ana", "counsellor"), ("Ana", "again"), ("Olu", "owner")}


def test_when_the_counsellor_has_left_the_next_one_hears_at_once(
    screen: Any, bo: Any, ana: Any, owner: Any
) -> None:
    ana.departed_at = timezone.now()
    ana.save()
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    assert told() == [("Olu", "owner")]


def test_taking_an_alert_on_ends_the_telling_and_is_only_ever_added_to(
    screen: Any, bo: Any, ana: Any, owner: Any
) -> None:
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    alert = SafetyAlert.unscoped.get()
    with pytest.raises(BadInput):
        reviewing.acknowledge(alert, "  ", by=looking(ana))
    for person in (bo, owner):
        with pytest.raises(NotFound):
            reviewing.acknowledge(alert, "done", by=looking(person))
    first = reviewing.acknowledge(alert, "Called and spoke.", by=looking(ana))
    reviewing.acknowledge(alert, "Spoke again.", by=looking(ana))
    assert telling.notices(looking(ana)) == []
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        assert telling.escalate() == 0
    (read,) = reviewing.alerts_of(screen.couple, by=looking(ana))
    assert [(called, note) for called, note, _ in read.taken_on] == [
        ("Ana", "Called and spoke."),
        ("Ana", "Spoke again."),
    ]
    with pytest.raises(DatabaseError, match="cannot change"), transaction.atomic():
        Acknowledgement.unscoped.filter(pk=first.pk).update(at=timezone.now())


def test_the_level_is_sealed_in_the_database(screen: Any, bo: Any) -> None:
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM assessments_safetyalert")
        row = repr([bytes(each) if isinstance(each, memoryview) else each for each in cursor.fetchone()])
    assert "afraid" not in row
    assert "red" not in row


def test_an_alert_whose_key_was_destroyed_stays_and_counts_as_red(screen: Any, bo: Any, ana: Any) -> None:
    asking.answer(screen, "put_down", "yes", by=looking(bo))
    bo.key.destroyed_at = timezone.now()
    bo.key.save()
    sealing.memory.forget()
    (alert,) = reviewing.alerts_of(screen.couple, by=looking(ana))
    assert (alert.is_unreadable, alert.level, alert.question, alert.label) == (True, "red", "", "")
