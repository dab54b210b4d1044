"""Holds, the queue and the help lines as JSON."""

from __future__ import annotations

from typing import Any

from assessments import administering
from assessments.safety import asking
from assessments.safety.hold_models import SafetyHold
from assessments.safety.models import SafetyAlert
from practice.models import User
from tests.conftest import looking
from tests.factories.assessments import AdministrationFactory, SafetyScreenFactory, shipped

V1 = "/api/v1"


def test_a_hold_is_placed_read_reviewed_and_lifted(client_of: Any, couple: Any, bo: Any, ana: Any) -> None:
    client = client_of(ana)
    refused = client.post(f"{V1}/holds/", {"couple": str(couple.pk), "reason": " "}, format="json")
    assert refused.status_code == 400
    assert "reason" in refused.json()["error"]["fields"]
    made = client.post(f"{V1}/holds/", {"couple": str(couple.pk), "reason": "Worried."}, format="json")
    assert made.status_code == 201
    path = f"{V1}/holds/{made.json()['id']}/"
    assert client.post(f"{path}review/", {"reason": "Still so."}, format="json").status_code == 200
    lifted = client.post(f"{path}lift/", {"reason": "Settled."}, format="json")
    assert lifted.json()["lifted_at"]
    steps = client.get(path).json()["steps"]
    assert [step["reason"] for step in steps] == ["Worried.", "Still so.", "Settled."]
    again = client.post(f"{path}lift/", {"reason": "Again."}, format="json")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "hold_is_lifted")


def test_one_request_sent_twice_places_one_hold(client_of: Any, couple: Any, bo: Any, ana: Any) -> None:
    client, sent = client_of(ana), {"couple": str(couple.pk), "reason": "Worried."}
    for _ in range(2):
        answer = client.post(f"{V1}/holds/", sent, format="json", headers={"Idempotency-Key": "one"})
        assert answer.status_code == 201
    assert SafetyHold.unscoped.count() == 1


def test_nobody_else_finds_a_hold_or_the_queue(
    client_of: Any, couple: Any, bo: Any, cy: Any, ana: Any, fay: Any
) -> None:
    client_of(ana).post(f"{V1}/holds/", {"couple": str(couple.pk), "reason": "Worried."}, format="json")
    hold = SafetyHold.unscoped.get()
    for person in (bo, cy):
        for path in ("holds/", f"holds/{hold.pk}/", "open-alone/"):
            assert client_of(person).get(f"{V1}/{path}").status_code == 404
    assert client_of(fay).get(f"{V1}/holds/{hold.pk}/").status_code == 404
    assert client_of(fay).get(f"{V1}/open-alone/").json() == []
    answer = client_of(fay).post(f"{V1}/holds/", {"couple": str(couple.pk), "reason": "x"}, format="json")
    assert answer.status_code == 400


def test_the_queue_tells_since_when_and_who_was_told(client_of: Any, couple: Any, bo: Any, ana: Any) -> None:
    asking.answer(SafetyScreenFactory(couple=couple, partner=bo), "afraid", "yes", by=looking(bo))
    (one,) = client_of(ana).get(f"{V1}/open-alone/").json()
    assert one["couple"] == str(couple.pk)
    assert [(each["called"], each["step"]) for each in one["told"]] == [("Ana", "counsellor")]
    assert set(one) == {"couple", "since", "told"}


def test_help_lines_follow_the_country_that_the_partner_says(client_of: Any, bo: Any, ana: Any) -> None:
    client = client_of(bo)
    first = client.get(f"{V1}/me/help-lines/").json()
    assert (first["country"], first["review_hours"]) == ("GB", "weekdays, 9 to 17")
    moved = client.patch(f"{V1}/me/help-lines/", {"country": "IE"}, format="json").json()
    assert moved["country"] == "IE"
    assert User.objects.get(pk=bo.user_id).here_in == "IE"
    odd = client.patch(f"{V1}/me/help-lines/", {"country": "ZZ"}, format="json")
    assert (odd.status_code, list(odd.json()["error"]["fields"])) == (400, ["country"])
    assert client.patch(f"{V1}/me/help-lines/", {"country": "other"}, format="json").json()["contacts"] == []
    assert client_of(ana).get(f"{V1}/me/help-lines/").status_code == 404


def test_an_own_form_never_reads_back_what_was_answered_about_safety(
    client_of: Any, couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    form = AdministrationFactory(couple=couple, partner=bo, instrument=shipped("emotional-safety"))
    path, said = f"{V1}/questionnaires/{form.pk}/", []
    for given in ("yes", "no", {"declined": True}):
        answer = client_of(bo).patch(path, {"answers": {"afraid_to_disagree": given}}, format="json")
        body = answer.json()
        assert body["answers"] == {"afraid_to_disagree": {"answered": True}}
        said.append({key: body[key] for key in body if key != "version"})
    assert said[0] == said[1] == said[2]
    assert client_of(bo).get(path).json()["answers"] == {"afraid_to_disagree": {"answered": True}}
    administering.submit(form, by=looking(bo))
    assert client_of(bo).get(path).json()["answers"] == {"afraid_to_disagree": {"answered": True}}
    assert client_of(ana).get(path).json()["answers"] == {"afraid_to_disagree": {"declined": True}}


def test_too_late_is_not_found_and_still_heard(client_of: Any, couple: Any, bo: Any, cy: Any) -> None:
    asked = SafetyScreenFactory(couple=couple, partner=bo)
    asking.send(asked, by=looking(bo))
    path, sent = f"{V1}/private-questions/{asked.pk}/answer/", {"question": "afraid", "answer": "yes"}
    late = client_of(bo).post(path, sent, format="json")
    strangers = client_of(cy).post(path, sent, format="json")
    assert late.status_code == strangers.status_code == 404
    assert late.content == strangers.content
    assert SafetyAlert.unscoped.count() == 1


def test_a_submit_that_comes_too_late_is_still_heard(client_of: Any, couple: Any, bo: Any, cy: Any) -> None:
    form = AdministrationFactory(couple=couple, partner=bo, instrument=shipped("emotional-safety"))
    administering.submit(form, by=looking(bo))
    answers = {"answers": {"afraid_to_disagree": "yes"}}
    late = client_of(bo).post(f"{V1}/questionnaires/{form.pk}/submit/", answers, format="json")
    assert late.status_code == 409
    assert SafetyAlert.unscoped.count() == 1
