"""A form belongs to its partner and, once sent, to the counsellor too; for everyone else there is none."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments import administering
from assessments.models import Administration
from assessments.results import reading
from practice import registry
from practice.access import NOBODY, Viewer
from practice.models import Grant
from practice.refusals import NotFound
from tests.conftest import looking
from tests.factories.assessments import CLOSE, FAR, AdministrationFactory
from tests.factories.practice import StaffFactory, partner_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(couple: Any, bo: Any) -> Administration:
    row = AdministrationFactory(couple=couple, partner=bo)
    return administering.save_answer(row, {"felt_close": 1}, by=looking(bo))


def sees(viewer: Viewer, form: Administration) -> bool:
    return Administration.objects.visible_to(viewer).filter(pk=form.pk).exists()


def test_a_partner_never_sees_the_other_partners_form(form: Any, bo: Any, cy: Any) -> None:
    assert sees(looking(bo), form)
    assert not sees(looking(cy), form)
    administering.submit(form, by=looking(bo), changes=CLOSE)
    assert sees(looking(bo), form)
    assert not sees(looking(cy), form)


def test_only_the_couples_own_counsellor_sees_it(form: Any, ana: Any, fay: Any, dee: Any) -> None:
    assert sees(looking(ana), form)
    owner = StaffFactory(practice=ana.practice, is_owner=True)
    desk = StaffFactory(practice=ana.practice, is_scheduler=True)
    for person in (fay, dee, owner, desk):
        assert not sees(looking(person), form)
    assert not sees(NOBODY, form)
    ana.departed_at = timezone.now()
    ana.save()
    assert not sees(looking(ana), form)


def test_cover_sees_it_while_the_grant_is_open_and_not_an_hour_longer(form: Any, fay: Any, ana: Any) -> None:
    grant = Grant.unscoped.create(
        couple=form.couple,
        staff=fay,
        given_by=ana,
        kind="cover",
        reason="away",
        starts_at=timezone.now() - timedelta(days=2),
        ends_at=timezone.now() + timedelta(days=1),
    )
    assert sees(looking(fay), form)
    Grant.unscoped.filter(pk=grant.pk).update(ends_at=timezone.now() - timedelta(hours=1))
    assert not sees(looking(fay), form)


def test_answers_that_were_not_sent_stay_with_their_partner(form: Any, bo: Any, cy: Any, ana: Any) -> None:
    assert reading.given(form, looking(bo)) == {"felt_close": {"v": 1}}
    assert reading.given(form, looking(ana)) is None
    with pytest.raises(NotFound):
        reading.given(form, looking(cy))
    sent = administering.submit(form, by=looking(bo), changes=CLOSE)
    assert reading.given(sent, looking(ana)) == {key: {"v": value} for key, value in CLOSE.items()}


def test_who_joins_later_finds_nothing_from_before(form: Any, bo: Any) -> None:
    administering.submit(form, by=looking(bo), changes=FAR)
    later = partner_in(form.couple, "b")
    assert not Administration.objects.visible_to(looking(later)).exists()
    assert registry.own_data_of(later)["forms"] == []


def test_an_own_export_holds_the_own_words_and_no_one_elses(form: Any, bo: Any, cy: Any) -> None:
    other = AdministrationFactory(couple=form.couple, partner=cy)
    administering.submit(other, by=looking(cy), changes=FAR)
    administering.submit(form, by=looking(bo), changes={**CLOSE, "felt_hopeful": {"declined": True}})
    (held,) = registry.own_data_of(bo)["forms"]
    assert held["form"] == "Weekly pulse"
    assert held["scales"] == {"Closeness": 100}
    assert {"question": "I felt hopeful about us.", "declined": True} in held["answers"]
    assert {"question": "I felt close to my partner.", "answer": "Very much"} in held["answers"]
