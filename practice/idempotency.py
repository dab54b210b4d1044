"""A retried request has one effect. Keys are bound to who asks and where; a twin waits and gets the first answer.

The record is written first, in the transaction of the request itself: a twin waits at its unique place until the
first has committed (then its answer is given again) or has failed (then the twin does the work).
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from practice import sealing
from practice.access import Viewer
from practice.models import IdempotencyRecord, Practice
from practice.refusals import BadInput, OtherBody, StillRunning

KEPT_FOR = timedelta(hours=24)
LOCK_SECONDS = 10
SECRET_SHOWN_ONCE = {"shown_once": True}


@dataclass(frozen=True)
class Reply:
    """What a door answers: a status and a JSON-able body. `secret` bodies are never given twice."""

    status: int
    body: Any
    secret: bool = False
    replayed: bool = False


def _digest(*parts: str | bytes) -> bytes:
    mac = hmac.new(settings.SECRET_KEY.encode(), b"idempotency", hashlib.sha256)
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        mac.update(len(raw).to_bytes(8, "big") + raw)
    return mac.digest()


def once(viewer: Viewer, *, route: str, key: str, body: bytes, work: Callable[[], Reply]) -> Reply:
    """Do `work` once for this viewer, route and key, inside one transaction.

    Raises BadInput for an unusable key, OtherBody when the key came with another body before, StillRunning
    when the first one holds its lock too long. What `work` raises undoes everything, the record included.
    """
    if not key or len(key) > 200 or not key.isprintable():
        raise BadInput(code="idempotency_key_missing", sentence=_key_sentence())
    place = _digest(str(viewer.user_id), route, key)
    body_mark = _digest(body)
    try:
        with transaction.atomic():
            _wait_no_longer_than(LOCK_SECONDS)
            record = IdempotencyRecord(
                practice_id=viewer.practice_id,
                place=place,
                body=body_mark,
                expires_at=timezone.now() + KEPT_FOR,
            )
            earlier = _claim(record)
            if earlier is not None:
                return _again(earlier, body_mark)
            reply = work()
            _keep(record, reply)
            return reply
    except OperationalError as problem:
        if _is_lock(problem):
            raise StillRunning from None
        raise


def _claim(record: IdempotencyRecord) -> IdempotencyRecord | None:
    """Take the record's place; None when it was free. A twin waits here until the first has committed."""
    try:
        with transaction.atomic():
            record.save(force_insert=True)
        return None
    except IntegrityError:
        earlier = IdempotencyRecord.unscoped.get(place=record.place)
    if earlier.expires_at > timezone.now():
        return earlier
    earlier.delete()
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:  # a twin took the expired place a moment ago
        raise StillRunning from None
    return None


def _key_sentence() -> Any:
    from django.utils.translation import gettext_lazy as _

    return _("Send an Idempotency-Key header: any text of your own, new for each new thing you do.")


def _wait_no_longer_than(seconds: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds}s"])


def _is_lock(problem: OperationalError) -> bool:
    text = str(problem).lower()
    return "lock" in text


def _again(held: IdempotencyRecord, body_mark: bytes) -> Reply:
    if not hmac.compare_digest(bytes(held.body), body_mark):
        raise OtherBody
    if held.status is None:
        raise StillRunning
    body = None if held.answer is None else sealing.unseal(bytes(held.answer), bound_to=_bound(held))
    return Reply(held.status, body, replayed=True)


def _keep(record: IdempotencyRecord, reply: Reply) -> None:
    record.status = reply.status
    body = SECRET_SHOWN_ONCE if reply.secret else reply.body
    if record.practice_id is not None and body is not None:
        key_id = _key_of(record.practice_id)
        record.answer = sealing.seal(body, key_id=key_id, bound_to=_bound(record))
    record.save(update_fields=["status", "answer"])


_keys: dict[Any, tuple[float, Any]] = {}


def _key_of(practice_id: Any) -> Any:
    """The id of the practice's key, remembered for a minute as the keys themselves are."""
    held = _keys.get(practice_id)
    if held is None or held[0] < time.monotonic():
        key_id = Practice.unscoped.values_list("key_id", flat=True).get(pk=practice_id)
        held = _keys[practice_id] = (time.monotonic() + sealing.KEY_MEMORY_SECONDS, key_id)
    return held[1]


def _bound(record: IdempotencyRecord) -> bytes:
    return f"{IdempotencyRecord._meta.db_table}:{record.pk}:answer".encode()


def forget_expired() -> int:
    return IdempotencyRecord.unscoped.filter(expires_at__lte=timezone.now()).delete()[0]
