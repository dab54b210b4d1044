"""Writing, changing, leaving out and sharing as JSON: the author's own, by the version that was seen, once per key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from homework.days import today
from homework.models import Entry, EntryPart
from tests.factories import homework as sets

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
ENTRIES, PARTS = f"{V1}/entries/", f"{V1}/entry-parts/"
LISTED = 4


@pytest.fixture
def thanks(couple: Any, bo: Any, cy: Any) -> Any:
    sets.joint_work(couple)
    return sets.AssignmentFactory(couple=couple)


@pytest.fixture
def day(practice: Any) -> str:
    return str(today(practice))


def wrote(client: Any, assignment: Any, day: str, **how: Any) -> Any:
    body = {"assignment": str(assignment.pk), "day": day, "parts": {"noticed": "You made tea."}, **how}
    return client.post(ENTRIES, body)


def test_each_field_has_a_circle_of_its_own_and_the_narrowest_goes_without_saying(
    thanks: Any, day: str, bo: Any, client_of: Any
) -> None:
    made = wrote(
        client_of(bo),
        thanks,
        day,
        parts={"noticed": "Tea.", "mattered": "I was cold.", "reached_me": "yes"},
        circles={"reached_me": "counsellor", "mattered": "partner"},
    )
    assert made.status_code == 201, made.json()
    kept = dict(EntryPart.unscoped.values_list("field", "audience"))
    assert kept == {"noticed": "author", "mattered": "partner", "reached_me": "counsellor"}


@pytest.mark.parametrize("circles", [{"mattered": "partner"}, {"noticed": "everybody"}])
def test_a_circle_is_about_a_field_that_is_answered(
    thanks: Any, day: str, bo: Any, client_of: Any, circles: Any
) -> None:
    answer = wrote(client_of(bo), thanks, day, circles=circles)
    assert answer.status_code == 400
    assert "circles" in answer.json()["error"]["fields"]


def test_a_change_needs_the_version_that_was_seen_and_so_does_deleting(
    thanks: Any, day: str, bo: Any, client_of: Any
) -> None:
    client = client_of(bo)
    at = f"{ENTRIES}{wrote(client, thanks, day).json()['id']}/"
    words = {"parts": {"noticed": "You hummed."}}
    assert client.patch(at, words).status_code == 428
    tag = client.get(at)["ETag"]
    changed = client.patch(at, words, headers={"If-Match": tag})
    assert [part["words"] for part in changed.json()["parts"]] == ["You hummed."]
    assert client.patch(at, words, headers={"If-Match": tag}).status_code == 412
    assert client.delete(at, headers={"If-Match": tag}).status_code == 412
    assert client.delete(at, headers={"If-Match": changed["ETag"]}).status_code == 204
    assert not Entry.unscoped.exists()


def test_the_same_key_writes_once(thanks: Any, day: str, bo: Any, client_of: Any) -> None:
    client, key = client_of(bo), {"headers": {"Idempotency-Key": "one"}}
    body = {"assignment": str(thanks.pk), "day": day, "parts": {"noticed": "Tea."}}
    first, again = (client.post(ENTRIES, body, **key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Entry.unscoped.count() == 1


def test_nobody_but_its_author_finds_an_act_on_an_entry(
    thanks: Any, day: str, bo: Any, cy: Any, ana: Any, fay: Any, client_of: Any
) -> None:
    at = f"{ENTRIES}{wrote(client_of(bo), thanks, day, audience='counsellor').json()['id']}/"
    never = f"{ENTRIES}0b8f6f0e-1c2d-4e3f-8a9b-0c1d2e3f4a5b/"
    assert client_of(ana).get(at).status_code == 200
    for person in (cy, ana, fay):
        client = client_of(person)
        for act in ("share", "take-back", "answer-after", "allow-in-room", "keep-from-room"):
            there, nowhere = client.post(f"{at}{act}/", {}), client.post(f"{never}{act}/", {})
            assert (there.status_code, there.json()) == (404, nowhere.json()), act
        assert client.patch(at, {"parts": {}}, headers={"If-Match": '"v1"'}).status_code == 404
        assert client.delete(at, headers={"If-Match": '"v1"'}).status_code == 404
    assert client_of(cy).get(at).status_code == 404


def test_why_a_day_was_left_out_is_for_the_counsellor_and_never_shown_again_that_it_was_not_safe(
    thanks: Any, day: str, bo: Any, cy: Any, ana: Any, client_of: Any
) -> None:
    client = client_of(bo)
    body = {"assignment": str(thanks.pk), "day": day, "reason": "not_safe"}
    left = client.post(f"{ENTRIES}skip/", body)
    assert (left.status_code, left.json()["state"], left.json()["skip_reason"]) == (201, "skipped", "")
    (seen,) = client_of(ana).get(ENTRIES).json()["results"]
    assert seen["skip_reason"] == "not_safe"
    assert client_of(cy).get(ENTRIES).json()["results"] == []
    assert [alert["partner"] for alert in client_of(ana).get(f"{V1}/alerts/").json()["results"]] == [
        str(bo.pk)
    ]


def test_one_part_is_shared_and_taken_back(
    thanks: Any, day: str, bo: Any, cy: Any, ana: Any, client_of: Any, time_machine_now: Any
) -> None:
    client = client_of(bo)
    wrote(client, thanks, day, parts={"noticed": "Tea.", "mattered": "I was cold."})
    part = EntryPart.unscoped.get(field="noticed")
    shared = client.post(f"{PARTS}{part.pk}/share/")
    assert (shared.json()["audience"], shared.json()["words"]) == ("partner", "Tea.")
    for other in (cy, ana):
        assert client_of(other).post(f"{PARTS}{part.pk}/take-back/").status_code == 404
    time_machine_now.shift(timedelta(minutes=10))
    (found,) = client_of(cy).get(PARTS).json()["results"]
    assert (found["id"], found["words"]) == (str(part.pk), "Tea.")
    assert found.keys() == {"id", "author", "delivered_at", "field", "words"}
    assert client_of(cy).post(f"{PARTS}{part.pk}/share/").status_code == 404
    assert client.post(f"{PARTS}{part.pk}/take-back/").json()["audience"] == "author"
    assert client_of(cy).get(PARTS).json()["results"] == []
    assert client_of(cy).get(f"{PARTS}{part.pk}/").status_code == 404


def test_lists_ask_as_often_for_many_as_for_one(
    thanks: Any, practice: Any, bo: Any, ana: Any, client_of: Any, django_assert_num_queries: Any
) -> None:
    client, counsellor = client_of(bo), client_of(ana)
    for back in range(4):
        wrote(client, thanks, str(today(practice) - timedelta(days=back)), audience="counsellor")
        for looker in (client, counsellor):
            for at in (ENTRIES, PARTS):
                looker.get(at)  # keys are remembered from here on
                with django_assert_num_queries(LISTED):
                    assert len(looker.get(at).json()["results"]) == back + 1
