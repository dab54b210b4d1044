"""What could be tried next as JSON: for the counsellor alone, with reasons and what holds it back; deciding sets nothing."""

from __future__ import annotations

from typing import Any

import pytest

from homework.models import Assignment, SuggestionDecision
from homework.suggesting import weighing
from tests.conftest import looking
from tests.factories import homework as sets
from tests.homework.suggesting.conftest import cleared, submit  # noqa: F401
from tests.homework.suggesting.test_decide import low_friendship  # noqa: F401

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
DECISIONS = f"{V1}/suggestion-decisions/"
OFFER = {"rule": "M11", "exercise": "inner-world-questions"}


@pytest.fixture
def at(low_friendship: Any) -> str:  # noqa: F811
    return f"{V1}/suggestions/{low_friendship.pk}/"


def test_everything_is_told_with_what_it_rests_on_and_what_is_held_back(
    at: str, couple: Any, bo: Any, cy: Any, ana: Any, client_of: Any
) -> None:
    body = client_of(ana).get(at).json()
    found = weighing.weigh(couple, looking(ana))
    assert [each["rule"] for each in body["suggestions"]] == [each.fired.rule for each in found.suggestions]
    assert len(body["silent"]) == len(found.silent)
    (eleven,) = [each for each in body["suggestions"] if each["rule"] == "M11"]
    assert eleven["evidence"]
    assert "Bo" in eleven["reason"]
    assert all(each["says"] and each["on"] for each in eleven["inputs"])
    assert "inner-world-questions" in {offer["exercise"] for offer in eleven["offers"]}
    sets.joint_work(couple, "paused")
    held = client_of(ana).get(at).json()
    assert held["joint_work_open"] is False


def test_taking_one_up_is_kept_and_sets_nothing(at: str, couple: Any, ana: Any, client_of: Any) -> None:
    client = client_of(ana)
    key = {"headers": {"Idempotency-Key": "one"}}
    taken, again = (client.post(f"{at}accept/", OFFER, **key) for _ in range(2))
    assert taken.status_code == 201, taken.json()
    assert taken.json() == again.json()
    assert (taken.json()["exercise"], taken.json()["for_marks"]) == ("inner-world-questions", "ab")
    assert not Assignment.unscoped.exists()
    assert SuggestionDecision.unscoped.count() == 1
    made = client.post(
        f"{V1}/assignments/",
        {"couple": str(couple.pk), "exercise": "inner-world-questions", "reason": "Curious again."},
    )
    one = f"{DECISIONS}{taken.json()['decision']}/"
    noted = client.post(f"{one}was-set/", {"assignment": made.json()["id"]})
    assert noted.json()["assignment"] == made.json()["id"]
    assert client.get(one).json()["inputs"]["used"]


def test_another_one_instead_or_not_now(at: str, couple: Any, ana: Any, client_of: Any) -> None:
    client = client_of(ana)
    wish = {"rule": "M11", "instead": "self-care-plan", "for_marks": "a", "why": "First things first."}
    changed = client.post(f"{at}modify/", wish)
    assert (changed.status_code, changed.json()["for_marks"]) == (201, "a"), changed.json()
    left = client.post(f"{at}decline/", {"rule": "M11", "why": "Not this month."})
    assert (left.status_code, left.json()["why"]) == (201, "Not this month.")
    listed = client.get(f"{DECISIONS}?couple={couple.pk}").json()["results"]
    assert {each["decision"] for each in listed} == {"changed", "declined"}
    assert client.post(f"{at}accept/", {**OFFER, "rule": "M99"}).status_code == 412
    assert client.post(f"{at}accept/", {**OFFER, "version": 7}).status_code == 412
    assert client.post(f"{at}accept/", {**OFFER, "exercise": "no-such-thing"}).status_code == 400


def test_nobody_else_finds_any_of_it(
    at: str, couple: Any, bo: Any, cy: Any, ana: Any, fay: Any, client_of: Any
) -> None:
    one = f"{DECISIONS}{client_of(ana).post(f'{at}accept/', OFFER).json()['decision']}/"
    for other in (bo, cy, fay):
        client = client_of(other)
        for act in ("accept", "modify", "decline"):
            assert client.post(f"{at}{act}/", OFFER).status_code == 404
        assert client.get(at).status_code == 404
        assert client.get(one).status_code == 404
        assert client.get(DECISIONS).json().get("results", []) == []
