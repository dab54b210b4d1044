"""What waits to be opened alone: which couples, since when, told to whom, and for whom the telling would end too soon."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from assessments import gate
from assessments.safety import asking, holding, queueing, reviewing
from assessments.safety.hold_models import SafetyHold
from assessments.safety.models import AlertTelling, SafetyAlert
from practice.access import Viewer
from practice.models import Couple, Grant, Practice, Staff
from tests.conftest import looking
from tests.factories.assessments import SafetyScreenFactory, screened
from tests.factories.practice import CoupleFactory, PracticeFactory, StaffFactory, partner_in

pytestmark = pytest.mark.django_db


def alarm(couple: Any, partner: Any, *, hours_ago: float = 0, question: str = "afraid") -> SafetyAlert:
    screen = SafetyScreenFactory(couple=couple, partner=partner, state="void")
    alert = SafetyAlert(couple=couple, partner=partner, screen=screen)
    alert.what = {
        "instrument": ["x", 1],
        "question": question,
        "level": "red",
        "declined": False,
        "given": "yes",
    }
    alert.raised_at = timezone.now() - timedelta(hours=hours_ago)
    alert.save(force_insert=True)
    return alert


def sent(couple: Any, partner: Any, *, hours_ago: float) -> Any:
    at = timezone.now() - timedelta(hours=hours_ago)
    return SafetyScreenFactory(couple=couple, partner=partner, state="sent", sent_at=at)


def told(alert: SafetyAlert, staff: Any, step: str, *, hours_ago: float) -> AlertTelling:
    at = timezone.now() - timedelta(hours=hours_ago)
    return AlertTelling.unscoped.create(alert=alert, couple=alert.couple, staff=staff, step=step, at=at)


def waiting(person: Any) -> list[tuple[Any, datetime]]:
    return [(one.couple_id, one.since) for one in queueing.queue(looking(person))]


def in_caseload(couple: Any) -> bool:
    return Couple.unscoped.filter(gate.something_waits(), pk=couple.pk).exists()


def cover(couple: Any, staff: Any, *, kind: str = "cover", since: float = 1, until: float = 1) -> Grant:
    now = timezone.now()
    return Grant.unscoped.create(
        couple=couple, staff=staff, given_by=couple.counsellor, kind=kind, reason="Away.",
        starts_at=now - timedelta(days=since), ends_at=now + timedelta(days=until),
    )  # fmt: skip


def test_an_alert_waits_since_it_was_raised_until_it_is_taken_on(couple: Any, bo: Any, ana: Any) -> None:
    assert waiting(ana) == []
    assert not in_caseload(couple)
    first, second = alarm(couple, bo, hours_ago=5), alarm(couple, bo, hours_ago=9)
    assert waiting(ana) == [(couple.pk, second.raised_at)]
    assert in_caseload(couple)
    reviewing.acknowledge(second, "Rang.", by=looking(ana))
    assert waiting(ana) == [(couple.pk, first.raised_at)]
    reviewing.acknowledge(first, "Rang.", by=looking(ana))
    assert waiting(ana) == []
    assert not in_caseload(couple)


def test_sent_questions_wait_until_they_are_reviewed_and_open_ones_do_not(
    couple: Any, bo: Any, cy: Any, ana: Any, other_couple: Any, dee: Any, fay: Any
) -> None:
    SafetyScreenFactory(couple=couple, partner=bo)
    SafetyScreenFactory(couple=couple, partner=cy, state="void")
    assert (waiting(ana), in_caseload(couple)) == ([], False)
    of_dee = sent(other_couple, dee, hours_ago=3)
    assert (waiting(ana), in_caseload(couple)) == ([], False)
    of_cy = sent(couple, cy, hours_ago=2)
    assert waiting(ana) == [(couple.pk, of_cy.sent_at)]
    assert waiting(fay) == [(other_couple.pk, of_dee.sent_at)]
    assert in_caseload(couple)
    reviewing.record_review(of_cy, "joint", by=looking(ana))
    assert (waiting(ana), in_caseload(couple)) == ([], False)
    assert in_caseload(other_couple)


def test_a_hold_waits_from_the_morning_of_its_day_until_it_is_looked_at_or_lifted(
    time_machine_now: Any, couple: Any, bo: Any, ana: Any, other_couple: Any
) -> None:
    Practice.unscoped.filter(pk=couple.practice_id).update(time_zone="America/New_York")
    time_machine_now.move_to(datetime(2026, 3, 2, 18, tzinfo=ZoneInfo("UTC")), tick=False)
    hold = holding.place(couple, "Worried.", by=looking(ana), look_again_on=date(2026, 3, 5))
    assert (waiting(ana), in_caseload(couple)) == ([], False)
    time_machine_now.move_to(datetime(2026, 3, 4, 18, tzinfo=ZoneInfo("UTC")), tick=False)
    assert (waiting(ana), in_caseload(couple)) == ([], False)
    time_machine_now.move_to(datetime(2026, 3, 5, 18, tzinfo=ZoneInfo("UTC")), tick=False)
    morning = datetime(2026, 3, 5, 9, tzinfo=ZoneInfo("America/New_York"))
    assert waiting(ana) == [(couple.pk, morning)]
    assert (in_caseload(couple), in_caseload(other_couple)) == (True, False)
    holding.lift(hold, "Settled.", by=looking(ana))
    assert (waiting(ana), in_caseload(couple)) == ([], False)


def test_the_longest_wait_comes_first_whatever_it_is(
    time_machine_now: Any, couple: Any, bo: Any, cy: Any, other_couple: Any, dee: Any, ana: Any, practice: Any
) -> None:
    Couple.unscoped.filter(pk=other_couple.pk).update(counsellor=ana)
    third = CoupleFactory(practice=practice, counsellor=ana, status="active")
    SafetyHold.unscoped.create(
        couple=third, placed_by=ana, look_again_on=timezone.localdate() - timedelta(days=4)
    )
    alarm(couple, bo, hours_ago=4)
    late = sent(couple, cy, hours_ago=30)
    old = alarm(other_couple, dee, hours_ago=40)
    assert [each for each, _at in waiting(ana)] == [third.pk, other_couple.pk, couple.pk]
    assert dict(waiting(ana))[couple.pk] == late.sent_at
    assert dict(waiting(ana))[other_couple.pk] == old.raised_at


def test_two_that_wait_equally_long_always_stand_in_the_same_order(
    time_machine_now: Any, practice: Any, ana: Any
) -> None:
    couples = [CoupleFactory(practice=practice, counsellor=ana, status="active") for _ in range(6)]
    for couple in couples:
        alarm(couple, partner_in(couple, "a"), hours_ago=1)
    assert [pk for pk, _at in waiting(ana)] == sorted((couple.pk for couple in couples), key=str)


def test_each_colleagues_steps_stand_once_and_in_order(couple: Any, bo: Any, ana: Any, fay: Any) -> None:
    older, newer = alarm(couple, bo, hours_ago=9), alarm(couple, bo, hours_ago=8)
    second = told(newer, ana, "counsellor", hours_ago=8)
    first = told(older, ana, "counsellor", hours_ago=9)
    cover_told = told(older, fay, "cover", hours_ago=5)
    again = told(older, ana, "again", hours_ago=6)
    (one,) = queueing.queue(looking(ana))
    assert one.told == (
        ("Ana", "counsellor", first.at),
        ("Ana", "again", again.at),
        ("Fay", "cover", cover_told.at),
    )
    reviewing.acknowledge(older, "Rang.", by=looking(ana))
    (one,) = queueing.queue(looking(ana))
    assert one.told == (("Ana", "counsellor", second.at),)


def test_those_who_were_told_stand_in_the_order_of_the_telling(
    couple: Any, bo: Any, ana: Any, practice: Any
) -> None:
    alert = alarm(couple, bo, hours_ago=9)
    for hours in (3, 1, 4, 2, 5):
        told(alert, StaffFactory(practice=practice, called=f"{hours}"), "owner", hours_ago=hours)
    (one,) = queueing.queue(looking(ana))
    assert [called for called, _step, _at in one.told] == ["5", "4", "3", "2", "1"]


def test_who_was_told_about_another_couple_is_not_said_here(
    couple: Any, bo: Any, other_couple: Any, dee: Any, ana: Any, fay: Any
) -> None:
    Couple.unscoped.filter(pk=other_couple.pk).update(counsellor=ana)
    mine = told(alarm(couple, bo, hours_ago=2), ana, "counsellor", hours_ago=2)
    told(alarm(other_couple, dee, hours_ago=1), fay, "counsellor", hours_ago=1)
    sent(CoupleFactory(practice=couple.practice, counsellor=ana), bo, hours_ago=0.5)
    first, second, third = queueing.queue(looking(ana))
    assert first.told == (("Ana", "counsellor", mine.at),)
    assert [called for called, _step, _at in second.told] == ["Fay"]
    assert third.told == ()


def test_cover_sees_what_it_covers_and_an_owner_as_such_sees_nothing(
    couple: Any, bo: Any, other_couple: Any, dee: Any, ana: Any, fay: Any
) -> None:
    mine, other = alarm(couple, bo, hours_ago=2), alarm(other_couple, dee, hours_ago=1)
    owner = StaffFactory(practice=couple.practice, is_owner=True)
    told(mine, owner, "owner", hours_ago=1)
    assert waiting(owner) == []
    assert waiting(fay) == [(other_couple.pk, other.raised_at)]
    cover(couple, fay)
    assert waiting(fay) == [(couple.pk, mine.raised_at), (other_couple.pk, other.raised_at)]
    assert waiting(ana) == [(couple.pk, mine.raised_at)]
    nobody = Viewer(ana.user_id, frozenset(), couple.practice_id)
    assert queueing.queue(nobody) == []


def test_how_long_something_waits_is_never_less_than_nothing() -> None:
    now = timezone.now()
    one = queueing.Waiting(PracticeFactory.build().pk, now, ())
    assert one.for_how_long(now + timedelta(hours=2)) == timedelta(hours=2)
    assert one.for_how_long(now - timedelta(hours=2)) == timedelta(0)


def gaps(person: Any) -> list[str]:
    return [gap.called for gap in queueing.gaps(looking(person))]


@pytest.fixture
def lone(practice: Any, couple: Any, ana: Any) -> Any:
    """Ana is counsellor and the only owner: after her nobody would be told."""
    Staff.unscoped.filter(pk=ana.pk).update(is_owner=True)
    return ana


def test_only_an_owner_hears_where_the_telling_would_end(lone: Any, fay: Any, bo: Any) -> None:
    assert gaps(lone) == ["Ana"]
    assert gaps(fay) == gaps(bo) == []


def test_a_second_owner_who_is_here_closes_the_gap(lone: Any, practice: Any) -> None:
    second = StaffFactory(practice=practice, is_owner=True)
    assert gaps(second) == []
    Staff.unscoped.filter(pk=second.pk).update(departed_at=timezone.now())
    assert gaps(lone) == ["Ana"]
    Staff.unscoped.filter(pk=second.pk).update(departed_at=None)
    assert gaps(lone) == []
    second.user.is_active = False
    second.user.save()
    assert gaps(lone) == ["Ana"]


def test_an_owner_of_another_practice_closes_no_gap(lone: Any) -> None:
    elsewhere = PracticeFactory()
    StaffFactory(practice=elsewhere, is_owner=True)
    assert gaps(lone) == ["Ana"]
    stranger = StaffFactory(practice=elsewhere, is_owner=True, is_counsellor=True, called="Zed")
    CoupleFactory(practice=elsewhere, counsellor=stranger, status="active")
    assert gaps(lone) == ["Ana"]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []),
        ({"kind": "supervision"}, ["Ana"]),
        ({"since": -0.5}, ["Ana"]),
        ({"until": -0.5}, ["Ana"]),
    ],
)
def test_cover_closes_the_gap_while_it_runs(
    lone: Any, couple: Any, practice: Any, facts: dict[str, Any], found: list[str]
) -> None:
    cover(couple, StaffFactory(practice=practice), **facts)
    assert gaps(lone) == found


def test_cover_counts_from_its_first_moment_and_not_in_its_last(
    time_machine_now: Any, lone: Any, couple: Any, practice: Any
) -> None:
    cover(couple, StaffFactory(practice=practice), since=0, until=1)
    assert gaps(lone) == []
    time_machine_now.shift(timedelta(days=1))
    assert gaps(lone) == ["Ana"]


def test_cover_that_was_taken_back_or_by_who_is_gone_closes_no_gap(
    lone: Any, couple: Any, practice: Any, other_couple: Any
) -> None:
    held = cover(couple, StaffFactory(practice=practice))
    Grant.unscoped.filter(pk=held.pk).update(revoked_at=timezone.now())
    cover(couple, StaffFactory(practice=practice, departed_at=timezone.now()))
    cover(other_couple, StaffFactory(practice=practice))
    assert gaps(lone) == ["Ana"]


def test_only_couples_in_care_make_a_gap_and_gaps_stand_by_name(
    lone: Any, couple: Any, practice: Any, fay: Any, other_couple: Any
) -> None:
    assert gaps(lone) == ["Ana"]
    bea = StaffFactory(practice=practice, called="Aba", is_counsellor=True)
    CoupleFactory(practice=practice, counsellor=bea, status="active")
    CoupleFactory(counsellor__called="Zed", status="active")
    Staff.unscoped.filter(pk=lone.pk).update(is_owner=False)
    assert not Staff.unscoped.filter(practice=practice, is_owner=True).exists()
    owner = Viewer(lone.user_id, frozenset({"owner"}), practice.pk, lone.pk)
    assert [gap.called for gap in queueing.gaps(owner)] == ["Aba", "Ana", "Fay"]
    Couple.unscoped.filter(pk=couple.pk).update(status="ended")
    assert [gap.called for gap in queueing.gaps(owner)] == ["Aba", "Fay"]


def test_a_day_of_answers_comes_to_the_queue_through_the_very_same_doors(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    """From the first answer to the last act, as it happens."""
    screen = SafetyScreenFactory(couple=couple, partner=bo)
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    (one,) = queueing.queue(looking(ana))
    assert [(called, step) for called, step, _at in one.told] == [("Ana", "counsellor")]
    asking.send(screen, by=looking(bo))
    reviewing.acknowledge(SafetyAlert.unscoped.get(), "Rang.", by=looking(ana))
    assert len(waiting(ana)) == 1
    reviewing.record_review(screen, "care", by=looking(ana))
    screened(couple, cy)
    assert waiting(ana) == []
