"""One exercise for many couples, and a whole course, as JSON: what is refused for one stops no other."""

from __future__ import annotations

from typing import Any

import pytest

from homework.days import today
from homework.models import Assignment
from tests.factories import homework as sets
from tests.factories.practice import CoupleFactory, partner_in

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
BULK, COURSES = f"{V1}/bulk-assignments/", f"{V1}/courses/"
NEVER = "0b8f6f0e-1c2d-4e3f-8a9b-0c1d2e3f4a5b"


@pytest.fixture(autouse=True)
def _published(db: None) -> None:
    sets.exercise()


@pytest.fixture
def second(ana: Any) -> Any:
    """Another couple of Ana's, of whom one has joined."""
    found = CoupleFactory(practice=ana.practice, counsellor=ana, status="active")
    partner_in(found, "a", called="Kit")
    return found


def wish(*couples: Any, **more: Any) -> dict[str, Any]:
    named = [str(getattr(each, "pk", each)) for each in couples]
    return {"couples": named, "exercise": "daily-self-check-in", "reason": "A calm start.", **more}


def test_each_couple_gets_its_own_and_one_refusal_stops_no_other(
    couple: Any, second: Any, bo: Any, cy: Any, ana: Any, client_of: Any
) -> None:
    client = client_of(ana)
    made = client.post(BULK, wish(couple, second, terms={"a": {"times_a_week": 3}}))
    assert made.status_code == 201, made.json()
    first, other = made.json()["outcomes"]
    assert (first["couple"], bool(first["assignment"]), first["code"]) == (str(couple.pk), True, "")
    assert (other["couple"], other["assignment"], other["code"]) == (str(second.pk), None, "not_joined")
    assert other["sentence"]
    assert Assignment.unscoped.count() == 1


def test_a_couple_of_somebody_elses_is_like_no_couple(
    couple: Any, other_couple: Any, bo: Any, cy: Any, ana: Any, client_of: Any
) -> None:
    client = client_of(ana)
    one, never = (client.post(BULK, wish(couple, each)) for each in (other_couple, NEVER))
    assert (one.status_code, one.json()) == (never.status_code, never.json())
    assert one.status_code == 400
    assert not Assignment.unscoped.exists()
    assert client_of(bo).post(BULK, wish(couple)).status_code == 404


def test_the_same_key_sets_once_and_tells_again_only_whom_it_may(
    couple: Any, bo: Any, cy: Any, ana: Any, fay: Any, client_of: Any
) -> None:
    client, key = client_of(ana), {"headers": {"Idempotency-Key": "one"}}
    first, again = (client.post(BULK, wish(couple), **key) for _ in range(2))
    assert first.json() == again.json()
    assert Assignment.unscoped.count() == 1
    couple.counsellor = fay
    couple.save()
    assert client.post(BULK, wish(couple), **key).status_code == 404


def test_a_course_is_laid_out_once_and_says_what_was_left_out(
    couple: Any, bo: Any, cy: Any, ana: Any, fay: Any, client_of: Any
) -> None:
    client = client_of(ana)
    offered = client.get(COURSES).json()["results"]
    assert {each["slug"] for each in offered} >= {"intake-week", "eight-session-course", "follow-up"}
    assert all(step["reason"] for each in offered for step in each["steps"])
    body = {"couple": str(couple.pk), "course": "intake-week", "starts_on": str(today(couple.practice))}
    made = client.post(f"{COURSES}lay-out/", body)
    assert made.status_code == 201, made.json()
    steps = next(each for each in offered if each["slug"] == "intake-week")["steps"]
    assert len(made.json()["done"]) + len(made.json()["held"]) == len(steps)
    assert client.post(f"{COURSES}lay-out/", body).status_code == 409
    assert client.post(f"{COURSES}lay-out/", {**body, "course": "none"}).status_code == 400
    assert client_of(fay).post(f"{COURSES}lay-out/", body).status_code == 400
    for path in (COURSES, f"{COURSES}lay-out/"):
        assert client_of(bo).get(path).status_code in (404, 405)
    assert client_of(bo).post(f"{COURSES}lay-out/", body).status_code == 404
