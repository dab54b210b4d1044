"""The programs that read our calendars, what each needs, and how each is asked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.conformance.reference import Found

READERS = Path(__file__).parent / "readers"
OWN_PYTHON = Path(__file__).parents[2] / ".venv-conformance" / "bin" / "python"
TOO_LONG_SECONDS = 600


class DidNotRead(Exception):
    """A reader that is installed gave no answer: that is no agreement."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One independent reader. reads: a file, or a collection of Radicale that was filled with it."""

    name: str
    program: Literal["python", "node"]
    script: str
    arguments: tuple[str, ...] = ()
    reads: Literal["file", "collection"] = "file"

    @property
    def missing(self) -> str:
        """What has to be installed before this reader can be asked; empty when all is there."""
        if self.program == "node":
            return "" if shutil.which("node") else "node is not installed; on Debian: apt-get install nodejs"
        if not OWN_PYTHON.exists():
            return "its Python packages are not installed: run `make conformance`"
        if "libical" in self.script and not find_library("ical"):
            return "libical 3 is not installed; on Debian: apt-get install libical3"
        return ""

    def asked(
        self, source: str | Path, python: str | Path = OWN_PYTHON, zones: Mapping[str, str] | None = None
    ) -> tuple[list[Found], float]:
        """Every session this reader finds, and how many seconds it took. zones: an environment with other time zones."""
        program = str(python) if self.program == "python" else "node"
        command = [program, str(READERS / self.script), str(source), *self.arguments]
        began = time.monotonic()
        ran = subprocess.run(
            command, capture_output=True, env=zones or same_zones(), timeout=TOO_LONG_SECONDS, check=False
        )
        if ran.returncode:
            raise DidNotRead(f"{self.name} stopped: {ran.stderr.decode(errors='replace')[-1500:]}")
        return [found(one) for one in json.loads(ran.stdout)], time.monotonic() - began


def found(one: Sequence[object]) -> Found:
    uid, start, end, title, cancelled = one
    return Found(str(uid), int(str(start)), int(str(end)), str(title), bool(cancelled))


def same_zones() -> dict[str, str]:
    """Python reads the time zone data that is pinned, and not the one that the system happens to have."""
    return os.environ | {"PYTHONTZPATH": ""}


PEERS = (
    Peer("ical.js", "node", "ical_js.js"),
    Peer("node-ical", "node", "node_ical.js"),
    Peer("recurring-ical-events", "python", "with_recurring_ical_events.py"),
    Peer("khal", "python", "with_khal.py"),
    Peer("libical", "python", "with_libical.py"),
    Peer("Radicale, caldav expands", "python", "with_radicale.py", reads="collection"),
    Peer("Radicale expands", "python", "with_radicale.py", ("--server",), reads="collection"),
    Peer("vdirsyncer from Radicale", "python", "with_vdirsyncer.py", reads="collection"),
)
