"""A passkey from making it to signing in with it, proving oneself again, and removing it."""

from __future__ import annotations

import html
import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from tests.portal.authenticator import Passkey
from tests.signing import quiet_for, sign_in


@pytest.fixture(autouse=True)
def _no_limits_from_before(db):
    cache.clear()


def data_on(page, name="passkey_data"):
    found = re.search(rf'id="{name}" type="application/json">(.*?)</script>', page.content.decode(), re.S)
    return json.loads(html.unescape(found[1]))


def add_passkey(client):
    passkey = Passkey()
    options = data_on(client.get("/account/security/passkeys/add/"))["creation_options"]
    form = {"name": "My phone", "credential": passkey.made_for(options)}
    return passkey, client.post("/account/security/passkeys/add/", form)


def enter(client, passkey):
    offer = client.get("/sign-in/passkey/", headers={"accept": "application/json"}).json()
    return client.post("/sign-in/passkey/", {"credential": passkey.used_for(offer["request_options"])})


def test_a_passkey_signs_in_a_partner_without_name_or_passphrase(client, bo):
    sign_in(client, bo, second_factor=False)
    passkey, answer = add_passkey(client)
    assert answer["Location"] == "/account/security/spare-codes/"
    client.post("/sign-out/")
    assert enter(client, passkey)["Location"] == "/"
    assert client.get("/")["Location"] == "/today/"


def test_a_passkey_is_both_steps_for_staff(client, ana):
    sign_in(client, ana, second_factor=False)
    passkey, _ = add_passkey(client)
    assert client.get("/")["Location"] == "/desk/"
    client.post("/sign-out/")
    enter(client, passkey)
    assert client.get("/")["Location"] == "/desk/"


def test_a_passkey_is_the_second_step_after_a_passphrase(client, ana):
    sign_in(client, ana, second_factor=False)
    passkey, _ = add_passkey(client)
    client.post("/sign-out/")
    typed = {"login": ana.user.login_name, "password": "a quiet green kettle"}
    assert client.post("/sign-in/", typed)["Location"] == "/sign-in/second-step/"
    options = data_on(client.get("/sign-in/second-step/"))["request_options"]
    answer = client.post("/sign-in/second-step/", {"credential": passkey.used_for(options)})
    assert answer["Location"] == "/"
    assert client.get("/")["Location"] == "/desk/"


def test_a_passkey_opens_a_quiet_private_page(client, bo):
    sign_in(client, bo)
    passkey, _ = add_passkey(client)
    quiet_for(client, 6 * 60)
    there = client.get("/account/data/")["Location"]
    options = data_on(client.get(there), "recheck_data")["request_options"]
    answer = client.post(there, {"recheck_credential": passkey.used_for(options)})
    assert answer["Location"] == "/account/data/"
    assert client.get("/account/data/").status_code == 200


def test_somebody_elses_passkey_opens_nothing(client, bo, cy):
    sign_in(client, cy, second_factor=False)
    passkey, _ = add_passkey(client)
    client.post("/sign-out/")
    stranger = Passkey()
    stranger.owner, stranger.credential_id = passkey.owner, passkey.credential_id
    assert enter(client, stranger)["Location"] == "/sign-in/?passkey=no"
    assert "_auth_user_id" not in client.session


def test_a_passkey_can_be_removed_by_its_person_alone(client, bo, cy):
    sign_in(client, bo)
    add_passkey(client)
    held = Authenticator.objects.get(user=bo.user, type="webauthn")
    sign_in(client, cy)
    assert client.post(f"/account/security/passkeys/{held.pk}/remove/").status_code == 404
    sign_in(client, bo)
    assert client.post(f"/account/security/passkeys/{held.pk}/remove/").status_code == 302
    assert not Authenticator.objects.filter(user=bo.user).exists()


def test_staff_cannot_remove_their_last_passkey(client, ana):
    sign_in(client, ana)
    add_passkey(client)
    held = Authenticator.objects.get(user=ana.user, type="webauthn")
    answer = client.post(f"/account/security/passkeys/{held.pk}/remove/")
    assert answer.status_code == 409
    assert "Add another second step first." in answer.content.decode()
