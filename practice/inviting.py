"""Letting one person in: a neutral mail, a single-use link that expires, and a way out that reveals nothing."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit, caring, outbox, passphrases, registry
from practice.access import NOBODY, Viewer
from practice.models import ContactCard, Invitation, Membership, Partner, Staff, User, plain_login_name
from practice.refusals import BadInput, NotNow, Refused
from practice.words import clean_line

LINK_LASTS = timedelta(days=7)
NAME_TAKEN = _("Choose another name, this one isn’t free.")


class LinkClosed(Refused):
    """Unknown, expired, used, cancelled: one answer for all, so that a link tells nothing."""

    status = 404
    code = "link_closed"
    default = _("This link isn’t open any more. Ask the person who invited you for a new one.")


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def checked_email(email: str) -> str:
    email = clean_line(email, "email", most=254)
    try:
        validate_email(email)
    except ValidationError:
        raise BadInput(
            fields={"email": _("Look at this e-mail address again; something is missing.")}
        ) from None
    return email


@transaction.atomic
def invite_partner(partner: Partner, *, email: str, by: Viewer) -> Invitation:
    """Invite one partner. Earlier open links of the same person die with the new one.

    Only for who looks after them: whoever chooses the address chooses who will be this person.
    """
    caring.insist_on_looking_after(by, partner)
    if partner.user_id is not None:
        raise NotNow(_("This person has signed in already."), code="already_joined")
    return _invite(by=by, email=email, partner=partner)


@transaction.atomic
def invite_staff(staff: Staff, *, email: str, by: Viewer) -> Invitation:
    if staff.user_id is not None:
        raise NotNow(_("This person has signed in already."), code="already_joined")
    return _invite(by=by, email=email, staff=staff)


def _invite(
    *, by: Viewer, email: str, partner: Partner | None = None, staff: Staff | None = None
) -> Invitation:
    email = checked_email(email)
    person = partner or staff
    assert person is not None
    for earlier in Invitation.unscoped.open().filter(partner=partner, staff=staff):
        cancel(earlier, by=by)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.unscoped.create(
        practice=person.practice,
        partner=partner,
        staff=staff,
        invited_by_id=by.staff_id,
        token_hash=token_hash(token),
        email=email,
        expires_at=timezone.now() + LINK_LASTS,
    )
    outbox.send_link(person.practice, to=email, path=f"/welcome/{token}/")
    audit.record(by, "invitation.sent", invitation, practice_id=person.practice_id)
    return invitation


@transaction.atomic
def cancel(invitation: Invitation, *, by: Viewer) -> None:
    Invitation.unscoped.open().filter(pk=invitation.pk).update(cancelled_at=timezone.now())
    audit.record(by, "invitation.cancelled", invitation, practice_id=invitation.practice_id)


def find(token: str) -> Invitation:
    """The open invitation behind this link. Raises LinkClosed for anything else, whatever the reason."""
    rows = Invitation.unscoped.open().select_related("practice", "partner", "staff", "practice__key")
    invitation = rows.filter(token_hash=token_hash(token)).first()
    if invitation is None:
        raise LinkClosed
    return invitation


@transaction.atomic
def not_me(token: str) -> None:
    """Whoever holds the link says it is not theirs. It dies; the answer is the same for any link at all."""
    invitation = Invitation.unscoped.open().filter(token_hash=token_hash(token)).first()
    if invitation is not None:
        now = timezone.now()
        Invitation.unscoped.filter(pk=invitation.pk).update(declined_at=now, cancelled_at=now)
        audit.record(NOBODY, "invitation.not_me", invitation, practice_id=invitation.practice_id)


def checked_login_name(name: str) -> str:
    """A free, plain login name. One that is taken gets a sentence that says only to choose another."""
    plain = plain_login_name(clean_line(name, "login_name", most=60))
    if len(plain) < 3:
        raise BadInput(fields={"login_name": _("Use at least three letters.")})
    if "@" in plain:
        raise BadInput(fields={"login_name": _("Pick a name that isn’t an e-mail address.")})
    if User.objects.filter(login_name=plain).exists():
        raise BadInput(fields={"login_name": NAME_TAKEN})
    return plain


@transaction.atomic
def accept(token: str, *, login_name: str, passphrase: str | None) -> User:
    """Use the link up: make the person's own sign-in and let them in. One use, whatever happens at the same time."""
    invitation = find(token)
    taken = Invitation.unscoped.open().filter(pk=invitation.pk).update(used_at=timezone.now())
    if not taken:
        raise LinkClosed
    user = _new_user(checked_login_name(login_name), invitation.email, passphrase)
    _arrive(invitation, user)
    return user


@transaction.atomic
def use(invitation: Invitation, user: User) -> None:
    """Use an open invitation up for a sign-in that exists already."""
    if not Invitation.unscoped.open().filter(pk=invitation.pk).update(used_at=timezone.now()):
        raise LinkClosed
    _arrive(invitation, user)


def _arrive(invitation: Invitation, user: User) -> None:
    if invitation.partner is not None:
        _join(invitation.partner, user)
    elif invitation.staff is not None:
        _take_place(Staff.unscoped.filter(pk=invitation.staff.pk, departed_at=None), user)
    audit.record(NOBODY, "invitation.accepted", invitation, practice_id=invitation.practice_id)


def _take_place(rows: QuerySet[Any], user: User) -> None:
    """One sign-in for one person, also when two links were open at once."""
    if not rows.filter(user=None).update(user=user):
        raise LinkClosed


def _new_user(login_name: str, email: str, passphrase: str | None) -> User:
    user = User(login_name=login_name, email=email)
    if passphrase is None:
        user.set_unusable_password()
    else:
        passphrases.choose(user, passphrase)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:  # someone took the name a moment ago
        raise BadInput(fields={"login_name": NAME_TAKEN}) from None
    return user


def _join(partner: Partner, user: User) -> None:
    _take_place(Partner.unscoped.filter(pk=partner.pk), user)
    partner.user = user
    ContactCard.unscoped.get_or_create(partner=partner)
    now = timezone.now()
    Membership.unscoped.filter(partner=partner, joined_at=None, left_at=None).update(joined_at=now)
    membership = Membership.unscoped.select_related("couple").filter(partner=partner, left_at=None).first()
    if membership is not None:
        registry.tell(registry.PARTNER_JOINED, membership=membership)
