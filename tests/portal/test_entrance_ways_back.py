"""Lost access, put right in person; the first run; and the invitation as a real mail server receives it."""

from __future__ import annotations

import email
import re
import socket
from datetime import timedelta
from io import StringIO

import pytest
from aiosmtpd.controller import Controller
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from practice import access_lost, caring, first_run, inviting, outbox, staffing
from practice.models import AccessReset, FeedToken, Message, Partner, Practice, Staff, User
from practice.refusals import NotFound, NotNow
from tests.conftest import looking
from tests.signing import sign_in

PHRASE = "seven herons over the weir"
FIRST = {
    "name": "Riverside",
    "time_zone": "Europe/Dublin",
    "country": "ie",
    "owner": "Una",
    "email": "una@example.org",
    "login_name": "una-at-work",
    "passphrase": PHRASE,
}


@pytest.fixture(autouse=True)
def _no_limits_from_before(db):
    cache.clear()


def test_a_reset_in_person_ends_everything_and_lets_the_person_choose(client, bo, ana):
    TOTP.activate(bo.user, generate_totp_secret())
    there = sign_in(Client(), bo)
    token = access_lost.start_reset(bo, by=looking(ana))
    assert there.get("/account/")["Location"].startswith("/sign-in/")
    page = client.get(f"/welcome/reset/{token}/")
    assert page.status_code == 200
    assert "Bo" not in re.sub(r"<[^>]+>", " ", page.content.decode()).split()
    assert client.post(f"/welcome/reset/{token}/", {"passphrase": "short"}).status_code == 400
    assert client.post(f"/welcome/reset/{token}/", {"passphrase": PHRASE})["Location"] == "/"
    assert client.get("/")["Location"] == "/today/"
    assert not Authenticator.objects.filter(user=bo.user).exists()
    assert client.get(f"/welcome/reset/{token}/").status_code == 404


def test_of_two_reset_links_the_first_dies(client, bo, ana):
    first, second = (access_lost.start_reset(bo, by=looking(ana)) for _ in range(2))
    assert client.get(f"/welcome/reset/{first}/").status_code == 404
    assert client.get(f"/welcome/reset/{second}/").status_code == 200


def test_a_reset_link_lasts_ten_minutes(client, bo, ana):
    token = access_lost.start_reset(bo, by=looking(ana))
    lasts = AccessReset.unscoped.get().expires_at - timezone.now()
    assert lasts <= timedelta(minutes=10)
    AccessReset.unscoped.update(expires_at=timezone.now())
    assert client.get(f"/welcome/reset/{token}/").status_code == 404


def test_partners_start_no_reset_and_nobody_resets_who_never_joined(bo, cy, ana, couple):
    with pytest.raises(NotFound):
        access_lost.start_reset(cy, by=looking(bo))
    new = caring.add_couple(["Sam"], counsellor=ana, by=looking(ana))
    assert new
    with pytest.raises(NotNow):
        access_lost.start_reset(Partner.unscoped.get(called="Sam"), by=looking(ana))


def test_a_colleague_who_left_is_out_with_the_next_request(ana, fay):
    here = sign_in(Client(), fay)
    Staff.unscoped.filter(pk=ana.pk).update(is_owner=True)
    staffing.depart(fay, by=looking(ana))
    assert here.get("/account/")["Location"].startswith("/sign-in/")
    assert not FeedToken.unscoped.filter(user=fay.user, revoked_at=None).exists()


def test_the_first_run_makes_the_practice_and_its_owner_once(client):
    said = StringIO()
    call_command("start_practice", stdout=said)
    path = re.search(r"/first-run/[\w-]+/", said.getvalue())[0]
    assert client.get(path).status_code == 200
    assert client.post(path, FIRST | {"time_zone": "Nowhere/Atall"}).status_code == 400
    assert not Practice.unscoped.exists()
    assert client.post(path, FIRST | {"passphrase": "short"}).status_code == 400
    assert not Practice.unscoped.exists()
    assert client.post(path, FIRST)["Location"] == "/account/second-step/"
    assert (Practice.unscoped.get().name, Practice.unscoped.get().country) == ("Riverside", "IE")
    assert Staff.unscoped.get().user == User.objects.get(login_name="una-at-work")
    assert client.get(path).status_code == 404
    assert first_run.offer() is None
    with pytest.raises(CommandError):
        call_command("start_practice", stdout=StringIO())
    quiet = StringIO()
    call_command("start_practice", if_none=True, stdout=quiet)
    assert quiet.getvalue() == ""


def test_only_the_newest_first_run_address_opens(client):
    old, new = first_run.offer(), first_run.offer()
    assert client.get(f"/first-run/{old}/").status_code == 404
    assert client.get(f"/first-run/{new}/").status_code == 200


def test_the_command_can_make_the_practice_by_itself(client):
    said = StringIO()
    options = {"name": "Riverside", "owner": "Una", "email": "una@example.org"}
    call_command("start_practice", stdout=said, **options)
    path = re.search(r"/welcome/[\w-]+/", said.getvalue())[0]
    client.post(path)
    answer = client.post(path + "sign-in/", {"login_name": "una-at-work", "passphrase": PHRASE})
    assert answer["Location"] == "/account/second-step/"


class Letters:
    """Keeps what a mail server was given."""

    def __init__(self):
        self.kept = []

    async def handle_DATA(self, server, session, envelope):
        self.kept.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content)))
        return "250 OK"


@pytest.fixture
def mail_server(settings):
    letters = Letters()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(letters, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    yield letters.kept
    server.stop()


def test_the_invitation_arrives_by_real_mail_and_opens_the_door(client, ana, mail_server):
    caring.add_couple(["Sam", "Noor"], counsellor=ana, by=looking(ana))
    for name in ("Sam", "Noor"):
        partner = Partner.unscoped.get(called=name)
        inviting.invite_partner(partner, email="shared@example.org", by=looking(ana))
    for letter in Message.unscoped.order_by("created_at"):
        outbox.deliver.call(str(letter.pk))
        outbox.deliver.call(str(letter.pk))
    assert [to for to, _ in mail_server] == [["shared@example.org"]] * 2
    links = []
    for _to, letter in mail_server:
        assert letter["Subject"] == "Something new is waiting for you"
        words = letter.get_payload(decode=True).decode()
        for name in ("Sam", "Noor", "Ana", "counsel", "therap", ana.practice.name):
            assert name not in words + str(letter["From"])
        links.append(re.search(r"/welcome/[\w-]+/", words)[0])
    assert len(set(links)) == 2
    assert client.get(links[0]).status_code == 200
