"""Error pages: they own the fault, say what to do and repeat nothing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def _page(request: HttpRequest, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        return as_json(status)
    return render(request, f"portal/{status}.html", status=status)


def as_json(status: int) -> JsonResponse:
    """The API's one error shape, for what fails before a view is reached."""
    sentences = {
        400: ("bad_input", _("Something in this request needs another look.")),
        403: ("forbidden", _("That isn’t open here.")),
        404: ("not_found", _("There’s nothing here.")),
        500: ("on_our_side", _("That didn’t work, and it’s on our side. Try again in a moment.")),
    }
    code, sentence = sentences[status]
    return JsonResponse({"error": {"code": code, "message": sentence, "fields": {}}}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


def on_our_side(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)


def csrf_failed(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    return _page(request, 403)
