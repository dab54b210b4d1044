"""The whole look, inside a database that was made for it: plant, walk, send the mail, read the tables."""

from __future__ import annotations

import base64
import io
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from practice import jobs, outbox, registry
from practice.models import Message

from .audiences import AUDIENCES, browsers
from .cast import PARTNERS, Cast
from .finding import Found
from .pdf_text import everything_in
from .planting import plant
from .plants import PLANTS, Plant, gaps
from .walking import walk

# Tables that hold what a person sent or was answered only by mistake, plain words included.
SILENT_TABLES = (
    "django_session",
    "cache",
    "django_tasks_database_dbtaskresult",
    "practice_idempotencyrecord",
    "practice_auditentry",
    "practice_jobguard",
    "practice_job",
    "usersessions_usersession",
)


def look(word: Callable[[str], str]) -> Found:
    """Plant every word, then search everything that this process can reach. Files are searched from outside."""
    found = Found.of(word)
    found.broken += [f"{field}: say in portal/canaries/plants.py what is planted there" for field in gaps()]
    with log_of(found):
        cast = plant(word)
        found.broken += [f"“{one.name}” is not in {one.field}" for one in PLANTS if not _is_held(one, word)]
        look_around(cast, found)
    return found


def look_around(cast: Cast, found: Found, audiences: Iterable[str] = AUDIENCES) -> None:
    """Everything after the planting; the tests plant once and look many times, as few or as all."""
    unseen = walk(cast, found, audiences)
    found.broken += [f"nobody was shown /{route}" for route in sorted(unseen)]
    _exports(cast, found)
    _replies(cast, found)
    _mails(found)
    _tables(found)


@contextmanager
def log_of(found: Found) -> Iterator[None]:
    """What is logged meanwhile goes through the filters of always, and is searched at the end."""
    written = io.StringIO()
    handlers = [one for one in logging.getLogger().handlers if isinstance(one, logging.StreamHandler)]
    before = [one.setStream(written) for one in handlers]
    try:
        yield
    finally:
        for handler, stream in zip(handlers, before, strict=True):
            if stream is not None:
                handler.setStream(stream)
        for number, line in enumerate(written.getvalue().splitlines(), start=1):
            found.look("the machine", "log line", str(number), line.encode())


def _exports(cast: Cast, found: Found) -> None:
    """What partners are given when they ask for all that is theirs."""
    for who in PARTNERS:
        held = json.dumps(registry.own_data_of(cast.people[who]), default=str, ensure_ascii=False)
        found.look(who, "export", "own data", held.encode())


def _replies(cast: Cast, found: Found) -> None:
    """A request that comes twice with one key gets the kept reply: it is sealed, and readable for who asked."""
    client = browsers(cast)["ana"]
    note = {"couple": str(cast.couples["ours"].pk), "kind": "joint", "body": cast.word("answered")}
    for _time in range(2):
        reply = client.post(
            "/api/v1/notes/",
            note,
            content_type="application/json",
            headers={"Idempotency-Key": "twice"},
            secure=True,
        )
        found.look("ana", "JSON", "/api/v1/notes/", reply.getvalue())


def _mails(found: Found) -> None:
    """Every letter as it leaves, also those that are sent when nobody takes an alert on."""
    for _step in range(3):  # the counsellor, then the others
        jobs.tick()
    Message.unscoped.filter(given_up_at=None).update(sent_at=None, due_at=timezone.now())
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        for letter in Message.unscoped.filter(given_up_at=None).order_by("created_at"):
            outbox.deliver.call(str(letter.pk))
        for number, sent in enumerate(mail.outbox, start=1):
            told = sent.message()
            del told["To"]
            found.look("a mailbox", "mail", str(number), told.as_bytes())


def _tables(found: Found) -> None:
    with connection.cursor() as cursor:
        for table in set(SILENT_TABLES) & set(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (our own names)
            for row in cursor.fetchall():
                content = b"\n".join(
                    bytes(x) if isinstance(x, bytes | memoryview) else str(x).encode() for x in row
                )
                found.look("the machine", "table row", table, content)


# -- the owners still have them -----------------------------------------------------------------------

# Not a sealed field but sealed all the same; it is read back by asking again.
READ_BACK_OTHERWISE = {"practice.IdempotencyRecord.answer"}


def _is_held(plant: Plant, word: Callable[[str], str]) -> bool:
    """Whether the word can be read back from its field, unsealed with the keys."""
    if plant.field in READ_BACK_OTHERWISE:
        return True
    model: Any = apps.get_model(plant.model)
    rows, wanted = model._base_manager.all(), word(plant.name).encode()
    return any(wanted in _plainly(getattr(row, plant.column)) for row in rows)


def _plainly(value: Any) -> bytes:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return everything_in(base64.b64decode(text)) if text.startswith("JVBER") else text.encode()
