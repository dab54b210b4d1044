"""The browser that the journeys and the pictures use: Debian's Chromium, quiet, and with no way out of this machine."""

from __future__ import annotations

import os
import shutil

# Names other than this machine's do not resolve, so a page that asks a stranger for anything shows up as an error.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1360, "height": 900}


def path() -> str | None:
    """Where Chromium is on this machine, if it is."""
    return shutil.which("chromium")


def is_required() -> bool:
    return os.environ.get("EVENLIGHT_REQUIRE_BROWSER", "") not in {"", "0"}
