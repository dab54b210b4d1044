"""Refusals at the start: production does not run with an open door. Each says which and why."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "::1"}


def _error(number: int, text: str, hint: str) -> checks.CheckMessage:
    return checks.Error(text, hint=hint, id=f"deploy.E{number:03d}")


@checks.register("evenlight")
def the_demo_stays_on_this_computer(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    if not settings.DEMO:
        return []
    problems = []
    outside = [h for h in settings.ALLOWED_HOSTS if h not in LOOPBACK]
    if outside or urlsplit(settings.BASE_URL).hostname not in LOOPBACK:
        problems.append(
            _error(
                1,
                "EVENLIGHT_DEMO is on but other computers are allowed in.",
                "Unset EVENLIGHT_DEMO, or allow localhost only.",
            )
        )
    if settings.IS_POSTGRES and settings.DATABASES["default"].get("HOST", "") not in {"", *LOOPBACK}:
        problems.append(_error(2, "EVENLIGHT_DEMO is on with a database elsewhere.", "Unset EVENLIGHT_DEMO."))
    return problems


@checks.register("evenlight")
def production_is_closed(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.DEMO:
        return []
    rest = settings.REST_FRAMEWORK
    rules = [
        (settings.DEBUG, "DEBUG is on: errors would show what people wrote.", "Leave DEBUG off."),
        (
            len(settings.SECRET_KEY) < 50 or settings.SECRET_KEY.startswith(("demo-", "django-insecure")),
            "SECRET_KEY is short or a known default.",
            "Set SECRET_KEY to the output of `openssl rand -base64 48`.",
        ),
        (
            not settings.EVENLIGHT_MASTER_KEYS,
            "There is no key to seal answers with.",
            "Set EVENLIGHT_MASTER_KEYS.",
        ),
        (
            any(len(set(key)) < 8 for key in settings.EVENLIGHT_MASTER_KEYS.values()),
            "A master key is a pattern, not chance.",
            "Make one with `openssl rand -hex 32`.",
        ),
        (
            not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE),
            "Cookies would travel without TLS.",
            "Leave SESSION_COOKIE_SECURE and CSRF_COOKIE_SECURE on.",
        ),
        (
            "rest_framework.permissions.AllowAny"
            in rest.get("DEFAULT_PERMISSION_CLASSES", ["rest_framework.permissions.AllowAny"]),
            "The API is open to everybody (DRF's default).",
            "Keep api.permissions.NeedsViewer in DEFAULT_PERMISSION_CLASSES.",
        ),
        (
            any("Browsable" in c for c in rest.get("DEFAULT_RENDERER_CLASSES", ["Browsable"])),
            "DRF's browsable pages would list related people.",
            "Keep JSONRenderer alone in DEFAULT_RENDERER_CLASSES.",
        ),
        (
            any("Basic" in c for c in rest.get("DEFAULT_AUTHENTICATION_CLASSES", ["Basic"])),
            "The API takes passwords on each request (DRF's default).",
            "Keep tokens and sessions in DEFAULT_AUTHENTICATION_CLASSES.",
        ),
        (not rest.get("DEFAULT_PAGINATION_CLASS"), "API lists are not paged.", "Keep api.paging.Pages."),
        (not rest.get("DEFAULT_THROTTLE_CLASSES"), "The API has no rate limit.", "Keep a throttle class."),
        (
            "*" in settings.ALLOWED_HOSTS or not settings.ALLOWED_HOSTS,
            "ALLOWED_HOSTS is empty or allows every name.",
            "Name your host.",
        ),
        (
            "demo" in settings.EMAIL_BACKEND,
            "Mails would be kept on the demo page.",
            "Leave EMAIL_BACKEND as it is in deploy/settings.py.",
        ),
    ]
    return [_error(10 + i, text, hint) for i, (broken, text, hint) in enumerate(rules) if broken]
