"""Fetch one calendar file from an address that somebody typed, without being led into the network behind this server.

Each name is looked up once, every address it has must lie in the open internet, and the connection is made to that
address itself: what the name stands for a moment later plays no part. Redirects are new addresses and checked alike.
Everything together takes ten seconds at most, by a clock that cuts the line; a proxy of the environment is not asked.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from django.conf import settings

MOST_BYTES, MOST_SECONDS, MOST_TURNS = 5_000_000, 10.0, 3
TURNS = {301, 302, 303, 307, 308}
PROBLEM_OF = {401: "locked", 403: "locked", 404: "not_found", 410: "not_found"}

_OPEN_IPV6 = ipaddress.ip_network("2000::/3")
# Addresses that look open and lead inside: kept for a network's own use, IPv4 wrapped in IPv6, one cloud's own.
_LEADS_INSIDE = [
    ipaddress.ip_network(net)
    for net in ("192.0.0.0/24", "168.63.129.16/32", "2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20")
]


class CannotFetch(Exception):
    """It did not work; `code` says why, without a word of the address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Fetched:
    """What was found there. No body: it is as it was when it had that tag."""

    body: bytes | None
    tag: str


def checked_address(address: str) -> str:
    """The address as it is asked for: webcal is https, and http alone is open to everyone on the way."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        raise CannotFetch("address") from None
    scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme.lower(), parts.scheme.lower())
    if scheme not in _schemes() or not parts.hostname or parts.username or parts.password or port == 0:
        raise CannotFetch("address")
    if not address.isascii() or any(
        letter.isspace() or not letter.isprintable() for letter in address.strip()
    ):
        raise CannotFetch("address")
    return urlunsplit((scheme, parts.netloc, parts.path or "/", parts.query, ""))


def _schemes() -> set[str]:
    return {"https", "http"} if settings.DEMO or _loopback_is_open() else {"https"}


def _loopback_is_open() -> bool:
    """Set by tests alone, which have no other server than this computer."""
    return bool(getattr(settings, "FETCH_FROM_LOOPBACK", False))


def fetch(address: str, *, tag: str = "") -> Fetched:
    """The file at this address, or word that it is as it was. Raises CannotFetch."""
    until = time.monotonic() + MOST_SECONDS
    for _turn in range(MOST_TURNS + 1):
        address = checked_address(address)
        found = _ask(urlsplit(address), tag, until)
        if isinstance(found, Fetched):
            return found
        address = urljoin(address, found)
    raise CannotFetch("too_many_turns")


def _ask(parts: SplitResult, tag: str, until: float) -> Fetched | str:
    """The file, or the address it has moved to."""
    connection = _connected(parts, until)
    line = connection.sock.dup()
    cut = threading.Timer(max(until - time.monotonic(), 0.01), _cut, [line])
    cut.daemon = True
    cut.start()
    try:
        with closing(connection):
            _secure(connection, parts, until)
            answer = _answer(connection, parts, tag)
        _left(until)  # a line that was cut looks like one that ended
        return answer
    except ssl.SSLCertVerificationError:
        raise CannotFetch("not_safe") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise CannotFetch("too_slow" if time.monotonic() >= until else "unreachable") from None
    finally:
        cut.cancel()
        line.close()


def _cut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


def _connected(parts: SplitResult, until: float) -> http.client.HTTPConnection:
    host = str(parts.hostname)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = http.client.HTTPConnection(host, port)
    connection.auto_open = 0
    for address in _addresses(host, port, until):
        try:
            connection.sock = socket.create_connection((address, port), timeout=_left(until) / 2)
            return connection
        except TimeoutError:
            continue
        except OSError:
            continue
    raise CannotFetch("too_slow" if time.monotonic() >= until else "unreachable")


def _secure(connection: http.client.HTTPConnection, parts: SplitResult, until: float) -> None:
    connection.sock.settimeout(_left(until))
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(connection.sock, server_hostname=parts.hostname)


def _answer(connection: http.client.HTTPConnection, parts: SplitResult, tag: str) -> Fetched | str:
    headers = {
        "Accept": "text/calendar, */*;q=0.5",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": "Evenlight",
        **({"If-None-Match": tag} if tag else {}),
    }
    connection.request("GET", urlunsplit(("", "", parts.path, parts.query, "")), headers=headers)
    with closing(connection.getresponse()) as answer:
        return _read(answer, tag)


def _read(answer: http.client.HTTPResponse, tag: str) -> Fetched | str:
    if answer.status in TURNS and (moved := answer.headers.get("Location")):
        return moved
    if answer.status == 304 and tag:
        return Fetched(None, tag)
    if answer.status != 200:
        raise CannotFetch(PROBLEM_OF.get(answer.status, "server"))
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise CannotFetch("not_a_calendar")
    return Fetched(_body(answer), _tag(answer.headers.get("ETag", "")))


def _body(answer: http.client.HTTPResponse) -> bytes:
    if (answer.length or 0) > MOST_BYTES:
        raise CannotFetch("too_big")
    body = answer.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise CannotFetch("too_big")
    if answer.length:
        raise CannotFetch("unreachable")
    return body


def _tag(sent: str) -> str:
    return sent if len(sent) <= 200 and sent.isascii() and sent.isprintable() else ""


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise CannotFetch("too_slow")
    return left


def _addresses(host: str, port: int, until: float) -> list[str]:
    """Where this name leads. Refused when any of it leads inside: an honest name never does."""
    found = [str(one[4][0]) for one in _looked_up(host, port, _left(until))]
    if not all(_is_open(address) for address in found):
        raise CannotFetch("private_address")
    return list(dict.fromkeys(found))


def _looked_up(host: str, port: int, seconds: float) -> list[Any]:
    """The system's own look-up knows no time limit, so it is left behind when it takes too long."""
    found: list[Any] = []

    def look() -> None:
        try:
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            pass

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    looking.join(seconds)
    if looking.is_alive():
        raise CannotFetch("too_slow")
    if not found:
        raise CannotFetch("unreachable")
    return found


def _is_open(address: str) -> bool:
    if "%" in address:
        return False
    ip = ipaddress.ip_address(address)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_loopback and _loopback_is_open():
        return True
    if ip.version == 6 and ip not in _OPEN_IPV6:
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in net for net in _LEADS_INSIDE)
