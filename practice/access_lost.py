"""When somebody cannot get in any more: staff who know the person start a reset face to face.

Staff never choose the new secret. They hand over a link that works once and for a short while; whoever opens it
chooses. A mailbox alone never leads here.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit, caring, passphrases
from practice.access import NOBODY, OWNER, Viewer
from practice.inviting import LinkClosed, token_hash
from practice.models import AccessReset, Partner, Staff, User
from practice.refusals import NotFound, NotNow
from practice.staffing import end_all_access

LINK_LASTS = timedelta(minutes=10)


@transaction.atomic
def start_reset(person: Partner | Staff, *, by: Viewer) -> str:
    """End the person's sessions, feeds and tokens, and give the token of a link, to be shown once and in person.

    An earlier link of the same person dies. The way they signed in before works until the new one is chosen.
    """
    _insist_on_knowing(person, by)
    if by.staff_id is None:
        raise NotFound
    if person.user is None:
        raise NotNow(_("This person hasn’t signed in yet. Send the invitation again."), code="not_joined")
    now, token = timezone.now(), secrets.token_urlsafe(32)
    AccessReset.unscoped.open().filter(user=person.user).update(cancelled_at=now)
    reset = AccessReset.unscoped.create(
        user=person.user, started_by_id=by.staff_id, token_hash=token_hash(token), expires_at=now + LINK_LASTS
    )
    end_all_access(person.user)
    audit.record(by, "access.reset_started", reset, practice_id=person.practice_id)
    return token


def _insist_on_knowing(person: Partner | Staff, by: Viewer) -> None:
    """The owner for colleagues, who looks after them for partners: a reset opens all that its person may see."""
    if by.practice_id != person.practice_id:
        raise NotFound
    if isinstance(person, Partner):
        caring.insist_on_looking_after(by, person)
    elif not by.has(OWNER):
        raise NotFound


def find(token: str) -> AccessReset:
    """The open reset behind this link, or LinkClosed, whatever the reason."""
    reset = (
        AccessReset.unscoped.open()
        .select_related("user", "started_by")
        .filter(token_hash=token_hash(token), user__is_active=True)
        .first()
    )
    if reset is None:
        raise LinkClosed
    return reset


@transaction.atomic
def choose_anew(token: str, *, passphrase: str) -> User:
    """Use the link up: a new passphrase, and every earlier way in (devices, codes, passkeys) is gone."""
    from allauth.mfa.models import Authenticator

    reset = find(token)
    user = reset.user
    passphrases.choose(user, passphrase)
    if not AccessReset.unscoped.open().filter(pk=reset.pk).update(used_at=timezone.now()):
        raise LinkClosed
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    end_all_access(user)
    audit.record(NOBODY, "access.reset_used", reset, practice_id=reset.started_by.practice_id)
    return user
