"""Demo mode, on this computer alone: who is in the demo, one click to be them, and the mails that were sent.

The routes exist only while settings.DEMO is on, which a system check refuses anywhere but on loopback.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from practice import showcase

from . import demo_mail

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def on_this_computer(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104
        if not settings.DEMO or not address.is_loopback or "HTTP_X_FORWARDED_FOR" in request.META:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@on_this_computer
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    return render(
        request, "portal/demo.html", {"groups": showcase.everyone(), "letters": demo_mail.letters()}
    )


@on_this_computer
@require_POST
def become(request: HttpRequest) -> HttpResponse:
    user = showcase.person(request.POST.get("person", ""))
    if user is None:
        raise Http404
    logout(request)
    login(request, user, backend=BACKEND)
    record_authentication(request, user, "password")
    record_authentication(request, user, "mfa", type="totp")
    return redirect("/")
