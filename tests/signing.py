"""Signing somebody in for a test, with the records that a real sign-in leaves behind."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.internal.userkit import user_id_to_str
from allauth.usersessions.models import UserSession
from django.test import Client

from portal.viewing import BEGAN_AT, SEEN_AT

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(client: Client, person: Any, *, second_factor: bool = True, reduced: bool = False) -> Client:
    """Sign in a Staff, Partner or User row. reduced: by a mailed code alone. Returns the same client."""
    user = getattr(person, "user", person)
    client.force_login(user, backend=BACKEND)
    now = time.time()
    records: list[dict[str, Any]] = [{"method": "code" if reduced else "password", "at": now}]
    if second_factor and not reduced:
        records.append({"method": "mfa", "type": "totp", "at": now})
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session[BEGAN_AT] = session[SEEN_AT] = now
    session.save()
    UserSession.objects.get_or_create(
        session_key=session.session_key,
        defaults={"user": user, "ip": "127.0.0.1", "user_agent": "a test"},
    )
    return client


def quiet_for(client: Client, seconds: float) -> None:
    """Let this client's session look as if nothing had been asked for a while."""
    session = client.session
    session[SEEN_AT] -= seconds
    session[BEGAN_AT] -= seconds
    session.save()
