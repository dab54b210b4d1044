"""The owner’s pages: the practice, its people, cover and the trail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from practice import audit
from practice.models import AuditEntry, Grant, Invitation, Staff
from tests.conftest import looking
from tests.factories.practice import StaffFactory
from tests.portal.couples_pages import as_, send, text, words
from tests.portal.desk_pages import colleague


@pytest.fixture
def oli(practice):
    return colleague(practice, is_owner=True)


def house(practice, **fields):
    names = (
        "name", "address", "phone", "time_zone", "country", "review_hours", "currency", "late_notice_hours",
        "again_after_minutes",
        "cover_after_minutes", "owner_after_minutes", "confidences_policy", "neutral_sender", "leave_to", "version",
    )  # fmt: skip
    return {name: getattr(practice, name) for name in names} | {"session_fee": ""} | fields


def test_the_practice_is_changed_as_a_whole(oli, practice):
    answer = send(as_(oli), "/desk/practice/", **house(practice, name="Harbour Lane", country="ie"))
    assert answer.status_code == 302
    practice.refresh_from_db()
    assert (practice.name, practice.country, practice.version) == ("Harbour Lane", "IE", 2)


def test_what_a_session_costs_is_written_in_the_practices_currency(oli, practice):
    client = as_(oli)
    assert send(client, "/desk/practice/", **house(practice, session_fee="85.50")).status_code == 302
    practice.refresh_from_db()
    assert practice.session_fee == 8550
    yen = house(practice, session_fee="9000", currency="jpy")
    assert send(client, "/desk/practice/", **yen).status_code == 302
    practice.refresh_from_db()
    assert (practice.session_fee, practice.currency) == (9000, "JPY")
    assert 'value="9000"' in text(client.get("/desk/practice/"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "Har\0bour"), ("time_zone", "Middle/Earth"), ("country", "12"), ("country", "G"),
        ("cover_after_minutes", "5"), ("owner_after_minutes", "soon"), ("again_after_minutes", "10081"),
        ("cover_after_minutes", "60"), ("owner_after_minutes", "200"), ("confidences_policy", "all"),
        ("currency", "12"), ("currency", "GB"), ("session_fee", "eighty"), ("session_fee", "1.005"),
        ("late_notice_hours", "400"), ("leave_to", "javascript:alert(1)"), ("leave_to", "http://example.org"), ("review_hours", "x" * 121),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_saved(field, value, oli, practice):
    answer = send(as_(oli), "/desk/practice/", **house(practice, **{field: value, "address": "New street 1"}))
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["address"].value() == "New street 1"
    practice.refresh_from_db()
    assert practice.address == ""


def test_a_stale_edit_of_the_practice_shows_both(oli, practice):
    client = as_(oli)
    assert send(client, "/desk/practice/", **house(practice, address="Newer street")).status_code == 302
    answer = send(client, "/desk/practice/", **house(practice, address="My street"))
    assert answer.status_code == 412
    shown = text(answer)
    assert "Newer street" in shown
    assert 'value="My street"' in shown


def test_a_colleague_is_added_invited_given_roles_and_leaves(oli, practice):
    client = as_(oli)
    fields = {"called": "Zoë", "email": "zoe@example.org", "roles": ["counsellor"]}
    assert send(client, "/desk/practice/people/", **fields).status_code == 302
    zoe = Staff.unscoped.get(called="Zoë")
    assert Invitation.unscoped.get().staff == zoe
    path = f"/desk/practice/people/{zoe.pk}/"
    assert send(client, path, roles=["scheduler"], version=zoe.version).status_code == 302
    assert send(client, path, roles=["owner"], version=zoe.version).status_code == 412
    zoe.refresh_from_db()
    assert (zoe.is_counsellor, zoe.is_scheduler, zoe.is_owner) == (False, True, False)
    assert send(client, f"{path}invite/", email="zoe@example.net").status_code == 302
    assert send(client, f"{path}depart/").status_code == 302
    zoe.refresh_from_db()
    assert zoe.departed_at is not None
    assert send(client, path, roles=[], version=zoe.version).status_code == 404


def test_the_last_owner_stays(oli, practice):
    path = f"/desk/practice/people/{oli.pk}/"
    answer = send(as_(oli), path, roles=["counsellor"], version=oli.version)
    assert answer.status_code == 409
    assert "A practice needs an owner." in words(answer)
    assert send(as_(oli), f"{path}depart/").status_code == 409


def test_people_of_another_practice_are_not_found(oli, practice):
    stranger = StaffFactory(is_counsellor=True)
    assert as_(oli).get(f"/desk/practice/people/{stranger.pk}/").status_code == 404
    assert stranger.called not in words(as_(oli).get("/desk/practice/people/"))


def test_a_counsellor_who_is_no_owner_changes_nothing_here(ana, practice):
    for path in (
        "/desk/practice/",
        "/desk/practice/people/",
        "/desk/practice/cover/",
        "/desk/practice/audit/",
    ):
        assert as_(ana).get(path).status_code == 404
        assert send(as_(ana), path).status_code in {404, 405}


def test_the_owner_gives_cover_when_a_counsellor_cannot(oli, couple, bo, cy, fay):
    until = (timezone.now() + timedelta(days=7)).date().isoformat()
    fields = {
        "couple": str(couple.pk),
        "staff": str(fay.pk),
        "kind": "cover",
        "ends_on": until,
        "reason": "Ana is ill.",
    }
    assert send(as_(oli), "/desk/practice/cover/", **fields).status_code == 302
    row = Grant.unscoped.get()
    assert row.staff == fay
    assert send(as_(oli), f"/desk/practice/cover/{row.pk}/end/").status_code == 302


def test_the_trail_reads_like_sentences_and_holds_no_name(oli, ana, couple, bo, cy):
    audit.record(looking(ana), "couple.overview", couple, couple=couple)
    audit.record(looking(ana), "safety.read", couple, couple=couple)
    audit.record(looking(ana), "something.unheard_of")
    shown = words(as_(oli).get("/desk/practice/audit/"))
    assert (
        f"Person {str(ana.user_id)[:8]} read the overview of a couple, couple {str(couple.pk)[:8]}." in shown
    )
    assert "something unheard of" in shown
    assert "safety" not in shown
    for name in ("Bo", "Cy", "Ana"):
        assert f" {name} " not in shown


def test_the_trail_comes_in_pages_with_as_many_queries(oli, django_assert_max_num_queries):
    client = as_(oli)
    for number in range(120):
        audit.record(looking(oli), "today.read", couples=number)
    with django_assert_max_num_queries(14):
        shown = words(client.get("/desk/practice/audit/?page=2"))
    assert "Page 2 of 3" in shown
    assert client.get("/desk/practice/audit/?page=99999").status_code == 200
    assert AuditEntry.unscoped.filter(act="trail.read").count() == 2
