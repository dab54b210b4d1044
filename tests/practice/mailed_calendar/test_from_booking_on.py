"""From the verbs of scheduling to the mailbox: booked, moved, called off and taken back."""

from __future__ import annotations

from datetime import datetime

import pytest

from practice import scheduling
from practice.calendar import choosing, invitations
from practice.models import MailedInvite, Message
from practice.refusals import Refused
from tests.conftest import looking
from tests.practice.mailed_calendar.conftest import by_mail, calendar_of, event_of

pytestmark = pytest.mark.usefixtures("clock")


def test_what_is_done_with_a_session_reaches_each_mailbox(mailbox, couple, ana, bo, cy):
    by_mail(bo)
    by_mail(cy)
    by = looking(ana)
    session = scheduling.book(couple, starts=datetime(2026, 12, 1, 18), minutes=50, by=by)
    scheduling.move(session, starts=datetime(2026, 12, 2, 18), by=by)
    scheduling.cancel(session, by=by)
    told = {bo.user.email: [], cy.user.email: []}
    for letter in mailbox.fetch():
        told[letter["To"]].append((str(calendar_of(letter)["METHOD"]), event_of(letter)["SEQUENCE"]))
    assert told[bo.user.email] == told[cy.user.email] == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]


def test_a_session_that_is_refused_is_told_to_nobody(mailbox, couple, ana, bo):
    by_mail(bo)
    by = looking(ana)
    scheduling.book(couple, starts=datetime(2026, 12, 1, 18), minutes=50, by=by)
    with pytest.raises(Refused):
        scheduling.book(couple, starts=datetime(2026, 12, 1, 18, 30), minutes=50, by=by)
    assert len(mailbox.fetch()) == 1


def test_sessions_of_bo_alone_send_cy_nothing(mailbox, couple, ana, bo, cy):
    by_mail(bo)
    by_mail(cy)
    by = looking(ana)
    scheduling.book_series(
        couple, starts=datetime(2026, 12, 1, 18), minutes=50, every=1, count=3, attendees=[bo], by=by
    )
    assert {letter["To"] for letter in mailbox.fetch()} == {bo.user.email}
    assert not MailedInvite.unscoped.filter(user=cy.user).exists()
    assert not Message.unscoped.filter(user=cy.user).exists()


def test_choosing_mail_is_all_it_takes(mailbox, couple, ana, bo):
    session = scheduling.book(couple, starts=datetime(2026, 12, 1, 18), minutes=50, by=looking(ana))
    choosing.choose(bo.user, channel="mail", title="Chess", alarm_minutes=60, by=looking(bo))
    invitations.catch_up()
    (event,) = mailbox.events(bo)
    assert event["SUMMARY"] == "Chess"
    assert len(event.subcomponents) == 1
    scheduling.cancel(session, by=looking(ana))
    (gone,) = mailbox.events(bo)
    assert gone.subcomponents == []
