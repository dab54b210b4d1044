"""The link in an invitation: a day and a time, two buttons, and one page for every link that does not open."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils.html import strip_tags

from practice.models import Attendee, AuditEntry, InviteReply, MailedInvite, Message, TherapySession
from tests.practice.mailed_calendar.conftest import booked, by_mail, change, event_of, link_of, move

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def invited(mailbox, couple, bo, cy):
    by_mail(bo)
    session = booked(couple, bo, cy, place="Mill Lane 3")
    (letter,) = mailbox.fetch(bo)
    return session, link_of(letter)


def answers():
    return list(InviteReply.unscoped.values_list("user", "answer"))


def test_the_page_names_a_day_and_a_time_and_nothing_else(client, invited, couple):
    _session, link = invited
    page = client.get(link)
    text = strip_tags(page.content.decode())
    assert page.status_code == 200
    assert "Friday 27 November, 13:00" in text
    assert "13:50" in text
    for word in ("Bo", "Cy", "Ana", "Mill", "ounsel", "ession", couple.practice.name, "example.org"):
        assert not re.search(rf"\b{word}", text), word
    assert "no-store" in page["Cache-Control"]


def test_looking_changes_nothing(client, invited):
    _session, link = invited
    before = list(MailedInvite.unscoped.values()), TherapySession.unscoped.values().get()
    for _time in range(2):
        client.get(link)
        client.head(link)
    assert answers() == []
    assert AuditEntry.unscoped.count() == 0
    assert (list(MailedInvite.unscoped.values()), TherapySession.unscoped.values().get()) == before


def test_an_answer_is_kept_and_can_be_changed_until_it_begins(client, invited, bo, clock):
    session, link = invited
    assert "you’ll be there" in client.post(link, {"answer": "accepted"}).content.decode()
    assert answers() == [(bo.user_id, "accepted")]
    assert "you can’t come" in client.post(link, {"answer": "declined"}).content.decode()
    assert answers() == [(bo.user_id, "declined")]
    session.refresh_from_db()
    assert session.state == "booked"
    clock.shift(timedelta(days=3))
    assert client.post(link, {"answer": "accepted"}).status_code == 404
    assert answers() == [(bo.user_id, "declined")]


def test_what_is_no_answer_is_not_kept(client, invited):
    _session, link = invited
    for sent in ({}, {"answer": ""}, {"answer": "maybe"}, {"answer": "x" * 9000}):
        assert client.post(link, sent).status_code == 400
    assert answers() == []


def test_unknown_old_and_ended_links_meet_one_page(client, mailbox, invited, couple, bo, cy, clock):
    session, old = invited
    by_mail(cy)
    alone = booked(couple, cy, days=5)
    (letter,) = mailbox.fetch(cy)[-1:]
    lost = link_of(letter)
    Attendee.unscoped.filter(session=alone).delete()
    move(session, hours=1)
    newest = link_of(mailbox.fetch(bo)[-1])
    assert client.get(newest).status_code == 200
    change(session, state="cancelled")
    pages = {client.get(at).content for at in (old, newest, lost, "/appointment/never/", "/appointment/é/")}
    assert len(pages) == 1
    answered = {client.post(at, {"answer": "accepted"}).status_code for at in (old, newest, lost)}
    assert answered == {404}
    assert answers() == []


def test_declining_is_seen_by_the_counsellor_who_gets_one_mail_like_any_other(
    client, mailbox, invited, ana, cy, bo
):
    _session, link = invited
    for answer in ("declined", "accepted", "declined", "declined"):
        client.post(link, {"answer": answer})
    (letter,) = mailbox.fetch()
    assert letter["To"] == ana.user.email
    assert letter.get_content_type() == "text/plain"
    assert letter["Subject"] == "Something new is waiting for you"
    assert link_of(letter) == "/"


def test_an_answer_stands_for_the_hour_it_was_given_for(client, mailbox, invited, bo):
    session, link = invited
    client.post(link, {"answer": "declined"})
    move(session, days=1)
    assert answers() == []
    assert event_of(mailbox.fetch(bo)[-1])["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"


def test_colleagues_have_no_link_to_answer_by(mailbox, couple, ana, bo):
    by_mail(ana)
    booked(couple, bo)
    (letter,) = mailbox.fetch(ana)
    assert link_of(letter) == "/"


def test_the_secret_is_long_and_kept_as_a_hash_alone(invited):
    _session, link = invited
    secret = link.strip("/").split("/")[1]
    assert len(secret) == 43
    row = MailedInvite.unscoped.get()
    assert len(row.reply_hash) == 32
    assert secret not in str(vars(row))
    assert Message.unscoped.count() == 1
