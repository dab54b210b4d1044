"""The private questions: asked of both alike, answered alone, and from then on as if they had never been."""

from typing import Any

import pytest
from django.utils import timezone

from assessments.models import Administration, InstrumentVersion
from assessments.safety import asking, reviewing
from assessments.safety.models import SafetyAlert, SafetyAnswers, SafetyScreen
from practice import registry
from practice.access import Viewer
from practice.models import AuditEntry, Membership
from practice.refusals import BadInput, NotFound, NotNow
from tests.conftest import looking
from tests.factories.assessments import SafetyScreenFactory, shipped
from tests.factories.practice import StaffFactory, partner_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published(db: None) -> None:
    shipped(asking.SCREEN)


@pytest.fixture
def screens(couple: Any, bo: Any, cy: Any, ana: Any) -> dict[Any, SafetyScreen]:
    return {screen.partner_id: screen for screen in asking.offer(couple, by=looking(ana))}


def see(partner: Any) -> list[Any]:
    return list(SafetyScreen.objects.visible_to(looking(partner)))


def test_both_partners_are_offered_the_same_questions(screens: Any, bo: Any, cy: Any) -> None:
    for partner in (bo, cy):
        assert see(partner) == [screens[partner.pk]]
    asked = [
        [
            (each.question.id, each.is_answered)
            for each in asking.asked(screens[partner.pk], by=looking(partner))
        ]
        for partner in (bo, cy)
    ]
    assert asked[0] == asked[1]


def test_offering_again_keeps_what_is_open(screens: Any, couple: Any, ana: Any) -> None:
    assert {screen.pk for screen in asking.offer(couple, by=looking(ana))} == {
        screen.pk for screen in screens.values()
    }


def test_before_sending_only_whether_is_told_and_never_what(screens: Any, bo: Any) -> None:
    screen = screens[bo.pk]
    count = asking.open_questions(screen, by=looking(bo))
    asking.answer(screen, "afraid", "no", by=looking(bo))
    asked = asking.asked(screen, by=looking(bo))
    assert [each.question.id for each in asked if each.is_answered] == ["afraid"]
    assert set(asked[0].__dataclass_fields__) == {"question", "is_answered"}
    assert asking.open_questions(screen, by=looking(bo)) == count - 1
    assert not SafetyAnswers.objects.visible_to(looking(bo)).exists()


def test_answering_again_replaces_the_answer_and_the_trail_keeps_both(screens: Any, bo: Any) -> None:
    for value in ("yes", "no"):
        asking.answer(screens[bo.pk], "afraid", value, by=looking(bo))
    held = SafetyAnswers.unscoped.get(pk=screens[bo.pk].pk)
    assert held.given == {"afraid": {"v": "no"}}
    assert [entry[1:] for entry in held.trail] == [["afraid", {"v": "yes"}], ["afraid", {"v": "no"}]]


def test_after_sending_its_author_finds_nothing(screens: Any, bo: Any) -> None:
    screen = screens[bo.pk]
    asking.answer(screen, "afraid", "yes", by=looking(bo))
    asking.send(screen, by=looking(bo))
    asking.send(screen, by=looking(bo))
    assert see(bo) == []
    for model in (SafetyAnswers, SafetyAlert, Administration, InstrumentVersion):
        assert not model.objects.visible_to(looking(bo)).exists()
    with pytest.raises(NotFound):
        asking.asked(screen, by=looking(bo))
    with pytest.raises(NotFound):
        asking.answer(screen, "afraid", "no", by=looking(bo))
    assert AuditEntry.unscoped.filter(act="safety.sent").count() == 1


def test_the_other_partner_sees_the_same_whatever_was_answered(screens: Any, bo: Any, cy: Any) -> None:
    before = see(cy)
    asking.answer(screens[bo.pk], "weapon", "yes", by=looking(bo))
    asking.send(screens[bo.pk], by=looking(bo))
    assert see(cy) == before == [screens[cy.pk]]
    for act in (asking.asked, asking.open_questions, asking.send):
        with pytest.raises(NotFound):
            act(screens[bo.pk], by=looking(cy))


def test_the_counsellor_reads_what_was_sent_and_not_before(screens: Any, bo: Any, ana: Any, fay: Any) -> None:
    screen = screens[bo.pk]
    asking.answer(screen, "afraid", "unsure", by=looking(bo))
    asking.answer(screen, "weapon", {"declined": True}, by=looking(bo))
    with pytest.raises(NotFound):
        reviewing.answers_of(screen, by=looking(ana))
    asking.send(screen, by=looking(bo))
    read = {each.question.id: each for each in reviewing.answers_of(screen, by=looking(ana))}
    assert (read["afraid"].label, read["afraid"].level) == ("I'm not sure", "red")
    assert (read["weapon"].state, read["weapon"].level) == ("declined", "amber")
    assert read["threatened"].state == "missing"
    assert AuditEntry.unscoped.filter(act="safety.read").count() == 1
    owner = StaffFactory(practice=ana.practice, is_owner=True, is_scheduler=True)
    for person in (fay, owner, bo):
        with pytest.raises(NotFound):
            reviewing.answers_of(screen, by=looking(person))


def test_the_owner_does_not_learn_from_the_audit_that_something_was_raised(
    screens: Any, bo: Any, ana: Any
) -> None:
    asking.answer(screens[bo.pk], "afraid", "yes", by=looking(bo))
    owner = StaffFactory(practice=ana.practice, is_owner=True)
    assert AuditEntry.unscoped.filter(act="safety.alert_raised").exists()
    assert not AuditEntry.objects.visible_to(looking(owner)).filter(act__startswith="safety.").exists()


def test_an_e_mailed_code_alone_opens_nothing_private(screens: Any, bo: Any) -> None:
    reduced = Viewer(bo.user_id, frozenset({"reduced"}), bo.practice_id)
    assert not SafetyScreen.objects.visible_to(reduced).exists()
    with pytest.raises(NotFound):
        asking.answer(screens[bo.pk], "afraid", "yes", by=reduced)


def test_an_answer_that_is_not_offered_is_refused(screens: Any, bo: Any) -> None:
    for question, value in (("afraid", "maybe"), ("nobody_asked", "yes")):
        with pytest.raises(BadInput) as refusal:
            asking.answer(screens[bo.pk], question, value, by=looking(bo))
        assert question in refusal.value.fields
    assert not SafetyAlert.unscoped.exists()


def test_who_joins_later_is_asked_once_and_sees_nothing_from_before(couple: Any, bo: Any, ana: Any) -> None:
    first = asking.offer(couple, by=looking(ana))[0]
    asking.answer(first, "afraid", "yes", by=looking(bo))
    cy = partner_in(couple, "b")
    membership = Membership.unscoped.get(partner=cy)
    for _ in range(2):
        registry.tell(registry.PARTNER_JOINED, membership=membership)
    assert [screen.partner_id for screen in see(cy)] == [cy.pk]
    assert not SafetyAlert.objects.visible_to(looking(cy)).exists()


def test_the_questions_close_when_their_partner_leaves(screens: Any, bo: Any, cy: Any) -> None:
    membership = Membership.unscoped.get(partner=bo)
    registry.tell(registry.PARTNER_LEFT, membership=membership)
    assert see(bo) == []
    assert see(cy) == [screens[cy.pk]]


def test_a_partners_own_export_leaves_the_private_questions_out(screens: Any, bo: Any) -> None:
    asking.answer(screens[bo.pk], "afraid", "yes", by=looking(bo))
    asking.send(screens[bo.pk], by=looking(bo))
    assert registry.own_data_of(bo)["forms"] == []


def test_only_a_sent_screen_is_reviewed_and_only_by_who_looks_after_the_couple(
    screens: Any, bo: Any, ana: Any, fay: Any
) -> None:
    screen = screens[bo.pk]
    with pytest.raises(NotNow):
        reviewing.record_review(screen, "joint", by=looking(ana))
    asking.send(screen, by=looking(bo))
    for person in (fay, bo):
        with pytest.raises(NotFound):
            reviewing.record_review(screen, "joint", by=looking(person))
    with pytest.raises(BadInput):
        reviewing.record_review(screen, "fine", by=looking(ana))
    assert reviewing.record_review(screen, "care", by=looking(ana), note="Spoke alone.").outcome == "care"


def test_screens_hold_no_answer_themselves(couple: Any, bo: Any) -> None:
    SafetyScreenFactory(couple=couple, partner=bo)
    assert not {field.name for field in SafetyScreen._meta.get_fields()} & {"answers", "given", "trail"}


@pytest.mark.parametrize("change", [{"joined_at": None}, {"left_at": timezone.now()}])
def test_the_questions_are_there_only_while_their_partner_belongs(
    screens: Any, bo: Any, change: dict[str, Any]
) -> None:
    assert see(bo) == [screens[bo.pk]]
    Membership.unscoped.filter(partner=bo).update(**change)
    assert see(bo) == []
    with pytest.raises(NotFound):
        asking.answer(screens[bo.pk], "afraid", "yes", by=looking(bo))
