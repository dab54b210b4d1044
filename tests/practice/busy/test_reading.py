"""Busy times in calendars as other programs write them: odd zones, whole days, series, and files made to do harm."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from practice.calendar.busy_reading import MOST_BLOCKS, NotACalendar, read
from practice.calendar.busy_zones import meant
from tests.practice.busy.conftest import NOW, ONE_EVENT, calendar, event


def busy(*events, head="", zone="Europe/Berlin"):
    found = read(calendar(*events, head=head), zone=zone, now=NOW)
    return [f"{start:%m-%d %H:%M}/{end:%m-%d %H:%M}" for start, end in found.blocks]


def skipped(*events, head=""):
    return read(calendar(*events, head=head), zone="Europe/Berlin", now=NOW).skipped


def test_a_plain_event_is_a_stretch_of_time():
    assert busy(ONE_EVENT) == ["11-25 09:00/11-25 10:30"]


@pytest.mark.parametrize(
    ("starts", "begins"),
    [
        ("DTSTART;TZID=Europe/London:20261125T180000", "18:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20261125T180000", "17:00"),
        ("DTSTART;TZID=AUS Eastern Standard Time:20261125T180000", "07:00"),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Asia/Kolkata:20261125T180000", "12:30"),
        ('DTSTART;TZID="(UTC+01:00) Amsterdam, Berlin, Rome":20261125T180000', "17:00"),
        ("DTSTART;TZID=GMT+0200:20261125T180000", "16:00"),
        ('DTSTART;TZID="UTC-3:30":20261125T180000', "21:30"),
        ('DTSTART;TZID="+05:45":20261125T180000', "12:15"),
        ("DTSTART:20261125T180000", "17:00"),
        ("DTSTART:20261125T180000Z", "18:00"),
    ],
)
def test_odd_zones_are_read_as_the_ones_they_mean(starts, begins):
    (found,) = busy(event(starts))
    assert found.startswith(f"11-25 {begins}/")
    assert skipped(event(starts)) == 0


def test_a_calendar_says_where_its_floating_times_are():
    head = "X-WR-TIMEZONE:America/New_York\n"
    assert busy(event("DTSTART:20261125T090000"), head=head) == ["11-25 14:00/11-25 16:00"]
    windows = "X-WR-TIMEZONE:Tokyo Standard Time\n"
    assert busy(event("DTSTART:20261125T090000"), head=windows) == ["11-25 00:00/11-25 02:00"]
    nonsense = "X-WR-TIMEZONE:Nowhere/At All\n"
    assert busy(event("DTSTART:20261125T090000"), head=nonsense) == ["11-25 08:00/11-25 10:00"]


def test_a_series_in_utc_of_a_calendar_with_a_zone_keeps_its_hour_when_the_clocks_change():
    weekly = event("DTSTART:20270323T090000Z", "RRULE:FREQ=WEEKLY;COUNT=2\n")
    assert busy(weekly, head="X-WR-TIMEZONE:Europe/Berlin\n") == [
        "03-23 09:00/03-23 11:00",
        "03-30 08:00/03-30 10:00",
    ]


def test_a_zone_of_the_files_own_is_used():
    zone = (
        "BEGIN:VTIMEZONE\nTZID:My own\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0300\n"
        "TZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    assert busy(event("DTSTART;TZID=My own:20261125T180000"), head=zone) == ["11-25 15:00/11-25 17:00"]


def test_a_zone_that_nobody_can_tell_is_left_out_and_counted():
    rows = [event("DTSTART;TZID=Odd Time:20261125T180000"), ONE_EVENT]
    assert busy(*rows) == ["11-25 09:00/11-25 10:30"]
    assert skipped(*rows) == 1


def test_whole_days_are_those_of_the_practice():
    day = event("DTSTART;VALUE=DATE:20261125", "DTEND;VALUE=DATE:20261127\nTRANSP:OPAQUE\n")
    assert busy(day) == ["11-24 23:00/11-26 23:00"]
    assert busy(day, zone="America/New_York") == ["11-25 05:00/11-27 05:00"]
    assert busy(event("DTSTART;VALUE=DATE:20261125")) == ["11-24 23:00/11-25 23:00"]


@pytest.mark.parametrize(
    "free",
    [
        "TRANSP:TRANSPARENT\n",
        "STATUS:CANCELLED\n",
        "transp:transparent\n",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE\n",
        "DTEND:20261125T180000Z\n",
    ],
)
def test_what_is_free_cancelled_or_no_time_at_all_keeps_nobody_busy(free):
    assert busy(event("DTSTART:20261125T180000Z", free)) == []
    assert skipped(event("DTSTART:20261125T180000Z", free)) == 0


def test_our_own_sessions_do_not_come_back():
    assert busy(event("DTSTART:20261125T180000Z", uid="abc@evenlight.invalid")) == []
    assert busy(event("DTSTART:20261125T180000Z", uid="abc@EVENLIGHT.invalid ")) == []


def test_a_series_with_a_moved_a_cancelled_and_a_left_out_hour():
    zone = "TZID=Europe/Berlin"
    rows = [
        event(
            f"DTSTART;{zone}:20261125T180000", f"RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;{zone}:20261202T180000\n"
        ),
        event(f"DTSTART;{zone}:20261210T080000", f"RECURRENCE-ID;{zone}:20261209T180000\n"),
        event(f"DTSTART;{zone}:20261216T180000", f"RECURRENCE-ID;{zone}:20261216T180000\nSTATUS:CANCELLED\n"),
    ]
    assert busy(*rows) == ["11-25 17:00/11-25 19:00", "12-10 07:00/12-10 09:00"]


def test_stretches_that_touch_are_one_and_the_window_cuts():
    rows = [
        event("DTSTART:20261125T080000Z", uid="1"),
        event("DTSTART:20261125T100000Z", uid="2"),
        event("DTSTART:20261125T090000Z", uid="3"),
        event("DTSTART:20200101T000000Z", "DTEND:20261026T000000Z\n", uid="4"),
        event("DTSTART:20300101T000000Z", uid="5"),
    ]
    assert busy(*rows) == ["10-25 12:00/10-26 00:00", "11-25 08:00/11-25 12:00"]


def test_free_busy_times_alone_are_understood():
    rows = (
        "BEGIN:VFREEBUSY\nUID:f\nFREEBUSY;FBTYPE=BUSY:20261125T080000Z/PT1H,20261126T080000Z/20261126T090000Z\n"
        "FREEBUSY;FBTYPE=FREE:20261127T080000Z/PT1H\nEND:VFREEBUSY\n"
    )
    assert busy(rows) == ["11-25 08:00/11-25 09:00", "11-26 08:00/11-26 09:00"]


@pytest.mark.parametrize(
    "broken",
    [
        "DTSTART:garbage",
        "DTSTART:20261125T180000Z\nRRULE:FREQ=NEVER",
        "DTSTART:20261125T180000Z\nRRULE:INTERVAL=2",
        "DTSTART:20261125T180000Z\nEXDATE:never",
        "DTSTART:20261125T180000Z\nRRULE:FREQ=SECONDLY",
        "DTSTART:20261125T180000Z\nRRULE:FREQ=MINUTELY;INTERVAL=1",
        "DTSTART:20261125T180000Z\nRRULE:FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60))),
        "DTSTART:20261125T180000Z\nDTSTART:20261125T190000Z",
        "DTSTART;VALUE=DATE:20261125\nDTEND:20261125T190000Z",
        "SUMMARY:no start",
    ],
)
def test_a_broken_event_is_left_out_and_counted_and_its_neighbours_stay(broken):
    rows = [event(broken, uid="broken"), ONE_EVENT]
    assert busy(*rows) == ["11-25 09:00/11-25 10:30"]
    assert skipped(*rows) == 1


def test_an_endless_series_ends_with_the_window():
    found = busy(event("DTSTART:19700101T080000Z", "RRULE:FREQ=DAILY\n"))
    assert len(found) == 430
    assert found[0] == "10-26 08:00/10-26 10:00"


def test_no_more_is_kept_than_fits_and_that_is_said():
    rows = [
        event("DTSTART:20261101T000000Z", "DURATION:PT10M\nRRULE:FREQ=DAILY;BYHOUR=" + hours, uid=hours)
        for hours in (f"{hour}\n" for hour in range(24))
    ]
    found = read(calendar(*rows), zone="UTC", now=NOW)
    assert len(found.blocks) == MOST_BLOCKS
    assert found.is_cut
    assert found.blocks == sorted(found.blocks)
    assert found.blocks[0][0] == datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b"BEGIN:VCALENDAR", b"\xff\xfe\x00", b"BEGIN:VEVENT\nEND:VEVENT"]
)
def test_what_is_no_calendar_is_refused(data):
    with pytest.raises(NotACalendar):
        read(data, zone="UTC", now=NOW)


@pytest.mark.parametrize(
    "name", ["", "Odd", "Europe/Nowhere", "GMT+99", "localtime", "../../etc/passwd", "+"]
)
def test_no_zone_is_made_up(name):
    assert meant(name) is None
