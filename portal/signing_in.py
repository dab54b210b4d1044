"""How people sign in: allauth's machinery, with our words, our login name and our outbox.

The login name is not the e-mail address, and two people may share an address; so no form here asks for one.
"""

from __future__ import annotations

import base64
import secrets
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import LoginForm
from allauth.core import context, ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from practice import outbox, sealing
from practice.models import User, plain_login_name

# allauth insists on an address in its state. It gets the person's opaque id instead; the outbox finds the address.
NO_ADDRESS = "nobody@person.invalid"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "That name and passphrase don’t belong together. Look at both and try again."
        ),
        "too_many_login_attempts": _("That’s a lot of tries. Wait a few minutes, then try again."),
        "incorrect_code": _("That isn’t the code we sent. Look at the newest mail and try again."),
        "incorrect_password": _("That isn’t the passphrase we have. Try again."),
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
        return f"{secrets.randbelow(10**8):08d}"


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Your sign-in name")
        self.fields["password"].label = _("Your passphrase")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        return plain_login_name(self.cleaned_data["login"])


class AskForCodeForm(forms.Form):
    """Asks for the login name; known and unknown names get the same answer in the same number of steps."""

    login = forms.CharField(
        label=_("Your sign-in name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    _user: User | None = None

    def clean_login(self) -> str:
        name = plain_login_name(self.cleaned_data["login"])
        if not ratelimit.consume(context.request, action="request_login_code", key=name):
            raise forms.ValidationError(AccountAdapter.error_messages["too_many_login_attempts"])
        self._user = User.objects.filter(login_name=name, is_active=True).exclude(email="").first()
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["email"] = f"{self._user.pk}@person.invalid" if self._user else NO_ADDRESS
        return cleaned


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
    def encrypt(self, text: str) -> str:
        return _boxes().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _boxes().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.BASE_URL).hostname or "localhost", "name": "Evenlight"}


def ways_used(request: HttpRequest) -> tuple[bool, bool]:
    """(second factor shown, opened by an e-mailed code alone) for this session."""
    records = get_authentication_records(request, request.user)
    methods = {record.get("method") for record in records}
    second_factor = any(
        record.get("method") == "mfa" and record.get("type") in {"totp", "webauthn", "recovery_codes"}
        for record in records
    )
    reduced = bool(methods) and methods <= {"code"}
    return second_factor, reduced or not methods
