"""The counsellor sends a form, takes one back, and forms follow what happens to the couple."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments import administering
from assessments.models import Administration
from assessments.results import standing, summarising
from practice import registry
from practice.models import CoupleSummary, Grant, Membership, Message
from practice.refusals import BadInput, NotFound
from tests.conftest import looking
from tests.factories.assessments import CLOSE, FAR, PULSE, AdministrationFactory, shipped
from tests.factories.practice import SessionFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published(db: None) -> None:
    shipped(PULSE)


def test_a_form_goes_to_one_partner_with_one_neutral_mail(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    form = administering.send(couple, bo, PULSE, by=looking(ana))
    assert list(Administration.objects.visible_to(looking(bo))) == [form]
    assert not Administration.objects.visible_to(looking(cy)).exists()
    letter = Message.unscoped.get()
    assert letter.user_id == bo.user_id
    assert "pulse" not in str(letter.letter).lower()


def test_forms_sent_together_make_no_second_mail(couple: Any, bo: Any, ana: Any) -> None:
    administering.send(couple, bo, PULSE, by=looking(ana), quietly=True)
    assert not Message.unscoped.exists()


def test_the_same_form_does_not_pile_up(couple: Any, bo: Any, ana: Any) -> None:
    administering.send(couple, bo, PULSE, by=looking(ana))
    with pytest.raises(administering.AlreadyWaiting):
        administering.send(couple, bo, PULSE, by=looking(ana))
    assert Administration.unscoped.count() == 1


def test_only_who_looks_after_the_couple_sends(couple: Any, bo: Any, fay: Any, ana: Any) -> None:
    owner = StaffFactory(practice=couple.practice, is_owner=True, is_scheduler=True)
    for person in (fay, owner, bo):
        with pytest.raises(NotFound):
            administering.send(couple, bo, PULSE, by=looking(person))
    grant = Grant.unscoped.create(
        couple=couple,
        staff=fay,
        given_by=ana,
        kind="supervision",
        reason="to look",
        ends_at=timezone.now() + timedelta(days=1),
    )
    with pytest.raises(NotFound):
        administering.send(couple, bo, PULSE, by=looking(fay))
    Grant.unscoped.filter(pk=grant.pk).update(kind="cover")
    assert administering.send(couple, bo, PULSE, by=looking(fay)).is_open


def test_a_partner_of_another_couple_and_a_safety_form_cannot_be_sent(
    couple: Any, bo: Any, dee: Any, ana: Any
) -> None:
    shipped("private-safety-screen")
    with pytest.raises(NotFound):
        administering.send(couple, dee, PULSE, by=looking(ana))
    for slug in ("private-safety-screen", "no-such-form"):
        with pytest.raises(BadInput):
            administering.send(couple, bo, slug, by=looking(ana))


def test_a_form_taken_back_leaves_the_summary(couple: Any, bo: Any, ana: Any) -> None:
    kept, mistaken = (
        administering.submit(
            AdministrationFactory(couple=couple, partner=bo), by=looking(bo), changes=answers
        )
        for answers in (CLOSE, FAR)
    )
    administering.void(mistaken, by=looking(ana))
    told = standing.read(CoupleSummary.unscoped.get(couple=couple).facts)
    assert [value for _, value in told.closeness["a"]] == [100]
    with pytest.raises(NotFound):
        administering.void(kept, by=looking(bo))


def test_a_recount_says_what_the_submits_said(couple: Any, bo: Any, cy: Any) -> None:
    for partner, answers in ((bo, CLOSE), (cy, FAR), (bo, FAR)):
        administering.submit(
            AdministrationFactory(couple=couple, partner=partner), by=looking(partner), changes=answers
        )
    before = CoupleSummary.unscoped.get(couple=couple).facts
    summarising.recount(couple)
    assert CoupleSummary.unscoped.get(couple=couple).facts == before


def test_other_packages_facts_stay_in_the_summary(couple: Any, bo: Any) -> None:
    CoupleSummary.unscoped.create(couple=couple, facts={"homework": {"done": 3}})
    administering.submit(AdministrationFactory(couple=couple, partner=bo), by=looking(bo), changes=CLOSE)
    summarising.recount(couple)
    assert CoupleSummary.unscoped.get(couple=couple).facts["homework"] == {"done": 3}


def test_an_erased_person_leaves_no_line_in_the_summary(couple: Any, bo: Any, cy: Any) -> None:
    for partner in (bo, cy):
        administering.submit(
            AdministrationFactory(couple=couple, partner=partner), by=looking(partner), changes=CLOSE
        )
    registry.tell(registry.PERSON_ERASED, partner=bo)
    told = standing.read(CoupleSummary.unscoped.get(couple=couple).facts)
    assert set(told.closeness) == {"b"}
    assert set(told.last_submitted_at) == {"b"}


def test_forms_due_before_a_session_follow_it_when_it_moves(couple: Any, bo: Any, ana: Any) -> None:
    session = SessionFactory(couple=couple)
    form = administering.send(
        couple, bo, PULSE, by=looking(ana), before_session=session, due_on=session.starts_at.date()
    )
    session.starts_at += timedelta(days=7)
    registry.tell(registry.SESSION_MOVED, session=session)
    assert Administration.unscoped.get(pk=form.pk).due_on == session.starts_at.date()


def test_open_forms_close_when_their_partner_leaves_and_the_others_stay(
    couple: Any, bo: Any, cy: Any
) -> None:
    sent = administering.submit(
        AdministrationFactory(couple=couple, partner=bo), by=looking(bo), changes=CLOSE
    )
    bos, cys = (AdministrationFactory(couple=couple, partner=partner) for partner in (bo, cy))
    registry.tell(registry.PARTNER_LEFT, membership=Membership.unscoped.get(partner=bo))
    assert Administration.unscoped.get(pk=bos.pk).state == "void"
    assert Administration.unscoped.get(pk=cys.pk).state == "open"
    assert Administration.unscoped.get(pk=sent.pk).state == "submitted"
