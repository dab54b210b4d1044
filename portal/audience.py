"""One audience per page: who may open it, and what everybody else meets instead."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from practice.access import COUNSELLOR, COVER, OWNER, PARTNER, REDUCED, SCHEDULER

from .viewing import go

View = Callable[..., HttpResponse]
STAFF = (OWNER, COUNSELLOR, COVER, SCHEDULER)


def seen_by(*roles: str) -> Callable[[View], View]:
    """Open this page to people with one of these roles; to everybody else it is absent.

    Signed-out people are asked to sign in. A session opened by a mailed code alone meets, on every page for
    partners alike, a page that says how to open the rest.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            held = request.viewer.roles  # type: ignore[attr-defined]
            if held & set(roles):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return ask_to_sign_in(request)
            if REDUCED in held and PARTNER in roles:
                return render(request, "portal/entrance/reduced.html", status=403)
            raise Http404

        return page

    return decorate


def signed_in(view: View) -> View:
    """Open to everybody who has signed in with more than a mailed code."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        if REDUCED in request.viewer.roles:  # type: ignore[attr-defined]
            return render(request, "portal/entrance/reduced.html", status=403)
        return view(request, *args, **kwargs)

    return page


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    query = urlencode({"next": request.path}) if request.method == "GET" else ""
    return go(request, f"{settings.LOGIN_URL}?{query}" if query else settings.LOGIN_URL)


partners = seen_by(PARTNER)
partners_with_any_session = seen_by(PARTNER, REDUCED)
staff = seen_by(*STAFF)
