"""Appointments, and the secret calendar address that needs no session."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practice.calendar import feeds
from practice.models import FeedToken
from tests.conftest import looking
from tests.portal.couples_pages import as_, send, session_for, text, words


def address_of(person):
    return f"/calendar/{feeds.make(person.user, by=looking(person))}/appointments.ics"


def test_a_partner_reads_when_and_where(couple, bo, cy):
    session = session_for(couple, bo, cy, place="14 Harbour Lane")
    client = as_(bo)
    assert "14 Harbour Lane" in words(client.get("/sessions/"))
    assert "Add to calendar" in words(client.get(f"/sessions/{session.pk}/"))


def test_a_session_of_the_other_one_alone_is_not_there(couple, bo, cy):
    alone = session_for(couple, cy, place="Upstairs")
    client = as_(bo)
    assert "Upstairs" not in words(client.get("/sessions/"))
    for path in ("", "appointment.ics"):
        other, absent = client.get(f"/sessions/{alone.pk}/{path}"), client.get(f"/sessions/{uuid4()}/{path}")
        assert other.status_code == absent.status_code == 404
        assert other.content == absent.content


def test_the_file_for_a_calendar_names_nothing(couple, bo, cy, ana):
    session = session_for(couple, bo, cy)
    answer = as_(bo).get(f"/sessions/{session.pk}/appointment.ics")
    body = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    assert "SUMMARY:Appointment" in body
    assert not {"Ana", "Bo", "Cy"} & set(body.replace(":", " ").split())


def test_a_mailed_code_opens_appointments_and_no_secret_address(couple, bo, cy, client):
    from tests.signing import sign_in

    session_for(couple, bo, cy, place="14 Harbour Lane")
    reduced = sign_in(client, bo, reduced=True)
    assert "14 Harbour Lane" in words(reduced.get("/sessions/"))
    assert reduced.get("/sessions/calendar/").status_code == 403
    assert send(reduced, "/sessions/calendar/", do="make").status_code == 403
    assert not FeedToken.unscoped.exists()


def test_the_address_is_shown_once_and_works(couple, bo, cy):
    client, key = as_(bo), uuid4().hex
    page = text(send(client, "/sessions/calendar/", key, do="make"))
    address = page.split('id="address"')[1].split('value="')[1].split('"')[0]
    session_for(couple, bo, cy)
    assert (
        "SUMMARY:Appointment" in Client().get("/calendar/" + address.split("/calendar/")[1]).content.decode()
    )
    again = send(client, "/sessions/calendar/", key, do="make")
    assert "shown once already" in words(again)
    assert address not in text(again)
    assert address not in text(client.get("/sessions/calendar/"))
    assert FeedToken.unscoped.count() == 1


def test_a_new_address_ends_the_old_one_and_ending_ends_both(couple, bo, cy):
    client, old = as_(bo), address_of(bo)
    send(client, "/sessions/calendar/", do="make")
    assert Client().get(old).status_code == 404
    send(client, "/sessions/calendar/", do="end")
    assert not FeedToken.unscoped.filter(revoked_at=None).exists()


def test_an_unknown_address_looks_like_a_page_that_is_not_there(db):
    for token in ("x", "a" * 43, "é" * 20, "a" * 500):
        assert Client().get(f"/calendar/{token}/appointments.ics").status_code == 404


def test_an_unchanged_calendar_is_told_before_it_is_built(couple, bo, cy):
    session_for(couple, bo, cy)
    address = address_of(bo)
    first = Client().get(address)
    assert first.status_code == 200
    assert first["Cache-Control"].startswith("private")
    with CaptureQueriesContext(connection) as queries:
        second = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert (second.status_code, second.content) == (304, b"")
    assert second["ETag"] == first["ETag"]
    assert not [query for query in queries if "therapysession" in query["sql"]]


def test_a_change_gives_the_calendar_a_new_mark(couple, bo, cy, ana):
    from practice import scheduling

    session = session_for(couple, bo, cy)
    address = address_of(bo)
    before = Client().get(address)["ETag"]
    scheduling.cancel(session, by=looking(ana))
    after = Client().get(address, headers={"if-none-match": before})
    assert after.status_code == 200
    assert after["ETag"] != before


def test_sessions_of_the_other_one_alone_leave_this_calendar_as_it_is(couple, bo, cy):
    session_for(couple, bo, cy)
    address = address_of(bo)
    before = Client().get(address)
    feeds.changed([session_for(couple, cy)])
    after = Client().get(address)
    assert after["ETag"] == before["ETag"]
    assert after.content == before.content


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_address_can_only_be_read(couple, bo, method):
    assert getattr(Client(), method)(address_of(bo)).status_code == 405


def test_the_address_opens_no_session(couple, bo):
    client = Client()
    client.get(address_of(bo))
    assert not client.cookies
    assert client.get("/today/").status_code == 302
