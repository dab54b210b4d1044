"""To whom the private questions are put, when, and who keeps which: by the counsellor, by a plan, on joining."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments.safety import asking
from assessments.safety.models import SafetyAnswers, SafetyScreen
from practice import registry
from practice.access import NOBODY
from practice.models import AuditEntry, Membership
from practice.refusals import BadInput, NotFound, NotNow
from tests.conftest import looking
from tests.factories.assessments import SafetyScreenFactory, shipped
from tests.factories.practice import MembershipFactory, partner_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(db: None) -> Any:
    return shipped(asking.SCREEN)


def asked_of(couple: Any) -> list[tuple[str, str]]:
    """Who was asked, and how it stands."""
    rows = SafetyScreen.unscoped.filter(couple=couple).order_by("partner__called", "opened_at")
    return list(rows.values_list("partner__called", "state"))


def joins(partner: Any) -> None:
    registry.tell(registry.PARTNER_JOINED, membership=Membership.unscoped.get(partner=partner, left_at=None))


def test_without_the_questions_themselves_nothing_is_asked(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    with pytest.raises(NotNow) as refusal:
        asking.offer(couple, by=looking(ana))
    assert refusal.value.code == "not_published"
    assert "not in use" in str(refusal.value.sentence)
    assert asking.offer_as_planned(couple, by=NOBODY) is False
    joins(bo)
    assert asked_of(couple) == []


def test_only_who_looks_after_the_couple_puts_them(
    published: Any, couple: Any, bo: Any, cy: Any, fay: Any
) -> None:
    for person in (fay, bo, cy):
        with pytest.raises(NotFound):
            asking.offer(couple, by=looking(person))
    assert asked_of(couple) == []


def test_both_get_the_newest_wording_and_an_empty_page(
    published: Any, couple: Any, bo: Any, cy: Any, ana: Any, other_couple: Any, dee: Any
) -> None:
    screens = asking.offer(couple, by=looking(ana))
    assert {(each.partner_id, each.couple_id, each.instrument_id) for each in screens} == {
        (partner.pk, couple.pk, published.pk) for partner in (bo, cy)
    }
    assert asked_of(couple) == [("Bo", "open"), ("Cy", "open")]
    assert asked_of(other_couple) == []
    assert SafetyAnswers.unscoped.filter(screen__in=screens).count() == 2


def test_who_has_left_is_not_asked(published: Any, couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    Membership.unscoped.filter(partner=cy).update(left_at=timezone.now())
    asking.offer(couple, by=looking(ana))
    assert asked_of(couple) == [("Bo", "open")]


def test_offering_again_asks_only_who_has_nothing_open(
    published: Any, couple: Any, bo: Any, cy: Any, ana: Any, other_couple: Any, dee: Any
) -> None:
    SafetyScreenFactory(couple=other_couple, partner=dee)
    first = {each.partner_id: each for each in asking.offer(couple, by=looking(ana))}
    asking.answer(first[bo.pk], "afraid", "no", by=looking(bo))
    asking.send(first[cy.pk], by=looking(cy))
    now_open = asking.offer(couple, by=looking(ana))
    assert [each.state for each in now_open] == ["open", "open"]
    again = {each.partner_id: each for each in now_open}
    assert again.keys() == {bo.pk, cy.pk}
    assert again[bo.pk] == first[bo.pk]
    assert SafetyAnswers.unscoped.get(pk=first[bo.pk].pk).given == {"afraid": {"v": "no"}}
    assert asked_of(couple) == [("Bo", "open"), ("Cy", "sent"), ("Cy", "open")]


def test_a_plan_says_whether_it_asked_anybody(
    published: Any, couple: Any, bo: Any, cy: Any, other_couple: Any, dee: Any, eli: Any
) -> None:
    SafetyScreenFactory(couple=other_couple, partner=dee)
    SafetyScreenFactory(couple=other_couple, partner=eli)
    assert asking.offer_as_planned(couple, by=NOBODY) is True
    assert asking.offer_as_planned(couple, by=NOBODY) is False
    entries = AuditEntry.unscoped.filter(act="safety.offered", couple=couple.pk)
    assert list(entries.values_list("actor", flat=True)) == [None, None]
    asking.send(SafetyScreen.unscoped.get(partner=bo), by=looking(bo))
    assert asking.offer_as_planned(couple, by=NOBODY) is True
    assert asked_of(couple) == [("Bo", "sent"), ("Bo", "open"), ("Cy", "open")]


def test_who_joins_is_asked_alone_and_once_and_anew_where_it_was_taken_back(
    published: Any, couple: Any, bo: Any
) -> None:
    cy = partner_in(couple, "b", called="Cy")
    for _ in range(2):
        joins(cy)
    assert asked_of(couple) == [("Cy", "open")]
    asking.send(SafetyScreen.unscoped.get(partner=cy), by=looking(cy))
    joins(cy)
    assert asked_of(couple) == [("Cy", "sent")]
    SafetyScreen.unscoped.filter(partner=cy).update(state="void")
    joins(cy)
    assert asked_of(couple) == [("Cy", "void"), ("Cy", "open")]


def test_what_somebody_was_asked_in_an_earlier_couple_is_not_this_couples(
    published: Any, couple: Any, bo: Any, other_couple: Any
) -> None:
    SafetyScreenFactory(couple=other_couple, partner=bo, state="sent", sent_at=timezone.now())
    joins(bo)
    assert asked_of(couple) == [("Bo", "open")]


def test_only_what_is_open_here_closes_for_who_leaves(
    published: Any, couple: Any, bo: Any, cy: Any, other_couple: Any
) -> None:
    SafetyScreenFactory(couple=couple, partner=bo, state="sent", sent_at=timezone.now() - timedelta(days=1))
    for place, partner in ((couple, bo), (couple, cy), (other_couple, bo)):
        SafetyScreenFactory(couple=place, partner=partner)
    asking.close_for_who_left(Membership.unscoped.get(partner=bo, couple=couple))
    assert sorted(asked_of(couple)) == [("Bo", "sent"), ("Bo", "void"), ("Cy", "open")]
    assert asked_of(other_couple) == [("Bo", "open")]


def test_a_taken_back_page_can_be_neither_read_answered_nor_sent(
    published: Any, couple: Any, bo: Any
) -> None:
    screen = SafetyScreenFactory(couple=couple, partner=bo, state="void")
    for act in (
        lambda: asking.asked(screen, by=looking(bo)),
        lambda: asking.answer(screen, "afraid", "yes", by=looking(bo)),
        lambda: asking.send(screen, by=looking(bo)),
    ):
        with pytest.raises(NotFound):
            act()
    assert asked_of(couple) == [("Bo", "void")]


def test_who_belongs_elsewhere_by_now_finds_nothing_here(
    published: Any, couple: Any, bo: Any, cy: Any, other_couple: Any
) -> None:
    """Cy still belongs here, and Bo to another couple; neither opens Bo's page in this one."""
    screen = SafetyScreenFactory(couple=couple, partner=bo)
    Membership.unscoped.filter(partner=bo).update(left_at=timezone.now())
    MembershipFactory(couple=other_couple, partner=bo, mark="b")
    for act in (asking.asked, asking.send):
        with pytest.raises(NotFound):
            act(screen, by=looking(bo))


def test_the_very_answer_that_cannot_be_kept_is_named(published: Any, couple: Any, bo: Any) -> None:
    screen = SafetyScreenFactory(couple=couple, partner=bo)
    with pytest.raises(BadInput) as refusal:
        asking.answer(screen, "afraid", "maybe", by=looking(bo))
    assert list(refusal.value.fields) == ["afraid"]
    assert isinstance(refusal.value.fields["afraid"], str)
    assert SafetyAnswers.unscoped.get(pk=screen.pk).given is None


def test_each_answer_has_its_moment_and_its_place_in_the_trail(
    time_machine_now: Any, published: Any, couple: Any, bo: Any
) -> None:
    screen = SafetyScreenFactory(couple=couple, partner=bo)
    start, trail = timezone.now(), []
    for step, (question, value) in enumerate(
        [("afraid", "no"), ("weapon", "no"), ("weapon", "no"), ("afraid", None)]
    ):
        moment = start + timedelta(minutes=step)
        time_machine_now.move_to(moment, tick=False)
        asking.answer(screen, question, value, by=looking(bo))
        if step != 2:
            trail.append([moment.isoformat(), question, {"v": value} if value else None])
    held = SafetyAnswers.unscoped.get(pk=screen.pk)
    assert held.trail == trail
    assert held.saved_at.isoformat() == trail[-1][0]
    assert held.given == {"weapon": {"v": "no"}}
    time_machine_now.move_to(start + timedelta(hours=1), tick=False)
    asking.send(screen, by=looking(bo))
    assert SafetyScreen.unscoped.get(pk=screen.pk).sent_at == start + timedelta(hours=1)
    time_machine_now.move_to(start + timedelta(hours=2), tick=False)
    asking.send(screen, by=looking(bo))
    assert SafetyScreen.unscoped.get(pk=screen.pk).sent_at == start + timedelta(hours=1)
