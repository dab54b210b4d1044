"""How people sign in: allauth's machinery, with our words, our login name and our outbox.

The login name is not the e-mail address, and two people may share an address; so no form here asks for one.
"""

from __future__ import annotations

import base64
import secrets
from ipaddress import IPv6Address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.internal.ratelimit import truncate_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from practice import outbox, sealing, who
from practice.models import User

# allauth insists on an address in its state. It gets the person's opaque id instead; the outbox finds the address.
NO_ADDRESS = "nobody@person.invalid"
TOO_MANY = _("That’s a lot of tries. Wait a few minutes, then try again.")
# The same words for a wrong try and for one too many: otherwise one partner could find out that the other has tried.
NOT_IN = _(
    "That name and passphrase don’t belong together. Look at both and try again. "
    "After five tries, wait five minutes first."
)
WRONG_CODE = _("That isn’t the right code. Look at the newest one and try again.")
BACK = "way_back"
BACK_LASTS_SECONDS = 12 * 60 * 60
SECOND_FACTORS = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": NOT_IN,
        "too_many_login_attempts": NOT_IN,
        "rate_limited": TOO_MANY,
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("That isn’t the passphrase we have. Try again."),
        "enter_current_password": _("That isn’t the passphrase we have. Try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only sign-in codes leave, to the person's own address; other account mails are never sent."""
        if template_prefix == "account/email/login_code":
            user = User.objects.filter(pk=UUID(email.partition("@")[0]), is_active=True).first()
            if user is not None:
                outbox.send_code(user, context["code"])

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """allauth's flash messages would repeat addresses; the pages say what happened."""

    def generate_login_code(self) -> str:
        return new_code()

    def get_client_ip(self, request: HttpRequest) -> str:
        """A stand-in for where a request came from: alike for one network, and nobody's address.

        It counts tries and marks sessions. The real address could place a partner, so it is kept nowhere.
        """
        mark = salted_hmac("client address", truncate_ip(super().get_client_ip(request)), algorithm="sha256")
        return str(IPv6Address(b"\xfd" + mark.digest()[:7] + bytes(8)))

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return redirect("account_login")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return take_way_back(request) or super().get_login_redirect_url(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """portal.recheck asks again, on one page of its own and without putting requests into the session."""
        return False


def new_code() -> str:
    return f"{secrets.randbelow(10**8):08d}"


def _boxes() -> MultiFernet:
    """TOTP secrets and recovery codes, sealed under keys derived from the master keys."""
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(
                    HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"evenlight mfa").derive(key)
                )
            )
            for key in sealing.master_keys().values()
        ]
    )


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": _("Add another second step first. People who work here need one."),
        "cannot_generate_recovery_codes": _("Add an app or a passkey first. Then there are spare codes."),
    }

    def encrypt(self, text: str) -> str:
        return _boxes().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _boxes().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.BASE_URL).hostname or "localhost", "name": "Evenlight"}

    def build_totp_svg(self, url: str) -> str:
        """On a white ground of its own, so that a camera can read it on a dark page too."""
        return str(qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode"))

    def _get_user_identifier(self, user: Any) -> str:
        """Shown in the authenticator app: the sign-in name, because an address may be a shared one."""
        return str(user.login_name)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        held = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return str(_("Passkey %(number)d") % {"number": held + 1})

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """People who work at the practice keep at least one second step."""
        others = Authenticator.objects.filter(
            user_id=authenticator.user_id, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        ).exclude(pk=authenticator.pk)
        return others.exists() or not who.works_here(authenticator.user)


def ways_used(request: HttpRequest) -> tuple[bool, bool]:
    """(second factor shown, opened by an e-mailed code alone) for this session.

    A mailed code never stands for the first of two factors; a passkey that checks its person stands for both.
    """
    records = get_authentication_records(request, request.user)
    methods = {record.get("method") for record in records}
    factors = [r for r in records if r.get("method") == "mfa" and r.get("type") in SECOND_FACTORS]
    first = bool(methods & {"password", "invitation"}) or any(r.get("passwordless") for r in factors)
    return bool(factors) and first, methods <= {"code"}


def way_back(request: HttpRequest) -> str:
    """A sealed-off note of the page where a session ended by time; it leads only the same person back."""
    return signing.dumps([str(request.user.pk), request.path], salt=BACK, compress=True)


def keep_way_back(request: HttpRequest) -> None:
    if note := request.GET.get("back", "")[:600]:
        request.session[BACK] = note


def take_way_back(request: HttpRequest) -> str | None:
    note = request.session.pop(BACK, "")
    try:
        person, path = signing.loads(note, salt=BACK, max_age=BACK_LASTS_SECONDS)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return str(path) if person == str(request.user.pk) else None


def let_in(request: HttpRequest, user: User, *, method: str) -> None:
    """Sign a person in who has just shown a link meant for them, and chosen how to sign in from now on."""
    from allauth.account.internal.flows.login import perform_login, record_authentication
    from allauth.account.models import Login

    logout(request)
    record_authentication(request, user, method=method)
    perform_login(request, Login(user=user))


def count_as_second_factor(authenticator: Any) -> None:
    """Setting up a second factor shows it; the same session need not sign in again."""
    from allauth.mfa.base.internal.flows import post_authentication

    post_authentication(context.request, authenticator)
