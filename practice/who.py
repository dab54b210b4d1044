"""Who a signed-in person is to the practice. For the doors, which know only the sign-in."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef

from practice import audit
from practice.access import Viewer
from practice.models import Partner, Practice, Staff, User
from practice.words import clean_line

SOMEWHERE_CALM = Practice._meta.get_field("leave_to").default


def partner_of(user: Any) -> Partner | None:
    """This person's own partner record. One query."""
    return Partner.unscoped.select_related("practice").filter(user=user).first()


def staff_of(user: Any) -> Staff | None:
    """This person's place in the practice, while they have one. One query."""
    return Staff.unscoped.select_related("practice").filter(user=user, departed_at=None).first()


def works_here(user: Any) -> bool:
    """Whether this person must show a second factor."""
    return Staff.unscoped.filter(user=user, departed_at=None).exists()


def leave_address(viewer: Viewer) -> str:
    """Where “Leave page” leads: the practice's own neutral page."""
    rows = Practice.unscoped.order_by("created_at").values_list("leave_to", flat=True)
    if viewer.practice_id is not None:
        rows = rows.filter(pk=viewer.practice_id)
    return rows.first() or str(SOMEWHERE_CALM)


def is_started() -> bool:
    return Practice.unscoped.exists()


@transaction.atomic
def rename_staff(staff: Staff, *, called: str, by: Viewer) -> Staff:
    held = Staff.unscoped.select_for_update(of=("self",)).get(pk=staff.pk)
    held.called, held.version = clean_line(called, "called", most=80), held.version + 1
    held.save(update_fields=["called", "version"])
    audit.record(by, "staff.renamed", held)
    return held


@transaction.atomic
def change_address(user: User, *, email: str, by: Viewer) -> None:
    """Another address for mails and sign-in codes. Doors ask for a fresh proof first.

    The old mailbox is not told: it may be the reason for the change.
    """
    from practice.inviting import checked_email

    User.objects.filter(pk=user.pk).update(email=checked_email(email))
    audit.record(by, "person.address_changed", user)


def end_session(key: str) -> None:
    Session.objects.filter(session_key=key).delete()


def may_ask_for_code(login_name: str) -> User | None:
    """The partner with this sign-in name who can be sent a code. Staff never sign in by mail. One query."""
    works = Staff.unscoped.filter(user=OuterRef("pk"), departed_at=None)
    rows = User.objects.filter(~Exists(works), login_name=login_name, is_active=True).exclude(email="")
    return rows.first()
