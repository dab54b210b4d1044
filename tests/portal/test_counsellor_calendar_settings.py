"""Rooms, hours and holidays, and how sessions reach one's own calendar."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from practice.models import (
    BusyBlock,
    BusySource,
    CalendarChoice,
    ClosedDays,
    CoupleCode,
    FeedToken,
    OpenHours,
    Room,
)
from tests.portal.couples_pages import as_, send, session_for, text, words
from tests.portal.desk_pages import colleague

SETTINGS = "/desk/calendar/settings/"


@pytest.fixture
def oli(practice):
    return colleague(practice, is_owner=True, called="Oli")


@pytest.fixture
def finn(practice):
    return colleague(practice, is_scheduler=True, called="Finn")


def test_the_owner_adds_renames_and_closes_rooms(oli):
    client = as_(oli)
    assert send(client, "/desk/practice/rooms/", called="Blue", where="Upstairs").status_code == 302
    twice = send(client, "/desk/practice/rooms/", called="Blue", where="Downstairs")
    assert twice.status_code == 400
    assert twice.context["form"]["where"].value() == "Downstairs"
    room = Room.unscoped.get()
    path = f"/desk/practice/rooms/{room.pk}/"
    assert send(client, path, called="Green", where="", version=room.version).status_code == 302
    stale = send(client, path, called="Grey", where="", version=room.version)
    assert stale.status_code == 412
    assert 'value="Grey"' in text(stale)
    assert "Green" in words(stale)
    room.refresh_from_db()
    assert send(client, f"{path}close/", to="closed", version=room.version).status_code == 302
    assert "Closed" in words(client.get("/desk/practice/rooms/"))


@pytest.mark.parametrize("path", ["/desk/practice/rooms/", "/desk/practice/hours/"])
def test_only_the_owner_runs_the_house(path, ana, finn):
    for person in (ana, finn):
        assert as_(person).get(path).status_code == 404


def week(**days):
    return {"about": "week", **{f"day{number}": "" for number in range(7)}, **days}


def test_the_hours_of_the_house_are_written_as_people_write_them(oli):
    client = as_(oli)
    sent = week(day0="9:00-12:30, 13:30–18:00", day4="9 to 13")
    assert send(client, "/desk/practice/hours/", **sent).status_code == 302
    held = {(row.weekday, row.opens, row.closes) for row in OpenHours.unscoped.all()}
    assert held == {(0, time(9), time(12, 30)), (0, time(13, 30), time(18)), (4, time(9), time(13))}
    assert 'value="09:00–12:30, 13:30–18:00"' in text(client.get("/desk/practice/hours/"))


@pytest.mark.parametrize("wrong", ["soon", "9-25", "12:00-9:00", "9-12, 11-13", "9:75-10"])
def test_hours_that_make_no_sense_stay_in_their_field(wrong, oli):
    answer = send(as_(oli), "/desk/practice/hours/", **week(day2=wrong))
    assert answer.status_code == 400
    assert answer.context["form"]["day2"].value() == wrong
    assert not OpenHours.unscoped.exists()


def test_each_counsellor_has_hours_and_holidays_of_their_own(ana, practice):
    client, path = as_(ana), "/desk/calendar/hours/"
    assert send(client, path, **week(day1="10-15")).status_code == 302
    assert OpenHours.unscoped.get().staff == ana
    closed = {"about": "closed", "first_day": "2027-08-02", "last_day": "2027-08-20", "called": "By the sea"}
    assert send(client, path, **closed | {"last_day": "2027-08-01"}).status_code == 400
    assert send(client, path, **closed).status_code == 302
    row = ClosedDays.unscoped.get()
    assert (row.staff, row.last_day) == (ana, date(2027, 8, 20))
    assert "By the sea" in words(client.get(path))
    assert send(client, f"{path}{row.pk}/").status_code == 302
    assert not ClosedDays.unscoped.exists()


def test_sessions_that_fall_into_closed_days_are_listed(ana, couple, bo, cy):
    session = session_for(couple, bo, cy, in_hours=72)
    day = session.starts_at.date()
    fields = {"about": "closed", "first_day": str(day), "last_day": "", "called": ""}
    answer = send(as_(ana), "/desk/calendar/hours/", **fields)
    page = words(as_(ana).get(answer["Location"]))
    assert "Sessions that fall into these days 1" in page


def test_another_colleagues_holiday_is_not_mine_to_take_away(ana, practice):
    ada = colleague(practice, is_counsellor=True)
    day = date(2027, 8, 2)
    row = ClosedDays.unscoped.create(practice=practice, staff=ada, first_day=day, last_day=day)
    assert send(as_(ana), f"/desk/calendar/hours/{row.pk}/").status_code == 404


CHOICE = {
    "version": "0",
    "channel": "feed",
    "title": "",
    "place": "no",
    "alarm_minutes": "",
    "mail_hours": "",
}


def test_how_entries_look_is_chosen_and_a_newer_choice_is_not_lost(ana, couple):
    client = as_(ana)
    wished = CHOICE | {"shows": "codes", "title": "Busy", "place": "yes", "alarm_minutes": "30"}
    assert send(client, SETTINGS, **wished).status_code == 302
    held = CalendarChoice.unscoped.get()
    assert (held.uses_codes, held.title, held.shows_place, held.alarm_minutes) == (True, "Busy", True, 30)
    stale = send(client, SETTINGS, **wished | {"title": "Later"})
    assert stale.status_code == 412
    assert 'value="Later"' in text(stale)


def test_a_code_names_a_couple_and_never_a_person(ana, couple, bo, cy):
    client, path = as_(ana), f"/desk/calendar/codes/{couple.pk}/"
    assert "Bo and Cy" in words(client.get(SETTINGS))
    assert send(client, path, code="Bo 1").status_code == 400
    assert send(client, path, code="K7").status_code == 302
    assert CoupleCode.unscoped.get().code == "K7"


def test_a_code_for_somebody_elses_couple_is_not_there(ana, other_couple):
    assert send(as_(ana), f"/desk/calendar/codes/{other_couple.pk}/", code="K7").status_code == 404


def test_addresses_are_for_those_whom_they_concern(ana, finn, oli, couple):
    assert "Your sessions" in words(as_(ana).get(SETTINGS))
    assert "The rooms of the practice" not in words(as_(ana).get(SETTINGS))
    for person in (finn, oli):
        client = as_(person)
        assert "The rooms of the practice" in words(client.get(SETTINGS))
        assert "/appointments.ics" in text(send(client, "/desk/calendar/address/", do="make", kind="rooms"))
    assert send(as_(ana), "/desk/calendar/address/", do="make", kind="rooms").status_code == 404
    assert FeedToken.unscoped.filter(kind="rooms").count() == 2


def test_an_address_is_closed(ana, couple):
    client = as_(ana)
    send(client, "/desk/calendar/address/", do="make", kind="own")
    answer = send(client, "/desk/calendar/address/", do="end", kind="own")
    assert answer["Location"] == f"{SETTINGS}?done=ended"
    assert not FeedToken.unscoped.filter(revoked_at=None).exists()


ICS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//elsewhere//\r
BEGIN:VEVENT\r
UID:1\r
DTSTAMP:20261001T000000Z\r
DTSTART:20270105T100000Z\r
DTEND:20270105T110000Z\r
SUMMARY:Secret rehearsal\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_a_file_gives_busy_times_and_is_taken_away_again(ana):
    client = as_(ana)
    fields = {"called": "Choir", "address": "", "file": SimpleUploadedFile("choir.ics", ICS)}
    assert send(client, "/desk/calendar/busy/", **fields).status_code == 302
    assert BusyBlock.unscoped.count() == 1
    source = BusySource.unscoped.get()
    shown = words(client.get(SETTINGS))
    assert "Choir" in shown
    assert "rehearsal" not in shown
    path = f"/desk/calendar/busy/{source.pk}/"
    assert send(client, path, do="remove", version=source.version).status_code == 302
    assert not BusyBlock.unscoped.exists()


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"address": "", "file": ""}, "address"),
        ({"address": "not an address"}, "address"),
        ({"address": "https://example.org/a.ics", "called": ""}, "called"),
        ({"file": SimpleUploadedFile("a.ics", b"not a calendar")}, "file"),
    ],
)
def test_what_cannot_be_followed_is_said_beside_its_field(fields, beside, ana):
    answer = send(as_(ana), "/desk/calendar/busy/", **{"called": "Choir"} | fields)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [beside]
    assert not BusySource.unscoped.exists()


def test_a_calendar_that_cannot_be_read_says_so_kindly(ana):
    BusySource.unscoped.create(staff=ana, called="Choir", state="failed", problem="locked")
    assert "This calendar asks for a password" in words(as_(ana).get(SETTINGS))
