"""Ways in which something private could come out. Each is made for as long as its context lasts."""

from __future__ import annotations

import base64
import hashlib
import io
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest import mock

import pikepdf
from django.db.models import Q

from api import errors as api_errors
from api import paging
from assessments.safety.models import SafetyAlert, SafetyAnswers
from homework.models import EntryPart
from portal.viewing import ViewerMiddleware
from practice import outbox
from practice.calendar import agenda
from practice.models import Note, TherapySession
from reports import pdf

Leak = Callable[[], AbstractContextManager[None]]
log = logging.getLogger("homework")


def _kept() -> str:
    """What is kept for its author alone, newest first."""
    parts = EntryPart.unscoped.filter(audience="author").select_related("entry__partner").order_by("-pk")
    return " ".join(str(part.words) for part in parts)


@contextmanager
def _page(change: Callable[[Any, Any], None]) -> Iterator[None]:
    """Change every answer on its way out."""
    real = ViewerMiddleware.__call__

    def call(self: Any, request: Any) -> Any:
        response = real(self, request)
        change(request, response)
        return response

    with mock.patch.object(ViewerMiddleware, "__call__", call):
        yield


@contextmanager
def a_rule_stands_open() -> Iterator[None]:
    with mock.patch.dict(EntryPart.objects.rules, {"partner": lambda viewer: Q(pk__isnull=False)}):
        yield


@contextmanager
def a_list_counts_all() -> Iterator[None]:
    real = paging.Pages.get_paginated_response

    def counted(self: Any, data: Any) -> Any:
        response = real(self, data)
        response.data = {**response.data, "count": EntryPart.unscoped.count()}
        return response

    with mock.patch.object(paging.Pages, "get_paginated_response", counted):
        yield


def a_header_counts_alerts() -> AbstractContextManager[None]:
    def change(request: Any, response: Any) -> None:
        response["X-Waiting"] = str(SafetyAlert.unscoped.count())

    return _page(change)


def a_cookie_counts_sessions() -> AbstractContextManager[None]:
    def change(request: Any, response: Any) -> None:
        response.set_cookie("hours", str(TherapySession.unscoped.count()))

    return _page(change)


def a_title_tells() -> AbstractContextManager[None]:
    def change(request: Any, response: Any) -> None:
        if hasattr(response, "content"):
            response.content = response.content.replace(b"<title>", f"<title>{_kept()} ".encode())

    return _page(change)


def a_page_hides_it_in_base64() -> AbstractContextManager[None]:
    def change(request: Any, response: Any) -> None:
        if b"</body>" in getattr(response, "content", b""):
            hidden = base64.b64encode(("state:" + _kept()).encode())
            response.content = response.content.replace(
                b"</body>", b"<i data-s='" + hidden + b"'></i></body>"
            )

    return _page(change)


def an_etag_is_made_of_it() -> AbstractContextManager[None]:
    def change(request: Any, response: Any) -> None:
        given = [str(row.given) for row in SafetyAnswers.unscoped.order_by("pk")]
        response["ETag"] = '"' + hashlib.sha256("".join(given).encode()).hexdigest()[:16] + '"'

    return _page(change)


def a_log_line_quotes_it() -> AbstractContextManager[None]:
    return _page(lambda request, response: log.warning("shown beside %s", _kept()))


@contextmanager
def a_calendar_entry_counts_the_hours() -> Iterator[None]:
    """SUMMARY of each session: the number of the couple's sessions, with those of one partner alone."""
    real = agenda.single_event

    def numbered(user_id: Any, session: TherapySession, *look: Any) -> Any:
        import dataclasses

        total = TherapySession.unscoped.filter(couple=session.couple_id).count()
        return dataclasses.replace(real(user_id, session, *look), summary=f"Session {total}")

    with mock.patch.object(agenda, "single_event", numbered):
        yield


@contextmanager
def a_file_names_it_in_its_properties() -> Iterator[None]:
    real = pdf.render

    def render(*args: Any, **kwargs: Any) -> bytes:
        with pikepdf.open(io.BytesIO(real(*args, **kwargs))) as document:
            document.docinfo["/Keywords"] = " ".join(str(note.body) for note in Note.unscoped.order_by("pk"))
            written = io.BytesIO()
            document.save(written, deterministic_id=True)
        return written.getvalue()

    with mock.patch.object(pdf, "render", render):
        yield


@contextmanager
def a_mail_says_it_in_its_subject() -> Iterator[None]:
    real = outbox.EmailMessage
    with mock.patch.object(
        outbox,
        "EmailMessage",
        lambda subject, *args, **more: real(f"{subject}: {_kept()[:200]}", *args, **more),
    ):
        yield


@contextmanager
def an_error_message_explains() -> Iterator[None]:
    real = api_errors.shaped

    def shaped(status: int, **more: Any) -> Any:
        response = real(status, **more)
        if status == 404:
            response.data["error"]["message"] += f" ({_kept()})"
        return response

    with mock.patch.object(api_errors, "shaped", shaped):
        yield


LEAKS: tuple[Leak, ...] = (
    a_rule_stands_open,
    a_list_counts_all,
    a_header_counts_alerts,
    a_cookie_counts_sessions,
    a_title_tells,
    a_page_hides_it_in_base64,
    an_etag_is_made_of_it,
    a_log_line_quotes_it,
    a_calendar_entry_counts_the_hours,
    a_file_names_it_in_its_properties,
    a_mail_says_it_in_its_subject,
    an_error_message_explains,
)
