"""Who chose mail gets one invitation per session, as a mail program reads it, and every change of it."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from practice.calendar import agenda, invitations
from practice.models import Attendee, ContactCard, MailedInvite, Message, Series
from tests.practice.mailed_calendar.conftest import (
    booked,
    by_mail,
    calendar_of,
    change,
    event_of,
    link_of,
    move,
)

pytestmark = pytest.mark.usefixtures("clock")


def test_a_new_session_comes_as_one_request_that_mail_programs_know(mailbox, couple, bo, cy):
    by_mail(bo)
    session = booked(couple, bo, cy)
    (letter,) = mailbox.fetch()
    assert letter["To"] == bo.user.email
    assert letter["Subject"] == "Something new is waiting for you"
    assert letter.get_content_type() == "multipart/alternative"
    plain, part = letter.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "REQUEST"
    assert part.get_content_charset() == "utf-8"
    assert part.get_filename() is None
    calendar, event = calendar_of(letter), event_of(letter)
    assert calendar["METHOD"] == "REQUEST"
    assert event.uid == agenda.uid(bo.user_id, session.pk)
    assert event.start.astimezone(UTC) == session.starts_at
    assert event.end.astimezone(UTC) == session.ends_at
    assert event.start.tzinfo.key == "Europe/Berlin"
    assert event["SUMMARY"] == "Appointment"
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"


def test_only_the_recipient_is_named_and_only_by_address(mailbox, couple, ana, bo, cy):
    by_mail(bo)
    by_mail(ana)
    booked(couple, bo, cy, place="Mill Lane 3")
    letters = {letter["To"]: letter for letter in mailbox.fetch()}
    assert set(letters) == {bo.user.email, ana.user.email}
    for person in (bo, ana):
        event = event_of(letters[person.user.email])
        assert event["ATTENDEE"] == f"mailto:{person.user.email}"
        assert "CN" not in event["ATTENDEE"].params
        assert event["ATTENDEE"].params["RSVP"] == "FALSE"
        assert event["ORGANIZER"].params["CN"] == "Evenlight"
        # The event's name is random letters, which spell "Bo" by chance now and then.
        text = all_of(letters[person.user.email]).replace(str(event.uid), "")
        for word in ("Bo", "Cy", "Ana", couple.practice.name, str(couple.pk), "Mill", "session", "therap"):
            assert word not in text.replace(person.user.email, ""), word
        for other in {bo, cy, ana} - {person}:
            assert other.user.email not in text


def all_of(letter):
    """Headers and every part, as they read when they are opened."""
    parts = [part.get_content() for part in letter.walk() if not part.is_multipart()]
    return "\n".join([*(f"{name}: {value}" for name, value in letter.items()), *parts])


def test_the_one_who_sends_is_the_one_who_organises(mailbox, couple, bo, settings):
    settings.DEFAULT_FROM_EMAIL = "Post <post@practice.example>"
    couple.practice.neutral_sender = 'The "green": house; no, blue'
    couple.practice.save()
    by_mail(bo)
    booked(couple, bo)
    (letter,) = mailbox.fetch()
    event = event_of(letter)
    assert event["ORGANIZER"] == "mailto:post@practice.example"
    assert "post@practice.example" in letter["From"]
    assert event["ORGANIZER"].params["CN"] == "The  green : house; no, blue"


def test_a_person_names_it_as_they_like_and_shows_the_place_only_if_they_chose_to(mailbox, couple, bo, cy):
    by_mail(bo, title="Chess; and 茶", shows_place=True)
    by_mail(cy)
    booked(couple, bo, cy, place="Mill Lane 3, upstairs")
    letters = {letter["To"]: event_of(letter) for letter in mailbox.fetch()}
    assert letters[bo.user.email]["SUMMARY"] == "Chess; and 茶"
    assert letters[bo.user.email]["LOCATION"] == "Mill Lane 3, upstairs"
    assert "LOCATION" not in letters[cy.user.email]
    assert letters[bo.user.email].uid != letters[cy.user.email].uid


def test_moving_and_cancelling_keep_the_uid_and_raise_the_sequence(mailbox, couple, bo):
    by_mail(bo)
    session = booked(couple, bo)
    (first,) = mailbox.events(bo)
    move(session, days=1)
    (moved,) = mailbox.events(bo)
    change(session, state="cancelled")
    (letter,) = mailbox.fetch(bo)
    gone = event_of(letter)
    assert calendar_of(letter)["METHOD"] == "CANCEL"
    assert 'method="CANCEL"' in letter.as_string() or "method=CANCEL" in letter.as_string()
    assert first.uid == moved.uid == gone.uid
    assert moved.start.astimezone(UTC) == session.starts_at
    assert [one["SEQUENCE"] for one in (first, moved, gone)] == [0, 1, 2]
    assert gone["STATUS"] == "CANCELLED"
    assert link_of(letter) == "/"


def test_a_cancelled_session_that_is_put_back_is_requested_again(mailbox, couple, bo):
    by_mail(bo)
    session = booked(couple, bo)
    change(session, state="cancelled")
    change(session, state="booked")
    sequences = [(calendar["SEQUENCE"], calendar["STATUS"]) for calendar in mailbox.events(bo)]
    assert sequences == [(0, "CONFIRMED"), (1, "CANCELLED"), (2, "CONFIRMED")]


def test_nothing_is_said_twice_and_nothing_of_a_session_that_is_over(mailbox, couple, bo, clock):
    by_mail(bo)
    session = booked(couple, bo)
    invitations.changed([session])
    assert len(mailbox.fetch()) == 1
    clock.shift(timedelta(days=10))
    change(session, state="cancelled")
    booked(couple, bo, days=-2)
    assert invitations.catch_up() == 0
    assert mailbox.fetch() == []


def test_whoever_has_the_feed_gets_no_mail(mailbox, couple, bo, cy):
    by_mail(bo, channel="feed")
    booked(couple, bo, cy)
    assert invitations.catch_up() == 0
    assert mailbox.fetch() == []


def test_a_session_of_one_alone_is_told_to_that_one_alone(mailbox, couple, bo, cy):
    by_mail(bo)
    by_mail(cy)
    session = booked(couple, bo)
    move(session, hours=1)
    assert {letter["To"] for letter in mailbox.fetch()} == {bo.user.email}
    assert not MailedInvite.unscoped.filter(user=cy.user).exists()


def test_going_over_to_mail_sends_what_is_ahead_once(mailbox, couple, ana, bo):
    session = booked(couple, bo)
    booked(couple, bo, days=-1)
    change(booked(couple, bo, days=4), state="cancelled")
    by_mail(bo)
    by_mail(ana)
    assert invitations.catch_up() == 2
    assert invitations.catch_up() == 0
    letters = mailbox.fetch()
    assert {letter["To"] for letter in letters} == {bo.user.email, ana.user.email}
    assert {event_of(letter).start.astimezone(UTC) for letter in letters} == {session.starts_at}


def test_going_over_to_the_feed_calls_nothing_off_and_what_was_mailed_stays_right(mailbox, couple, bo):
    choice = by_mail(bo)
    session = booked(couple, bo)
    mailbox.fetch()
    choice.channel = "feed"
    choice.save()
    booked(couple, bo, days=5)
    assert invitations.catch_up() == 0
    assert mailbox.fetch() == []
    move(session, days=1)
    (event,) = mailbox.events(bo)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 1)
    assert event.start.astimezone(UTC) == session.starts_at


def test_being_expected_again_never_lets_the_sequence_fall(mailbox, couple, bo, clock):
    by_mail(bo)
    session = booked(couple, bo)
    Attendee.unscoped.filter(session=session).delete()
    assert invitations.catch_up() == 1
    Attendee.unscoped.create(session=session, partner=bo)
    assert invitations.catch_up() == 1
    for _time in range(2):
        clock.shift(60)
        move(session, days=1)
    sequences = [event["SEQUENCE"] for event in mailbox.events(bo)]
    assert sequences == sorted(set(sequences))
    assert len(sequences) == 5


def test_the_sessions_of_a_series_are_mailed_as_they_come_near(mailbox, couple, bo, clock):
    by_mail(bo)
    series = Series.unscoped.create(couple=couple, first_local=timezone.now(), zone="Europe/Berlin", count=20)
    for week in range(1, 21):
        booked(couple, bo, days=7 * week, series=series)
    assert len(mailbox.fetch()) == 8
    clock.shift(timedelta(days=7))
    assert invitations.catch_up() == 1
    uids = [event.uid for event in mailbox.events(bo)]
    assert len(uids) == 1


def test_whoever_is_not_expected_any_more_has_it_called_off(mailbox, couple, bo):
    by_mail(bo)
    session = booked(couple, bo)
    mailbox.fetch()
    Attendee.unscoped.filter(session=session).delete()
    assert invitations.catch_up() == 1
    assert invitations.catch_up() == 0
    (event,) = mailbox.events(bo)
    assert event["STATUS"] == "CANCELLED"


def test_who_wants_no_mail_gets_none_and_quiet_hours_hold(mailbox, couple, bo, cy, clock):
    by_mail(bo)
    by_mail(cy)
    ContactCard.unscoped.create(partner=bo, may_mail=False)
    ContactCard.unscoped.create(partner=cy, quiet_from="11:00", quiet_until="14:00")
    booked(couple, bo, cy)
    assert mailbox.fetch() == []
    assert not MailedInvite.unscoped.filter(user=bo.user).exists()
    clock.shift(timedelta(hours=2, minutes=1))
    (letter,) = mailbox.fetch()
    assert letter["To"] == cy.user.email


def test_the_mail_is_sealed_while_it_waits_and_goes_to_the_newest_address(mailbox, couple, bo):
    by_mail(bo, title="Chess")
    booked(couple, bo)
    with connection.cursor() as cursor:
        cursor.execute("select letter from practice_message")
        sealed = str(cursor.fetchone()[0])
    assert "Chess" not in sealed
    assert "SUMMARY:Chess" in Message.unscoped.get().letter["calendar"]["lines"]
    bo.user.email = "new@example.org"
    bo.user.save()
    (letter,) = mailbox.fetch(bo)
    assert event_of(letter)["ATTENDEE"] == "mailto:new@example.org"


@pytest.mark.parametrize(
    "place", ["a\r\nBEGIN:VEVENT", "a\u2028b", "😀" * 40, "x" * 160, "; , \\ \\n"], ids=range(5)
)
def test_odd_words_break_no_line_of_it(mailbox, couple, bo, place):
    by_mail(bo, shows_place=True, title=place[:60])
    session = booked(couple, bo, place=place)
    (event,) = mailbox.events(bo)
    assert event.start.astimezone(UTC) == session.starts_at
    assert event["LOCATION"] == " ".join(place.replace("\r\n", "\u2028").split("\u2028"))
