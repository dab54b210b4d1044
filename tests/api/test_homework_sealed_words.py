"""Sealed words as JSON: they open together, in one moment, and until then nothing on either side tells of the other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from homework.days import today
from tests.factories import homework as sets

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
OURS = {"my_answer": "The lake, in the rain.", "my_guess": "The kitchen."}
OWN_PAGES = ("entries", "entry-parts", "only-me", "today", "together", "replies", "assignments", "own-terms")


@pytest.fixture
def guessing(couple: Any, bo: Any, cy: Any) -> Any:
    sets.joint_work(couple)
    exercise = sets.exercise("inner-world-questions")
    return sets.AssignmentFactory(couple=couple, exercise=exercise, cadence="weekly")


def wrote(client: Any, assignment: Any, audience: str = "partner") -> str:
    day = str(today(assignment.couple.practice))
    body = {"assignment": str(assignment.pk), "day": day, "parts": OURS, "audience": audience}
    made = client.post(f"{V1}/entries/", body)
    assert made.status_code == 201, made.json()
    return str(made.json()["id"])


def everything(client: Any, assignment: Any, entry: str) -> list[Any]:
    """All that its author can ask for."""
    at = [f"{V1}/{name}/" for name in OWN_PAGES]
    at += [f"{V1}/entries/{entry}/", f"{V1}/entry-forms/{assignment.pk}/"]
    own = [part["id"] for part in client.get(f"{V1}/entries/{entry}/").json()["parts"]]
    at += [f"{V1}/entry-parts/{part}/" for part in own]
    found = [client.get(each) for each in at]
    assert {each.status_code for each in found} == {200}
    return [(each.content, each.headers.get("ETag")) for each in found]


def test_nothing_of_ones_own_tells_that_the_other_has_written_and_shared(
    guessing: Any, bo: Any, cy: Any, client_of: Any, time_machine_now: Any
) -> None:
    client = client_of(bo)
    entry = wrote(client, guessing)
    time_machine_now.shift(timedelta(hours=1))
    before = everything(client, guessing, entry)
    theirs = wrote(client_of(cy), guessing)
    assert everything(client, guessing, entry) == before
    time_machine_now.shift(timedelta(minutes=9))
    assert everything(client, guessing, entry) == before
    client_of(cy).post(f"{V1}/entries/{theirs}/take-back/")
    time_machine_now.shift(timedelta(hours=1))
    assert everything(client, guessing, entry) == before


def test_while_joint_work_rests_it_cannot_be_told_either(
    guessing: Any, couple: Any, bo: Any, cy: Any, client_of: Any, time_machine_now: Any
) -> None:
    client = client_of(bo)
    entry = wrote(client, guessing)
    time_machine_now.shift(timedelta(hours=1))
    wrote(client_of(cy), guessing)
    sets.joint_work(couple, "paused")
    at = [f"{V1}/{name}/" for name in OWN_PAGES] + [f"{V1}/entries/{entry}/"]
    before = [client.get(each).content for each in at]
    time_machine_now.shift(timedelta(hours=1))
    assert [client.get(each).content for each in at] == before


def test_they_arrive_in_one_moment_and_the_day_of_release_is_not_said(
    guessing: Any, bo: Any, cy: Any, client_of: Any, time_machine_now: Any
) -> None:
    clients = {bo: client_of(bo), cy: client_of(cy)}
    wrote(clients[bo], guessing)
    time_machine_now.shift(timedelta(hours=5))
    wrote(clients[cy], guessing)
    time_machine_now.shift(timedelta(minutes=10))
    moments = set()
    for me, other in ((bo, cy), (cy, bo)):
        found = clients[me].get(f"{V1}/entry-parts/").json()["results"]
        own = [part for part in found if part["author"] == str(me.pk)]
        theirs = [part for part in found if part["author"] == str(other.pk)]
        assert (len(own), len(theirs)) == (2, 2)
        assert {part["delivered_at"] for part in own} == {None}
        moments |= {part["delivered_at"] for part in theirs}
        for part in theirs:
            one = clients[me].get(f"{V1}/entry-parts/{part['id']}/").json()
            assert one.keys() == {"id", "author", "delivered_at", "field", "words"}
            moments.add(one["delivered_at"])
    assert len(moments) == 1


def test_what_comes_after_the_reveal_is_asked_then_and_not_before(
    guessing: Any, bo: Any, cy: Any, ana: Any, client_of: Any, time_machine_now: Any
) -> None:
    client, form = client_of(bo), f"{V1}/entry-forms/{guessing.pk}/"
    entry = wrote(client, guessing)
    after = {"parts": {"surprise": 3}, "audience": "counsellor"}
    assert client.post(f"{V1}/entries/{entry}/answer-after/", after).status_code == 409
    asked = client.get(form).json()
    assert {field["id"] for field in asked["questions"]} == {"my_answer", "my_guess"}
    assert asked["card"]["text"]
    assert asked["card"] == client_of(cy).get(form).json()["card"]
    wrote(client_of(cy), guessing)
    time_machine_now.shift(timedelta(minutes=10))
    assert {field["id"] for field in client.get(form).json()["questions"]} >= {"surprise", "guess_close"}
    told = client.post(f"{V1}/entries/{entry}/answer-after/", after)
    assert "surprise" in {part["field"] for part in told.json()["parts"]}
    assert "surprise" not in client_of(cy).get(f"{V1}/entry-parts/").content.decode()
    assert client_of(ana).get(form).status_code == 404


def test_the_counsellor_opens_a_round_once_both_have_allowed_it(
    guessing: Any, bo: Any, cy: Any, ana: Any, fay: Any, client_of: Any
) -> None:
    entries = {each: wrote(client_of(each), guessing, "author") for each in (bo, cy)}
    rounds = f"{V1}/assignments/{guessing.pk}/rounds/"
    opens = f"{V1}/assignments/{guessing.pk}/open-round/"
    counsellor = client_of(ana)
    allowed = client_of(bo).post(f"{V1}/entries/{entries[bo]}/allow-in-room/").json()
    assert {part["in_room"] for part in allowed["parts"]} == {True}
    assert counsellor.get(rounds).json() == {"can_be_opened": []}
    assert "in_room" not in client_of(cy).get(f"{V1}/entry-parts/").content.decode()
    client_of(cy).post(f"{V1}/entries/{entries[cy]}/allow-in-room/")
    (number,) = counsellor.get(rounds).json()["can_be_opened"]
    for other in (bo, fay):
        assert client_of(other).get(rounds).status_code == 404
        assert client_of(other).post(opens, {"number": number}).status_code == 404
    assert counsellor.post(opens, {"number": number + 1}).status_code == 409
    assert counsellor.post(opens, {"number": number}).json() == {"can_be_opened": []}
    found = client_of(bo).get(f"{V1}/entry-parts/").json()["results"]
    assert {part["author"] for part in found} == {str(bo.pk), str(cy.pk)}
