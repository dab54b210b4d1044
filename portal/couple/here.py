"""Who is on this page: one partner, with the little they may know of who else is here. Every page starts here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone

from portal.audience import View, partners, partners_with_any_session
from portal.idempotent import key_for
from portal.recheck import private_page
from practice.access import PARTNER, REDUCED, Viewer
from practice.caring import Companion, companion
from practice.models import Partner, Practice


@dataclass(frozen=True)
class Here:
    """The partner who looks. `couple` is None before they have joined and after they have left."""

    viewer: Viewer
    partner: Partner
    couple: Companion | None

    @property
    def practice(self) -> Practice:
        return self.couple.practice if self.couple else self.partner.practice

    @property
    def now(self) -> datetime:
        return timezone.now().astimezone(ZoneInfo(self.practice.time_zone))

    @property
    def counsellor(self) -> str:
        return self.couple.counsellor if self.couple else ""

    @property
    def other(self) -> str:
        """The other partner's name while both are here; "" otherwise, whatever the cause."""
        return self.couple.partner_name if self.couple and self.couple.together else ""

    @property
    def is_reduced(self) -> bool:
        """An e-mailed code alone opened this session: appointments, and nothing private."""
        return self.viewer.has(REDUCED)

    @property
    def is_paused(self) -> bool:
        return self.couple is None or self.couple.paused


def page(*methods: str, reduced: bool = False, private: bool = False) -> Callable[[View], View]:
    """A partner's page: method gate, audience, and who is here.

    reduced: also for a session that an e-mailed code alone opened; it shows appointments and nothing private.
    private: asks once more who it is after five quiet minutes.
    """
    allowed = {*methods, "HEAD"} if "GET" in methods else set(methods)
    audience = partners_with_any_session if reduced else partners

    def dress(view: View) -> View:
        opened = audience(_with_here(view))
        opened = private_page(opened) if private else opened

        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in allowed:
                return HttpResponseNotAllowed(sorted(allowed))
            return opened(request, *args, **kwargs)

        return gated

    return dress


def _with_here(view: View) -> View:
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        viewer = as_partner(request.viewer)  # type: ignore[attr-defined]
        partner = (
            Partner.objects.visible_to(viewer)
            .filter(user=viewer.user_id)
            .select_related("practice", "user")
            .first()
        )
        if partner is None:
            raise Http404
        return view(request, Here(viewer, partner, companion(partner)), *args, **kwargs)

    return shown


def as_partner(viewer: Viewer) -> Viewer:
    """On these pages somebody is a partner and nothing else, whatever other roles they hold."""
    return Viewer(viewer.user_id, viewer.roles & {PARTNER, REDUCED}, viewer.practice_id)


def show(request: HttpRequest, name: str, here: Here, *, status: int = 200, **facts: Any) -> HttpResponse:
    """A page from this folder, with a key of its own for the form on it."""
    return render(
        request,
        f"portal/couple/{name}.html",
        {"here": here, "form_key": key_for(request), **facts},
        status=status,
    )
