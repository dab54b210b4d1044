"""A private folder for the one moment when a copy must lie on disk in clear."""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

NAME = re.compile(r"evenlight-backup-(\d+)-")


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder that only this account can open, removed at the end, also when the work is stopped.

    What a killed run left behind is removed by the next one.
    """
    sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=f"evenlight-backup-{os.getpid()}-"))  # mkdtemp makes it 0700
    before = _stop_by_exception()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def sweep(parent: Path) -> None:
    """Remove folders whose process is gone."""
    for folder in parent.glob("evenlight-backup-*"):
        named = NAME.match(folder.name)
        if named and _is_ours(folder) and not _is_running(int(named.group(1))):
            shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return found.st_uid == os.getuid() and not folder.is_symlink()


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _stop_by_exception() -> Any:
    """SIGTERM ends Python without running `finally`; turn it into an exception where that is allowed."""
    try:
        return signal.signal(signal.SIGTERM, _stop)
    except ValueError:  # Not the main thread: its owner answers for signals.
        return None
