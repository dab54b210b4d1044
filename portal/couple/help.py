"""Help: for everybody, signed in or not. Who to reach now, by the country a person says they are in."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from practice.access import PARTNER, REDUCED, Viewer
from practice.models import Practice

CONTACTS = Path(settings.BASE_DIR) / "portal" / "help" / "contacts.toml"
ELSEWHERE = "other"


@cache
def contacts() -> dict[str, Any]:
    """Countries and numbers from the file, in the order of the file; a practice checks and changes them there."""
    return tomllib.loads(CONTACTS.read_text(encoding="utf-8"))


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """`/help/`: how things work here."""
    return render(request, "portal/couple/help.html", {"practice": _practice(request), **_back(request)})


@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """`/help/now/`: a few numbers, large, for the country chosen. Nothing of the choice is kept."""
    practice = _practice(request)
    countries = contacts()["country"]
    wanted = request.GET.get("in", practice.country if practice else "")
    chosen = next((each for each in countries if each["code"] == wanted), None)
    return render(
        request,
        "portal/couple/help_now.html",
        {
            "practice": practice,
            "countries": [(each["code"], each["name"], each is chosen) for each in countries],
            "chosen": chosen,
            "elsewhere": ELSEWHERE,
            "is_elsewhere": chosen is None and wanted == ELSEWHERE,
            **_back(request),
        },
    )


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
