"""Plans, batteries and the ends of a questionnaire as JSON: who may, once per key, and whole edits by their version."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.models import Administration, AssessmentPlan, TakenBack
from tests.factories.assessments import AdministrationFactory, shipped

pytestmark = pytest.mark.django_db
PLANS, FORMS = "/api/v1/plans/", "/api/v1/questionnaires/"
LISTED = 4


@pytest.fixture(autouse=True)
def _published(db: None) -> None:
    for slug in ("weekly-pulse", "connection-and-distance", "inner-world"):
        shipped(slug)


def planned(client: Any, couple: Any, **wishes: Any) -> Any:
    body = {"couple": str(couple.pk), "forms": [{"slug": "weekly-pulse"}], **wishes}
    return client.post(PLANS, body, format="json")


def test_a_battery_is_sent_by_its_name_to_both_alike(
    client_of: Any, couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    client = client_of(ana)
    slugs = [each["slug"] for each in client.get("/api/v1/batteries/").json()["results"]]
    assert "every-session" in slugs
    made = client.post(
        PLANS,
        {"couple": str(couple.pk), "battery": "every-four-weeks", "due_days": 3},
        format="json",
    )
    assert made.status_code == 400  # not every form of it is in use here
    made = planned(client, couple, kind="weeks", every_weeks=4, due_days=3)
    assert made.status_code == 201, made.json()
    assert made.json()["state"] == "active"
    shown = client.get(f"{PLANS}{made.json()['id']}/").json()
    assert len(shown["runs"]) == 1
    assert {each["id"] for each in client.get(FORMS).json()["results"]} == set(
        shown["runs"][0]["questionnaires"]
    )


def test_the_same_key_plans_once(client_of: Any, couple: Any, bo: Any, ana: Any) -> None:
    client = client_of(ana)
    body = {"couple": str(couple.pk), "forms": [{"slug": "weekly-pulse"}]}
    for _again in range(2):
        answer = client.post(PLANS, body, format="json", headers={"Idempotency-Key": "one"})
        assert answer.status_code == 201
    assert AssessmentPlan.unscoped.count() == 1
    assert planned(client, couple).status_code == 409


def test_a_change_needs_the_version_that_was_seen(client_of: Any, couple: Any, bo: Any, ana: Any) -> None:
    client = client_of(ana)
    made = planned(client, couple, kind="weeks", every_weeks=2)
    at = f"{PLANS}{made.json()['id']}/"
    tag = client.get(at)["ETag"]
    assert client.patch(at, {"every_weeks": 3}, format="json").status_code == 428
    changed = client.patch(at, {"every_weeks": 3}, format="json", headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["every_weeks"]) == (200, 3)
    assert client.patch(at, {"every_weeks": 4}, format="json", headers={"If-Match": tag}).status_code == 412
    wrong = client.patch(at, {"every_weeks": 99}, format="json", headers={"If-Match": changed["ETag"]})
    assert wrong.status_code == 400
    assert client.post(f"{at}end/").json()["state"] == "ended"


def test_nobody_else_finds_a_plan(client_of: Any, couple: Any, bo: Any, cy: Any, ana: Any, fay: Any) -> None:
    at = f"{PLANS}{planned(client_of(ana), couple, kind='weeks', every_weeks=2).json()['id']}/"
    assert client_of(fay).get(at).status_code == 404
    assert client_of(fay).get(PLANS).json()["results"] == []
    assert planned(client_of(fay), couple).status_code in (400, 404)
    for person in (bo, cy):
        assert client_of(person).get(PLANS).status_code == 404
        assert client_of(person).get("/api/v1/batteries/").status_code == 404


def test_a_partner_leaves_a_form_and_the_counsellor_reads_why(
    client_of: Any, couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    form = AdministrationFactory(couple=couple, partner=bo)
    at = f"{FORMS}{form.pk}/"
    assert client_of(cy).post(f"{at}decline/", {"reason": "x"}, format="json").status_code == 404
    assert client_of(ana).post(f"{at}decline/", {}, format="json").status_code == 404
    left = client_of(bo).post(f"{at}decline/", {"reason": "Not now."}, format="json")
    assert left.json()["state"] == "declined"
    assert client_of(ana).get(at).json()["reason"] == "Not now."
    assert client_of(bo).patch(at, {"answers": {"felt_close": 1}}, format="json").status_code == 409
    again = client_of(ana).post(f"{at}again/", {"closes_on": "2099-01-01"}, format="json")
    assert (again.status_code, again.json()["closes_on"]) == (201, "2099-01-01")
    assert client_of(cy).get(f"{FORMS}{again.json()['id']}/").status_code == 404


def test_why_a_form_was_taken_back_is_for_the_counsellor_alone(
    client_of: Any, couple: Any, bo: Any, ana: Any
) -> None:
    form = AdministrationFactory(couple=couple, partner=bo)
    void = client_of(ana).post(f"{FORMS}{form.pk}/void/", {"reason": "A slip."}, format="json")
    assert void.json()["state"] == "void"
    assert TakenBack.unscoped.get().reason == "A slip."
    assert "A slip." not in client_of(bo).get(f"{FORMS}{form.pk}/").content.decode()
    assert client_of(ana).get(f"{FORMS}{form.pk}/").json()["reason"] == "A slip."


def test_an_occasion_is_one_of_a_few_words(client_of: Any, couple: Any, bo: Any, ana: Any) -> None:
    body = {"couple": str(couple.pk), "partner": str(bo.pk), "instrument": "weekly-pulse"}
    client = client_of(ana)
    assert client.post(FORMS, {**body, "occasion": "because"}, format="json").status_code == 400
    made = client.post(FORMS, body, format="json")
    assert (made.status_code, made.json()["occasion"]) == (201, "once")
    assert Administration.unscoped.get().occasion == "once"


def test_a_list_of_plans_asks_as_often_for_many_as_for_one(
    client_of: Any, couple: Any, bo: Any, ana: Any, django_assert_num_queries: Any
) -> None:
    client = client_of(ana)
    planned(client, couple, kind="weeks", every_weeks=2)
    with django_assert_num_queries(LISTED):
        client.get(PLANS)
    for slug in ("inner-world", "connection-and-distance"):
        planned(client, couple, kind="weeks", every_weeks=2, forms=[{"slug": slug}])
    with django_assert_num_queries(LISTED):
        assert len(client.get(PLANS).json()["results"]) == 3
