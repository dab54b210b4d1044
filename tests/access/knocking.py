"""Knocking at one door as one principal: what comes back, and what it changed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from pypdf import PdfReader

from practice import sealing
from tests.access.world import World

SAFE = {"GET", "HEAD", "OPTIONS"}
REFUSED = {"401", "404", "in", "2nd", "403", "ask", "hid"}
RECHECK, HIDDEN = "portal/entrance/recheck.html", "portal/counsellor/yours_alone.html"
# Tables that a refused request may touch: who is signed in, what was tried, and how often.
INCIDENTAL = {"django_session", "cache", "practice_auditentry", "usersessions_usersession"}
CHANGING = re.compile(r'\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b[^"]*"(\w+)"', re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """cell: the status; or "in" for the way to signing in, "2nd" for the way to setting up a second step, "ask" for
    a page that asks who it is once more, and "hid" for one that is hidden from a screen that others may see.
    """

    cell: str
    body: bytes
    kind: str
    headers: dict[str, str]
    touched: frozenset[str]
    changed: bool

    @property
    def is_refused(self) -> bool:
        return self.cell in REFUSED

    @property
    def text(self) -> str:
        """The body as a reader finds it, the headers with it, so that nothing hides in a file's name."""
        body = _pdf_text(self.body) if "pdf" in self.kind else self.body.decode("utf-8", "replace")
        return body + "\n" + "\n".join(f"{name}: {value}" for name, value in self.headers.items())


@cache
def _client() -> Client:
    return Client(raise_request_exception=True)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back, in the database and in the memory of unwrapped keys."""
    with transaction.atomic():
        mark = transaction.savepoint()
        yield
        transaction.savepoint_rollback(mark)
    sealing.memory.forget()


def knock(world: World, who: str, method: str, path: str, data: Any = None, **extra: Any) -> Answer:
    """Send one request as this principal, then undo all that it did."""
    touched: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := CHANGING.match(sql):
            touched.add(found[1])
        return execute(sql, params, many, context)

    with undone(), connection.execute_wrapper(watch):
        response = send(world, who, method, path, data, extra)
        body = response.getvalue()
        told = touched - INCIDENTAL
        changed = bool(told) and fingerprint() != _before(world)
    return Answer(
        _cell(response),
        body,
        response.get("Content-Type", ""),
        dict(response.items()),
        frozenset(told),
        changed,
    )


def send(world: World, who: str, method: str, path: str, data: Any, extra: dict[str, str]) -> Any:
    client = _client()
    client.cookies.clear()
    if who in world.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[who]
    headers = {**world.headers.get(who, {}), **extra}
    if method in SAFE:
        return client.generic(method, path, headers=headers)
    if path.startswith("/api/"):
        headers.setdefault("Idempotency-Key", "one")
        return getattr(client, method.lower())(
            path, {} if data is None else data, content_type="application/json", headers=headers
        )
    if method == "POST":
        return client.post(path, data or {}, headers=headers)
    return client.generic(method, path, headers=headers)


def _cell(response: Any) -> str:
    to = response.get("Location", "") or response.get("HX-Redirect", "")
    if to.startswith("/sign-in/"):
        return "in"
    shown = {template.name for template in response.templates}
    if to.startswith("/re-check/?") or (response.status_code == 403 and RECHECK in shown):
        return "ask"
    if HIDDEN in shown:
        return "hid"
    return "2nd" if to == "/account/second-step/" else str(response.status_code)


def fingerprint() -> int:
    """A hash of every row of every table, but for the incidental ones."""
    marks = []
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - INCIDENTAL):
            cursor.execute(f'SELECT * FROM "{table}"')
            marks.append((table, tuple(sorted(repr(row) for row in cursor.fetchall()))))
    return hash(tuple(marks))


def _before(world: World) -> int:
    """The world's own fingerprint, taken once: each request is undone before the next."""
    if "fingerprint" not in world.ids:
        raise LookupError("take the world's fingerprint before anybody knocks")
    return int(world.ids["fingerprint"])


def _pdf_text(body: bytes) -> str:
    reader = PdfReader(io.BytesIO(body))
    told = " ".join(str(value) for value in (reader.metadata or {}).values())
    return told + "\n" + "\n".join(page.extract_text() for page in reader.pages)
