"""One's own account: proofs, idle locks, devices, data, stopping, and changes that end other sessions."""

from __future__ import annotations

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from practice import consenting
from practice.models import AuditEntry, ContactCard, IdempotencyRecord, Membership, Partner
from tests.signing import quiet_for, sign_in

PHRASE = "a quiet green kettle"
PRIVATE = ["/account/devices/", "/account/contact/", "/account/data/"]
WEIGHTY = [
    "/account/contact/address/",
    "/account/data/my-data.json",
    "/account/data/stop/",
    "/account/security/passphrase/",
    "/account/security/app/add/",
    "/account/security/passkeys/add/",
]


@pytest.fixture(autouse=True)
def _no_limits_from_before(db):
    cache.clear()


@pytest.fixture
def card(bo):
    return ContactCard.unscoped.create(partner=bo)


def key_on(page):
    return re.search(r'name="idempotency_key" value="([^"]+)"', page.content.decode())[1]


@pytest.mark.parametrize("path", PRIVATE)
def test_a_private_page_asks_again_after_five_quiet_minutes(client, bo, card, path):
    sign_in(client, bo)
    assert client.get(path).status_code == 200
    quiet_for(client, 6 * 60)
    assert client.get("/account/").status_code == 200
    assert client.get(path)["Location"].startswith("/re-check/?next=")
    assert client.post("/re-check/?next=" + path, {"recheck_passphrase": "wrong"}).status_code == 400
    assert client.get(path).status_code == 302
    assert client.post("/re-check/?next=" + path, {"recheck_passphrase": PHRASE})["Location"] == path
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", WEIGHTY)
def test_a_weighty_act_asks_for_a_proof_of_the_last_five_minutes(client, bo, path):
    sign_in(client, bo)
    assert client.get(path).status_code == 200
    session = client.session
    session["began_at"] -= 6 * 60
    session.save()
    assert client.get(path)["Location"].startswith("/re-check/?next=")


def test_what_was_being_sent_is_carried_along_and_not_lost(client, bo, card):
    sign_in(client, bo)
    key = key_on(client.get("/account/contact/"))
    quiet_for(client, 6 * 60)
    typed = {"channel": "phone", "phone": "0123 <b>", "idempotency_key": key}
    asked = client.post("/account/contact/", typed)
    assert asked.status_code == 403
    assert 'value="0123 &lt;b&gt;"' in asked.content.decode()
    assert client.post("/account/contact/", typed | {"recheck_passphrase": "no"}).status_code == 400
    answer = client.post("/account/contact/", typed | {"recheck_passphrase": PHRASE})
    assert answer["Location"] == "/account/contact/?done=contact"
    card.refresh_from_db()
    assert card.preferences["phone"] == "0123 <b>"


def test_re_check_leads_nowhere_else(client, bo):
    sign_in(client, bo)
    for wanted in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        answer = client.post(f"/re-check/?next={wanted}", {"recheck_passphrase": PHRASE})
        assert answer["Location"] == "/"


def test_an_idle_session_ends_and_leads_the_same_person_back(client, bo, cy):
    sign_in(client, bo)
    quiet_for(client, 17 * 60)
    there = client.get("/account/sharing/")["Location"]
    assert there.startswith("/sign-in/?quiet=1&back=")
    assert "account" not in there
    other = Client()
    for who, person, expected in ((client, bo, "/account/sharing/"), (other, cy, "/")):
        assert "You were signed out" in who.get(there).content.decode()
        typed = {"login": person.user.login_name, "password": PHRASE}
        assert who.post("/sign-in/", typed)["Location"] == expected


def test_no_parameter_keeps_a_session_awake(client, bo):
    sign_in(client, bo)
    quiet_for(client, 17 * 60)
    client.get("/account/?skip_timeout_reset=1")
    assert "_auth_user_id" not in client.session


def test_name_and_pronouns_are_changed_once_per_form(client, bo):
    sign_in(client, bo)
    form = {"called": "Bobby", "pronouns": "he", "idempotency_key": key_on(client.get("/account/"))}
    assert client.post("/account/", form)["Location"] == "/account/?done=name"
    assert client.post("/account/", form)["Location"] == "/account/?done=name"
    bo.refresh_from_db()
    assert (bo.called, bo.version) == ("Bobby", 2)
    assert IdempotencyRecord.unscoped.count() == 1
    changed = client.post("/account/", form | {"called": "Rob"})
    assert changed.status_code == 422


def test_a_refused_form_keeps_what_was_typed_and_its_key(client, bo):
    sign_in(client, bo)
    form = {"called": "x" * 90, "pronouns": "he/him", "idempotency_key": key_on(client.get("/account/"))}
    page = client.post("/account/", form)
    assert page.status_code == 400
    said = page.content.decode()
    assert "That’s longer than fits here" in said
    assert 'value="he/him"' in said
    assert key_on(page) == form["idempotency_key"]
    assert client.post("/account/", form | {"called": "Bobby"}).status_code == 302


def test_a_form_without_its_key_is_refused_kindly(client, bo):
    sign_in(client, bo)
    page = client.post("/account/", {"called": "Bobby"})
    assert page.status_code == 400
    assert "This page is an old one." in page.content.decode()


def test_own_data_is_a_download_of_own_data(client, bo, cy, couple):
    consenting.publish_papers(couple.practice)
    text = consenting.texts_for(couple.practice)[0]
    from tests.conftest import looking

    consenting.sign(text, partner=cy, couple=couple, by=looking(cy), signed_as="Canary of Cy")
    sign_in(client, bo)
    answer = client.get("/account/data/my-data.json")
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert json.loads(answer.content)["consent"] == []
    assert AuditEntry.unscoped.filter(act="data.exported", actor=bo.user_id).count() == 1


def test_stopping_takes_the_word_and_happens_once(client, bo, cy, couple):
    sign_in(client, bo)
    page = client.get("/account/data/stop/")
    assert "Things are paused." in page.content.decode()
    form = {"sure": "no", "idempotency_key": key_on(page)}
    assert client.post("/account/data/stop/", form).status_code == 400
    assert Membership.unscoped.filter(partner=bo, left_at=None).exists()
    for _ in range(2):
        answer = client.post("/account/data/stop/", form | {"sure": "Stop"})
        assert answer["Location"] == "/account/data/?done=stopped"
    assert not Membership.unscoped.filter(partner=bo, left_at=None).exists()
    assert "You have stopped." in client.get("/account/data/?done=stopped").content.decode()


def test_other_devices_are_signed_out_from_here(bo):
    here, there = sign_in(Client(), bo), sign_in(Client(), bo)
    assert here.get("/account/devices/").content.decode().count("a test") == 2
    assert here.post("/account/devices/", {"session": "others"}).status_code == 302
    assert there.get("/account/")["Location"].startswith("/sign-in/")
    assert here.get("/account/").status_code == 200
    assert UserSession.objects.count() == 1


def test_nobody_ends_the_sessions_of_another(bo, cy):
    here, there = sign_in(Client(), bo), sign_in(Client(), cy)
    strange = UserSession.objects.get(user=cy.user).pk
    here.post("/account/devices/", {"session": str(strange)})
    assert there.get("/account/").status_code == 200


def test_a_new_passphrase_ends_every_other_session(bo):
    here, there = sign_in(Client(), bo), sign_in(Client(), bo)
    assert here.post("/account/security/passphrase/", {"passphrase": "short"}).status_code == 400
    answer = here.post("/account/security/passphrase/", {"passphrase": "seven herons over the weir"})
    assert answer["Location"] == "/account/security/?done=passphrase"
    assert here.get("/account/").status_code == 200
    assert there.get("/account/")["Location"].startswith("/sign-in/")


def test_another_address_is_kept_and_a_wrong_one_refused(client, bo):
    sign_in(client, bo)
    key = key_on(client.get("/account/contact/address/"))
    assert (
        client.post("/account/contact/address/", {"email": "nope", "idempotency_key": key}).status_code == 400
    )
    client.post("/account/contact/address/", {"email": "bo@new.example.org", "idempotency_key": key})
    bo.user.refresh_from_db()
    assert bo.user.email == "bo@new.example.org"


def test_a_passkey_answer_that_cannot_be_read_adds_none(client, bo):
    sign_in(client, bo)
    client.get("/account/security/passkeys/add/")
    for garbage in ("", "[]", "[1]", '"x"', '{"response": 1}', '{"id": "a", "response": {}}', "{"):
        answer = client.post("/account/security/passkeys/add/", {"name": "My phone", "credential": garbage})
        assert answer.status_code == 200, garbage
        answer = client.post("/re-check/", {"recheck_credential": garbage or "x"})
        assert answer.status_code == 400, garbage
    assert not Authenticator.objects.exists()


def test_the_frame_asks_the_database_the_same_few_times(client, bo, cy, ana):
    from portal.framing import frame_for

    class Request:
        path = "/account/"

    def frame_of(person):
        from tests.conftest import looking

        request = Request()
        request.viewer, request.user = looking(person), person.user
        with CaptureQueriesContext(connection) as queries:
            return frame_for(request), len(queries)

    frame, asked = frame_of(bo)
    assert (frame.name, frame.mark, frame.partner_name, frame.partner_mark) == ("Bo", "a", "Cy", "b")
    assert (frame.counsellor_name, frame.is_staff, frame.together) == ("Ana", False, True)
    assert asked <= 4
    staff, asked = frame_of(ana)
    assert (staff.name, staff.mark, staff.is_staff, asked) == ("Ana", "c", True, 1)


def test_account_pages_of_partners_are_absent_for_staff(client, ana):
    sign_in(client, ana)
    assert client.get("/account/").status_code == 200
    for path in ("/account/sharing/", "/account/contact/", "/account/data/", "/welcome/you/"):
        assert client.get(path).status_code == 404, path


def test_not_you_signs_out_and_asks_who_it_is(client, bo):
    sign_in(client, bo)
    assert "Somebody else is signed in here." in client.get("/account/not-you/").content.decode()
    assert client.post("/account/not-you/")["Location"] == "/sign-in/?bye=1"
    assert "_auth_user_id" not in client.session


def test_only_the_needed_doors_of_allauth_are_mounted(db):
    names = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    for closed in ("account_signup", "account_reset_password", "account_email", "account_change_password"):
        assert closed not in names
    assert {"account_login", "mfa_authenticate", "mfa_login_webauthn"} <= names


def test_partner_rows_are_untouched_by_a_stranger(client, dee, bo):
    sign_in(client, dee)
    form = {"called": "Mallory", "id": str(bo.pk), "partner": str(bo.pk)}
    client.post("/account/", form | {"idempotency_key": key_on(client.get("/account/"))})
    assert Partner.unscoped.get(pk=bo.pk).called == "Bo"


def test_nobodys_network_address_is_kept(client, bo):
    client.post("/sign-in/", {"login": bo.user.login_name, "password": PHRASE}, REMOTE_ADDR="203.0.113.77")
    kept = UserSession.objects.get(user=bo.user).ip
    assert kept.startswith("fd")
    assert "203.0.113.77" not in str(client.session.items())
