"""Stage and step as the counsellor sees them: rated on a page, changed by their author, read by nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from assessments import rating
from assessments.models import CounsellorRating
from practice.models import AuditEntry
from tests.conftest import looking
from tests.factories.assessments import shipped
from tests.portal.couples_pages import as_, send, words
from tests.portal.desk_pages import at, colleague, grant

GIVEN = {
    "a-stage": "1",
    "a-step": "2",
    "a-seen_and_heard": "Looked up while saying it.",
    "a-how_sure": "fairly",
}


@pytest.fixture(autouse=True)
def _shelf(db: Any) -> None:
    shipped(rating.STAGE)


def test_each_is_rated_and_stands_beside_the_other(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    assert send(as_(ana), at(couple, "ratings/new/a/"), **GIVEN).status_code in (302, 303)
    assert send(as_(ana), at(couple, "ratings/new/b/"), **(GIVEN | {"a-step": "3"})).status_code in (302, 303)
    shown = words(as_(ana).get(at(couple, "ratings/")))
    assert "Looked up while saying it." in shown
    assert AuditEntry.unscoped.filter(act="ratings.read").count() == 1
    assert {row.partner_id for row in CounsellorRating.unscoped.all()} == {bo.pk, cy.pk}


def test_what_is_missing_is_said_beside_its_question_and_words_are_kept(
    ana: Any, couple: Any, bo: Any, cy: Any
) -> None:
    answer = send(as_(ana), at(couple, "ratings/new/a/"), **(GIVEN | {"a-step": ""}))
    assert answer.status_code == 400
    problems = {field.question.id: field.problem for field in answer.context["fields"]}
    assert problems["step"]
    assert b"Looked up while saying it." in answer.content


def test_ones_own_is_changed_and_a_colleagues_is_not(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    made = rating.rate(couple, bo, {"stage": 1, "step": 1}, by=looking(ana))
    where = at(couple, f"ratings/{made.pk}/")
    assert send(as_(ana), where, **(GIVEN | {"version": "1"})).status_code in (302, 303)
    assert send(as_(ana), where, **(GIVEN | {"version": "1", "a-step": "4"})).status_code == 412
    cover = colleague(ana.practice, is_counsellor=True)
    grant(couple, cover)
    assert send(as_(cover), where, **(GIVEN | {"version": "2"})).status_code == 404
    assert as_(cover).get(at(couple, "ratings/")).status_code == 200


def test_partners_and_strangers_find_nothing_there(ana: Any, fay: Any, couple: Any, bo: Any, cy: Any) -> None:
    made = rating.rate(couple, bo, {"stage": 1, "step": 1}, by=looking(ana))
    for person in (bo, cy, fay):
        for end in ("ratings/", "ratings/new/a/", f"ratings/{made.pk}/"):
            assert as_(person).get(at(couple, end)).status_code == 404
