"""The very first sign-in of a new Evenlight: one address, printed where only the technician looks, that works once."""

from __future__ import annotations

import hmac
import secrets

from django.core.cache import cache
from django.db import transaction

from practice import inviting, staffing, who
from practice.inviting import LinkClosed
from practice.models import User

PLACE = "evenlight:first-run"
LASTS_SECONDS = 24 * 60 * 60


def offer() -> str | None:
    """A fresh token while there is no practice, else None. The one before stops working; only a hash is kept."""
    if who.is_started():
        return None
    token = secrets.token_urlsafe(32)
    cache.set(PLACE, inviting.token_hash(token).hex(), LASTS_SECONDS)
    return token


def look(token: str) -> None:
    """Raise LinkClosed unless this token opens the first run now."""
    kept = cache.get(PLACE)
    known = kept is not None and hmac.compare_digest(kept, inviting.token_hash(token).hex())
    if not known or who.is_started():
        raise LinkClosed


@transaction.atomic
def start(
    token: str,
    *,
    name: str,
    owner: str,
    email: str,
    time_zone: str,
    country: str,
    login_name: str,
    passphrase: str,
) -> User:
    """Make the practice, its owner and the owner's own sign-in, all or nothing. The token is used up."""
    look(token)
    if not cache.delete(PLACE):
        raise LinkClosed
    _practice, welcome = staffing.start_practice(
        name=name, owner=owner, email=email, time_zone=time_zone, country=country
    )
    return inviting.accept(welcome, login_name=login_name, passphrase=passphrase)
