"""The forms of signing in. None of them asks for an e-mail address."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from allauth.core import context, ratelimit
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import Form, Line
from portal.signing_in import NO_ADDRESS, TOO_MANY, WRONG_CODE
from practice import who
from practice.models import User, plain_login_name
from practice.words import problem_with

MISREAD = (AttributeError, KeyError, IndexError, TypeError, ValueError)
LONGEST_CODE = 40
CODE_LABEL = _("The code")
MISSING_CODE = _("Type the code first.")


def _dress(form: forms.BaseForm, **labels: Any) -> None:
    """Our labels and the shape of our fields on a form of allauth's."""
    form.label_suffix = ""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs.setdefault("class", "field")
        field.error_messages["required"] = _("Write something here first.")
    if "code" in form.fields:
        form.fields["code"].error_messages["required"] = MISSING_CODE
        form.fields["code"].widget.attrs.update(inputmode="numeric", maxlength=str(LONGEST_CODE))


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, login=_("Your sign-in name"), password=_("Your passphrase"))

    def clean_login(self) -> str:
        return plain_login_name(self.cleaned_data["login"])


class AskForCodeForm(Form):
    """Asks for the login name; known and unknown names get the same answer in the same number of steps."""

    login = Line(label=_("Your sign-in name"), most=60, autocomplete="username")
    _user: User | None = None

    def clean_login(self) -> str:
        name = plain_login_name(self.cleaned_data["login"])
        if not ratelimit.consume(context.request, action="ask_for_code"):
            raise forms.ValidationError(TOO_MANY)
        # Past the limit for one name no code leaves, and nothing else differs: a refusal would tell a partner that the other
        # one has just asked for a code.
        if ratelimit.consume(context.request, action="request_login_code", key=name):
            self._user = who.may_ask_for_code(name)
        else:
            who.may_ask_for_code("")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["email"] = f"{self._user.pk}@person.invalid" if self._user else NO_ADDRESS
        return cleaned


class CodeForm(ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, code=CODE_LABEL)


class SecondStepForm(AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, code=_("Code from your app, or a spare code"))

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if len(code) > LONGEST_CODE or problem_with(code, most=LONGEST_CODE):
            raise forms.ValidationError(WRONG_CODE)
        return super().clean_code()


class AddAppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, code=_("The six digits your app shows now"))


class _Careful:
    """What a browser sends as a passkey's answer may be anything; whatever cannot be read is a wrong answer."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except MISREAD:
            raise forms.ValidationError(_("That passkey didn’t work. Try again.")) from None


class SecondPasskeyForm(_Careful, AuthenticateWebAuthnForm):
    pass


class PasskeySignInForm(_Careful, LoginWebAuthnForm):
    pass


class RecheckPasskeyForm(_Careful, ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(AddWebAuthnForm):
    """Every passkey here can sign in by itself, so it always checks that its person is there."""

    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, name=_("What to call it"))
        self.fields["name"].max_length = 60

    def clean_name(self) -> str:
        name = super().clean_name()
        if problem := problem_with(name, most=60):
            raise forms.ValidationError(str(problem))
        return name

    def clean_passwordless(self) -> bool:
        return True

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except MISREAD:
            raise forms.ValidationError(_("That passkey didn’t work. Try again.")) from None
