"""Who did or read what. One row per request, ids only; a job chains the rows of each practice a moment later."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import models, transaction
from django.db.models import Max

from practice import sealing
from practice.access import Viewer
from practice.models import AuditEntry, Couple, Practice

BATCH = 2_000


def record(
    viewer: Viewer,
    act: str,
    target: models.Model | None = None,
    *,
    couple: Couple | None = None,
    practice_id: Any = None,
    **facts: Any,
) -> None:
    """Write that this viewer did or read something. `facts` holds ids and counts, never a word or a name."""
    practice = practice_id or viewer.practice_id or (couple.practice_id if couple else None)
    if practice is None:
        return
    AuditEntry.unscoped.create(
        practice_id=practice,
        actor=viewer.user_id,
        act=act,
        target_kind=(target._meta.model_name or "") if target is not None else "",
        target=str(target.pk) if target is not None else "",
        couple=couple.pk if couple is not None else None,
        facts={name: _plain(value) for name, value in facts.items()},
    )


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return str(value)


def _chain_key(practice: Practice) -> bytes:
    """The chain's key comes from the practice's own key, so that rewriting rows needs more than the database."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"evenlight audit").derive(
        sealing.material(practice.key)
    )


def _line(entry: AuditEntry) -> bytes:
    parts = [
        entry.pk,
        str(entry.practice_id),
        entry.at.isoformat(),
        str(entry.actor),
        entry.act,
        entry.target_kind,
        entry.target,
        str(entry.couple),
        entry.facts,
        entry.position,
    ]
    return json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()


def _next(key: bytes, before: bytes, entry: AuditEntry) -> bytes:
    return hmac.new(key, before + _line(entry), hashlib.sha256).digest()


def extend_chains() -> int:
    """Chain all rows that are not chained yet. Safe to repeat; one practice at a time holds its lock."""
    waiting = AuditEntry.unscoped.filter(chain=None).values_list("practice_id", flat=True).distinct()
    return sum(_extend(practice_id) for practice_id in list(waiting))


def _mark(entry: AuditEntry) -> bytes:
    return bytes(entry.chain or b"")


def _standing(last: AuditEntry | None) -> tuple[bytes, int]:
    """Where a chain stands: its newest mark and place."""
    return (_mark(last), last.position or 0) if last else (b"", 0)


@transaction.atomic
def _extend(practice_id: Any) -> int:
    practice = Practice.unscoped.select_for_update(of=("self",)).select_related("key").get(pk=practice_id)
    key = _chain_key(practice)
    rows = AuditEntry.unscoped.filter(practice=practice)
    last = rows.exclude(position=None).order_by("-position").first()
    before, position = _standing(last)
    entries = list(rows.filter(chain=None).order_by("pk")[:BATCH])
    for entry in entries:
        position += 1
        entry.position = position
        before = entry.chain = _next(key, before, entry)
    AuditEntry.unscoped.bulk_update(entries, ["position", "chain"], batch_size=200)
    return len(entries)


@dataclass(frozen=True)
class Finding:
    practice_id: Any
    checked: int
    unchained: int
    broken_at: int | None


def verify() -> Iterator[Finding]:
    """Walk every practice's chain. broken_at is the first place that does not follow from the one before."""
    for practice in Practice.unscoped.select_related("key").order_by("pk"):
        key, before, place, broken = _chain_key(practice), b"", 0, None
        rows = AuditEntry.unscoped.filter(practice=practice).exclude(position=None).order_by("position")
        for entry in rows.iterator(chunk_size=2_000):
            place += 1
            if entry.position != place or _mark(entry) != _next(key, before, entry):
                broken = place
                break
            before = _mark(entry)
        unchained = AuditEntry.unscoped.filter(practice=practice, chain=None).count()
        yield Finding(practice.pk, place, unchained, broken)


def head(practice: Practice) -> tuple[int, str]:
    """The newest place and its hash, to be kept outside the database."""
    top = AuditEntry.unscoped.filter(practice=practice).aggregate(top=Max("position"))["top"] or 0
    row = AuditEntry.unscoped.filter(practice=practice, position=top).first()
    return top, _mark(row).hex() if row else ""
