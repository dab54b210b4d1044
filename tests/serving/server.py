"""The product as it runs for real: gunicorn on loopback with a database of its own, and a client without a browser."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "SECRET_KEY": "serving-tests-" + "0123456789abcdef" * 4,
    "EVENLIGHT_MASTER_KEYS": "tests:" + "000102030405060708090a0b0c0d0e0f" * 2,
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "EVENLIGHT_BASE_URL": "http://localhost",
    "SSL_REDIRECT": "0",
    "DJANGO_SETTINGS_MODULE": "tests.served_settings",
    # One sender on one machine asks more in a second than a practice in an hour.
    "API_RATE": "1000000/min",
}


def free_port() -> int:
    """A port below the ephemeral range that nobody listens on."""
    for port in range(20_100 + os.getpid() % 5_000, 32_000):
        with contextlib.closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError("no free port")


@dataclass
class Server:
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def start(self, *, workers: int = 2) -> None:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"),
                *("--workers", str(workers), "--access-logfile", "/dev/null", "--log-level", "error"),
                *("--bind", f"127.0.0.1:{self.port}", "deploy.wsgi:application"),
            ],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
        )
        for _ in range(300):
            with contextlib.suppress(OSError):
                if self.ask("GET", "/health/").status in {200, 503}:
                    return
            time.sleep(0.1)
        raise RuntimeError("the server did not come up")

    def kill(self) -> None:
        """kill -9 for the whole process group."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.kill()

    def ask(
        self, method: str, path: str, body: Any = None, *, token: str = "", key: str = "", **headers: str
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Content-Type": "application/json", "Host": "localhost", **headers}
        if token:
            sent["Authorization"] = f"Token {token}"
        if method == "POST":
            sent["Idempotency-Key"] = key or str(uuid4())
        try:
            connection.request(method, path, None if body is None else json.dumps(body), sent)
            response = connection.getresponse()
            raw = response.read()
            return Answer(response.status, raw, dict(response.getheaders()))
        finally:
            connection.close()


@dataclass(frozen=True)
class Answer:
    status: int
    raw: bytes
    headers: dict[str, str]

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


def environment(database_url: str) -> dict[str, str]:
    """What a process of the product needs to know to work on this database."""
    found = {**os.environ, **KEYS, "DATABASE_URL": database_url}
    found.pop("EVENLIGHT_DEMO", None)
    return found


def migrate(database_url: str) -> None:
    server = Server(0, environment(database_url))
    server.manage("migrate", "--no-input", "-v0")
    server.manage("createcachetable")


@contextlib.contextmanager
def serving(database_url: str, *, workers: int = 2) -> Iterator[Server]:
    """The product being served from this database, which is migrated already."""
    server = Server(free_port(), environment(database_url))
    try:
        server.start(workers=workers)
        yield server
    finally:
        server.stop()
