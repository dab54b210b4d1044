"""From the mail to Today: a neutral door, an own sign-in, who sees what, papers, and how to be reached."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache

from practice import caring, inviting
from practice.models import ContactCard, Invitation, Message, Partner, Signature, User
from tests.conftest import looking
from tests.signing import sign_in

PHRASE = "seven herons over the weir"


@pytest.fixture(autouse=True)
def _no_limits_from_before(db):
    cache.clear()


@pytest.fixture
def papers(practice):
    from practice import consenting

    consenting.publish_papers(practice)


@pytest.fixture
def new_couple(ana, papers):
    return caring.add_couple(["Sam", "Noor"], counsellor=ana, by=looking(ana))


@pytest.fixture
def sam(new_couple):
    return Partner.unscoped.get(called="Sam")


def link_for(partner, ana, email="sam@example.org"):
    inviting.invite_partner(partner, email=email, by=looking(ana))
    letter = Message.unscoped.latest("created_at").letter
    return re.search(r"/welcome/[\w-]+/", letter["body"])[0]


def sent_key(page):
    return re.search(r'name="idempotency_key" value="([^"]+)"', page.content.decode())[1]


def begin(client, link, **typed):
    client.post(link)
    return client.post(link + "sign-in/", {"login_name": "sam-by-the-sea", "passphrase": PHRASE, **typed})


def test_the_door_names_nobody_and_says_nothing_of_what_is_behind_it(client, sam, ana):
    page = client.get(link_for(sam, ana))
    said = page.content.decode().lower()
    assert page.status_code == 200
    for word in ("sam", "noor", "ana", ana.practice.name.lower(), "counsel", "therap", "couple", "partner"):
        assert word not in re.sub(r"<[^>]+>", " ", said).replace("same", ""), word


def test_the_whole_welcome_ends_on_today(client, sam, ana, new_couple):
    link = link_for(sam, ana)
    assert client.get(link + "sign-in/")["Location"] == link
    assert client.post(link)["Location"] == link + "sign-in/"
    assert "Ana" in client.get(link + "sign-in/").content.decode()
    assert begin(client, link)["Location"] == "/welcome/you/"

    key = sent_key(client.get("/welcome/you/"))
    answer = client.post("/welcome/you/", {"called": "Sammy", "pronouns": "they", "idempotency_key": key})
    assert answer["Location"] == "/welcome/who-sees-what/"
    sam.refresh_from_db()
    assert (sam.called, sam.pronouns) == ("Sammy", "they")

    seen = client.get("/welcome/who-sees-what/").content.decode()
    assert seen.count('class="seenby') == 3

    for _ in range(2):
        page = client.get("/welcome/papers/").content.decode()
        text = re.search(r'name="text" value="([^"]+)"', page)[1]
        signed = {"text": text, "name": "Sam Rivers", "agreed": "on"}
        assert client.post("/welcome/papers/", signed)["Location"] == "/welcome/papers/"
    assert client.get("/welcome/papers/")["Location"] == "/welcome/contact/"
    signatures = Signature.unscoped.filter(partner=sam)
    assert [s.copy["signed_as"] for s in signatures] == ["Sam Rivers"] * 2

    wishes = {"channel": "phone", "phone": "0123", "quiet_from": "22:00", "quiet_until": "07:00"}
    key = sent_key(client.get("/welcome/contact/"))
    assert client.post("/welcome/contact/", wishes | {"idempotency_key": key})["Location"] == "/"
    card = ContactCard.unscoped.get(partner=sam)
    assert (card.may_mail, card.preferences["phone"]) == (False, "0123")
    assert client.get("/")["Location"] == "/today/"


def test_papers_can_wait(client, sam, ana):
    begin(client, link_for(sam, ana))
    for _ in range(2):
        text = re.search(r'name="text" value="([^"]+)"', client.get("/welcome/papers/").content.decode())[1]
        client.post("/welcome/papers/", {"text": text, "later": "1"})
    assert client.get("/welcome/papers/")["Location"] == "/welcome/contact/"
    assert not Signature.unscoped.exists()
    assert client.get("/welcome/papers/?again=1").status_code == 200


def test_a_paper_is_signed_only_with_a_name_and_a_tick(client, sam, ana):
    begin(client, link_for(sam, ana))
    text = re.search(r'name="text" value="([^"]+)"', client.get("/welcome/papers/").content.decode())[1]
    page = client.post("/welcome/papers/", {"text": text, "name": "", "agreed": ""})
    assert page.status_code == 400
    assert "Tick this if you agree." in page.content.decode()
    assert not Signature.unscoped.exists()


def test_every_link_that_does_not_open_gives_the_same_page(client, sam, ana):
    used = link_for(sam, ana)
    begin(client, used)
    client.post("/sign-out/")
    cancelled = link_for(Partner.unscoped.get(called="Noor"), ana, "noor@example.org")
    inviting.cancel(Invitation.unscoped.open().get(), by=looking(ana))
    expired = "/welcome/never-was-a-link/"
    pages = [
        client.get(link)
        for link in (used, cancelled, expired, "/welcome/reset/nothing/", "/first-run/nothing/")
    ]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


def test_not_me_answers_alike_for_any_link_and_closes_the_real_one(client, sam, ana):
    real = link_for(sam, ana)
    answers = [client.post(link + "not-me/") for link in (real, real, "/welcome/never-was-a-link/")]
    assert {a.status_code for a in answers} == {200}
    assert len({a.content for a in answers}) == 1
    assert client.get(real).status_code == 404
    assert Invitation.unscoped.get().declined_at is not None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"passphrase": "too short"}, "Make it at least 15 letters long."),
        ({"passphrase": ""}, "Make up a passphrase of at least 15 letters."),
        ({"passphrase": "sam-by-the-sea!"}, "too close to your sign-in name"),
        ({"login_name": "ab"}, "Use at least three letters."),
        ({"login_name": "sam@example.org"}, "Pick a name that isn’t an e-mail address."),
        ({"login_name": "taken-name"}, "this one isn’t free"),
        ({"login_name": "sa\x00m"}, "a letter in here that can’t be kept"),
        ({"login_name": "x" * 2000}, "That’s longer than fits here"),
    ],
)
def test_what_cannot_be_kept_gets_a_kind_sentence_and_the_link_stays_open(client, sam, ana, typed, sentence):
    User(login_name="taken-name").save()
    link = link_for(sam, ana)
    page = begin(client, link, **typed)
    assert page.status_code == 400
    assert sentence in page.content.decode()
    assert client.get(link).status_code == 200
    assert not User.objects.filter(login_name="sam-by-the-sea").exists()


def test_the_link_signs_out_whoever_sits_at_the_device(client, sam, ana, bo):
    sign_in(client, bo)
    client.post(link_for(sam, ana))
    assert "_auth_user_id" not in client.session


def test_right_to_left_and_emoji_names_are_welcome(client, sam, ana):
    begin(client, link_for(sam, ana), login_name="سام-🌊-sam")
    key = sent_key(client.get("/welcome/you/"))
    client.post("/welcome/you/", {"called": "سام 🌊", "idempotency_key": key})
    sam.refresh_from_db()
    assert sam.called == "سام 🌊"


def test_choosing_a_passkey_leads_to_making_one(client, sam, ana):
    answer = begin(client, link_for(sam, ana), way="passkey", passphrase="")
    assert answer["Location"] == "/account/security/passkeys/add/?welcome=1"
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "creation_options" in page.content.decode()


def test_an_invited_colleague_sets_up_a_second_step_first(client, ana, practice):
    from practice import staffing

    owner = looking(ana)
    staffing.add_staff(practice, called="Gil", email="gil@example.org", roles={"scheduler"}, by=owner)
    letter = Message.unscoped.latest("created_at").letter
    link = re.search(r"/welcome/[\w-]+/", letter["body"])[0]
    assert begin(client, link, login_name="gil-at-work")["Location"] == "/account/second-step/"
    assert client.get("/")["Location"] == "/account/second-step/"
