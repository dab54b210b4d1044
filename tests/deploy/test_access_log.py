"""What the web server writes down tells no one who came or what they looked at."""

from __future__ import annotations

import io
import logging

import pytest
from django.core.exceptions import ImproperlyConfigured

from deploy.serving import QuietFilter, masked


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/", "/"),
        ("/health/", "/health/"),
        ("/sign-in/", "/sign-in/"),
        ("/api/v1/sessions/", "/api/v1/sessions/"),
        ("/api/v1/couples/2f1d9a52-3c1b-4f0e-8f55-5d1f7a3f9f10/notes/", "/api/v1/couples/…/notes/"),
        ("/calendar/qhd7Kz0W1c8vJ5mN2xR4tQ.ics", "/calendar/…"),
        ("/calendar/abcdefghijklmnopqrstuvwxyz/", "/calendar/…/"),
        ("/welcome/AbC-dEf_123/", "/welcome/…/"),
        ("/Bo Example/", "/…/"),
        ("/static/portal/tokens.1f2e3d.css", "/static/portal/tokens.1f2e3d.css"),
    ],
)
def test_a_path_keeps_only_a_pages_own_words(path: str, written: str) -> None:
    assert masked(path) == written


def written_by(problem: Exception, said: str) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(QuietFilter())
    try:
        raise problem
    except type(problem) as raised:
        handler.handle(
            logging.LogRecord("web", logging.ERROR, __file__, 1, said, (), (type(raised), raised, None))
        )
    return out.getvalue()


def test_an_error_keeps_its_kind_and_loses_its_words() -> None:
    line = written_by(
        ValueError("I feel alone"), "Error handling request GET /calendar/s3cret?x=bo@example.org"
    )
    assert "ValueError" in line
    assert not any(word in line for word in ("alone", "s3cret", "bo@example.org"))
    assert "GET /progress/…/" in written_by(ValueError(), "Error handling request GET /progress/Bo-1/?y=2")


def test_a_wrong_setting_keeps_its_sentence() -> None:
    assert "Set SECRET_KEY" in written_by(
        ImproperlyConfigured("Set SECRET_KEY"), "Exception in worker process"
    )


def test_a_refused_request_is_not_quoted() -> None:
    line = written_by(ValueError(), "Invalid request from ip=203.0.113.9: 'GET /welcome/abc'")
    assert "203.0.113.9" not in line
    assert "welcome" not in line
