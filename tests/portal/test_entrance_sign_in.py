"""Signing in with name and passphrase, a mailed code, a second step; and answers that give no name away."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practice import sealing
from practice.models import Message
from tests.signing import sign_in

PHRASE = "a quiet green kettle"


@pytest.fixture(autouse=True)
def _no_limits_from_before(db):
    cache.clear()


def totp_code(secret):
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def plain(page):
    """The page without what is new each time it is drawn."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", page)


def test_a_partner_signs_in_with_name_and_passphrase(client, bo):
    answer = client.post("/sign-in/", {"login": bo.user.login_name.upper(), "password": PHRASE})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/")["Location"] == "/today/"


def test_the_sign_in_page_says_why_one_was_signed_out(client, db):
    assert "You were signed out, to keep this private." in client.get("/sign-in/?quiet=1").content.decode()
    assert "You were signed out" not in client.get("/sign-in/").content.decode()


def test_a_wrong_passphrase_and_an_unknown_name_get_the_same_answer(client, bo):
    answers, counts = [], []
    for name in (bo.user.login_name, "nobody-here"):
        cache.clear()
        client.get("/sign-in/")
        with CaptureQueriesContext(connection) as queries:
            answer = client.post("/sign-in/", {"login": name, "password": "not the right words"})
        answers.append((answer.status_code, plain(answer.content).replace(name.encode(), b"NAME")))
        counts.append(len(queries))
    assert answers[0] == answers[1]
    assert counts[0] == counts[1]
    assert "belong together" in answers[0][1].decode()


def test_the_sixth_wrong_passphrase_is_not_even_looked_at(client, bo):
    for _ in range(5):
        client.post("/sign-in/", {"login": bo.user.login_name, "password": "not the right words"})
    answer = client.post("/sign-in/", {"login": bo.user.login_name, "password": PHRASE})
    assert "After five tries, wait five minutes" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def ask(client, name):
    return client.post("/sign-in/code/", {"login": name})


def mailed_code():
    letter = Message.unscoped.filter(given_up_at=None).latest("created_at").letter
    return re.search(r"\b\d{8}\b", letter["body"])[0]


def test_a_mailed_code_opens_the_reduced_session_alone(client, bo):
    assert ask(client, bo.user.login_name)["Location"] == "/sign-in/code/confirm/"
    answer = client.post("/sign-in/code/confirm/", {"code": mailed_code()})
    assert answer["Location"] == "/"
    assert client.get("/")["Location"] == "/sessions/"
    for path in ("/account/data/", "/account/sharing/", "/account/security/", "/re-check/", "/welcome/you/"):
        page = client.get(path)
        assert page.status_code == 403
        assert "This part stays closed for now." in page.content.decode()


def test_asking_for_a_code_tells_nothing_about_the_name(client, bo, ana):
    seen, counts = [], []
    for name in (bo.user.login_name, "nobody-here", ana.user.login_name):
        cache.clear()
        sealing.memory.forget()
        client.cookies.clear()
        client.get("/sign-in/code/")
        with CaptureQueriesContext(connection) as asking:
            first = ask(client, name)
        with CaptureQueriesContext(connection) as looking:
            second = client.get("/sign-in/code/confirm/")
        with CaptureQueriesContext(connection) as trying:
            third = client.post("/sign-in/code/confirm/", {"code": "00000000"})
        seen.append((first.status_code, first["Location"], plain(second.content), plain(third.content)))
        counts.append((len(asking), len(looking), len(trying)))
    assert seen[0] == seen[1] == seen[2]
    assert counts[0] == counts[1] == counts[2]


def test_asking_too_often_looks_like_asking(client, bo):
    """Otherwise one partner could find out that the other has just asked."""
    answers = [ask(client, bo.user.login_name) for _ in range(5)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/sign-in/code/confirm/")
    }
    assert Message.unscoped.filter(given_up_at=None).count() == 3


def test_nobody_is_written_to_for_an_unknown_name_or_for_staff(client, ana, bo):
    ask(client, "nobody-here")
    ask(client, ana.user.login_name)
    assert not Message.unscoped.filter(given_up_at=None).exists()
    assert {m.letter["to"] for m in Message.unscoped.all()} == {"nobody@person.invalid"}


def test_five_wrong_codes_close_the_code_kindly(client, bo):
    ask(client, bo.user.login_name)
    code = mailed_code()
    wrong = "11111111" if code != "11111111" else "22222222"
    for _ in range(4):
        assert client.post("/sign-in/code/confirm/", {"code": wrong}).status_code == 200
    answer = client.post("/sign-in/code/confirm/", {"code": wrong})
    assert answer.status_code == 429
    assert "Let’s stop here for a moment." in answer.content.decode()
    assert client.post("/sign-in/code/confirm/", {"code": code})["Location"] == "/sign-in/code/"
    assert "_auth_user_id" not in client.session


def test_staff_pass_a_second_step_and_only_then_see_the_desk(client, ana):
    secret = generate_totp_secret()
    TOTP.activate(ana.user, secret)
    answer = client.post("/sign-in/", {"login": ana.user.login_name, "password": PHRASE})
    assert answer["Location"] == "/sign-in/second-step/"
    assert "_auth_user_id" not in client.session
    assert client.post("/sign-in/second-step/", {"code": "000000"}).status_code == 200
    assert client.post("/sign-in/second-step/", {"code": totp_code(secret)})["Location"] == "/"
    assert client.get("/")["Location"] == "/desk/"


def test_a_spare_code_works_once(client, ana):
    TOTP.activate(ana.user, generate_totp_secret())
    spare = RecoveryCodes.activate(ana.user).get_unused_codes()[0]
    for expected in (302, 200):
        cache.clear()
        client.post("/sign-in/", {"login": ana.user.login_name, "password": PHRASE})
        assert client.post("/sign-in/second-step/", {"code": spare}).status_code == expected
        client.post("/sign-out/")


def test_staff_without_a_second_step_see_its_set_up_alone(client, ana):
    sign_in(client, ana, second_factor=False)
    for path in ("/", "/account/", "/account/devices/", "/desk/"):
        assert client.get(path)["Location"] == "/account/second-step/", path
    assert client.get("/account/second-step/").status_code == 200
    assert client.get("/account/security/app/add/").status_code == 200


def test_setting_up_an_app_opens_the_desk_at_once(client, ana):
    sign_in(client, ana, second_factor=False)
    page = client.get("/account/security/app/add/")
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode())[1]
    answer = client.post("/account/security/app/add/", {"code": totp_code(secret)})
    assert answer["Location"] == "/account/security/spare-codes/"
    assert client.get("/account/security/spare-codes/").content.count(b"<code>") == 10
    assert client.get("/")["Location"] == "/desk/"
    assert all(secret not in str(row.data) for row in Authenticator.objects.filter(user=ana.user))


def test_staff_keep_at_least_one_second_step(client, ana):
    TOTP.activate(ana.user, generate_totp_secret())
    sign_in(client, ana)
    answer = client.post("/account/security/app/remove/", {})
    assert "Add another second step first." in answer.content.decode()


@pytest.mark.parametrize(
    "garbage", ["", "[]", "[1]", '"x"', "{}", '{"response": 1}', '{"id": "a", "response": {}}', "\x00", "{"]
)
def test_a_passkey_answer_that_cannot_be_read_is_a_kind_no(client, bo, garbage):
    client.get("/sign-in/passkey/", headers={"accept": "application/json"})
    answer = client.post("/sign-in/passkey/", {"credential": garbage})
    assert answer["Location"] == "/sign-in/?passkey=no"
    assert "_auth_user_id" not in client.session


def test_the_passkey_door_offers_a_challenge_and_no_name(client, bo):
    offer = client.get("/sign-in/passkey/", headers={"accept": "application/json"}).json()
    assert set(offer) == {"request_options"}
    assert not offer["request_options"]["publicKey"].get("allowCredentials")
    assert client.get("/sign-in/passkey/")["Location"] == "/sign-in/"


def test_signing_out_is_a_post_and_clears_the_device(client, bo):
    sign_in(client, bo)
    assert client.get("/sign-out/").status_code == 200
    assert "_auth_user_id" in client.session
    answer = client.post("/sign-out/")
    assert (answer.status_code, answer["Location"]) == (303, "/sign-in/?bye=1")
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "_auth_user_id" not in client.session


def test_leaving_ends_the_session_with_one_get(client, bo):
    sign_in(client, bo)
    answer = client.get("/leave/")
    assert (answer.status_code, answer["Location"]) == (303, bo.practice.leave_to)
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer["Cache-Control"] == "no-store"
    assert "_auth_user_id" not in client.session
    assert client.get("/leave/")["Location"] == bo.practice.leave_to


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-in/code/", "/sign-out/", "/account/", "/leave/"])
def test_pages_of_the_way_in_are_never_kept(client, bo, path):
    assert "no-store" in client.get(path)["Cache-Control"]


def test_a_page_asked_for_before_signing_in_comes_after_it(client, bo):
    there = client.get("/account/")["Location"]
    assert there == "/sign-in/?" + urlencode({"next": "/account/"})
    answer = client.post("/sign-in/", {"login": bo.user.login_name, "password": PHRASE, "next": "/account/"})
    assert answer["Location"] == "/account/"
    client.post("/sign-out/")
    away = {"login": bo.user.login_name, "password": PHRASE, "next": "https://elsewhere.example/"}
    assert client.post("/sign-in/", away)["Location"] == "/"
