"""Reads a calendar with the system's libical (Evolution, KDE, GNOME), straight through ctypes.

libical lists the dates of a rule without looking at moved sessions, so those are taken out here.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from datetime import UTC, datetime

VEVENT = 4
"""ICAL_VEVENT_COMPONENT of libical 3."""


class IcalTime(ctypes.Structure):
    """struct icaltimetype of libical 3."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    ]


class Span(ctypes.Structure):
    """struct icaltime_span of libical 3."""

    _fields_ = [("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int)]


SEEN = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(Span), ctypes.c_void_p)


def load() -> ctypes.CDLL | None:
    """libical 3 with its signatures, or None where it is not installed."""
    try:
        lib = ctypes.CDLL("libical.so.3")
    except OSError:
        return None
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    signatures = {
        "icalparser_parse_string": (pointer, [text]),
        "icalcomponent_count_errors": (ctypes.c_int, [pointer]),
        "icalcomponent_get_first_component": (pointer, [pointer, ctypes.c_int]),
        "icalcomponent_get_next_component": (pointer, [pointer, ctypes.c_int]),
        "icalcomponent_get_uid": (text, [pointer]),
        "icalcomponent_get_dtstart": (IcalTime, [pointer]),
        "icalcomponent_get_recurrenceid": (IcalTime, [pointer]),
        "icaltime_from_timet_with_zone": (IcalTime, [ctypes.c_long, ctypes.c_int, pointer]),
        "icaltime_as_timet_with_zone": (ctypes.c_long, [IcalTime, pointer]),
        "icaltime_is_null_time": (ctypes.c_int, [IcalTime]),
        "icalcomponent_foreach_recurrence": (None, [pointer, IcalTime, IcalTime, SEEN, pointer]),
        "icalcomponent_free": (None, [pointer]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    return lib


def read(lib: ctypes.CDLL, body: bytes) -> tuple[int, list[tuple[str, datetime, datetime]]]:
    """The number of errors libical counts, and every session it finds, moved ones in their new place."""
    calendar = lib.icalparser_parse_string(body)
    found: set[tuple[str, int, int]] = set()
    replaced: set[tuple[str, int]] = set()
    for event in _events(lib, calendar):
        uid = lib.icalcomponent_get_uid(event).decode()
        found |= {(uid, start, end) for start, end in _spans(lib, event)}
        was = lib.icalcomponent_get_recurrenceid(event)
        if not lib.icaltime_is_null_time(was):
            zone = lib.icalcomponent_get_dtstart(event).zone  # libical leaves the one of `was` empty
            replaced.add((uid, lib.icaltime_as_timet_with_zone(was, zone)))
    errors = lib.icalcomponent_count_errors(calendar)
    lib.icalcomponent_free(calendar)
    standing = sorted(one for one in found if (one[0], one[1]) not in replaced)
    return errors, [
        (uid, datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))
        for uid, start, end in standing
    ]


def _events(lib: ctypes.CDLL, calendar: int) -> Iterator[int]:
    event = lib.icalcomponent_get_first_component(calendar, VEVENT)
    while event:
        yield event
        event = lib.icalcomponent_get_next_component(calendar, VEVENT)


def _spans(lib: ctypes.CDLL, event: int) -> list[tuple[int, int]]:
    seen: list[tuple[int, int]] = []

    @SEEN
    def note(_event: int, span: ctypes._Pointer[Span], _data: int) -> None:
        seen.append((span.contents.start, span.contents.end))

    first = lib.icaltime_from_timet_with_zone(int(datetime(2015, 1, 1, tzinfo=UTC).timestamp()), 0, None)
    last = lib.icaltime_from_timet_with_zone(int(datetime(2035, 1, 1, tzinfo=UTC).timestamp()), 0, None)
    lib.icalcomponent_foreach_recurrence(event, first, last, note, None)
    return seen
