"""Who is looking at this page, for how long they have been quiet, and the frame around every page."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from practice import who
from practice.access import NOBODY, Viewer, viewer_for
from practice.refusals import NotFound, Refused

from . import errors
from .signing_in import way_back, ways_used

SEEN_AT, BEGAN_AT, PROVED_AT, QUIET = "seen_at", "began_at", "proved_at", "was_quiet"
STAMP_EVERY_SECONDS = 60

# Pages that answer for themselves when a session is over; the JSON door has its own answer.
NO_REDIRECT = (
    "/api/",
    "/static/",
    "/health/",
    "/sign-in/",
    "/sign-out/",
    "/leave/",
    "/appointment/",
    "/welcome/",
    "/first-run/",
)
SET_UP_PAGE = "/account/second-step/"
# What staff may open before they have shown a second factor.
BEFORE_SET_UP = (*NO_REDIRECT, SET_UP_PAGE, "/account/security/", "/re-check/", "/help/")


class ViewerMiddleware:
    """Sets request.viewer once, ends idle and over-long sessions, and forbids keeping signed-in pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        # The JSON door asks these too, and knows nothing of how a session keeps them.
        request.was_quiet = lambda: bool(request.session.get(QUIET))  # type: ignore[attr-defined]
        request.has_fresh_proof = lambda: has_fresh_proof(request)  # type: ignore[attr-defined]
        response = self._turned_away(request) or self.get_response(request)
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store, private")
        return response

    def _turned_away(self, request: HttpRequest) -> HttpResponse | None:
        if request.path.startswith("/static/") or not request.user.is_authenticated:
            return None
        if _is_over(request):
            query = {"quiet": "1", "back": way_back(request)}
            logout(request)
            request.viewer = NOBODY  # type: ignore[attr-defined]
            request.signed_out_by_time = True  # type: ignore[attr-defined]
            if not request.path.startswith(NO_REDIRECT):
                return go(request, f"{settings.LOGIN_URL}?{urlencode(query)}")
        elif not request.path.startswith(BEFORE_SET_UP) and must_set_up(request):
            return go(request, SET_UP_PAGE)
        return None

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """A rule that a page did not translate beside a field gets a page of its own."""
        if not isinstance(problem, Refused) or request.path.startswith("/api/"):
            return None
        if isinstance(problem, NotFound):
            return errors.not_found(request, problem)
        sentences = [problem.sentence, *problem.fields.values()]
        return render(
            request, "portal/entrance/refused.html", {"sentences": sentences}, status=problem.status
        )


def go(request: HttpRequest, to: str) -> HttpResponse:
    """A redirect that also moves the whole page when only a part of it had asked."""
    return HttpResponseClientRedirect(to) if getattr(request, "htmx", None) else redirect(to)


def _viewer(request: HttpRequest) -> Viewer:
    if not request.user.is_authenticated:
        return NOBODY
    second_factor, reduced = ways_used(request)
    return viewer_for(request.user, second_factor=second_factor, reduced=reduced)


def must_set_up(request: HttpRequest) -> bool:
    """Someone who works here and has not shown a second factor: they hold no role and see only its set-up.

    Whoever holds a role needs no look: a sign-in belongs to a partner or to staff, never to both.
    """
    if request.viewer.roles or ways_used(request)[0]:  # type: ignore[attr-defined]
        return False
    return who.works_here(request.user)


def has_fresh_proof(request: HttpRequest) -> bool:
    """Whether a proof, or the sign-in itself, is not older than five minutes."""
    proved = request.session.get(PROVED_AT) or request.session.get(BEGAN_AT) or 0.0
    return time.time() - proved < settings.PRIVATE_IDLE_SECONDS and not request.session.get(QUIET)


def _is_over(request: HttpRequest) -> bool:
    session, now = request.session, time.time()
    began, seen = session.get(BEGAN_AT), session.get(SEEN_AT)
    if began is None or seen is None:
        session[BEGAN_AT] = session[SEEN_AT] = now
        return False
    idle = settings.STAFF_IDLE_SECONDS if request.viewer.is_staff else settings.PARTNER_IDLE_SECONDS  # type: ignore[attr-defined]
    if now - began > settings.SESSION_COOKIE_AGE or now - seen > idle + STAMP_EVERY_SECONDS:
        return True
    if now - seen > settings.PRIVATE_IDLE_SECONDS:
        session[QUIET] = True
    if now - seen > STAMP_EVERY_SECONDS:
        session[SEEN_AT] = now
    return False


def frame(request: HttpRequest) -> dict[str, Any]:
    """What every template may use: names, marks and the practice, found at most once per page."""
    from . import framing

    return {"frame": SimpleLazyObject(lambda: framing.frame_for(request))}
