"""A practice writes its own exercise over JSON: draft, what is missing, preview, version; and another practice hears nothing."""

from __future__ import annotations

from typing import Any

import pytest

from homework.models import ExerciseDraft, ExerciseVersion
from tests.factories import assessments as forms
from tests.factories import homework as sets
from tests.factories.practice import PracticeFactory, StaffFactory

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
DRAFTS, LIBRARY = f"{V1}/exercise-drafts/", f"{V1}/library/"


@pytest.fixture
def kim(db: None) -> Any:
    return StaffFactory(practice=PracticeFactory(), called="Kim", is_counsellor=True)


def begun(client: Any, based_on: Any = None) -> dict[str, Any]:
    made = client.post(DRAFTS, {"based_on": str(based_on.pk)} if based_on else {})
    assert made.status_code == 201, made.json()
    found: dict[str, Any] = made.json()
    return found


def test_a_draft_becomes_a_version_of_ones_own(
    couple: Any, bo: Any, cy: Any, ana: Any, fay: Any, kim: Any, client_of: Any
) -> None:
    forms.screened(couple, bo, cy)
    client = client_of(ana)
    draft = begun(client, sets.exercise("self-care-plan"))
    at = f"{DRAFTS}{draft['id']}/"
    tables = {**draft["tables"], "title": "Our own rest"}
    assert client.patch(at, {"tables": tables}).status_code == 428
    tag = {"If-Match": client.get(at)["ETag"]}
    kept = client.patch(at, {"tables": tables}, headers=tag)
    assert kept.json()["version"] == 2
    assert client.patch(at, {"tables": tables}, headers=tag).status_code == 412
    assert client.get(f"{at}problems/").json() == {"problems": []}
    assert client.get(f"{at}preview/").json()["title"] == "Our own rest"
    made = client.post(f"{at}publish/", headers={"If-Match": kept["ETag"]})
    assert (made.status_code, made.json()["is_own"]) == (201, True), made.json()
    own = f"{LIBRARY}{made.json()['id']}/"
    assert client_of(fay).get(own).status_code == 200
    assert client_of(kim).get(own).status_code == 404
    assert client_of(kim).post(f"{own}retire/").status_code == 404
    set_one = {"couple": str(couple.pk), "exercise": made.json()["slug"], "reason": "Rest.", "for_marks": "a"}
    assert client.post(f"{V1}/assignments/", set_one).status_code == 201
    assert client.post(f"{own}retire/").status_code == 204
    assert client.get(own).json()["retired_at"]
    assert client.post(f"{at}publish/", headers={"If-Match": '"v3"'}).status_code == 409


def test_what_is_missing_is_said_all_at_once(ana: Any, client_of: Any) -> None:
    client = client_of(ana)
    draft = begun(client)
    at = f"{DRAFTS}{draft['id']}/"
    problems = client.get(f"{at}problems/").json()["problems"]
    assert problems
    assert all(each["says"] for each in problems)
    assert client.get(f"{at}preview/").status_code == 400
    refused = client.post(f"{at}publish/", headers={"If-Match": '"v1"'})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "not_an_exercise_yet")
    assert not ExerciseVersion.unscoped.exists()
    assert client.delete(at, headers={"If-Match": '"v1"'}).status_code == 204
    assert not ExerciseDraft.unscoped.exists()


def test_no_other_practice_and_no_partner_finds_a_draft(
    couple: Any, bo: Any, ana: Any, kim: Any, client_of: Any
) -> None:
    at = f"{DRAFTS}{begun(client_of(ana))['id']}/"
    for other in (bo, kim):
        client = client_of(other)
        assert client.get(at).status_code == 404
        assert client.get(f"{at}preview/").status_code == 404
        assert client.delete(at, headers={"If-Match": '"v1"'}).status_code == 404
    assert client_of(kim).get(DRAFTS).json()["results"] == []
    assert client_of(bo).get(DRAFTS).status_code == 404


def test_what_comes_with_the_product_is_nobodys_to_retire(ana: Any, client_of: Any) -> None:
    shipped = sets.exercise()
    assert client_of(ana).post(f"{LIBRARY}{shipped.pk}/retire/").status_code == 404
    shipped.refresh_from_db()
    assert shipped.retired_at is None
