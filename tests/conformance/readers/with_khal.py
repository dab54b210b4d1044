"""What khal lists: the file is imported into a calendar of its own, then everything in it is listed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from told import SINCE, UNTIL, Told, tell

SETTINGS = """
[calendars]
[[sessions]]
path = {folder}/sessions
[sqlite]
path = {folder}/khal.db
[locale]
timeformat = %H:%M:%S
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M:%S
longdatetimeformat = %Y-%m-%dT%H:%M:%S
default_timezone = UTC
local_timezone = UTC
[default]
default_calendar = sessions
"""
FIELDS = ("uid", "start-long-full", "end-long-full", "title", "status")


def khal(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "khal", "--config", str(folder / "config"), *arguments]
    home = {"HOME": str(folder), "XDG_CACHE_HOME": str(folder), "XDG_DATA_HOME": str(folder), "TZ": "UTC"}
    ran = subprocess.run(command, env=os.environ | home, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(ran.stderr[-2000:])
    return ran.stdout


def sessions(file: str) -> list[Told]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sessions").mkdir()
        (folder / "config").write_text(SETTINGS.format(folder=folder))
        khal(folder, "import", "--batch", "-a", "sessions", file)
        wanted = [part for field in FIELDS for part in ("--json", field)]
        listed = khal(folder, "list", *wanted, f"{SINCE:%Y-%m-%d}", f"{UNTIL:%Y-%m-%d}")
    listed_days = (json.loads(line) for line in listed.splitlines())
    return list({tuple(_told(event)): _told(event) for day in listed_days for event in day}.values())


def _told(event: dict[str, str]) -> Told:
    start, end = (
        int(datetime.fromisoformat(event[field]).replace(tzinfo=UTC).timestamp())
        for field in ("start-long-full", "end-long-full")
    )
    return [event["uid"], start, end, event["title"], event["status"].strip() == "CANCELLED"]


if __name__ == "__main__":
    tell(sessions(sys.argv[1]))
