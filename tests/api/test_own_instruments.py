"""Bringing instruments and answers over the API: same gate, same alerts, and no other practice hears of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assessments import publishing
from assessments.exchange import fhir_writing
from assessments.models import Administration, InstrumentLicence, InstrumentVersion
from assessments.safety.models import SafetyAlert
from tests.factories.assessments import CLOSE, PULSE, AdministrationFactory, shipped
from tests.factories.practice import PracticeFactory, StaffFactory

V1 = "/api/v1"
GAD_WORDS = {
    "adapter": "gad-7",
    "title": "Our worry questions",
    "neutral_title": "Seven questions",
    "items": [{"text": f"Our licensed words for item {n}."} for n in range(1, 8)],
    "labels": ["None", "A little", "Some", "Much"],
    "licence_holder": "The house of worry",
    "licence_until": "2090-01-01",
}
PHQ_WORDS = {
    **GAD_WORDS,
    "adapter": "phq-9",
    "title": "Our mood questions",
    "items": [{"text": f"Our licensed words for item {n}."} for n in range(1, 10)],
}
pytestmark = pytest.mark.django_db


def fields(response: Any, status: int = 400) -> dict[str, Any]:
    assert response.status_code == status, response.content
    return response.json()["error"]["fields"]


def test_adapters_are_facts_and_are_shown_to_staff_alone(ana: Any, bo: Any, client_of: Any) -> None:
    found = client_of(ana).get(f"{V1}/adapters/")
    by_slug = {each["slug"]: each for each in found.json()["results"]}
    assert by_slug["rdas"]["scores"][2]["id"] == "cohesion"
    assert {"phq-9", "csi-32", "hits", "dps"} <= by_slug.keys()
    assert client_of(bo).get(f"{V1}/adapters/").status_code == 404


def test_a_sum_is_worked_out_on_the_spot_and_nothing_is_kept(ana: Any, client_of: Any) -> None:
    client = client_of(ana)
    found = client.post(
        f"{V1}/adapters/score/", {"adapter": "hits", "points": {"1": 1, "2": 3, "3": 1, "4": 1}}
    )
    assert found.json()["scores"]["total"]["value"] == 6
    assert found.json()["look_at"] == [2]
    assert not Administration.unscoped.exists()
    wrong = client.post(f"{V1}/adapters/score/", {"adapter": "hits", "points": {"1": 9}})
    assert fields(wrong) == {"1": ["Item 1 takes whole points from 1 to 5."]}
    assert "adapter" in fields(client.post(f"{V1}/adapters/score/", {"adapter": "none", "points": {}}))


def test_licensed_words_become_a_version_of_this_practice_alone(
    ana: Any, couple: Any, bo: Any, client_of: Any
) -> None:
    client = client_of(ana)
    made = client.post(f"{V1}/own-instruments/", GAD_WORDS)
    assert made.status_code == 201, made.content
    assert made.json()["holder"] == "The house of worry"
    assert client.post(f"{V1}/own-instruments/", GAD_WORDS).json()["instrument"] == made.json()["instrument"]
    version = InstrumentVersion.unscoped.get()
    assert version.practice_id == ana.practice_id
    far = StaffFactory(practice=PracticeFactory(), is_counsellor=True, is_owner=True)
    assert client_of(far).get(f"{V1}/own-instruments/").json()["results"] == []
    assert client_of(far).get(f"{V1}/instruments/{version.pk}/").status_code == 404
    assert client_of(far).get(f"{V1}/fhir-questionnaires/{version.pk}/").status_code == 404
    assert client_of(bo).get(f"{V1}/own-instruments/").status_code == 404
    sent = client.post(
        f"{V1}/questionnaires/", {"couple": str(couple.pk), "partner": str(bo.pk), "instrument": version.slug}
    )
    assert sent.status_code == 201, sent.content


def test_what_does_not_fit_the_adapter_is_told_beside_its_field(ana: Any, client_of: Any) -> None:
    client = client_of(ana)
    assert "items" in fields(
        client.post(f"{V1}/own-instruments/", {**GAD_WORDS, "items": GAD_WORDS["items"][:6]})
    )
    assert "labels" in fields(client.post(f"{V1}/own-instruments/", {**GAD_WORDS, "labels": ["None", "All"]}))
    assert "licence_holder" in fields(
        client.post(f"{V1}/own-instruments/", {**GAD_WORDS, "licence_holder": " "})
    )
    past = {**GAD_WORDS, "licence_until": "2020-01-01"}
    assert "licence_until" in fields(client.post(f"{V1}/own-instruments/", past))
    harm = {**GAD_WORDS, "adapter": "hits", "items": GAD_WORDS["items"][:4], "labels": list("abcde")}
    assert "adapter" in fields(client.post(f"{V1}/own-instruments/", harm))
    assert not InstrumentVersion.unscoped.exists()


def test_a_narrow_token_and_a_replay_are_like_everywhere(ana: Any, client_of: Any) -> None:
    narrow = client_of(ana, scopes=["instruments:read"])
    assert narrow.get(f"{V1}/adapters/").status_code == 200
    assert narrow.post(f"{V1}/own-instruments/", GAD_WORDS).status_code == 404
    client, key = client_of(ana), {"Idempotency-Key": "once"}
    first = client.post(f"{V1}/own-instruments/", GAD_WORDS, headers=key)
    again = client.post(f"{V1}/own-instruments/", GAD_WORDS, headers=key)
    assert again.headers["Idempotent-Replay"] == "true"
    assert first.json() == again.json()


def test_a_fhir_form_is_tried_dry_and_then_brought_in(ana: Any, client_of: Any) -> None:
    client = client_of(ana)
    text = json.dumps(fhir_writing.questionnaire(shipped(PULSE).definition))
    dry = client.post(f"{V1}/own-instruments/import/", {"content": text, "dry_run": True})
    assert dry.status_code == 200, dry.content
    assert dry.json()["instrument"] is None
    assert len(dry.json()["definition"]["questions"]) == 4
    assert InstrumentVersion.unscoped.count() == 1
    assert "licence_holder" in fields(client.post(f"{V1}/own-instruments/import/", {"content": text}))
    body = {"content": text, "licence_holder": "Ourselves"}
    made = client.post(f"{V1}/own-instruments/import/", body)
    assert made.status_code == 201
    own = InstrumentVersion.unscoped.get(pk=made.json()["instrument"])
    assert own.slug.startswith("own-")
    assert InstrumentLicence.unscoped.get().holder == "Ourselves"
    assert client.post(f"{V1}/own-instruments/import/", body).json()["is_known"]
    assert publishing.current(PULSE) == shipped(PULSE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<Questionnaire/>", "this is XML"),
        ("slug = \n[", "line 1"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ('{"a": NaN}', "no number"),
        ("{" * 50, "nested"),
        ('{"resourceType": "Patient"}', "no FHIR Questionnaire"),
    ],
)
def test_a_file_that_cannot_be_brought_in_says_why(ana: Any, client_of: Any, text: str, says: str) -> None:
    body = {"content": text, "licence_holder": "Ourselves"}
    found = fields(client_of(ana).post(f"{V1}/own-instruments/import/", body))
    assert says in str(found)
    assert not InstrumentVersion.unscoped.exists()


def test_a_file_has_an_end(ana: Any, client_of: Any) -> None:
    client = client_of(ana)
    assert "content" in fields(client.post(f"{V1}/own-instruments/import/", {"content": "a" * 250_001}))
    assert client.post(f"{V1}/own-instruments/import/", {"content": "a" * 300_000}).status_code == 413


def paper(couple: Any, bo: Any, **facts: Any) -> dict[str, Any]:
    return {
        "couple": str(couple.pk),
        "partner": str(bo.pk),
        "adapter": "phq-9",
        "taken_on": "2026-03-02",
        **facts,
    }


def test_numbers_from_paper_are_scored_and_item_nine_is_heard_of_at_once(
    ana: Any, fay: Any, couple: Any, bo: Any, client_of: Any
) -> None:
    client = client_of(ana)
    points = {str(n): 1 for n in range(1, 10)}
    made = client.post(f"{V1}/entered-forms/", paper(couple, bo, points=points))
    assert made.status_code == 201, made.content
    assert made.json()["scores"]["adapter"]["scores"]["total"]["value"] == 9
    assert made.json()["alerts"] == 1
    assert SafetyAlert.unscoped.get().partner_id == bo.pk
    row = Administration.unscoped.get()
    assert (row.came, row.state) == ("paper", "submitted")
    assert client_of(bo).get(f"{V1}/questionnaires/").json()["results"] == []
    assert client_of(bo).get(f"{V1}/questionnaires/{row.pk}/").status_code == 404
    assert client_of(bo).get(f"{V1}/instruments/").json()["results"] == []
    assert client_of(bo).get(f"{V1}/fhir-responses/{row.pk}/").status_code == 404
    assert client_of(fay).post(f"{V1}/entered-forms/", paper(couple, bo, points=points)).status_code == 400


def test_a_total_alone_is_kept_and_says_what_it_leaves_open(
    ana: Any, couple: Any, bo: Any, client_of: Any
) -> None:
    client = client_of(ana)
    made = client.post(f"{V1}/entered-forms/", paper(couple, bo, totals={"total": 12}))
    assert made.json()["unread"] == [9]
    assert made.json()["alerts"] == 0
    wrong = client.post(f"{V1}/entered-forms/", paper(couple, bo, points={"1": 1}, totals={"total": 12}))
    assert "total" in fields(wrong)
    assert "total" in fields(client.post(f"{V1}/entered-forms/", paper(couple, bo, totals={"total": 28})))
    assert "points" in fields(client.post(f"{V1}/entered-forms/", paper(couple, bo)))
    assert "taken_on" in fields(
        client.post(f"{V1}/entered-forms/", paper(couple, bo, totals={"total": 1}, taken_on="2090-01-01"))
    )
    assert Administration.unscoped.count() == 1


def test_answers_go_out_and_come_back_as_fhir(
    ana: Any, couple: Any, bo: Any, cy: Any, client_of: Any
) -> None:
    row = AdministrationFactory(couple=couple, partner=bo)
    client_of(bo).post(f"{V1}/questionnaires/{row.pk}/submit/", {"answers": CLOSE})
    client = client_of(ana)
    for release in ("", "?release=R4", "?release=R5"):
        out = client.get(f"{V1}/fhir-responses/{row.pk}/{release}")
        assert out.status_code == 200, out.content
        body = {
            "couple": str(couple.pk),
            "partner": str(cy.pk),
            "instrument": PULSE,
            "content": json.dumps(out.json()),
        }
        dry = client.post(f"{V1}/entered-forms/response/", {**body, "dry_run": True})
        assert dry.json()["scores"]["scales"]["closeness"]["value"] == 100, dry.content
    assert Administration.unscoped.count() == 1
    made = client.post(f"{V1}/entered-forms/response/", body)
    assert made.status_code == 201
    back = Administration.unscoped.get(came="file")
    row.refresh_from_db()
    assert back.answers == row.answers
    assert back.scores == row.scores
    own = client_of(bo).get(f"{V1}/fhir-responses/{row.pk}/").json()
    assert "extension" not in own
    assert own["meta"]["security"][0]["code"] == "partner"
    assert client_of(cy).get(f"{V1}/fhir-responses/{row.pk}/").status_code == 404
    assert "release" in fields(client.get(f"{V1}/fhir-responses/{row.pk}/?release=R3"))
    assert (
        client.get(f"{V1}/fhir-questionnaires/{row.instrument_id}/?release=R5").json()["item"][0]["type"]
        == "coding"
    )


def test_a_wrong_response_is_refused_with_a_line_each(ana: Any, couple: Any, bo: Any, client_of: Any) -> None:
    shipped(PULSE)
    items = [
        {"linkId": "felt_close", "answer": [{"valueCoding": {"code": "9"}}]},
        {"linkId": "nonsense", "answer": [{"valueInteger": 1}]},
    ]
    text = json.dumps({"resourceType": "QuestionnaireResponse", "status": "in-progress", "item": items})
    body = {"couple": str(couple.pk), "partner": str(bo.pk), "instrument": PULSE, "content": text}
    found = str(fields(client_of(ana).post(f"{V1}/entered-forms/response/", body)))
    for says in ("only completed ones", "item *felt_close*", "item *nonsense*: this linkId is not part"):
        assert says in found
    assert not Administration.unscoped.exists()


def test_a_table_is_taken_whole_or_not_at_all(
    ana: Any, couple: Any, bo: Any, dee: Any, client_of: Any
) -> None:
    client = client_of(ana)
    head = "partner,instrument,taken_on,total\n"
    good = f"{head}{bo.pk},gad-7,2026-03-02,7\n{bo.pk},phq-9,2026-03-02,12\n"
    foreign = client.post(f"{V1}/entered-forms/table/", {"content": f"{good}{dee.pk},gad-7,2026-03-02,1\n"})
    absent = client.post(f"{V1}/entered-forms/table/", {"content": f"{good}{couple.pk},gad-7,2026-03-02,1\n"})
    assert (
        fields(foreign)
        == fields(absent)
        == {"problem_1": ["line 4: there’s no such partner among your couples."]}
    )
    assert not Administration.unscoped.exists()
    dry = client.post(f"{V1}/entered-forms/table/", {"content": good, "dry_run": True})
    assert [row["line"] for row in dry.json()["entered"]] == [2, 3]
    assert not Administration.unscoped.exists()
    assert client.post(f"{V1}/entered-forms/table/", {"content": good}).status_code == 201
    assert Administration.unscoped.count() == 2
    again = client.post(f"{V1}/entered-forms/table/", {"content": good})
    assert "brought in before" in str(fields(again))
