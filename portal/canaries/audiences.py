"""Everybody who may look, each with a browser of their own."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.internal.userkit import user_id_to_str
from django.conf import settings
from django.test import Client

from portal.viewing import BEGAN_AT, SEEN_AT

from .cast import STAFF, Cast

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# reduced: Bo, signed in by a mailed code alone. nobody: without any sign-in.
AUDIENCES = ("bo", "cy", "dee", "ana", "fay", "cover", "desk", "owner", "kim", "reduced", "nobody")


def browsers(cast: Cast, audiences: Iterable[str] = AUDIENCES) -> dict[str, Client]:
    return {who: _browser(cast, who) for who in audiences}


def _browser(cast: Cast, who: str) -> Client:
    host = next(
        (one for one in settings.ALLOWED_HOSTS if one != "*" and not one.startswith(".")), "localhost"
    )
    client = Client(headers={"host": host, "x-forwarded-proto": "https"}, raise_request_exception=False)
    if who != "nobody":
        _sign_in(client, cast.people["bo" if who == "reduced" else who].user, who)
    return client


def _sign_in(client: Client, user: Any, who: str) -> None:
    """Leaves the records that a real sign-in leaves."""
    client.force_login(user, backend=BACKEND)
    now, session = time.time(), client.session
    records: list[dict[str, Any]] = [{"method": "code" if who == "reduced" else "password", "at": now}]
    if who in STAFF:
        records.append({"method": "mfa", "type": "totp", "at": now})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    # However slow this machine is, nobody is asked who they are once more.
    session[SEEN_AT] = session[BEGAN_AT] = now + 3600
    session.save()
