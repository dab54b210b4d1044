"""What libical finds, the library of Evolution, KDE and GNOME: its own dates of each rule, its own zones.

libical lays out one event at a time; that a moved session takes the place of the planned one is done here.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from pathlib import Path

from told import Told, tell

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from tests.practice.readers import libical


def sessions(lib: ctypes.CDLL, body: bytes) -> Iterator[Told]:
    for function in ("icalcomponent_get_summary", "icalcomponent_as_ical_string"):
        getattr(lib, function).restype, getattr(lib, function).argtypes = ctypes.c_char_p, [ctypes.c_void_p]
    calendar = lib.icalparser_parse_string(body)
    if errors := lib.icalcomponent_count_errors(calendar):
        raise SystemExit(f"libical counts {errors} errors in the file")
    events = list(libical._events(lib, calendar))
    replaced = {(uid, was) for uid, was in (_identity(lib, event) for event in events) if was is not None}
    for event in events:
        uid, was = _identity(lib, event)
        for start, end in libical._spans(lib, event):
            if was is not None or (uid, start) not in replaced:
                yield [uid, start, end, _title(lib, event), _is_cancelled(lib, event)]


def _identity(lib: ctypes.CDLL, event: int) -> tuple[str, int | None]:
    uid, was = lib.icalcomponent_get_uid(event).decode(), lib.icalcomponent_get_recurrenceid(event)
    if lib.icaltime_is_null_time(was):
        return uid, None
    return uid, lib.icaltime_as_timet_with_zone(was, was.zone or _zone_of_series(lib, event))


def _zone_of_series(lib: ctypes.CDLL, event: int) -> int:
    return lib.icalcomponent_get_dtstart(event).zone


def _title(lib: ctypes.CDLL, event: int) -> str:
    return lib.icalcomponent_get_summary(event).decode()


def _is_cancelled(lib: ctypes.CDLL, event: int) -> bool:
    return b"\nSTATUS:CANCELLED" in lib.icalcomponent_as_ical_string(event).replace(b"\r", b"")


if __name__ == "__main__":
    library = libical.load()
    if library is None:
        raise SystemExit("libical 3 is not installed; on Debian: apt-get install libical3")
    tell(sessions(library, Path(sys.argv[1]).read_bytes()))
