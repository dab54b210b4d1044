"""What vdirsyncer copies from Radicale into files, one for each UID, read again file by file."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import recurring_ical_events
from icalendar import Calendar
from told import SINCE, UNTIL, Told, in_words, tell

SETTINGS = """
[general]
status_path = "{folder}/status"
[pair sessions]
a = "there"
b = "here"
collections = null
[storage there]
type = "caldav"
url = "{address}"
username = "somebody"
password = "unused"
read_only = true
[storage here]
type = "filesystem"
path = "{folder}/copied"
fileext = ".ics"
"""


def copy(address: str, folder: Path) -> list[Path]:
    (folder / "settings").write_text(SETTINGS.format(folder=folder, address=address))
    (folder / "copied").mkdir()
    for verb in ("discover", "sync"):
        command = [sys.executable, "-m", "vdirsyncer", "--config", str(folder / "settings"), verb]
        home = os.environ | {"HOME": str(folder)}
        ran = subprocess.run(command, env=home, input="y\n" * 9, text=True, capture_output=True, check=False)
        if ran.returncode:
            raise SystemExit(ran.stdout[-2000:] + ran.stderr[-2000:])
    return sorted((folder / "copied").glob("*.ics"))


def sessions(address: str) -> list[Told]:
    with tempfile.TemporaryDirectory() as folder:
        copies = [Calendar.from_ical(each.read_bytes()) for each in copy(address, Path(folder))]
    return [
        in_words(event) for one in copies for event in recurring_ical_events.of(one).between(SINCE, UNTIL)
    ]


if __name__ == "__main__":
    tell(sessions(sys.argv[1]))
