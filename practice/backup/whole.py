"""Making, proving and restoring a backup, whichever database the practice uses."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from practice.backup import envelope, postgres, sqlite
from practice.backup.problems import BackupRefused

ENGINES: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgres}
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
LONGEST_MANIFEST = 16 * 1024 * 1024


@dataclass(frozen=True)
class Report:
    """What a proved backup holds, in numbers alone."""

    path: Path
    engine: str
    made_at: str
    tables: int
    rows: int
    size: int


def back_up(connection: Any, target: Path, *, key: bytes) -> Report:
    """Write an encrypted copy to `target` and prove it. The name appears only when all of that has worked."""
    if target.exists():
        raise BackupRefused(f"{target} is already there. Choose another name.")
    part = target.with_name(target.name + ".part")
    try:
        with _engine(connection.vendor).snapshot(connection) as (rows, chunks), _private_file(part) as file:
            about = {"engine": connection.vendor, "made_at": datetime.now(UTC).isoformat(timespec="seconds")}
            envelope.write(file, key=key, about=about, plain=chain([_manifest(rows)], chunks))
        report = verify(part, key=key)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    _keep_name(target.parent)
    return Report(**{**vars(report), "path": target})


def verify(path: Path, *, key: bytes) -> Report:
    """Open the whole file, check the database inside and compare its rows with the list made at the time."""
    with _opened(path) as file:
        header = envelope.read_header(file)
        file.seek(0)
        listed, chunks = _split(envelope.read(file, key=key))
        found = _engine(header["engine"]).inspect(chunks)
    _compare(listed, found)
    return Report(
        path=path,
        engine=NAMES[header["engine"]],
        made_at=str(header["made_at"]),
        tables=len(listed),
        rows=sum(listed.values()),
        size=path.stat().st_size,
    )


def restore(connection: Any, path: Path, *, key: bytes, force: bool = False) -> Report:
    """Fill an empty database from a proved backup. `force` replaces what a database holds."""
    report = verify(path, key=key)
    if report.engine != NAMES.get(connection.vendor):
        raise BackupRefused(
            f"This backup was made from {report.engine}, and DATABASE_URL names another kind of database."
        )
    if connection.introspection.table_names() and not force:
        raise BackupRefused(
            "The database is not empty, so nothing was changed. Restore into a new, empty database, "
            "or say --force to replace everything in this one."
        )
    engine = _engine(connection.vendor)
    with _opened(path) as file:
        listed, chunks = _split(envelope.read(file, key=key))
        engine.fill(connection, chunks, replace=force)
    _compare(listed, engine.rows_of(connection))
    return report


def _engine(vendor: str) -> Any:
    if vendor not in ENGINES:
        raise BackupRefused(f"Backups are made of SQLite and PostgreSQL, not of {vendor}.")
    return ENGINES[vendor]


def _manifest(rows: dict[str, int]) -> bytes:
    text = json.dumps({"rows": rows}, sort_keys=True).encode()
    return len(text).to_bytes(8, "big") + text


def _split(plain: Iterator[bytes]) -> tuple[dict[str, int], Iterator[bytes]]:
    """The list of rows per table at the front of the stream, and the database after it."""
    held = _at_least(8, b"", plain)
    length = int.from_bytes(held[:8], "big")
    if length > LONGEST_MANIFEST:
        raise BackupRefused(envelope.DAMAGED)
    held = _at_least(8 + length, held, plain)
    rows: dict[str, int] = json.loads(held[8 : 8 + length])["rows"]
    return rows, chain([held[8 + length :]], plain)


def _at_least(size: int, held: bytes, more: Iterable[bytes]) -> bytes:
    if len(held) >= size:
        return held
    for piece in more:
        held += piece
        if len(held) >= size:
            return held
    raise BackupRefused(envelope.DAMAGED)


def _compare(listed: dict[str, int], found: dict[str, int]) -> None:
    """Names of tables may be told; what is in them may not."""
    differing = sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name))
    if differing:
        raise BackupRefused(
            "The rows do not match the list made with the backup, in: "
            + ", ".join(differing)
            + ". Do not rely on it."
        )


@contextmanager
def _private_file(path: Path) -> Iterator[BinaryIO]:
    """A new file for this account alone, on disk for good when the block ends."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise BackupRefused(f"{path} cannot be written: {problem.strerror}.") from None
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as problem:
        raise BackupRefused(f"{path} cannot be read: {problem.strerror}.") from None
    with file:
        yield file


def _keep_name(folder: Path) -> None:
    """A new name is safe from a power cut only once its folder is synced."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
