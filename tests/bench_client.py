"""What asks quickly enough not to be what is measured, and Radicale with one calendar, under the product's web server."""

from __future__ import annotations

import contextlib
import http.client
import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.serving.server import ROOT, free_port

CLIENTS = 4
PYTHON = Path(os.environ.get("BENCH_RADICALE_PYTHON", ROOT / ".venv-conformance/bin/python"))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """Keeps four connections busy from one thread."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        connection.request(method, path, body or None, {"Host": "localhost", **headers})
        response = connection.getresponse()
        answer = Answer(
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            response.read(),
        )
        connection.close()
        return answer

    def rate(self, path: str, seconds: float, *, status: int = 200, **headers: str) -> float:
        """Answers a second, of at least one for each connection. Any other status stops the run."""
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", *(f"{k}: {v}" for k, v in headers.items())]
        asked = ("\r\n".join(lines) + "\r\n\r\n").encode()
        began, count = time.perf_counter(), 0
        with selectors.DefaultSelector() as waiting:
            for _ in range(CLIENTS):
                _Line(self.port, asked, status).start(waiting)
            while time.perf_counter() - began < seconds or count < CLIENTS:
                for key, _events in waiting.select(timeout=60):
                    count += key.data.read(waiting)
            for key in list(waiting.get_map().values()):
                key.data.socket.close()
        return count / (time.perf_counter() - began)


class _Line:
    """One connection: asks, reads to the end of the answer, asks again."""

    def __init__(self, port: int, asked: bytes, status: int) -> None:
        self.port, self.asked, self.status = port, asked, b" %d " % status
        self.begin()

    def begin(self) -> None:
        self.chunks: list[bytes] = []
        self.missing = -1
        self.closes = False

    def start(self, waiting: selectors.BaseSelector) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting.register(self.socket, selectors.EVENT_READ, self)
        self.socket.sendall(self.asked)

    def read(self, waiting: selectors.BaseSelector) -> int:
        """1 when an answer is whole, else 0."""
        got = self.socket.recv(1 << 20)
        if self.missing < 0:
            self.chunks.append(got)
            got = self._head()
        self.missing -= len(got)
        if (not self.closes and self.missing > 0) or self.missing < 0:
            return 0
        return self._again(waiting)

    def _head(self) -> bytes:
        head, end, rest = b"".join(self.chunks).partition(b"\r\n\r\n")
        if not end:
            return b""
        if self.status not in head.split(b"\r\n", 1)[0] + b" ":
            raise SystemExit(f"unexpected answer: {head[:80]!r}")
        named = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        self.closes = named.get(b"connection") == b"close"
        self.missing = int(named.get(b"content-length", 0))
        return rest

    def _again(self, waiting: selectors.BaseSelector) -> int:
        if self.missing > 0:
            return 0
        closes = self.closes
        self.begin()
        if closes:
            waiting.unregister(self.socket)
            self.socket.close()
            self.start(waiting)
        else:
            self.socket.sendall(self.asked)
        return 1


@contextlib.contextmanager
def radicale(folder: Path, calendar: bytes) -> Iterator[Client | None]:
    """Radicale with this calendar, or nothing where it is not installed."""
    if not PYTHON.exists():
        yield None
        return
    config = folder / "radicale.ini"
    config.write_text(
        f"[auth]\ntype = none\n[logging]\nlevel = error\n[storage]\nfilesystem_folder = {folder}/radicale\n"
    )
    _lay_out(folder / "radicale/collection-root/ana/sessions", calendar)
    port = free_port()
    process = subprocess.Popen(
        [
            *(str(PYTHON), "-m", "gunicorn", "--workers", "2", "--worker-class", "gthread", "--threads", "4"),
            *("--log-level", "error", "--timeout", "300", "--bind", f"127.0.0.1:{port}", "radicale"),
        ],
        env={**os.environ, "RADICALE_CONFIG": str(config)},
        cwd=folder,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        client = Client(port)
        _await(client, calendar)
        yield client
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _lay_out(collection: Path, calendar: bytes) -> None:
    """A file for each event, as Radicale itself keeps them: putting them one by one takes it minutes."""
    collection.mkdir(parents=True)
    (collection / ".Radicale.props").write_text('{"tag": "VCALENDAR"}')
    begin, end = b"BEGIN:VEVENT", b"END:VCALENDAR\r\n"
    head, *events = calendar.removesuffix(end).split(begin)
    for number, event in enumerate(events):
        (collection / f"{number}.ics").write_bytes(_plain(head) + begin + event + end)


def _plain(head: bytes) -> bytes:
    """Without the lines about the calendar as a whole."""
    about = (b"NAME", b"X-WR", b"REFRESH", b"X-PUB")
    return b"".join(line for line in head.splitlines(keepends=True) if not line.startswith(about))


def _await(client: Client, calendar: bytes) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError):
            if client.ask("/.web/").status:
                break
        time.sleep(0.1)
    served = client.ask("/ana/sessions/").body
    if served.count(b"BEGIN:VEVENT") != calendar.count(b"BEGIN:VEVENT"):
        raise SystemExit("Radicale does not serve what it was given")
