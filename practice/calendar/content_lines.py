"""What stands in the lines of a calendar file: text on one line, times with their zone, and lines put to bytes.

Events are written by the icalendar library, which folds and orders their lines. Values are made here: the library takes
a backslash before a capital N for a line break, lets characters through that some readers end a line at, and asks for
the name of a zone anew with every time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from icalendar.parser import Contentline, Parameters

from practice.calendar.recurrence import zone_info

_LINE_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_WEB_ADDRESS = re.compile(r"https?://[!-~]+")
_YEARS_OF_UTC = (2019, 2060)


class Value:
    """A value as it stands in its line. The library sets what belongs beside it before it, and folds the line."""

    __slots__ = ("line", "params")

    def __init__(self, line: str, params: Parameters) -> None:
        self.line = line
        self.params = params

    def to_ical(self) -> bytes:
        return self.line.encode()


_BARE = Parameters()


def is_plain(value: str) -> bool:
    """Whether the text is free of everything that could break a line or not be encoded."""
    return not (_LINE_BREAKS.search(value) or _UNPRINTABLE.search(value))


def is_web_address(value: str) -> bool:
    """Whether this can stand in a URL as it is; everything else is text."""
    return _WEB_ADDRESS.fullmatch(value) is not None


def printable(value: str) -> str:
    """The value on one line, without control characters and half characters."""
    if value.isascii() and value.isprintable():
        return value.strip()
    return _UNPRINTABLE.sub("", _LINE_BREAKS.sub(" ", value)).strip()


def text(value: str) -> str:
    """The value on one line, escaped as RFC 5545 section 3.3.11 asks."""
    return printable(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


@lru_cache(maxsize=1024)
def needs_table(zone: str) -> bool:
    """Whether times of this zone are written as wall time, so that the file has to explain the zone.

    Where the clocks have shown UTC for long, the times are in UTC: some readers refuse a table that says nothing else.
    """
    tz = zone_info(zone)
    months = (
        datetime(year, month, 1, tzinfo=UTC) for year in range(*_YEARS_OF_UTC) for month in range(1, 13)
    )
    return any(month.astimezone(tz).utcoffset() for month in months)


def said(value: str) -> Value:
    """Text as a value."""
    return Value(text(value), _BARE)


def minutes(number: int) -> Value:
    """A length. The library would write 24 hours as a day, which is longer or shorter over a clock change."""
    return Value(f"PT{number:d}M", _BARE)


def number(value: int) -> Value:
    return Value(f"{value:d}", _BARE)


def utc(moment: datetime) -> Value:
    """An instant."""
    return Value(f"{_digits(moment.astimezone(UTC))}Z", _BARE)


def wall(local: datetime, zone: str) -> Value:
    """A wall time of that zone, which is named beside it."""
    if not needs_table(zone):
        return Value(f"{_digits(local)}Z", _BARE)
    return Value(_digits(local), _beside(zone))


@lru_cache(maxsize=1024)
def _beside(zone: str) -> Parameters:
    return Parameters({"TZID": zone_info(zone).key})


def _digits(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%S").rjust(15, "0")


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
