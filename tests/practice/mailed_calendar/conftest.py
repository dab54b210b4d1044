"""A real post office: what the worker hands over is read there as a mail program reads it."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.utils import timezone

from practice import outbox
from practice.calendar import invitations
from practice.models import Attendee, CalendarChoice, Message, TherapySession
from tests.factories import practice as people

NOW = datetime.fromisoformat("2026-11-24T12:00:00+00:00")


@dataclass
class Mailbox:
    letters: list[tuple[list[str], EmailMessage]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append((envelope.rcpt_tos, letter))
        return "250 taken"

    def fetch(self, person: Any = None) -> list[EmailMessage]:
        """Let the worker send what is due; the letters that came by it, those of one person or all."""
        before = len(self.letters)
        for letter in Message.unscoped.filter(sent_at=None, given_up_at=None).order_by("created_at"):
            outbox.deliver.call(str(letter.pk))
        new = self.letters[before:]
        return [letter for to, letter in new if person is None or to == [person.user.email]]

    def events(self, person: Any) -> list[icalendar.Event]:
        return [event_of(letter) for letter in self.fetch(person)]


def calendar_of(letter: EmailMessage) -> icalendar.Calendar:
    (part,) = [one for one in letter.walk() if one.get_content_type() == "text/calendar"]
    return icalendar.Calendar.from_ical(part.get_content())


def event_of(letter: EmailMessage) -> icalendar.Event:
    (event,) = calendar_of(letter).events
    return event


def link_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(r"http://localhost(/\S*)", body.get_content())
    assert found, "the letter holds no link"
    return found[1]


@pytest.fixture
def mailbox(settings: Any, db: None) -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    yield box
    server.stop()


@pytest.fixture
def clock() -> Iterator[Any]:
    """A Tuesday at noon, which goes on only when it is told to."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def by_mail(person: Any, **wishes: Any) -> CalendarChoice:
    choice, _is_new = CalendarChoice.unscoped.update_or_create(
        user=person.user, defaults={"channel": "mail", **wishes}
    )
    return choice


def booked(couple: Any, *partners: Any, days: float = 3, **facts: Any) -> TherapySession:
    """A session that many days ahead, at which these partners are expected, told to whoever has it by mail."""
    starts = timezone.now() + timedelta(days=days)
    session = people.SessionFactory(couple=couple, starts_at=starts, zone="Europe/Berlin", **facts)
    for partner in partners:
        Attendee.unscoped.create(session=session, partner=partner)
    invitations.changed([session])
    return session


def change(session: TherapySession, **facts: Any) -> TherapySession:
    """What scheduling does with a session, in short."""
    for name, value in facts.items():
        setattr(session, name, value)
    session.sequence += 1
    session.changed_at = timezone.now()
    session.save()
    invitations.changed([session])
    return session


def move(session: TherapySession, **by: float) -> TherapySession:
    step = timedelta(**by)
    return change(session, starts_at=session.starts_at + step, ends_at=session.ends_at + step)
