"""Who is looking at this page, for how long they have been quiet, and the frame around every page."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from practice.access import NOBODY, Viewer, viewer_for

from .signing_in import ways_used

SEEN_AT, BEGAN_AT, CHECKED_AT = "seen_at", "began_at", "checked_at"
STAMP_EVERY_SECONDS = 60


class ViewerMiddleware:
    """Sets request.viewer once, ends idle and over-long sessions, and forbids keeping signed-in pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: self._viewer(request))  # type: ignore[attr-defined]
        if request.user.is_authenticated and self._is_over(request):
            logout(request)
            request.signed_out_by_time = True  # type: ignore[attr-defined]
            if not request.path.startswith(("/api/", "/sign-in/", "/static/", "/leave/")):
                return redirect(f"{settings.LOGIN_URL}?quiet=1")
        response = self.get_response(request)
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store, private")
        return response

    def _viewer(self, request: HttpRequest) -> Viewer:
        if not request.user.is_authenticated:
            return NOBODY
        second_factor, reduced = ways_used(request)
        return viewer_for(request.user, second_factor=second_factor, reduced=reduced)

    def _is_over(self, request: HttpRequest) -> bool:
        session, now = request.session, time.time()
        began, seen = session.get(BEGAN_AT), session.get(SEEN_AT)
        if began is None or seen is None:
            session[BEGAN_AT] = session[SEEN_AT] = now
            return False
        idle = settings.STAFF_IDLE_SECONDS if request.viewer.is_staff else settings.PARTNER_IDLE_SECONDS  # type: ignore[attr-defined]
        if now - began > settings.SESSION_COOKIE_AGE or now - seen > idle + STAMP_EVERY_SECONDS:
            return True
        if now - seen > STAMP_EVERY_SECONDS:
            session[SEEN_AT] = now
        return False


def frame(request: HttpRequest) -> dict[str, Any]:
    """What every template may use: names, marks and the practice, found at most once per page."""
    from . import framing

    return {"frame": SimpleLazyObject(lambda: framing.frame_for(request))}
