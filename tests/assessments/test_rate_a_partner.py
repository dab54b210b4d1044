"""The counsellor rates each partner: on the counsellor's own form, read by the counsellor's side alone."""

from typing import Any

import pytest

from assessments import administering, publishing, rating
from assessments.models import CounsellorRating
from practice.models import AuditEntry
from practice.refusals import BadInput, NotFound, StaleEdit
from tests.conftest import looking
from tests.factories.assessments import shipped
from tests.factories.practice import StaffFactory

pytestmark = pytest.mark.django_db
GIVEN = {"stage": 1, "step": 2, "seen_and_heard": "Looked up while saying it."}


@pytest.fixture(autouse=True)
def _shelf(db: Any) -> None:
    shipped(rating.STAGE)


def test_a_rating_is_kept_and_read_back_with_its_wording(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    rating.rate(couple, bo, GIVEN, by=looking(ana))
    (held,) = rating.ratings(couple, looking(ana))
    assert held.answers["step"] == {"v": 2}
    assert (held.rating.partner, held.definition.slug) == (bo, rating.STAGE)
    assert AuditEntry.unscoped.filter(act="rating.written").count() == 1


def test_stage_and_step_are_needed(couple: Any, bo: Any, ana: Any) -> None:
    with pytest.raises(BadInput) as refused:
        rating.rate(couple, bo, {"stage": 1}, by=looking(ana))
    assert list(refused.value.fields) == ["step"]
    with pytest.raises(BadInput):
        rating.rate(couple, bo, {**GIVEN, "step": 12}, by=looking(ana))


def test_no_partner_and_no_other_counsellor_learns_of_it(
    couple: Any, bo: Any, cy: Any, ana: Any, fay: Any
) -> None:
    rating.rate(couple, bo, GIVEN, by=looking(ana))
    for person in (bo, cy, fay, StaffFactory(practice=ana.practice, is_owner=True)):
        assert not CounsellorRating.objects.visible_to(looking(person)).exists()
    for person in (bo, fay):
        with pytest.raises(NotFound):
            rating.rate(couple, bo, GIVEN, by=looking(person))
        with pytest.raises(NotFound):
            rating.ratings(couple, looking(person))


def test_it_is_never_sent_to_anybody(couple: Any, bo: Any, ana: Any) -> None:
    with pytest.raises(BadInput):
        administering.send(couple, bo, rating.STAGE, by=looking(ana))


def test_only_a_form_for_counsellors_is_rated_on(couple: Any, bo: Any, ana: Any) -> None:
    shipped("weekly-pulse")
    with pytest.raises(NotFound):
        rating.rate(couple, bo, {}, by=looking(ana), slug="weekly-pulse")
    with pytest.raises(NotFound):
        rating.rate(couple, bo, {}, by=looking(ana), slug="nothing")
    assert publishing.current(rating.STAGE) is not None


def test_nobody_is_rated_who_is_not_of_this_couple(couple: Any, dee: Any, ana: Any) -> None:
    with pytest.raises(NotFound):
        rating.rate(couple, dee, GIVEN, by=looking(ana))


def test_ones_own_rating_is_changed_and_two_pages_do_not_overwrite(couple: Any, bo: Any, ana: Any) -> None:
    made = rating.rate(couple, bo, GIVEN, by=looking(ana))
    changed = rating.change(made, {**GIVEN, "step": 3}, by=looking(ana), version=1)
    assert (changed.answers["step"], changed.version) == ({"v": 3}, 2)
    with pytest.raises(StaleEdit):
        rating.change(made, GIVEN, by=looking(ana), version=1)


def test_the_evidence_is_sealed_in_the_database(couple: Any, bo: Any, ana: Any) -> None:
    from django.db import connection

    rating.rate(couple, bo, GIVEN, by=looking(ana))
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM assessments_counsellorrating")
        raw = bytes(cursor.fetchone()[0])
    assert b"Looked" not in raw
