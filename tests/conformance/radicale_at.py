"""A Radicale of our own on the loopback, filled with a calendar, for as long as it is looked at."""

from __future__ import annotations

import base64
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import randrange

OWNER = "somebody"
START = "import sys; sys.modules['pytz'] = None; from radicale.__main__ import run; run()"
"""Radicale asks for no pytz, but finds it beside khal, and would then read some zones with it instead of our tables."""


@contextmanager
def radicale(python: Path, calendar: bytes) -> Iterator[str]:
    """The address of a collection that holds these sessions. Radicale itself takes the file apart."""
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        command = [str(python), "-c", START, "--config", "", "--auth-type", "none"]
        command += ["--server-hosts", f"127.0.0.1:{port}", "--storage-filesystem-folder", folder]
        command += ["--server-max-content-length", "100000000", "--logging-level", "error"]
        server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}/{OWNER}/sessions/"
            _wait_for(f"http://127.0.0.1:{port}/.web/")
            _put(address, calendar)
            yield address
        finally:
            server.terminate()
            server.wait()


def _put(address: str, body: bytes) -> None:
    signed_in = base64.b64encode(f"{OWNER}:".encode()).decode()
    headers = {"Content-Type": "text/calendar", "Authorization": f"Basic {signed_in}"}
    urllib.request.urlopen(urllib.request.Request(address, body, headers, method="PUT")).close()


def _free_port() -> int:
    """Below the ports that the system hands out by itself, so that nobody else gets it meanwhile."""
    while True:
        port = randrange(20000, 32000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("Radicale did not start")
