"""What the tests of the partners' pages share: signing in, sending a page's own form, and reading what is shown."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from tests.factories.assessments import AdministrationFactory, SafetyScreenFactory, shipped
from tests.factories.homework import AssignmentFactory, joint_work
from tests.factories.practice import SessionFactory
from tests.signing import sign_in


def as_(person: Any) -> Client:
    """A browser of this person's own, signed in with everything that is needed."""
    return sign_in(Client(), person)


def send(client: Client, path: str, key: str = "", **fields: Any) -> Any:
    """Send a form as the page would, with a key of its own."""
    return client.post(path, {**fields, "idempotency_key": key or uuid4().hex})


def text(response: Any) -> str:
    return unescape(response.content.decode())


def words(response: Any) -> str:
    """The text that a person reads, in one line."""
    shown = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", shown))).strip()


def title(response: Any) -> str:
    found = re.search(r"<title>(.*?)</title>", text(response), re.DOTALL)
    assert found
    return " ".join(found[1].split())


def pulse(couple: Any, partner: Any, **facts: Any) -> Any:
    return AdministrationFactory(couple=couple, partner=partner, instrument=shipped("weekly-pulse"), **facts)


def intake(couple: Any, partner: Any, **facts: Any) -> Any:
    return AdministrationFactory(
        couple=couple, partner=partner, instrument=shipped("intake-about-me"), **facts
    )


def screen(couple: Any, partner: Any) -> Any:
    return SafetyScreenFactory(couple=couple, partner=partner)


def appreciation(couple: Any, **facts: Any) -> Any:
    joint_work(couple)
    return AssignmentFactory(couple=couple, **facts)


def session_for(couple: Any, *partners: Any, in_hours: float = 72, **facts: Any) -> Any:
    from practice.models import Attendee

    starts_at = timezone.now() + timedelta(hours=in_hours)
    session = SessionFactory(couple=couple, starts_at=starts_at, **facts)
    for partner in partners:
        Attendee.unscoped.create(session=session, partner=partner)
    return session
