"""Bad input gets one kind shape, changes nothing, and is never a 500."""

from uuid import uuid4

import pytest

from practice.models import Couple, Note, TherapySession

V1 = "/api/v1"


def shape_of(response, status):
    assert response.status_code == status, response.content
    error = response.json()["error"]
    assert set(error) == {"code", "message", "fields"}
    assert error["message"]
    return error


def book(of, **facts):
    return {"couple": str(of.pk), "starts": "2030-03-28T18:30", "minutes": 50, **facts}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"ends": "2030-03-28T17:00"}, "ends"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"starts": "2030-03-31T01:30"}, "starts"),  # London skips this hour
        ({"starts": "2030-10-27T01:30"}, "starts"),  # and runs through this one twice
        ({"minutes": 100_000}, "minutes"),
        ({"starts": "tomorrow"}, "starts"),
        ({"place": "room\x00one"}, "place"),
        ({"couple": "not-an-id"}, "couple"),
        ({"couple": str(uuid4())}, "couple"),
        ({"colour": "red"}, "colour"),
        ({"attendees": [str(uuid4())]}, "attendees"),
    ],
)
def test_a_session_that_cannot_be_is_refused_beside_its_field(ana, couple, bo, cy, client_of, facts, field):
    response = client_of(ana).post(f"{V1}/sessions/", book(couple, **facts))
    error = shape_of(response, 400)
    assert field in error["fields"] or (field == "zone" and "time_zone" in error["fields"])
    assert not TherapySession.unscoped.exists()


def test_another_counsellors_couple_and_a_wrong_id_get_the_same_sentence(
    ana, fay, couple, other_couple, bo, cy, client_of
):
    client = client_of(ana)
    foreign = client.post(f"{V1}/sessions/", book(other_couple)).json()
    absent = client.post(f"{V1}/sessions/", book(couple, couple=str(uuid4()))).json()
    assert foreign == absent


def test_right_to_left_and_emoji_names_are_welcome(ana, client_of):
    made = client_of(ana).post(f"{V1}/couples/", {"names": ["نور الهدى", "Zoë 🌿"]})
    assert made.status_code == 201
    assert {one["called"] for one in made.json()["members"]} == {"نور الهدى", "Zoë 🌿"}


def test_a_megabyte_is_too_much(ana, couple, client_of):
    response = client_of(ana).post(
        f"{V1}/notes/", {"couple": str(couple.pk), "kind": "joint", "body": "a" * 1_000_000}
    )
    assert shape_of(response, 413)["code"] == "too_large"
    assert not Note.unscoped.exists()


@pytest.mark.parametrize(
    "body", ["{", "[1,2", "nonsense", "\x00", '{"names": NaN}', "null", '"text"', "[" * 5_000]
)
def test_what_is_not_json_is_said_kindly(ana, client_of, body):
    response = client_of(ana).generic(
        "POST",
        f"{V1}/couples/",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )
    shape_of(response, 400)
    assert not Couple.unscoped.exists()


def test_a_wrong_word_for_a_choice_names_the_field(ana, couple, client_of):
    response = client_of(ana).patch(
        f"{V1}/couples/{couple.pk}/", {"status": "happy"}, headers={"If-Match": '"v1"'}
    )
    assert "status" in shape_of(response, 400)["fields"]


def test_a_whole_edit_needs_to_know_what_it_changes(ana, couple, client_of):
    client = client_of(ana)
    assert shape_of(client.patch(f"{V1}/couples/{couple.pk}/", {"status": "paused"}), 428)
    assert shape_of(
        client.patch(f"{V1}/couples/{couple.pk}/", {"status": "paused"}, headers={"If-Match": '"v9"'}), 412
    )
    assert (
        client.patch(
            f"{V1}/couples/{couple.pk}/", {"status": "paused"}, headers={"If-Match": '"v1"'}
        ).status_code
        == 200
    )


def test_a_post_without_a_key_says_what_to_send(ana, client_of):
    client = client_of(ana)
    response = client.generic("POST", f"{V1}/couples/", '{"names": ["A"]}', content_type="application/json")
    assert shape_of(response, 400)["code"] == "idempotency_key_missing"


def test_the_same_post_twice_makes_one_couple(ana, client_of):
    client, key = client_of(ana), {"Idempotency-Key": "one"}
    first = client.post(f"{V1}/couples/", {"names": ["A", "B"]}, headers=key)
    second = client.post(f"{V1}/couples/", {"names": ["A", "B"]}, headers=key)
    other = client.post(f"{V1}/couples/", {"names": ["C"]}, headers=key)
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replay"] == "true"
    shape_of(other, 422)
    assert Couple.unscoped.count() == 1


def test_unknown_parameters_are_refused(ana, client_of):
    response = client_of(ana).get(f"{V1}/couples/?partner__answers__startswith=a")
    assert "partner__answers__startswith" in shape_of(response, 400)["fields"]


def test_a_cursor_of_somebody_else_is_refused(ana, fay, client_of):
    shape_of(client_of(ana).get(f"{V1}/couples/?cursor=abc"), 400)


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "post"])
def test_a_wrong_address_is_never_a_500(ana, client_of, method):
    response = getattr(client_of(ana), method)(f"{V1}/couples/{uuid4()}/", {})
    assert response.status_code in {400, 404, 405, 428}


def test_nobody_signed_in_gets_401_and_the_shape(db, client):
    response = client.get(f"{V1}/couples/")
    assert shape_of(response, 401)["code"] == "sign_in_needed"
