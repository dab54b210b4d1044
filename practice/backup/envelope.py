"""A file that only the backup key opens: AES-256-GCM in chunks, in order, with a marked end.

Layout: magic (8 bytes), length of the header (4 bytes), header (JSON), then chunks of ciphertext. Each file has a
key of its own (HKDF of the backup key and the header's salt). A chunk's nonce is its number and whether it is the
last one, and its associated data is the whole head of the file, so chunks cannot be swapped, dropped or cut off
and the header cannot be altered without notice.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from practice.backup.problems import BackupRefused

MAGIC = b"EVNLBAK\n"
FORMAT = 1
CHUNK = 1024 * 1024
TAG = 16
LONGEST_HEADER = 64 * 1024

NOT_A_BACKUP = "This file is not an Evenlight backup."
WRONG_KEY = (
    "EVENLIGHT_BACKUP_KEY is not the key that this backup was made with. "
    "Set the key that was in use on the day of the backup and try again."
)
DAMAGED = "This backup is damaged or was cut short, so nothing of it was used. Take another copy of it."


def read_key(text: str) -> bytes:
    """The 32 bytes of EVENLIGHT_BACKUP_KEY, written as 64 hexadecimal digits."""
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise BackupRefused(
            "EVENLIGHT_BACKUP_KEY must be 32 bytes written as 64 hexadecimal digits. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
    return key


def write(target: BinaryIO, *, key: bytes, about: dict[str, Any], plain: Iterable[bytes]) -> None:
    """Encrypt a stream into `target`. `about` stands readable in the header: no names, no counts."""
    salt = os.urandom(32)
    header = {
        **about,
        "format": FORMAT,
        "chunk": CHUNK,
        "salt": salt.hex(),
        "key_check": _key_check(key, salt),
    }
    head = _head(header)
    target.write(head)
    cipher = AESGCM(_derived(key, salt, b"content"))
    for number, piece, is_last in _numbered(_even(plain)):
        target.write(cipher.encrypt(_nonce(number, is_last), piece, head))


def read_header(source: BinaryIO) -> dict[str, Any]:
    """The readable part; nothing in it is proved until the content has been opened."""
    return _read_head(source)[0]


def read(source: BinaryIO, *, key: bytes) -> Iterator[bytes]:
    """The plain stream. Raises before the first byte for a wrong key, and at the first damaged chunk."""
    header, head = _read_head(source)
    salt = bytes.fromhex(header["salt"])
    if not hmac.compare_digest(str(header["key_check"]), _key_check(key, salt)):
        raise BackupRefused(WRONG_KEY)
    cipher = AESGCM(_derived(key, salt, b"content"))
    for number, piece, is_last in _numbered(_pieces(source, header["chunk"] + TAG)):
        try:
            yield cipher.decrypt(_nonce(number, is_last), piece, head)
        except InvalidTag:
            raise BackupRefused(DAMAGED) from None


def _head(header: dict[str, Any]) -> bytes:
    text = json.dumps(header, sort_keys=True).encode()
    return MAGIC + len(text).to_bytes(4, "big") + text


def _read_head(source: BinaryIO) -> tuple[dict[str, Any], bytes]:
    start = source.read(len(MAGIC) + 4)
    if start[: len(MAGIC)] != MAGIC:
        raise BackupRefused(NOT_A_BACKUP)
    length = int.from_bytes(start[len(MAGIC) :], "big")
    text = source.read(min(length, LONGEST_HEADER))
    header = _parsed(text)
    if header.get("format") != FORMAT:
        raise BackupRefused(
            f"This backup has format {header.get('format')!r}, and this version of Evenlight reads {FORMAT}. "
            "Restore it with the version that made it."
        )
    if not _is_whole(header):
        raise BackupRefused(DAMAGED)
    return header, start + text


def _parsed(text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(text)
    except ValueError:
        raise BackupRefused(DAMAGED) from None
    if not isinstance(header, dict):
        raise BackupRefused(DAMAGED)
    return header


def _is_whole(header: dict[str, Any]) -> bool:
    chunk, salt = header.get("chunk"), header.get("salt")
    if not isinstance(chunk, int) or not 0 < chunk <= 64 * CHUNK or not isinstance(salt, str):
        return False
    try:
        return len(bytes.fromhex(salt)) == 32 and isinstance(header.get("key_check"), str)
    except ValueError:
        return False


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=salt, info=b"evenlight backup 1 " + purpose).derive(key)


def _key_check(key: bytes, salt: bytes) -> str:
    """Tells a wrong key from a damaged file; says nothing about the key or the content."""
    return _derived(key, salt, b"key check").hex()[:32]


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _even(plain: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of CHUNK; always at least one piece, so that an empty stream has an end too."""
    held = bytearray()
    for piece in plain:
        held += piece
        while len(held) > CHUNK:
            yield bytes(held[:CHUNK])
            del held[:CHUNK]
    yield bytes(held)


def _pieces(source: BinaryIO, size: int) -> Iterator[bytes]:
    while piece := source.read(size):
        yield piece


def _numbered(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Each piece with its number and whether it is the last."""
    waiting: bytes | None = None
    number = 0
    for piece in pieces:
        if waiting is not None:
            yield number, waiting, False
            number += 1
        waiting = piece
    if waiting is None:
        raise BackupRefused(DAMAGED)
    yield number, waiting, True
