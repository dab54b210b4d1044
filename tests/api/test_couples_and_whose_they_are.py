"""Couples over the API: who may add one, and what a counsellor who is in a couple as well finds of that one."""

from __future__ import annotations

from practice.models import Couple
from tests.factories.practice import StaffFactory


def test_only_a_counsellor_adds_a_couple(practice, ana, client_of):
    new = {"names": ["Uma", "Vic"]}
    others = (
        StaffFactory(practice=practice, is_owner=True),
        StaffFactory(practice=practice, is_scheduler=True),
    )
    for one in others:
        assert client_of(one).post("/api/v1/couples/", new).status_code == 404
    assert not Couple.unscoped.exists()
    assert client_of(ana).post("/api/v1/couples/", new).status_code == 201


def test_a_counsellor_who_is_in_a_couple_finds_of_it_only_their_own_place(
    practice, couple, bo, cy, dee, eli, other_couple, client_of
):
    staff = StaffFactory(practice=practice, user=dee.user, is_counsellor=True)
    Couple.unscoped.filter(pk=couple.pk).update(counsellor=staff)
    found = client_of(staff).get("/api/v1/couples/").json()["results"]
    called = {one["id"]: {member["called"] for member in one["members"]} for one in found}
    assert called == {str(couple.pk): {"Bo", "Cy"}, str(other_couple.pk): {"Dee"}}
