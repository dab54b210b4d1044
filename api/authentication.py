"""How a request to the API says who it is from: a personal token, or the session of the pages."""

from __future__ import annotations

from datetime import timedelta
from hmac import compare_digest
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed

from api.models import PersonalToken
from practice.access import Viewer, narrowed, viewer_for

USED_STAMP_EVERY = timedelta(hours=1)


class TokenAuthentication(KnoxAuthentication):
    """knox's hashed, expiring tokens, looked up in our own table with their scopes."""

    def authenticate_credentials(self, token: bytes) -> tuple[Any, PersonalToken]:
        try:
            text = token.decode("ascii")
            digest = hash_token(text)
        except (UnicodeDecodeError, ValueError, TypeError):
            raise AuthenticationFailed(_("This token isn’t valid.")) from None
        rows = PersonalToken.unscoped.select_related("user")
        for held in rows.filter(token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH], user__is_active=True):
            if compare_digest(digest, held.digest) and held.expiry and held.expiry > timezone.now():
                self._stamp(held)
                return held.user, held
        raise AuthenticationFailed(_("This token isn’t valid."))

    @staticmethod
    def _stamp(held: PersonalToken) -> None:
        """Written at most once an hour, so that reading stays reading."""
        if held.last_used_at is None or timezone.now() - held.last_used_at > USED_STAMP_EVERY:
            PersonalToken.unscoped.filter(pk=held.pk).update(last_used_at=timezone.now())


def end_tokens(user: Any) -> None:
    """Whoever chooses a new way in, or has none any more, holds no token from before."""
    PersonalToken.unscoped.filter(user=user).delete()


class PortalSession(SessionAuthentication):
    """The signed-in pages' own session, CSRF checked."""


def viewer_of(request: Any) -> Viewer:
    """The viewer of a DRF request, found once per request."""
    held: Viewer | None = getattr(request, "_viewer", None)
    if held is None:
        token = request.auth
        if isinstance(token, PersonalToken):
            held = narrowed(
                viewer_for(request.user, second_factor=token.second_factor), frozenset(token.scopes)
            )
        else:
            held = getattr(request._request, "viewer", None) or Viewer()
        request._viewer = held
    return held


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "api.authentication.TokenAuthentication"
    name = "personalToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token <your personal token>`",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "api.authentication.PortalSession"
    name = "portalSession"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "__Host-evenlight"}
