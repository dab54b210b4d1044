"""A real server on this computer, and calendars as other programs write them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import time_machine

NOW = datetime.fromisoformat("2026-11-24T12:00:00+00:00")

ONE_EVENT = """BEGIN:VEVENT
UID:one@elsewhere.example
DTSTAMP:20261101T000000Z
DTSTART:20261125T090000Z
DTEND:20261125T103000Z
SUMMARY:Dentist with Doctor Quill
LOCATION:Harbour Street
DESCRIPTION:bring the letter
END:VEVENT
"""


def calendar(*events: str, head: str = "") -> bytes:
    body = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Elsewhere//EN\n{head}{''.join(events)}END:VCALENDAR\n"
    return body.replace("\n", "\r\n").encode()


def event(starts: str, more: str = "", *, uid: str = "x@elsewhere.example") -> str:
    """An event that begins with this property; two hours long unless it says otherwise."""
    length = "" if "DTEND" in more or "DURATION" in more or "VALUE=DATE:" in starts else "DURATION:PT2H\n"
    return f"BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20261101T000000Z\n{starts}\n{length}{more}END:VEVENT\n"


Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Elsewhere:
    """Answers each path as it was told, and remembers what it was asked."""

    server: Any = None
    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def at(self, path: str, answer: Answer) -> str:
        self.answers[path] = answer
        return f"http://127.0.0.1:{self.port}{path}"

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append((request.path, dict(request.headers.items())))
        self.answers.get(request.path, says(404))(request)


def says(status: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    here = Elsewhere()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                here.handle(self)
            except OSError:
                pass  # whoever asked has gone

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # whoever asked broke off
    server.block_on_close = False
    here.server, here.port = server, server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield here
    server.shutdown()
    server.server_close()


@pytest.fixture
def from_here(settings: Any) -> None:
    """This computer may be asked, as nowhere else."""
    settings.FETCH_FROM_LOOPBACK = True


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
