"""Help: for everybody, signed in or not. Who to reach now, by the country a person says they are in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from practice import helplines
from practice.access import PARTNER, REDUCED, Viewer
from practice.models import Practice, User


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """`/help/`: how things work here."""
    return render(request, "portal/couple/help.html", {"practice": _practice(request), **_back(request)})


@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """`/help/now/`: a few numbers, large, for the country chosen. Nothing of the choice is kept."""
    practice = _practice(request)
    asked = request.GET.get("in")
    lines = helplines.lines_for(_person(request), practice) if asked is None else helplines.lines_in(asked)
    return render(
        request,
        "portal/couple/help_now.html",
        {"practice": practice, "lines": lines, "elsewhere": helplines.ELSEWHERE, **_back(request)},
    )


def _person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _practice(request: HttpRequest) -> Practice | None:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found: Practice | None = Practice.objects.visible_to(viewer).filter(pk=viewer.practice_id).first()
    return found


def _back(request: HttpRequest) -> dict[str, str]:
    roles = request.viewer.roles  # type: ignore[attr-defined]
    if PARTNER in roles:
        return {"back_url": "/today/", "back_label": _("Today")}
    if REDUCED in roles:
        return {"back_url": "/sessions/", "back_label": _("Sessions")}
    return {"back_url": "/desk/" if roles else "/", "back_label": _("Back")}
