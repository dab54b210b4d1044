"""A mail some hours before, for whoever asked: once, in time, outside quiet hours, and like any other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from practice.calendar import reminding
from practice.models import Attendee, ContactCard
from tests.practice.mailed_calendar.conftest import NOW, booked, by_mail, change, link_of, move


def wants(person, hours, **wishes):
    return by_mail(person, channel="feed", mail_hours=hours, **wishes)


def test_it_comes_once_those_hours_before_and_says_what_every_mail_says(mailbox, couple, ana, bo, cy, clock):
    wants(bo, 24)
    wants(ana, 2)
    booked(couple, bo, cy, days=2)
    clock.shift(timedelta(hours=23, minutes=59))
    assert reminding.tick() == 0
    clock.shift(timedelta(minutes=1))
    assert [reminding.tick(), reminding.tick()] == [1, 0]
    (letter,) = mailbox.fetch()
    assert letter["To"] == bo.user.email
    assert letter["Subject"] == "Something new is waiting for you"
    assert letter.get_content_type() == "text/plain"
    assert link_of(letter) == "/"
    clock.shift(timedelta(hours=22))
    reminding.tick()
    (letter,) = mailbox.fetch()
    assert letter["To"] == ana.user.email


def test_a_moved_session_reminds_anew(mailbox, couple, bo, clock):
    wants(bo, 24)
    session = booked(couple, bo, days=1)
    assert reminding.tick() == 1
    move(session, days=1)
    assert reminding.tick() == 0
    clock.shift(timedelta(days=1))
    assert [reminding.tick(), reminding.tick()] == [1, 0]


@pytest.mark.parametrize("why", ["cancelled", "past", "not expected", "no mail", "inactive", "not asked"])
def test_nobody_is_reminded_of_what_is_not_ahead_of_them(mailbox, couple, bo, clock, why):
    wants(bo, None if why == "not asked" else 48)
    session = booked(couple, bo, days=1)
    if why == "cancelled":
        change(session, state="cancelled")
    elif why == "past":
        clock.shift(timedelta(days=1))
    elif why == "not expected":
        Attendee.unscoped.all().delete()
    elif why == "no mail":
        ContactCard.unscoped.create(partner=bo, may_mail=False)
    elif why == "inactive":
        bo.user.is_active = False
        bo.user.save()
    assert reminding.tick() == 0
    assert mailbox.fetch() == []


def test_what_falls_into_quiet_hours_waits_until_they_are_over(mailbox, couple, bo, clock):
    wants(bo, 24)
    ContactCard.unscoped.create(partner=bo, quiet_from="11:00", quiet_until="14:00")
    booked(couple, bo, days=1)
    assert reminding.tick() == 0
    clock.shift(timedelta(hours=2, minutes=1))
    assert reminding.tick() == 1
    assert len(mailbox.fetch()) == 1


def test_it_comes_before_quiet_hours_when_after_them_would_be_too_late(mailbox, couple, bo, clock):
    wants(bo, 2)
    ContactCard.unscoped.create(partner=bo, quiet_from="20:00", quiet_until="13:00")
    booked(couple, bo, days=1)  # at noon, within the quiet hours
    sent = []
    for _step in range(24 * 6):
        if reminding.tick():
            sent.append(timezone.now())
            assert len(mailbox.fetch()) == 1
        clock.shift(timedelta(minutes=10))
    (moment,) = sent
    assert NOW.replace(hour=19) <= moment < NOW.replace(hour=20)


def test_never_after_it_began_and_never_in_quiet_hours(mailbox, couple, bo, clock):
    wants(bo, 2)
    ContactCard.unscoped.create(partner=bo, quiet_from="11:00", quiet_until="10:59")
    booked(couple, bo, days=0.1)
    for _step in range(8):
        assert reminding.tick() == 0
        clock.shift(timedelta(minutes=30))
    assert mailbox.fetch() == []


def test_it_asks_the_same_number_of_questions_for_many(
    mailbox, couple, bo, clock, django_assert_max_num_queries
):
    wants(bo, 2)
    for days in range(1, 30):
        booked(couple, bo, days=days)
    with django_assert_max_num_queries(6):
        assert reminding.tick() == 0
