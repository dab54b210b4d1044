"""Show that it is still you: private pages ask again after five quiet minutes, weighty acts ask within five minutes.

A passphrase, a passkey, or a code from an app counts. A mailed code does not: the mailbox is often open on the very
phone that was left lying about, and a session that a mailed code opened stays reduced.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCode
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as passkeys
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from .audience import View, signed_in
from .sign_in_forms import LONGEST_CODE, RecheckPasskeyForm
from .signing_in import TOO_MANY
from .viewing import PROVED_AT, QUIET, go, has_fresh_proof

PAGE = "/re-check/"
PROOFS = ("recheck_passphrase", "recheck_code", "recheck_credential")


def private_page(view: View) -> View:
    """Ask again when it has been quiet for five minutes. What was being sent is carried along, not lost."""
    return signed_in(_asking(view, lambda request: bool(request.session.get(QUIET))))


def fresh_proof(view: View) -> View:
    """For weighty acts: a proof, or the sign-in itself, not older than five minutes."""
    return signed_in(_asking(view, lambda request: not has_fresh_proof(request)))


def _asking(view: View, is_due: Callable[[HttpRequest], bool]) -> View:
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_due(request):
            return view(request, *args, **kwargs)
        if request.method != "POST" or getattr(request, "htmx", None):
            return go(request, f"{PAGE}?{urlencode({'next': request.path})}")
        if any(name in request.POST for name in PROOFS):
            problem = prove(request)
            if problem is None:
                return view(request, *args, **kwargs)
            return _ask(request, action=request.path, problem=problem, carried=True)
        return _ask(request, action=request.path, carried=True)

    return page


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@signed_in
def recheck(request: HttpRequest) -> HttpResponse:
    """`/re-check/`: one page for every proof."""
    if request.method == "GET":
        return _ask(request, action=request.get_full_path())
    problem = prove(request)
    if problem is not None:
        return _ask(request, action=request.get_full_path(), problem=problem)
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe and wanted.startswith("/") else "/"


def prove(request: HttpRequest) -> str | None:
    """None when what was sent shows it is the person; otherwise the sentence that says what to do."""
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        return str(TOO_MANY)
    form = _form(request)
    if not form.is_valid():
        return " ".join(str(sentence) for sentences in form.errors.values() for sentence in sentences)
    if hasattr(form, "save"):
        form.save()  # a code or a passkey: recorded with its second factor
    else:
        reauthenticate_by_password(request)
    request.session[PROVED_AT] = time.time()
    request.session.pop(QUIET, None)
    return None


def _form(request: HttpRequest) -> Any:
    sent = request.POST
    if credential := sent.get("recheck_credential"):
        return RecheckPasskeyForm(user=request.user, data={"credential": credential})
    if code := sent.get("recheck_code", "").strip():
        return ReauthenticateByCode(user=request.user, data={"code": code[:LONGEST_CODE]})
    return _ByPassphrase(user=request.user, data={"password": sent.get("recheck_passphrase", "")})


class _ByPassphrase(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages["required"] = _("Type your passphrase first.")


def _ask(
    request: HttpRequest, *, action: str, problem: str | None = None, carried: bool = False
) -> HttpResponse:
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    has_passkey = Authenticator.Type.WEBAUTHN in kinds
    page = {
        "action": action,
        "problem": problem,
        "carried": _carried(request) if carried else [],
        "has_passphrase": request.user.has_usable_password(),  # type: ignore[union-attr]
        "has_code": bool(kinds & {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}),
        "has_passkey": has_passkey,
        "passkey_options": {"request_options": passkeys.begin_authentication(request.user)}
        if has_passkey
        else None,
    }
    status = 403 if carried and problem is None else 400 if problem else 200
    return render(request, "portal/entrance/recheck.html", page, status=status)


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What was being sent, to be sent once more together with the proof."""
    left_out = {"csrfmiddlewaretoken", *PROOFS}
    return [(n, v) for n in request.POST if n not in left_out for v in request.POST.getlist(n)]
