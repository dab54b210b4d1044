"""How a person signs in, in their own hands: passphrase, app, passkeys, spare codes, and the staff's second step.

allauth keeps the secrets. Its views stand here behind a fresh proof, with pages of our own.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from practice import audit, passphrases, registry
from practice.refusals import BadInput

from .audience import signed_in
from .forms import Form, Line
from .recheck import fresh_proof
from .sign_in_forms import AddPasskeyForm
from .signing_in import count_as_second_factor
from .viewing import must_set_up

TOTP, PASSKEY, SPARE = (
    Authenticator.Type.TOTP,
    Authenticator.Type.WEBAUTHN,
    Authenticator.Type.RECOVERY_CODES,
)


@require_GET
@signed_in
def security(request: HttpRequest) -> HttpResponse:
    """`/account/security/`: every way this person can sign in."""
    rows = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    page = {
        "has_passphrase": request.user.has_usable_password(),  # type: ignore[union-attr]
        "app": next((row for row in rows if row.type == TOTP), None),
        "passkeys": [row.wrap() for row in rows if row.type == PASSKEY],
        "spare_codes": next((row.wrap() for row in rows if row.type == SPARE), None),
        "done": request.GET.get("done", ""),
    }
    return render(request, "portal/entrance/security.html", page)


@require_GET
@signed_in
def second_step(request: HttpRequest) -> HttpResponse:
    """`/account/second-step/`: all that staff can open until they have a second step."""
    if not must_set_up(request):
        return redirect("portal:home")
    if Authenticator.objects.filter(user=request.user, type__in=[TOTP, PASSKEY]).exists():
        return render(request, "portal/entrance/second_step_missing.html")
    return render(request, "portal/entrance/second_step_set_up.html")


class NewPassphrase(Form):
    passphrase = Line(label=_("Your new passphrase"), most=500, autocomplete="new-password", secret=True)


@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "POST"])
@fresh_proof
def passphrase(request: HttpRequest) -> HttpResponse:
    """`/account/security/passphrase/`: a new one. Every other session of this person ends, and every token."""
    user: Any = request.user
    form = NewPassphrase(request.POST or None)
    if form.is_valid():
        try:
            passphrases.choose(user, form.cleaned_data["passphrase"])
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            user.save(update_fields=["password"])
            update_session_auth_hash(request, user)
            UserSession.objects.create_from_request(request)  # it goes on under another key, and stays listed
            registry.tell(registry.ACCESS_ENDED, user=user)
            audit.record(request.viewer, "person.passphrase_changed", user)  # type: ignore[attr-defined]
            return redirect(
                "/welcome/you/" if "welcome" in request.GET else "/account/security/?done=passphrase"
            )
    status = 400 if form.errors else 200
    return render(request, "portal/entrance/passphrase.html", {"form": form}, status=status)


class AddApp(ActivateTOTPView):
    template_name = "portal/entrance/add_app.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        count_as_second_factor(Authenticator.objects.get(user=self.request.user, type=TOTP))
        return response


class RemoveApp(DeactivateTOTPView):
    template_name = "portal/entrance/remove_app.html"


class AddPasskey(AddWebAuthnView):
    template_name = "portal/entrance/add_passkey.html"
    form_class = AddPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = super().get_context_data(**kwargs)
        page["js_data"] = {"creation_options": passkeys.begin_registration(self.request.user, True)}
        return page

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        newest = Authenticator.objects.filter(user=self.request.user, type=PASSKEY).latest("created_at")
        count_as_second_factor(newest)
        return response

    def get_success_url(self) -> str:
        return "/welcome/you/" if "welcome" in self.request.GET else super().get_success_url()


class RemovePasskey(RemoveWebAuthnView):
    template_name = "portal/entrance/remove_passkey.html"
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        from allauth.mfa.adapter import get_adapter

        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.object):
            page = self.get_context_data(problem=adapter.error_messages["cannot_delete_authenticator"])
            return self.render_to_response(page, status=409)
        return super().form_valid(form)


class ShowSpareCodes(ViewRecoveryCodesView):
    template_name = "portal/entrance/spare_codes.html"


class NewSpareCodes(GenerateRecoveryCodesView):
    template_name = "portal/entrance/new_spare_codes.html"


# allauth's views would also take PUT for POST, and DELETE.
gated = require_http_methods(["GET", "POST"])
add_app = gated(fresh_proof(AddApp.as_view()))
remove_app = gated(fresh_proof(RemoveApp.as_view()))
add_passkey = gated(fresh_proof(AddPasskey.as_view()))
remove_passkey = gated(fresh_proof(RemovePasskey.as_view()))
spare_codes = gated(fresh_proof(ShowSpareCodes.as_view()))
new_spare_codes = gated(fresh_proof(NewSpareCodes.as_view()))
