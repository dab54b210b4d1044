"""The queue of what is opened alone, and holds on joint work, at the counsellor's desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments.models import JointWork
from assessments.safety import asking, holding, reviewing
from assessments.safety.hold_models import HoldStep, SafetyHold
from assessments.safety.models import SafetyAlert, SafetyScreen
from homework import unsafe
from practice import sealing
from practice.models import AuditEntry, Message, SealingKey, Staff
from tests.conftest import looking
from tests.factories import homework
from tests.factories.assessments import SafetyScreenFactory, screened
from tests.factories.homework import joint_work
from tests.portal.couples_pages import as_, send, text, words
from tests.portal.desk_pages import at, colleague, grant


def alarm(couple: Any, partner: Any, *, hours_ago: float = 0) -> SafetyAlert:
    asked = SafetyScreenFactory(couple=couple, partner=partner)
    asking.answer(asked, "afraid", "yes", by=looking(partner))
    alert: SafetyAlert = SafetyAlert.unscoped.get(screen=asked)
    if hours_ago:
        at = timezone.now() - timedelta(hours=hours_ago)
        moved = SafetyAlert(couple=couple, partner=partner, screen=asked, raised_at=at)
        moved.what = alert.what
        moved.save(force_insert=True)
    return alert


def hold_fields(**fields: str) -> dict[str, str]:
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    return {"alert": "", "reason": "A talk that worried me.", "look_again_on": day, "pause": "no", **fields}


def test_the_queue_stands_by_waiting_time_and_names_who_was_told(
    ana: Any, couple: Any, bo: Any, cy: Any, other_couple: Any, dee: Any, eli: Any
) -> None:
    other_couple.counsellor = ana
    other_couple.save()
    alarm(couple, bo)
    alarm(other_couple, dee, hours_ago=50)
    shown = words(as_(ana).get("/desk/open-alone/"))
    assert shown.index("Dee and Eli") < shown.index("Bo and Cy")
    assert "2 days" in shown
    assert "1 minute" in shown
    assert "Ana: " in shown


def test_the_queue_reads_the_same_whatever_it_is_that_waits(
    time_machine_now: Any, ana: Any, couple: Any, bo: Any, cy: Any
) -> None:
    seen = []
    for question, given in (("afraid", "yes"), ("put_down", "yes"), ("weapon", {"declined": True})):
        asked = SafetyScreenFactory(couple=couple, partner=bo)
        asking.answer(asked, question, given, by=looking(bo))
        answer = as_(ana).get("/desk/open-alone/")
        seen.append(words(answer))
        assert "flag--safety" not in text(answer)
        reviewing.acknowledge(SafetyAlert.unscoped.get(screen=asked), "Rang.", by=looking(ana))
        SafetyScreen.unscoped.filter(pk=asked.pk).update(state="void")
    assert seen[0] == seen[1] == seen[2]
    assert "afraid" not in seen[0]


def test_an_alert_taken_on_and_a_reviewed_screen_leave_the_queue(
    ana: Any, couple: Any, bo: Any, cy: Any
) -> None:
    alert = alarm(couple, bo)
    assert "Bo and Cy" in words(as_(ana).get("/desk/open-alone/"))
    reviewing.acknowledge(alert, "Rang.", by=looking(ana))
    assert "Nothing waits" in words(as_(ana).get("/desk/open-alone/"))
    asking.send(alert.screen, by=looking(bo))
    assert "Bo and Cy" in words(as_(ana).get("/desk/open-alone/"))
    reviewing.record_review(alert.screen, "joint", by=looking(ana))
    assert "Nothing waits" in words(as_(ana).get("/desk/open-alone/"))


def test_the_queue_is_shut_while_the_screen_is_shared(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    alarm(couple, bo)
    client = as_(ana)
    send(client, "/desk/shared-view/", to="shared")
    for path in ("/desk/open-alone/", at(couple, "open-alone/")):
        shown = words(client.get(path))
        assert "Not in the shared view" in shown
        assert "Bo and Cy" not in shown or path != "/desk/open-alone/"


def test_who_has_no_business_there_finds_no_queue(
    couple: Any, bo: Any, cy: Any, fay: Any, practice: Any
) -> None:
    alarm(couple, bo)
    for person in (bo, cy, colleague(practice, is_owner=True), colleague(practice, is_scheduler=True)):
        assert as_(person).get("/desk/open-alone/").status_code == 404
    assert "Nothing waits" in words(as_(fay).get("/desk/open-alone/"))
    grant(couple, fay)
    assert "Bo and Cy" in words(as_(fay).get("/desk/open-alone/"))


def test_the_queue_takes_as_many_queries_however_long_it_is(
    ana: Any, couple: Any, bo: Any, cy: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        alarm(couple, bo)
        asking.send(SafetyAlert.unscoped.latest("raised_at").screen, by=looking(bo))
    client = as_(ana)
    client.get("/desk/open-alone/")
    with django_assert_max_num_queries(16):
        client.get("/desk/open-alone/")
    assert AuditEntry.unscoped.filter(act="safety.queue_read").count() == 2


def test_a_hold_is_placed_looked_at_again_and_lifted(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    joint_work(couple)
    client, alert = as_(ana), alarm(couple, bo)
    path = at(couple, "open-alone/hold/")
    assert send(client, path, **hold_fields(alert=str(alert.pk))).status_code == 302
    hold = SafetyHold.unscoped.get()
    assert (hold.alert_id, JointWork.unscoped.get().state) == (alert.pk, "open")
    shown = words(client.get(at(couple, "open-alone/")))
    assert "A talk that worried me." in shown
    assert "You have put joint work on hold." in shown
    assert "You have put joint work on hold." in words(client.get(at(couple, "homework/new/")))
    day = (timezone.localdate() + timedelta(days=20)).isoformat()
    review = at(couple, f"open-alone/holds/{hold.pk}/review/")
    assert send(client, review, reason="Still so.", look_again_on=day).status_code == 302
    lift = at(couple, f"open-alone/holds/{hold.pk}/lift/")
    assert send(client, lift, reason=" ").status_code == 400
    assert send(client, lift, reason="Settled.").status_code == 302
    assert list(HoldStep.unscoped.order_by("at").values_list("kind", flat=True)) == [
        "placed", "reviewed", "lifted",
    ]  # fmt: skip
    assert send(client, lift, reason="Again.").status_code == 409


def test_a_hold_pauses_what_runs_only_where_that_was_asked_for(
    ana: Any, couple: Any, bo: Any, cy: Any
) -> None:
    joint_work(couple)
    assert send(as_(ana), at(couple, "open-alone/hold/"), **hold_fields(pause="yes")).status_code == 302
    assert JointWork.unscoped.get().state == "paused"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", ""), ("reason", "a\0b"), ("look_again_on", "soon"), ("look_again_on", "2020-01-01"),
        ("pause", "maybe"), ("alert", "11111111-1111-4111-8111-111111111111"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field(
    ana: Any, couple: Any, bo: Any, cy: Any, field: str, value: str
) -> None:
    answer = send(as_(ana), at(couple, "open-alone/hold/"), **hold_fields(**{field: value}))
    assert answer.status_code == 400
    assert list(answer.context["place_form"].errors) == [field]
    assert not SafetyHold.unscoped.exists()


def test_a_supervisor_and_a_stranger_place_nothing(
    couple: Any, bo: Any, cy: Any, ana: Any, fay: Any, practice: Any
) -> None:
    sam = colleague(practice)
    grant(couple, sam, kind="supervision")
    hold = holding.place(couple, "Worried.", by=looking(ana))
    assert "Worried." in words(as_(sam).get(at(couple, "open-alone/")))
    for person in (sam, fay, bo):
        for end in ("hold/", f"holds/{hold.pk}/review/", f"holds/{hold.pk}/lift/"):
            assert send(as_(person), at(couple, f"open-alone/{end}"), **hold_fields()).status_code == 404
    assert HoldStep.unscoped.count() == 1


def test_both_partners_meet_the_same_pages_with_and_without_a_hold(
    ana: Any, couple: Any, bo: Any, cy: Any
) -> None:
    screened(couple, bo, cy)
    joint_work(couple)
    paths = ("/today/", "/together/", "/only-me/", "/sessions/", "/reports/")
    before = [words(as_(person).get(path)) for person in (bo, cy) for path in paths]
    letters = Message.unscoped.count()
    holding.place(couple, "Worried.", by=looking(ana))
    assert [words(as_(person).get(path)) for person in (bo, cy) for path in paths] == before
    assert Message.unscoped.count() == letters


def test_the_owner_is_told_where_the_telling_would_end(practice: Any, couple: Any, bo: Any, ana: Any) -> None:
    Staff.unscoped.filter(pk=ana.pk).update(is_owner=True)
    assert "After Ana there is nobody to tell." in words(as_(ana).get("/desk/practice/"))
    assert "After Ana there is nobody to tell." in words(as_(ana).get("/desk/open-alone/"))
    second = colleague(practice, is_owner=True)
    assert "there is nobody to tell" not in words(as_(second).get("/desk/practice/"))
    Staff.unscoped.filter(pk=second.pk).update(departed_at=timezone.now())
    grant(couple, colleague(practice))
    assert "there is nobody to tell" not in words(as_(ana).get("/desk/practice/"))


def test_what_did_not_feel_safe_in_homework_is_told_in_plain_words(
    ana: Any, couple: Any, bo: Any, cy: Any
) -> None:
    joint_work(couple)
    entry = homework.EntryFactory(
        assignment__couple=couple, partner=bo, state="skipped", skip_reason="not_safe"
    )
    unsafe.after_skip(entry, by=looking(bo))
    shown = words(as_(ana).get(at(couple, "open-alone/")))
    assert "Exercise: One thing you did" in shown
    assert "A day of this exercise was left out. The reason given: It did not feel safe" in shown
    SealingKey.unscoped.filter(pk=bo.key_id).update(destroyed_at=timezone.now())
    sealing.memory.forget()
    assert "The words were erased" in words(as_(ana).get(at(couple, "open-alone/")))
