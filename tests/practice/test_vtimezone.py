"""The table of clock changes in a calendar file says what the zone does, change by change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Timezone

from practice.calendar import vtimezone

ZONES = [
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/Santiago",
    "Asia/Kolkata",
]


def table(zone: str, first: int, last: int) -> Timezone:
    body = ["BEGIN:VCALENDAR", *vtimezone.lines(zone, first, last), "END:VCALENDAR"]
    (found,) = Calendar.from_ical("\r\n".join(body) + "\r\n").timezones
    return found


def offset_by_the_book(zone: Timezone, moment: datetime) -> timedelta:
    """RFC 5545 section 3.6.5: an onset is local time in TZOFFSETFROM; the latest one before wins."""
    onsets = []
    for row in zone.subcomponents:
        assert not {"RDATE", "RRULE"} & set(row), "readers differ on what repeats"
        began = (row["DTSTART"].dt - row["TZOFFSETFROM"].td).replace(tzinfo=UTC)
        onsets.append((began, row["TZOFFSETTO"].td))
    return max(one for one in onsets if one[0] <= moment)[1]


@pytest.mark.parametrize("zone", ZONES)
def test_the_table_agrees_with_the_zone_around_every_change(zone: str) -> None:
    written, tz = table(zone, 2010, 2028), ZoneInfo(zone)
    moments = [datetime(2010, 1, 2, tzinfo=UTC) + timedelta(days=10 * n) for n in range(690)]
    for change in vtimezone.changes(tz, 2010, 2028):
        began = (change.onset - change.before).replace(tzinfo=UTC)
        moments += [began - timedelta(seconds=1), began]
    for moment in moments:
        assert offset_by_the_book(written, moment) == moment.astimezone(tz).utcoffset(), moment


@pytest.mark.parametrize(
    ("zone", "year", "onsets"),
    [
        ("Europe/London", 2025, ["2025-03-30T01:00", "2025-10-26T02:00"]),
        ("America/New_York", 2025, ["2025-03-09T02:00", "2025-11-02T02:00"]),
        ("Australia/Lord_Howe", 2025, ["2025-04-06T02:00", "2025-10-05T02:00"]),
        ("Pacific/Chatham", 2025, ["2025-04-06T03:45", "2025-09-28T02:45"]),
        ("Africa/Casablanca", 2025, ["2025-02-23T03:00", "2025-04-06T02:00"]),
        ("Pacific/Apia", 2011, ["2011-04-02T04:00", "2011-09-24T03:00", "2011-12-30T00:00"]),
        ("Asia/Kolkata", 2025, []),
    ],
)
def test_known_changes_by_the_clock_that_was_on_the_wall(zone: str, year: int, onsets: list[str]) -> None:
    found = vtimezone.changes(ZoneInfo(zone), year, year)
    assert [change.onset.isoformat(timespec="minutes") for change in found] == onsets


def test_the_table_reaches_no_further_than_asked() -> None:
    short, long = vtimezone.lines("Europe/Berlin", 2025, 2025), vtimezone.lines("Europe/Berlin", 2025, 2027)
    assert sum(line.startswith("DTSTART") for line in short) == 3
    assert sum(line.startswith("DTSTART") for line in long) == 7


def test_a_table_that_begins_like_utc_shows_an_earlier_year_too() -> None:
    onsets = [line for line in vtimezone.lines("Europe/Dublin", 2026, 2026) if line.startswith("DTSTART")]
    assert [onset[8:12] for onset in onsets] == ["2019"] * 3 + ["2026"] * 3


def test_offsets_with_seconds_are_written_out() -> None:
    assert "TZOFFSETFROM:-004430" in vtimezone.lines("Africa/Monrovia", 1971, 1972)
