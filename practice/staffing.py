"""The people of a practice: adding, changing roles, leaving. And the very first of them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit, consenting, inviting, registry, sealing
from practice.access import Viewer
from practice.calendar.zones import checked_zone
from practice.models import FeedToken, Invitation, Practice, Staff
from practice.refusals import BadInput, NotNow
from practice.words import clean_line

FIRST_LINK_LASTS = timedelta(hours=1)


@transaction.atomic
def start_practice(
    *, name: str, owner: str, email: str, time_zone: str, country: str
) -> tuple[Practice, str]:
    """Make the practice and its owner. Returns the one-time token of the owner's own welcome link."""
    if Practice.unscoped.exists():
        raise NotNow(_("This Evenlight already has a practice."), code="already_started")
    practice = Practice.unscoped.create(
        name=clean_line(name, "name", most=120),
        time_zone=checked_zone(time_zone),
        country=clean_line(country, "country", most=2).upper(),
        key=sealing.new_key(),
    )
    consenting.publish_papers(practice)
    staff = Staff.unscoped.create(
        practice=practice, called=clean_line(owner, "owner", most=80), is_owner=True, is_counsellor=True
    )
    token = secrets.token_urlsafe(32)
    Invitation.unscoped.create(
        practice=practice,
        staff=staff,
        token_hash=inviting.token_hash(token),
        email=inviting.checked_email(email),
        expires_at=timezone.now() + FIRST_LINK_LASTS,
    )
    audit.record(Viewer(practice_id=practice.pk), "practice.started", practice)
    return practice, token


@transaction.atomic
def add_staff(practice: Practice, *, called: str, email: str, roles: set[str], by: Viewer) -> Staff:
    """Add a person to the practice and invite them. roles: of owner, counsellor, scheduler; none for a supervisor."""
    if roles - {"owner", "counsellor", "scheduler"}:
        raise BadInput(fields={"roles": _("Pick from the roles in the list.")})
    staff = Staff.unscoped.create(
        practice=practice,
        called=clean_line(called, "called", most=80),
        is_owner="owner" in roles,
        is_counsellor="counsellor" in roles,
        is_scheduler="scheduler" in roles,
    )
    inviting.invite_staff(staff, email=email, by=by)
    audit.record(by, "staff.added", staff)
    return staff


@transaction.atomic
def depart(staff: Staff, *, by: Viewer) -> None:
    """A person leaves: sessions, tokens and feeds die with this transaction; the records stay with the practice."""
    Practice.unscoped.select_for_update().get(pk=staff.practice_id)  # two owners do not leave at once
    others = Staff.unscoped.filter(practice=staff.practice, is_owner=True, departed_at=None).exclude(
        pk=staff.pk
    )
    if staff.is_owner and not others.exists():
        raise NotNow(_("A practice needs an owner. Make somebody else owner first."), code="last_owner")
    Staff.unscoped.filter(pk=staff.pk, departed_at=None).update(departed_at=timezone.now())
    if staff.user_id:
        end_all_access(staff.user)
    audit.record(by, "staff.departed", staff)


def end_all_access(user: Any) -> None:
    """End every session and feed of this person, and whatever other packages hold for them."""
    from allauth.usersessions.models import UserSession

    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).delete()
    FeedToken.unscoped.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    registry.tell(registry.ACCESS_ENDED, user=user)
