"""When somebody's access ends, everything that opened it ends with it."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client

from api.models import PersonalToken
from api.scopes import SCOPES
from practice import access_lost, staffing
from practice.access import Viewer
from practice.calendar import feeds
from tests.conftest import looking
from tests.factories.practice import SessionFactory, StaffFactory
from tests.signing import sign_in


def token_of(person):
    scopes = [name for name, _label in SCOPES]
    _row, token = PersonalToken.unscoped.create(
        person.user, expiry=timedelta(days=1), label="a script", scopes=scopes
    )
    return token


def reading_with(token):
    return Client().get("/api/v1/sessions/", headers={"Authorization": f"Token {token}"}).status_code


def test_a_token_that_somebody_else_made_dies_when_the_way_in_is_reset(ana, bo):
    token = token_of(bo)
    assert reading_with(token) == 200
    link = access_lost.start_reset(bo, by=looking(ana))
    assert reading_with(token) == 401
    again = token_of(bo)
    access_lost.choose_anew(link, passphrase="four calm words today")
    assert reading_with(again) == 401


def test_the_tokens_of_who_departs_are_gone(practice, fay):
    owner = StaffFactory(practice=practice, is_owner=True)
    token = token_of(fay)
    staffing.depart(fay, by=looking(owner))
    assert reading_with(token) == 401
    assert not PersonalToken.unscoped.filter(user=fay.user).exists()


def test_a_new_passphrase_ends_the_tokens_too(bo):
    token = token_of(bo)
    client = sign_in(Client(), bo)
    done = client.post("/account/security/passphrase/", {"passphrase": "four calm words today"})
    assert done.status_code == 302
    assert reading_with(token) == 401


def test_a_session_that_chose_a_new_passphrase_is_still_known_and_can_be_ended(ana, bo):
    client = sign_in(Client(), bo)
    client.post("/account/security/passphrase/", {"passphrase": "four calm words today"})
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert UserSession.objects.filter(user=bo.user, session_key=key).exists()
    access_lost.start_reset(bo, by=looking(ana))
    assert client.get("/today/").status_code == 302


def test_the_calendar_of_who_is_no_counsellor_any_more_shows_no_sessions(couple, ana):
    SessionFactory(couple=couple)
    address = feeds.make(ana.user, by=Viewer())
    before = Client().get(f"/calendar/{address}/appointments.ics").content
    assert b"BEGIN:VEVENT" in before
    type(ana).unscoped.filter(pk=ana.pk).update(is_counsellor=False)
    after = Client().get(f"/calendar/{address}/appointments.ics").content
    assert b"BEGIN:VEVENT" not in after
