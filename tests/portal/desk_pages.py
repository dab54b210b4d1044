"""What the tests of the desk share: addresses, and the couple's pages by name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from practice.models import Grant
from tests.factories.practice import StaffFactory


def at(couple: Any, end: str = "") -> str:
    """An address of one couple's pages."""
    return f"/desk/couples/{couple.pk}/{end}"


TABS = ("", "course/", "open-alone/", "questionnaires/", "homework/", "sessions/", "notes/", "sharing/")


def colleague(practice: Any, **roles: bool) -> Any:
    return StaffFactory(practice=practice, **roles)


def grant(couple: Any, staff: Any, *, kind: str = "cover", days: float = 3) -> Grant:
    """Cover or supervision that ends so many days from now; negative: it has run out."""
    now = timezone.now()
    return Grant.unscoped.create(
        couple=couple,
        staff=staff,
        given_by=couple.counsellor,
        kind=kind,
        reason="Away for a week.",
        starts_at=now - timedelta(days=9),
        ends_at=now + timedelta(days=days),
    )
