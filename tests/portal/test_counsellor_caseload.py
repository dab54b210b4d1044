"""The caseload: one look at every couple, with the same few questions to the database however long it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practice.models import Couple, Invitation, Membership, Message
from tests.factories.practice import CoupleFactory, SessionFactory, partner_in
from tests.portal.couples_pages import as_, send, session_for, text, words
from tests.portal.desk_pages import at


def queries(client, path):
    with CaptureQueriesContext(connection) as held:
        assert client.get(path).status_code == 200
    return len(held)


def fill(ana, count):
    for number in range(count):
        couple = CoupleFactory(practice=ana.practice, counsellor=ana, status="active")
        one, other = partner_in(couple, "a", called=f"Kit {number}"), partner_in(couple, "b", called="Wren")
        session_for(couple, one, other, in_hours=24 + number)
        session_for(couple, one, other, in_hours=-240 - number)


def test_the_caseload_asks_as_often_for_ten_couples_as_for_one(ana):
    fill(ana, 1)
    client = as_(ana)
    client.get("/desk/couples/")
    alone = queries(client, "/desk/couples/")
    fill(ana, 9)
    assert queries(client, "/desk/couples/") == alone
    assert alone <= 18  # 5 for the list, 1 for today's strip, 1 for the trail; the rest is who is looking


def test_today_asks_as_often_for_ten_couples_as_for_one(ana):
    fill(ana, 1)
    client = as_(ana)
    client.get("/desk/")
    alone = queries(client, "/desk/")
    fill(ana, 9)
    assert queries(client, "/desk/") == alone


def test_the_overview_asks_the_same_after_a_long_course(ana, couple, bo, cy):
    client = as_(ana)
    session_for(couple, bo, cy)
    client.get(at(couple))
    early = queries(client, at(couple))
    for week in range(1, 12):
        session_for(couple, bo, cy, in_hours=-168 * week)
    assert queries(client, at(couple)) == early
    assert early <= 32


def test_a_name_is_found_and_stands_in_no_address(ana, couple, bo, cy, other_couple):
    fill(ana, 2)
    client = as_(ana)
    answer = send(client, "/desk/couples/", q="bo")
    assert answer.status_code == 200
    shown = words(answer)
    assert "Bo and Cy" in shown
    assert "Kit 1" not in shown
    assert "q=" not in text(answer)


def test_a_search_with_a_null_byte_is_refused_kindly(ana, couple, bo, cy):
    answer = send(as_(ana), "/desk/couples/", q="B\0o")
    assert answer.status_code == 400
    assert "a letter in here that can’t be kept" in words(answer)


@pytest.mark.parametrize(
    "query", ["?show=nonsense", "?page=999999999999", "?page=-1", "?page=x", "?show=look"]
)
def test_an_odd_address_still_shows_the_list(query, ana, couple, bo, cy):
    assert as_(ana).get("/desk/couples/" + query).status_code == 200


def test_names_of_any_script_are_shown_as_they_are(ana, couple):
    partner_in(couple, "a", called="\u05d3\u05df 🌙")
    partner_in(couple, "b", called="<b>Łukasz</b>")
    shown = text(as_(ana).get("/desk/couples/"))
    assert "\u05d3\u05df 🌙" in shown
    assert "&lt;b&gt;Łukasz" in as_(ana).get("/desk/couples/").content.decode()


def add(client, **fields):
    return send(client, "/desk/couples/new/", **{"name_2": "", "email_1": "", "email_2": "", **fields})


def test_a_couple_is_added_and_each_is_invited_separately(ana):
    answer = add(as_(ana), name_1="Remy", email_1="r@example.org", name_2="Noor", email_2="n@example.org")
    assert answer.status_code == 302
    couple = Couple.unscoped.get(counsellor=ana)
    invited = {row.partner.called: row.email for row in Invitation.unscoped.select_related("partner")}
    assert invited == {"Remy": "r@example.org", "Noor": "n@example.org"}
    assert answer["Location"] == at(couple, "course/") + "?done=added"
    assert Message.unscoped.count() == 2


def test_a_couple_can_begin_with_one_partner(ana):
    add(as_(ana), name_1="Remy")
    assert Membership.unscoped.get().partner.called == "Remy"
    assert not Invitation.unscoped.exists()


def test_the_same_form_sent_twice_adds_one_couple(ana):
    client = as_(ana)
    first = send(client, "/desk/couples/new/", key="k1", name_1="Remy")
    again = send(client, "/desk/couples/new/", key="k1", name_1="Remy")
    assert first["Location"] == again["Location"]
    assert Couple.unscoped.count() == 1


def test_a_wrong_address_stands_beside_its_field_and_nothing_is_half_saved(ana):
    answer = add(as_(ana), name_1="Remy", email_1="r@example.org", name_2="Noor", email_2="not one")
    assert answer.status_code == 400
    form = answer.context["form"]
    assert list(form.errors) == ["email_2"]
    assert form["name_1"].value() == "Remy"
    assert not Couple.unscoped.exists()
    assert not Message.unscoped.exists()


@pytest.mark.parametrize("name", ["Re\0my", "x" * 81, ""])
def test_a_name_that_cannot_be_kept_is_refused_beside_its_field(name, ana):
    answer = add(as_(ana), name_1=name)
    assert answer.status_code == 400
    assert "name_1" in answer.context["form"].errors
    assert not Couple.unscoped.exists()


def test_today_shows_the_day_the_notes_owed_and_the_intake(ana, couple, bo, cy, time_machine_now):
    time_machine_now.move_to(timezone.now().replace(hour=12))
    session_for(couple, bo, cy, in_hours=1, place="Room 2")
    SessionFactory(couple=couple, starts_at=timezone.now() - timedelta(days=3))
    begun = CoupleFactory(practice=ana.practice, counsellor=ana, status="intake")
    partner_in(begun, "a", called="Sol")
    answer = as_(ana).get("/desk/")
    shown = words(answer)
    assert "Room 2" in shown
    assert [names for _session, names in answer.context["owed"]] == ["Bo and Cy"]
    assert "Sol" in shown
