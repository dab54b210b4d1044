"""Sealed values: AES-256-GCM with the row's identity as associated data, under a key that can be destroyed.

A master key from the environment wraps one key per practice; the practice's key wraps one per couple and one
per person. Envelope of a value: version 1 (1 byte), key id (16), nonce (12), ciphertext and tag.
"""

from __future__ import annotations

import json
import os
import threading
import time
import uuid
from collections.abc import Callable
from functools import reduce
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models

ENVELOPE = b"\x01"
HEAD = 1 + 16 + 12
KEY_MEMORY_SECONDS = 60.0


class Unreadable(RuntimeError):
    """A sealed value cannot be opened: its key was destroyed, is wrong, or the bytes were moved or altered."""


class _KeyMemory:
    """Unwrapped keys, for at most a minute, so that erasure takes hold in every process soon."""

    def __init__(self) -> None:
        self._keys: dict[uuid.UUID, tuple[float, AESGCM]] = {}
        self._lock = threading.Lock()

    def get(self, key_id: uuid.UUID, find: Callable[[uuid.UUID], AESGCM]) -> AESGCM:
        held = self._keys.get(key_id)
        if held and held[0] > time.monotonic():
            return held[1]
        key = find(key_id)
        with self._lock:
            if len(self._keys) > 10_000:
                self._keys.clear()
            self._keys[key_id] = (time.monotonic() + KEY_MEMORY_SECONDS, key)
        return key

    def forget(self) -> None:
        with self._lock:
            self._keys.clear()


memory = _KeyMemory()


def master_keys() -> dict[str, bytes]:
    """Master keys by short name; the first one wraps, all of them unwrap."""
    keys: dict[str, bytes] = settings.EVENLIGHT_MASTER_KEYS
    if not keys:
        raise ImproperlyConfigured("EVENLIGHT_MASTER_KEYS is empty")
    return keys


def current_master() -> tuple[str, bytes]:
    return next(iter(master_keys().items()))


def wrap(key: bytes, parent: bytes) -> bytes:
    return aes_key_wrap(parent, key)


def new_key(*, parent: Any = None) -> Any:
    """Make and store a data key. Without a parent it is a practice's key, wrapped by the current master key."""
    from practice.models import SealingKey

    fresh = AESGCM.generate_key(256)
    if parent is None:
        name, master = current_master()
        return SealingKey.unscoped.create(master=name, wrapped=wrap(fresh, master))
    return SealingKey.unscoped.create(parent=parent, wrapped=wrap(fresh, material(parent)))


def material(row: Any) -> bytes:
    if row.destroyed_at is not None or not row.wrapped:
        raise Unreadable("the key was destroyed")
    if row.parent_id is None:
        outer = master_keys().get(row.master)
        if outer is None:
            raise Unreadable(f"master key {row.master!r} is not in EVENLIGHT_MASTER_KEYS")
    else:
        outer = material(row.parent)
    try:
        return aes_key_unwrap(outer, bytes(row.wrapped))
    except InvalidUnwrap:
        raise Unreadable("a key cannot be unwrapped: is this the right master key?") from None


def _find(key_id: uuid.UUID) -> AESGCM:
    from practice.models import SealingKey

    row = SealingKey.unscoped.select_related("parent").filter(pk=key_id).first()
    if row is None:
        raise Unreadable("the key is missing")
    return AESGCM(material(row))


def cipher(key_id: uuid.UUID) -> AESGCM:
    return memory.get(key_id, _find)


def seal(value: Any, *, key_id: uuid.UUID, bound_to: bytes) -> bytes:
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    nonce = os.urandom(12)
    return ENVELOPE + key_id.bytes + nonce + cipher(key_id).encrypt(nonce, plain, bound_to)


def unseal(envelope: bytes, *, bound_to: bytes) -> Any:
    if envelope[:1] != ENVELOPE or len(envelope) < HEAD + 16:
        raise Unreadable("not a sealed value")
    try:
        plain = cipher(uuid.UUID(bytes=envelope[1:17])).decrypt(envelope[17:HEAD], envelope[HEAD:], bound_to)
    except InvalidTag:
        raise Unreadable("a sealed value was moved or altered") from None
    return json.loads(plain.decode("utf-8", "surrogatepass"))


def key_id_of(envelope: bytes) -> uuid.UUID:
    return uuid.UUID(bytes=bytes(envelope[1:17]))


class Ciphertext(bytes):
    """Bytes that come from, or go to, the database as they are."""


class _Sealed:
    """Opens on first read; what is set stays plain in memory until save."""

    def __init__(self, field: SealedField) -> None:
        self.field = field

    def __get__(self, row: Any, owner: Any = None) -> Any:
        if row is None:
            return self
        value = row.__dict__.get(self.field.attname)
        if self.field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.field.attname])
            value = row.__dict__.get(self.field.attname)
        if isinstance(value, Ciphertext):
            value = unseal(value, bound_to=self.field.bound_to(row))
            row.__dict__[self.field.attname] = value
        return value

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):
    """A JSON-able value sealed under the key found at `key` (a dotted path on the row, e.g. "couple.key").

    Sealed on save, opened lazily on read. Refuses .update(), bulk_update and look-ups other than isnull,
    because the row's identity is part of what is sealed.
    """

    descriptor_class = _Sealed
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, key: str = "", **kwargs: Any) -> None:
        self.key = key
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["key"] = self.key
        return name, path, args, kwargs

    def bound_to(self, row: models.Model) -> bytes:
        return self._bound_to(row.pk)

    def _bound_to(self, pk: Any) -> bytes:
        return f"{self.model._meta.db_table}:{pk}:{self.attname}".encode()

    def opened(self, pk: uuid.UUID, envelope: bytes) -> Any:
        """The value of a cell that was read without its row, as `values_list` gives it."""
        return unseal(envelope, bound_to=self._bound_to(pk))

    def key_id_for(self, row: models.Model) -> uuid.UUID:
        *way, last = self.key.split(".")
        owner = reduce(getattr, way, row)
        found: uuid.UUID = getattr(owner, f"{last}_id")
        return found

    def pre_save(self, row: models.Model, add: bool) -> Any:
        value = row.__dict__.get(self.attname)
        if value is None or isinstance(value, Ciphertext):
            return value
        if row.pk is None:
            raise FieldError("sealed rows need their primary key before they are saved")
        return Ciphertext(seal(value, key_id=self.key_id_for(row), bound_to=self.bound_to(row)))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else Ciphertext(value)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Ciphertext):
            return value
        raise FieldError(
            f"{self.name} is sealed: set it on the row and save; it cannot be updated or looked up"
        )

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Ciphertext):
            raise FieldError(
                f"{self.name} is sealed: set it on the row and save; it cannot be updated or looked up"
            )
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed: it cannot be looked up")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: Any) -> str:
        raise FieldError(f"{self.name} is sealed and is not serialised")


def verify_master_keys() -> None:
    """Refuse to start with a wrong or missing master key, before the first read would show it."""
    from django.db import DatabaseError, connection

    from practice.models import SealingKey

    try:
        with connection.cursor():
            tables = connection.introspection.table_names()
    except DatabaseError:
        return
    if SealingKey._meta.db_table not in tables:
        return
    for row in SealingKey.unscoped.filter(parent=None, destroyed_at=None).order_by("pk")[:50]:
        try:
            material(row)
        except Unreadable as problem:
            raise ImproperlyConfigured(
                f"EVENLIGHT_MASTER_KEYS does not open this database: {problem}"
            ) from None
