"""Who is told of an alert, at which moment and how: one after the other, by neutral mail, until somebody takes it on."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments.safety import asking, reviewing, telling
from assessments.safety.models import AlertTelling, SafetyAlert
from practice import sealing
from practice.models import Couple, Grant, Message, Practice, SealingKey, Staff
from tests.conftest import looking
from tests.factories.assessments import SafetyScreenFactory
from tests.factories.practice import PracticeFactory, StaffFactory
from tests.portal.desk_pages import grant

pytestmark = pytest.mark.django_db
AGAIN, COVER, OWNER = timedelta(minutes=15), timedelta(minutes=60), timedelta(minutes=240)


@pytest.fixture(autouse=True)
def _times(practice: Any) -> None:
    Practice.unscoped.filter(pk=practice.pk).update(
        again_after_minutes=15, cover_after_minutes=60, owner_after_minutes=240
    )
    practice.refresh_from_db()


@pytest.fixture
def owner(practice: Any) -> Any:
    return StaffFactory(practice=practice, called="Olu", is_owner=True)


def alarm(couple: Any, partner: Any, question: str = "afraid") -> SafetyAlert:
    screen = SafetyScreenFactory(couple=couple, partner=partner)
    asking.answer(screen, question, "yes", by=looking(partner))
    return SafetyAlert.unscoped.get(screen=screen)


def steps(couple: Any) -> list[tuple[timedelta, str, list[str]]]:
    held = Couple.unscoped.get(pk=couple.pk)
    return [(wait, step, [staff.called for staff in group]) for wait, step, group in telling.chain(held)]


def told() -> set[tuple[str, str]]:
    return set(AlertTelling.unscoped.values_list("staff__called", "step"))


def test_the_counsellor_hears_at_once_and_again_then_cover_then_the_owner(
    couple: Any, fay: Any, owner: Any
) -> None:
    grant(couple, fay)
    assert steps(couple) == [
        (timedelta(0), "counsellor", ["Ana"]),
        (AGAIN, "again", ["Ana"]),
        (COVER, "cover", ["Fay"]),
        (OWNER, "owner", ["Olu"]),
    ]


def test_a_step_at_which_nobody_is_there_costs_no_time(couple: Any, ana: Any, fay: Any, owner: Any) -> None:
    assert steps(couple)[2:] == [(COVER, "owner", ["Olu"])]
    Staff.unscoped.filter(pk=ana.pk).update(departed_at=timezone.now())
    assert steps(couple) == [(timedelta(0), "owner", ["Olu"])]
    grant(couple, fay)
    assert steps(couple) == [(timedelta(0), "cover", ["Fay"]), (COVER, "owner", ["Olu"])]
    owner.user.is_active = False
    owner.user.save()
    assert steps(couple) == [(timedelta(0), "cover", ["Fay"])]


@pytest.mark.parametrize("facts", [{"kind": "supervision"}, {"days": -1}, {"days": 0}])
def test_only_cover_that_runs_now_is_asked(time_machine_now: Any, couple: Any, fay: Any, facts: Any) -> None:
    grant(couple, fay, **facts)
    assert [step for _wait, step, _group in steps(couple)] == ["counsellor", "again"]


def test_cover_is_asked_from_its_first_moment_unless_it_was_taken_back_or_is_for_others(
    time_machine_now: Any, couple: Any, other_couple: Any, fay: Any, practice: Any
) -> None:
    grant(other_couple, StaffFactory(practice=practice, called="Gus"))
    held = grant(couple, fay)
    Grant.unscoped.filter(pk=held.pk).update(starts_at=timezone.now() + timedelta(seconds=1))
    assert [step for _wait, step, _group in steps(couple)] == ["counsellor", "again"]
    Grant.unscoped.filter(pk=held.pk).update(starts_at=timezone.now())
    assert steps(couple)[-1] == (COVER, "cover", ["Fay"])
    Grant.unscoped.filter(pk=held.pk).update(revoked_at=timezone.now())
    assert [step for _wait, step, _group in steps(couple)] == ["counsellor", "again"]


def test_several_at_one_step_are_all_told_and_nobody_of_another_practice(
    couple: Any, bo: Any, owner: Any, practice: Any
) -> None:
    second = StaffFactory(practice=practice, called="Pia", is_owner=True)
    StaffFactory(practice=PracticeFactory(), called="Zed", is_owner=True)
    StaffFactory(practice=practice, called="Quin", is_owner=False)
    group = telling.chain(Couple.unscoped.get(pk=couple.pk))[-1][2]
    assert [staff.pk for staff in group] == sorted([owner.pk, second.pk])


def test_each_hears_at_their_own_moment_and_once(
    time_machine_now: Any, couple: Any, bo: Any, fay: Any, owner: Any
) -> None:
    grant(couple, fay)
    alert = alarm(couple, bo)
    start, heard = timezone.now(), {("Ana", "counsellor")}
    assert told() == heard
    for wait, one in ((AGAIN, ("Ana", "again")), (COVER, ("Fay", "cover")), (OWNER, ("Olu", "owner"))):
        time_machine_now.move_to(start + wait - timedelta(microseconds=1), tick=False)
        assert (telling.escalate(), told()) == (0, heard)
        time_machine_now.move_to(start + wait, tick=False)
        heard = {*heard, one}
        assert [telling.escalate(), telling.escalate()] == [1, 0]
        assert told() == heard
    row = AlertTelling.unscoped.get(step="owner")
    assert (row.alert, row.couple, row.staff, row.at) == (alert, couple, owner, start + OWNER)


def test_all_whose_time_has_come_hear_in_one_go_the_oldest_alert_first(
    time_machine_now: Any, couple: Any, bo: Any, other_couple: Any, dee: Any, owner: Any
) -> None:
    alarm(other_couple, dee)
    time_machine_now.shift(timedelta(seconds=30))
    alarm(couple, bo)
    AlertTelling.unscoped.all()._raw_delete("default")
    time_machine_now.shift(OWNER)
    assert telling.escalate() == 6
    rows = AlertTelling.unscoped.order_by("pk")
    assert {row.couple_id for row in rows} == {couple.pk, other_couple.pk}


def test_what_was_taken_on_is_told_to_nobody_more(
    time_machine_now: Any, couple: Any, bo: Any, ana: Any, owner: Any
) -> None:
    alert = alarm(couple, bo)
    reviewing.acknowledge(alert, "Rang.", by=looking(ana))
    time_machine_now.shift(OWNER)
    assert telling.escalate() == 0
    assert telling._escalate(alert.pk) == 0
    assert told() == {("Ana", "counsellor")}


def test_one_neutral_mail_in_ten_minutes_for_one_couple_and_colleague(
    time_machine_now: Any, couple: Any, bo: Any, cy: Any, other_couple: Any, dee: Any, ana: Any
) -> None:
    Couple.unscoped.filter(pk=other_couple.pk).update(counsellor=ana)
    other_couple.refresh_from_db()
    alarm(couple, bo)
    alarm(couple, cy)
    alarm(other_couple, dee)
    mailed = AlertTelling.unscoped.order_by("at", "pk").values_list("couple", "mailed")
    assert sorted(mailed, key=str) == sorted(
        [(couple.pk, True), (couple.pk, False), (other_couple.pk, True)], key=str
    )
    assert list(Message.unscoped.values_list("user", flat=True)) == [ana.user_id] * 2


@pytest.mark.parametrize(("minutes", "letters"), [(9, 1), (10, 2)])
def test_ten_minutes_later_a_new_alert_is_mailed_again(
    time_machine_now: Any, couple: Any, bo: Any, cy: Any, minutes: int, letters: int
) -> None:
    alarm(couple, bo)
    time_machine_now.shift(timedelta(minutes=minutes))
    alarm(couple, cy)
    assert Message.unscoped.count() == letters
    assert AlertTelling.unscoped.filter(mailed=True).count() == letters


def test_what_could_not_be_mailed_does_not_keep_the_next_mail_back(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    ana.user.email, address = "", ana.user.email
    ana.user.save()
    alarm(couple, bo)
    assert list(AlertTelling.unscoped.values_list("mailed", flat=True)) == [False]
    assert not Message.unscoped.exists()
    ana.user.email = address
    ana.user.save()
    alarm(couple, cy)
    assert sorted(AlertTelling.unscoped.values_list("mailed", flat=True)) == [False, True]


def test_the_app_says_which_couple_since_when_and_at_which_step_oldest_first(
    time_machine_now: Any, couple: Any, bo: Any, cy: Any, ana: Any, fay: Any
) -> None:
    start = timezone.now()
    first = alarm(couple, bo)
    time_machine_now.shift(timedelta(minutes=1))
    second = alarm(couple, cy)
    expected = [
        telling.Notice(first.pk, couple.pk, "counsellor", start, start),
        telling.Notice(second.pk, couple.pk, "counsellor", second.raised_at, second.raised_at),
    ]
    assert telling.notices(looking(ana)) == expected
    for person in (fay, bo, cy):
        assert telling.notices(looking(person)) == []
    reviewing.acknowledge(first, "Rang.", by=looking(ana))
    assert telling.notices(looking(ana)) == expected[1:]


def _out_of_reach(practice: Any) -> None:
    SealingKey.unscoped.filter(pk=practice.key_id).update(destroyed_at=timezone.now())
    sealing.memory.forget()


def test_what_cannot_be_told_is_kept_and_leaves_a_line_with_its_number_alone(
    couple: Any, bo: Any, ana: Any, caplog: Any
) -> None:
    far = PracticeFactory()
    Staff.unscoped.filter(pk=ana.pk).update(practice=far)
    _out_of_reach(far)
    with caplog.at_level(logging.ERROR, logger="assessments.safety.telling"):
        alert = alarm(couple, bo)
        assert telling.escalate() == 0
    lines = [record.getMessage().split(" [")[0] for record in caplog.records]
    assert lines == [
        f"alert {alert.pk} could not be told at once",
        f"alert {alert.pk} could not be told",
    ]
    assert not AlertTelling.unscoped.exists()


def test_a_colleague_without_an_account_is_passed_over_and_the_next_one_hears(
    couple: Any, bo: Any, ana: Any, owner: Any
) -> None:
    ana.user.is_active = False
    ana.user.save()
    alarm(couple, bo)
    assert told() == {("Olu", "owner")}
    assert Message.unscoped.get().user_id == owner.user_id
