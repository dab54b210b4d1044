"""The lines an iCalendar file is made of: safe text, times with their zone, folding at 75 octets.

Put together here because the icalendar library needs ten times as long for a big feed, and because its
escaping takes a backslash before a capital N for a line break. Folding long lines is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from icalendar.parser import Contentline

from practice.recurrence import zone_info

_LINE_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_IN_UTC = frozenset({"UTC", "Etc/UTC"})


def is_plain(value: str) -> bool:
    """Whether the text is free of everything that could break a line or not be encoded."""
    return not (_LINE_BREAKS.search(value) or _UNPRINTABLE.search(value))


def text(value: str) -> str:
    """The value on one line, without control characters, escaped as RFC 5545 section 3.3.11 asks."""
    printable = _UNPRINTABLE.sub("", _LINE_BREAKS.sub(" ", value)).strip()
    return printable.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def needs_table(zone: str) -> bool:
    """Whether times of this zone are written as wall time, so that the file has to explain the zone."""
    return zone not in _IN_UTC


def utc(name: str, moment: datetime) -> str:
    """A property holding an instant."""
    return f"{name}:{_digits(moment.astimezone(UTC).replace(tzinfo=None))}Z"


def wall(name: str, local: datetime, zone: str) -> str:
    """A property holding a wall time of that zone."""
    if not needs_table(zone):
        return f"{name}:{_digits(local)}Z"
    return f"{name};TZID={zone}:{_digits(local)}"


def local_of(moment: datetime, zone: str) -> datetime:
    """What the clocks of that zone show at this instant, to the second, without a zone of its own."""
    return moment.astimezone(zone_info(zone)).replace(tzinfo=None, fold=0, microsecond=0)


def file(lines: Iterable[str]) -> bytes:
    """The lines as bytes, each ended by CRLF and folded so that none is longer than 75 octets."""
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _folded(line: str) -> str:
    if len(line) < 75 and (line.isascii() or len(line.encode()) < 75):
        return line
    return Contentline(line).to_ical().decode()


def _digits(local: datetime) -> str:
    return local.isoformat(timespec="seconds").replace("-", "").replace(":", "")
