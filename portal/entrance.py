"""The way in and out: signing in, codes by mail, the second step, signing out, leaving at once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.account.internal.flows import logout as flows
from allauth.account.internal.stagekit import clear_login
from allauth.account.views import ConfirmLoginCodeView, LoginView, RequestLoginCodeView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from practice import outbox, who
from practice.access import PARTNER, REDUCED
from practice.models import User

from .signing_in import keep_way_back, new_code
from .viewing import SET_UP_PAGE, must_set_up

FORGET = '"cache", "cookies", "storage"'


def look_for_nobody() -> None:
    """As many steps for a name that nobody has as for one that is known."""
    User.objects.filter(pk=uuid4()).first()


class SeeOther(HttpResponseRedirect):
    status_code = 303


class BeginAnew:
    """Coming to a first page of signing in drops a half-finished attempt instead of leading back into it."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        clear_login(request)


class SignIn(BeginAnew, LoginView):
    template_name = "portal/entrance/sign_in.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        keep_way_back(request)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = self.request.GET
        return super().get_context_data(**kwargs) | {
            "was_quiet": "quiet" in told,
            "has_left": "bye" in told,
            "passkey_failed": "passkey" in told,
        }


class AskForCode(BeginAnew, RequestLoginCodeView):
    template_name = "portal/entrance/ask_for_code.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if form._user is None:
            look_for_nobody()
            outbox.send_code(None, new_code())
        return response


class EnterCode(ConfirmLoginCodeView):
    template_name = "portal/entrance/enter_code.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._take_as_many_steps()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._take_as_many_steps()
        return super().post(request, *args, **kwargs)

    def _take_as_many_steps(self) -> None:
        if self.stage.login.user is None:
            look_for_nobody()

    def form_invalid(self, form: Any) -> HttpResponse:
        if self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))
        return render(self.request, "portal/entrance/code_stopped.html", status=429)


class SecondStep(AuthenticateView):
    template_name = "portal/entrance/second_step.html"


class PasskeySignIn(BeginAnew, LoginWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        return redirect(f"{reverse('account_login')}?passkey=no")


# allauth's views would also take PUT for POST.
gated = require_http_methods(["GET", "POST"])
sign_in = gated(sensitive_post_parameters()(SignIn.as_view()))
ask_for_code = gated(AskForCode.as_view())
enter_code = gated(EnterCode.as_view())
second_step = gated(SecondStep.as_view())
passkey_sign_in = gated(PasskeySignIn.as_view())


@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return render(request, "portal/entrance/sign_out.html")
    flows.logout(request)
    response = SeeOther(f"{reverse('account_login')}?bye=1")
    response["Clear-Site-Data"] = FORGET
    return response


@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """End the session at once and go somewhere calm. A GET that changes state, on purpose: see docs/decisions."""
    to = who.leave_address(request.viewer)  # type: ignore[attr-defined]
    logout(request)
    response = SeeOther(to)
    response["Clear-Site-Data"] = FORGET
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """`/`: to wherever this person begins."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not request.user.is_authenticated:
        return redirect("account_login")
    if viewer.is_staff:
        return redirect("/desk/")
    if must_set_up(request):
        return redirect(SET_UP_PAGE)
    if PARTNER in viewer.roles:
        return redirect("/today/")
    return redirect("/sessions/" if REDUCED in viewer.roles else "/account/")
