"""Setting an exercise as JSON, and all that a counsellor does with it after; a partner reads what is theirs and no more."""

from __future__ import annotations

from typing import Any

import pytest

from homework.models import Assignment, AssignmentReview, AssignmentTerms
from tests.factories import homework as sets

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
ASSIGNMENTS = f"{V1}/assignments/"
STATEMENTS = {"assignments": 4, "own-terms": 4}
WHOLE = 12
COUNSELLORS = {"for_partner", "opens", "after", "target_times", "set_at", "ended_at"}


@pytest.fixture(autouse=True)
def _published(db: None) -> None:
    sets.exercise()


def put(client: Any, couple: Any, slug: str = "daily-self-check-in", **wishes: Any) -> Any:
    return client.post(
        ASSIGNMENTS, {"couple": str(couple.pk), "exercise": slug, "reason": "You asked for it.", **wishes}
    )


def test_each_partner_has_terms_of_their_own(couple: Any, bo: Any, cy: Any, ana: Any, client_of: Any) -> None:
    terms = {"a": {"times_a_week": 3, "weekdays": "420", "cue": "After tea", "remind_at": "19:30"}}
    made = put(client_of(ana), couple, terms=terms, target_times=6)
    assert made.status_code == 201, made.json()
    assert made.json()["target_times"] == 6
    (own,) = client_of(bo).get(f"{V1}/own-terms/").json()["results"]
    assert (own["times_a_week"], own["weekdays"], own["cue"]) == (3, "024", "After tea")
    assert own["remind_at"] == "19:30:00"
    (theirs,) = client_of(cy).get(f"{V1}/own-terms/").json()["results"]
    assert (theirs["times_a_week"], theirs["cue"]) == (7, None)
    assert client_of(cy).get(f"{V1}/own-terms/{own['id']}/").status_code == 404
    wrong = put(client_of(ana), couple, "self-care-plan", terms={"a": {"weekdays": "9"}})
    assert wrong.status_code == 400
    assert put(client_of(ana), couple, "self-care-plan", terms={"c": {}}).status_code == 400


def test_a_partner_changes_their_moment_and_the_counsellor_the_dose(
    couple: Any, bo: Any, cy: Any, ana: Any, fay: Any, client_of: Any
) -> None:
    put(client_of(ana), couple)
    row = AssignmentTerms.unscoped.get(partner=bo)
    own, dose = f"{V1}/own-terms/{row.pk}/", f"{V1}/doses/{row.pk}/"
    client, counsellor = client_of(bo), client_of(ana)
    assert client.patch(own, {"cue": "After work"}).status_code == 428
    tag = {"If-Match": client.get(own)["ETag"]}
    changed = client.patch(own, {"cue": "After work", "remind_at": "18:00"}, headers=tag)
    assert (changed.json()["cue"], changed.json()["remind_at"]) == ("After work", "18:00:00")
    assert client.patch(own, {"cue": "Later"}, headers=tag).status_code == 412
    assert client.patch(own, {"times_a_week": 1}, headers=tag).status_code == 400
    kept = client.patch(own, {"reminds": False}, headers={"If-Match": changed["ETag"]}).json()
    assert (kept["cue"], kept["remind_at"], kept["reminds"]) == ("After work", "18:00:00", False)
    read = counsellor.get(dose)
    assert "After work" not in read.content.decode()
    less = counsellor.patch(dose, {"times_a_week": 2}, headers={"If-Match": read["ETag"]})
    assert less.json()["times_a_week"] == 2
    assert client.get(own).json()["times_a_week"] == 2
    for other, at in ((bo, dose), (cy, dose), (fay, dose), (cy, own), (ana, own)):
        assert client_of(other).get(at).status_code == 404
        assert client_of(other).patch(at, {}, headers={"If-Match": '"v1"'}).status_code == 404


def test_it_waits_for_another_one_and_partners_read_nothing_of_what_waits_for_what(
    couple: Any, bo: Any, cy: Any, ana: Any, client_of: Any
) -> None:
    counsellor, client = client_of(ana), client_of(bo)
    first = put(counsellor, couple, target_times=1, for_marks="b").json()
    made = put(counsellor, couple, "self-care-plan", opens="after_both", after=first["id"])
    assert (made.status_code, made.json()["after"]) == (201, first["id"])
    assert client.get(ASSIGNMENTS).json()["results"] == []
    counsellor.post(f"{ASSIGNMENTS}{made.json()['id']}/open-now/")
    (seen,) = client.get(ASSIGNMENTS).json()["results"]
    assert seen["id"] == made.json()["id"]
    assert not COUNSELLORS & seen.keys()
    assert not COUNSELLORS & client.get(f"{ASSIGNMENTS}{seen['id']}/").json().keys()


def test_rest_go_on_and_end_are_the_counsellors(
    couple: Any, bo: Any, cy: Any, ana: Any, fay: Any, client_of: Any
) -> None:
    counsellor, client = client_of(ana), client_of(bo)
    at = f"{ASSIGNMENTS}{put(counsellor, couple).json()['id']}/"
    for other in (bo, fay):
        for act in ("pause", "resume", "end", "open-now", "review"):
            assert client_of(other).post(f"{at}{act}/").status_code == 404, act
    rested = counsellor.post(f"{at}pause/", headers={"If-Match": '"v1"'})
    assert (rested.json()["state"], rested.json()["version"]) == ("paused", 2)
    assert client.get(at).status_code == 404
    assert counsellor.post(f"{at}resume/", headers={"If-Match": '"v1"'}).status_code == 412
    assert counsellor.post(f"{at}resume/").json()["state"] == "running"
    assert client.get(at).status_code == 200
    assert counsellor.post(f"{at}end/").json()["state"] == "ended"
    assert counsellor.post(f"{at}pause/").status_code == 409


def test_a_partner_cannot_tell_from_going_on_whether_something_stands_in_the_way(
    couple: Any, bo: Any, cy: Any, client_of: Any
) -> None:
    sets.joint_work(couple)
    at = f"{ASSIGNMENTS}{sets.AssignmentFactory(couple=couple).pk}/resume/"
    one = client_of(bo).post(at)
    never = client_of(bo).post(f"{ASSIGNMENTS}0b8f6f0e-1c2d-4e3f-8a9b-0c1d2e3f4a5b/resume/")
    assert (one.status_code, one.content) == (never.status_code, never.content) == (404, never.content)


def test_a_review_is_kept_each_time_and_partners_are_not_told(
    couple: Any, bo: Any, cy: Any, ana: Any, fay: Any, client_of: Any
) -> None:
    counsellor = client_of(ana)
    made = put(counsellor, couple).json()["id"]
    at, reviews = f"{ASSIGNMENTS}{made}/review/", f"{V1}/assignment-reviews/"
    before = client_of(bo).get(f"{ASSIGNMENTS}{made}/").content
    for note, rating in (("Went well.", 3), ("", None)):
        assert counsellor.post(at, {"note": note, "rating": rating}).status_code == 201
    assert counsellor.post(at, {"rating": 5}).status_code == 400
    found = counsellor.get(f"{reviews}?assignment={made}").json()["results"]
    assert sorted((each["note"] or "", each["rating"]) for each in found) == [("", None), ("Went well.", 3)]
    assert client_of(bo).get(f"{ASSIGNMENTS}{made}/").content == before
    assert client_of(bo).get(reviews).status_code == 404
    assert client_of(fay).get(reviews).json()["results"] == []
    assert AssignmentReview.unscoped.count() == 2


def test_the_couples_page_has_what_waits_and_what_is_new(
    couple: Any, bo: Any, cy: Any, ana: Any, fay: Any, client_of: Any
) -> None:
    counsellor = client_of(ana)
    first = put(counsellor, couple, target_times=1).json()
    second = put(counsellor, couple, "self-care-plan", opens="after_both", after=first["id"]).json()
    at = f"{V1}/homework/{couple.pk}/"
    assert counsellor.get(at).json()["ready_for_both"] == []
    for each in (bo, cy):
        sets.EntryFactory(assignment=Assignment.unscoped.get(pk=first["id"]), partner=each)
    body = counsellor.get(at).json()
    assert body["ready_for_both"] == [second["id"]]
    new = {each["id"]: each["new_since_review"] for each in body["assignments"]}
    assert new == {first["id"]: 2, second["id"]: 0}
    assert [len(week["dots"]) for week in body["week"]] == [7, 7]
    for other in (bo, cy, fay):
        assert client_of(other).get(at).status_code == 404


def test_a_low_comfort_is_a_flag_for_the_counsellor_alone(
    couple: Any, bo: Any, cy: Any, ana: Any, client_of: Any
) -> None:
    made = put(client_of(ana), couple).json()["id"]
    assignment = Assignment.unscoped.get(pk=made)
    sets.EntryFactory(assignment=assignment, partner=bo, state="skipped", skip_reason="pressure")
    (flag,) = client_of(ana).get(f"{V1}/homework/{couple.pk}/").json()["flags"]
    assert (flag["kind"], flag["partner"], flag["times"]) == ("pressure", str(bo.pk), 1)


def test_lists_ask_as_often_for_many_as_for_one(
    couple: Any, bo: Any, cy: Any, ana: Any, client_of: Any, django_assert_num_queries: Any
) -> None:
    counsellor, client = client_of(ana), client_of(bo)
    client.get(ASSIGNMENTS)
    for slug in ("daily-self-check-in", "self-care-plan"):
        assert put(counsellor, couple, slug).status_code == 201
        counsellor.get(ASSIGNMENTS)
        for looker, name in ((counsellor, "assignments"), (client, "assignments"), (client, "own-terms")):
            with django_assert_num_queries(STATEMENTS[name]):
                looker.get(f"{V1}/{name}/")
        with django_assert_num_queries(WHOLE):
            counsellor.get(f"{V1}/homework/{couple.pk}/")


def test_the_library_has_the_evidence_and_a_look_at_both_phones(
    couple: Any, bo: Any, ana: Any, client_of: Any
) -> None:
    counsellor, library = client_of(ana), f"{V1}/library/"
    held = {each["slug"]: each for each in counsellor.get(f"{library}?page_size=100").json()["results"]}
    assert held["appreciation-exchange"]["number"] == 2
    assert {each["evidence"]["grade"] for each in held.values()} <= {
        "trial", "pilot", "observed", "part", "practice",
    }  # fmt: skip
    cards = held["inner-world-questions"]["id"]
    whole = counsellor.get(f"{library}{cards}/").json()
    assert len(whole["cards"]) >= 60
    assert {"measures", "signals", "caution", "watch_for", "source", "examples"} <= whole.keys()
    looked = counsellor.get(f"{library}{cards}/preview/").json()
    assert [phone["mark"] for phone in looked["phones"]] == ["a", "b"]
    assert {field["id"] for field in looked["phones"][0]["after_reveal"]} >= {"surprise"}
    turns = counsellor.get(f"{library}{held['listening-turns']['id']}/preview/").json()["phones"]
    assert turns[0]["role"] != turns[1]["role"]
    solo = {each["who"] for each in counsellor.get(f"{library}?who=solo").json()["results"]}
    assert solo == {"solo"}
    assert counsellor.get(f"{library}?who=three").status_code == 400
    assert client_of(bo).get(library).status_code == 404
    assert client_of(bo).get(f"{library}{cards}/preview/").status_code == 404


def test_a_partner_reads_of_an_exercise_what_is_for_partners(
    couple: Any, bo: Any, cy: Any, ana: Any, client_of: Any
) -> None:
    put(client_of(ana), couple)
    (seen,) = client_of(bo).get(f"{V1}/exercises/").json()["results"]
    assert seen["slug"] == "daily-self-check-in"
    assert {field["audience"] for field in seen["questions"]} == {"author"}
    assert not {"caution", "watch_for", "source", "signals", "measures", "evidence"} & seen.keys()
