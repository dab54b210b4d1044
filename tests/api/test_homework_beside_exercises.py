"""What is said about exercises as JSON: small answers, how it was, an hour kept free; and a partner's three readings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from homework.days import today
from homework.models import Debrief, Reply
from tests.factories import homework as sets

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
REPLIES, DEBRIEFS, TIMES = f"{V1}/replies/", f"{V1}/debriefs/", f"{V1}/shared-times/"
STATEMENTS = {"today": 9, "together": 7, "only-me": 6}


@pytest.fixture
def thanks(couple: Any, bo: Any, cy: Any) -> Any:
    sets.joint_work(couple)
    return sets.AssignmentFactory(couple=couple)


@pytest.fixture
def arrived(thanks: Any, bo: Any) -> Any:
    """Words of Bo's that have reached Cy."""
    return sets.shared_part(sets.EntryFactory(assignment=thanks, partner=bo))


def test_a_small_answer_reaches_the_author_after_ten_minutes_and_can_be_unsaid(
    arrived: Any, bo: Any, cy: Any, dee: Any, client_of: Any, time_machine_now: Any
) -> None:
    client = client_of(cy)
    made = client.post(REPLIES, {"part": str(arrived.pk), "kind": "thanks"})
    assert made.status_code == 201, made.json()
    assert client_of(bo).get(REPLIES).json()["results"] == []
    time_machine_now.shift(timedelta(minutes=10))
    (found,) = client_of(bo).get(REPLIES).json()["results"]
    assert (found["kind"], found["part"]) == ("thanks", str(arrived.pk))
    at = f"{REPLIES}{found['id']}/"
    assert client_of(bo).delete(at).status_code == 404
    assert client.delete(at).status_code == 204
    assert client_of(bo).get(REPLIES).json()["results"] == []
    assert client_of(bo).post(REPLIES, {"part": str(arrived.pk), "kind": "thanks"}).status_code == 404
    assert client_of(dee).post(REPLIES, {"part": str(arrived.pk), "kind": "thanks"}).status_code == 400


def test_the_counsellor_answers_nothing_between_the_two(arrived: Any, ana: Any, client_of: Any) -> None:
    assert client_of(ana).post(REPLIES, {"part": str(arrived.pk), "kind": "kept"}).status_code == 404
    assert not Reply.unscoped.exists()


def test_how_it_was_is_for_its_author_and_the_counsellor(
    thanks: Any, bo: Any, cy: Any, ana: Any, client_of: Any
) -> None:
    client = client_of(bo)
    asked = client.get(f"{DEBRIEFS}questions/").json()["questions"]
    assert len(asked) == 6
    first = asked[0]
    given = {first["id"]: first["choices"][0]["value"]}
    body = {"assignment": str(thanks.pk), "given": given}
    made = client.post(DEBRIEFS, body)
    assert (made.status_code, made.json()["given"]) == (201, given)
    assert client.post(DEBRIEFS, body).status_code == 412
    at = f"{DEBRIEFS}{made.json()['id']}/"
    other = {"given": {first["id"]: first["choices"][1]["value"]}}
    assert client.patch(at, other).status_code == 428
    assert client.patch(at, other, headers={"If-Match": '"v1"'}).json()["version"] == 2
    assert client_of(ana).get(at).json()["given"] == other["given"]
    assert client_of(ana).patch(at, other, headers={"If-Match": '"v2"'}).status_code == 404
    assert client_of(cy).get(at).status_code == 404
    assert client_of(cy).get(DEBRIEFS).json()["results"] == []
    assert client.post(DEBRIEFS, {"assignment": str(thanks.pk), "given": {"nothing": 1}}).status_code in (
        400,
        412,
    )
    assert Debrief.unscoped.count() == 1


def test_an_hour_is_proposed_agreed_to_and_taken_back(
    thanks: Any, couple: Any, bo: Any, cy: Any, ana: Any, client_of: Any, time_machine_now: Any
) -> None:
    bos, cys, counsellor = client_of(bo), client_of(cy), client_of(ana)
    starts = (today(couple.practice) + timedelta(days=3)).isoformat() + "T18:30"
    body = {"couple": str(couple.pk), "what": "A walk", "starts": starts, "minutes": 45}
    made = bos.post(TIMES, body)
    assert made.status_code == 201, made.json()
    assert made.json()["settles_at"]
    at = f"{TIMES}{made.json()['id']}/"
    assert cys.get(at).status_code == 404
    time_machine_now.shift(timedelta(minutes=10))
    seen = cys.get(at).json()
    assert (seen["mine"], seen["what"], seen["settles_at"], seen["state"]) == (
        False,
        "A walk",
        None,
        "proposed",
    )
    assert counsellor.get(at).status_code == 404
    assert bos.post(f"{at}agree/").status_code == 404
    assert cys.post(f"{at}withdraw/").status_code == 404
    assert cys.post(f"{at}agree/", headers={"If-Match": '"v9"'}).status_code == 412
    assert cys.post(f"{at}agree/").json()["state"] == "agreed"
    assert counsellor.get(at).json()["what"] == "A walk"
    assert counsellor.post(f"{at}decline/").status_code == 404
    assert cys.post(f"{at}decline/").json()["state"] == "declined"
    assert bos.post(f"{at}withdraw/").json()["state"] == "withdrawn"
    assert cys.get(at).status_code == 404
    assert bos.post(TIMES, {**body, "starts": "2001-01-01T10:00"}).status_code == 400


def test_a_partners_pages_are_their_own(
    thanks: Any, arrived: Any, bo: Any, cy: Any, ana: Any, client_of: Any
) -> None:
    client = client_of(cy)
    now = client.get(f"{V1}/today/").json()
    assert now["now"]["assignment"] == str(thanks.pk)
    assert now["newest"]["words"][0]["text"] == "You made tea."
    week = client.get(f"{V1}/together/").json()
    assert [item["mine"] for each in week["days"] for item in each["items"]] == [False]
    assert client.get(f"{V1}/together/?day=2020-01-01").json()["days"] == []
    assert client.get(f"{V1}/together/?day=yesterday").status_code == 400
    assert client.get(f"{V1}/only-me/").json() == {"entries": []}
    (own,) = client_of(bo).get(f"{V1}/only-me/").json()["entries"]
    assert [(part["words"]["text"], part["reaches"]) for part in own["parts"]] == [
        ("You made tea.", "partner")
    ]
    for page in ("today", "together", "only-me"):
        assert client_of(ana).get(f"{V1}/{page}/").status_code == 404


def test_what_was_told_at_once_is_never_shown_again(
    couple: Any, bo: Any, cy: Any, ana: Any, client_of: Any
) -> None:
    sets.joint_work(couple)
    assignment = sets.AssignmentFactory(couple=couple, exercise=sets.exercise("hold-and-reach"))
    client, day = client_of(bo), str(today(couple.practice))
    form = client.get(f"{V1}/entry-forms/{assignment.pk}/").json()
    assert [field["id"] for field in form["questions"] if field["told_at_once"]] == ["felt_safe"]
    parts = {"cycle_move": "I go quiet.", "felt_safe": 2}
    body = {
        "assignment": str(assignment.pk),
        "day": day,
        "parts": parts,
        "circles": {"felt_safe": "counsellor"},
    }
    made = client.post(f"{V1}/entries/", body)
    assert made.status_code == 201, made.json()
    own = client.get(f"{V1}/entries/{made.json()['id']}/").json()["parts"]
    assert {part["field"]: part["words"] for part in own}["felt_safe"] is None
    (entry,) = client.get(f"{V1}/only-me/").json()["entries"]
    assert {part["words"]["field"]: part["words"]["text"] for part in entry["parts"]}["felt_safe"] is None
    told = client_of(ana).get(f"{V1}/entry-parts/").json()["results"]
    assert {part["field"]: part["words"] for part in told} == {"felt_safe": 2}


def test_readings_ask_as_often_for_many_as_for_one(
    thanks: Any, couple: Any, bo: Any, cy: Any, client_of: Any, django_assert_num_queries: Any
) -> None:
    client = client_of(cy)
    for back in range(3):
        for each in (bo, cy):
            day = today(couple.practice) - timedelta(days=back)
            sets.shared_part(sets.EntryFactory(assignment=thanks, partner=each, day=day))
        for page in ("today", "together", "only-me"):
            client.get(f"{V1}/{page}/")
            with django_assert_num_queries(STATEMENTS[page]):
                client.get(f"{V1}/{page}/")
