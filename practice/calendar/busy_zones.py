"""Odd time zones of other people's calendars, read as the zones they mean. Pure, and never a guess by offset alone
where a clock change could make it wrong: what cannot be told is left out and counted.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from practice.calendar.recurrence import BadRule, zone_info

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?")
_IN_WORDS = re.compile(r"\((?:UTC|GMT)[^)]*\)\s*(.+)")
FURTHEST = timedelta(hours=14)


@lru_cache(maxsize=512)
def meant(name: str) -> tzinfo | None:
    """The zone that this name stands for, or None when nobody can tell."""
    name = name.strip().strip('"')
    if name.upper() in {"UTC", "GMT", "Z", "ETC/UTC"}:
        return UTC
    return _known(WINDOWS_TO_OLSON.get(name, name)) or _at_the_end(name) or _offset(name) or _by_cities(name)


def _known(name: str) -> ZoneInfo | None:
    try:
        return zone_info(name) if "/" in name else None
    except BadRule:
        return None


def _at_the_end(name: str) -> ZoneInfo | None:
    """ "/vendor.example/20260101_1/Europe/Berlin": what a vendor put before it is dropped."""
    parts = name.strip("/").split("/")
    tails = ("/".join(parts[number:]) for number in range(len(parts)))
    return next((zone for tail in tails if (zone := _known(tail))), None)


def _offset(name: str) -> tzinfo | None:
    """ "GMT+0200", "UTC-3:30", "+01:00": an offset and nothing else."""
    found = _OFFSET.fullmatch(name)
    if found is None:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if size > FURTHEST:
        return None
    return timezone(-size if found[1] == "-" else size)


def _by_cities(name: str) -> ZoneInfo | None:
    """ "(UTC+01:00) Amsterdam, Berlin, Rome": the zone of the first city that has one."""
    found = _IN_WORDS.fullmatch(name)
    if found is None:
        return None
    for city in found[1].split(","):
        if zone := _cities().get(city.strip().replace(" ", "_").casefold()):
            return zone_info(zone)
    return None


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    names = sorted(one for one in available_timezones() if "/" in one and not one.startswith("Etc/"))
    return {name.rsplit("/", 1)[-1].casefold(): name for name in names}
