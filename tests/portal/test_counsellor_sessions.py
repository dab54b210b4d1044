"""Booking, moving and cancelling at the desk: what can’t be is said beside the field, and what was typed stays."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from practice.models import Attendee, Series, TherapySession
from tests.factories.practice import StaffFactory
from tests.portal.couples_pages import as_, send, session_for, text, words
from tests.portal.desk_pages import at, colleague

OCTOBER = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_october():
    with time_machine.travel(OCTOBER, tick=True):
        yield


def book(person, couple, **fields):
    filled = {
        "day": "2026-10-06", "starts": "18:30", "ends": "19:20", "place": "Room 1", "zone": "Europe/London",
        "who": "ab", "repeats": "0", "count": "6",
    }  # fmt: skip
    return send(as_(person), at(couple, "sessions/book/"), **(filled | fields))


def test_one_session_is_booked_on_the_wall_clock_of_the_practice(ana, couple, bo, cy):
    assert book(ana, couple).status_code == 302
    session = TherapySession.unscoped.get()
    assert session.starts_at == datetime(2026, 10, 6, 17, 30, tzinfo=UTC)
    assert Attendee.unscoped.count() == 2


def test_a_fortnightly_series_keeps_its_wall_time_when_the_clocks_change(ana, couple, bo, cy):
    assert book(ana, couple, repeats="2", count="4", step="book").status_code == 302
    local = [
        row.starts_at.astimezone(ZoneInfo("Europe/London"))
        for row in TherapySession.unscoped.order_by("starts_at")
    ]
    assert [f"{moment:%m-%d %H:%M}" for moment in local] == [
        "10-06 18:30",
        "10-20 18:30",
        "11-03 18:30",
        "11-17 18:30",
    ]
    assert Series.unscoped.count() == 1


def test_a_session_for_one_partner_alone(ana, couple, bo, cy):
    assert book(ana, couple, who="b").status_code == 302
    assert [seat.partner for seat in Attendee.unscoped.select_related("partner")] == [cy]


@pytest.mark.parametrize(
    ("fields", "beside", "says"),
    [
        ({"ends": "18:00"}, "ends", "ends before it starts"),
        ({"ends": "18:30"}, "ends", "ends before it starts"),
        ({"ends": "23:59"}, "ends", "lasts from 10 to 240 minutes"),
        ({"zone": "Middle/Earth"}, "zone", "Pick a time zone"),
        ({"zone": "Europe/\0London"}, "zone", "can’t be kept"),
        ({"day": "2027-03-28", "starts": "01:30", "ends": "03:00"}, "starts", "clocks skip this hour"),
        ({"day": "2026-10-25", "starts": "01:30", "ends": "02:20"}, "starts", "twice on that day"),
        ({"day": "2026-10-25", "starts": "00:30", "ends": "01:30"}, "ends", "twice on that day"),
        ({"day": "someday"}, "day", "a day like"),
        ({"starts": "25:00"}, "starts", "a time like"),
        ({"repeats": "2", "count": "99"}, "count", "from 1 to 52"),
        ({"repeats": "2", "count": ""}, "count", "from 1 to 52"),
        ({"repeats": "3"}, "repeats", "Pick from the list"),
        ({"who": "c"}, "who", "Pick from the list"),
        ({"place": "x" * 161}, "place", "longer than fits"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_the_rest_stays(
    fields, beside, says, ana, couple, bo, cy
):
    answer = book(ana, couple, **fields)
    form = answer.context["form"]
    assert answer.status_code in {400, 409}
    assert list(form.errors) == [beside]
    assert says in " ".join(form.errors[beside])
    assert form["place"].value() == fields.get("place", "Room 1")
    assert not TherapySession.unscoped.exists()


def test_two_sessions_at_once_are_refused_beside_the_time(ana, couple, bo, cy):
    book(ana, couple)
    answer = book(ana, couple, starts="19:00", ends="19:50")
    assert answer.status_code == 409
    assert "taken" in " ".join(answer.context["form"].errors["starts"])
    assert TherapySession.unscoped.count() == 1


def test_one_session_of_a_series_is_moved_and_the_rest_stays(ana, couple, bo, cy):
    book(ana, couple, repeats="2", count="3", step="book")
    second = TherapySession.unscoped.order_by("starts_at")[1]
    fields = {
        "day": "2026-10-21",
        "starts": "10:00",
        "ends": "10:50",
        "place": "Online",
        "version": second.version,
    }
    answer = send(as_(ana), at(couple, f"sessions/{second.pk}/move/"), **fields)
    assert answer.status_code == 302
    days = [f"{row.starts_at:%m-%d}" for row in TherapySession.unscoped.order_by("starts_at")]
    assert days == ["10-06", "10-21", "11-03"]


def test_moving_what_somebody_else_has_moved_shows_both(ana, couple, bo, cy):
    book(ana, couple)
    session = TherapySession.unscoped.get()
    path = at(couple, f"sessions/{session.pk}/move/")
    client = as_(ana)
    first = {
        "day": "2026-10-07",
        "starts": "10:00",
        "ends": "10:50",
        "place": "Room 2",
        "version": session.version,
    }
    assert send(client, path, **first).status_code == 302
    answer = send(client, path, **(first | {"day": "2026-10-08", "place": "Online"}))
    assert answer.status_code == 412
    shown = text(answer)
    assert "Wednesday 7 October 2026, 10:00" in shown
    assert 'value="2026-10-08"' in shown
    assert 'value="Online"' in shown
    kept = first | {"day": "2026-10-08", "version": answer.context["form"]["version"].value()}
    assert send(client, path, **kept).status_code == 302


def test_a_session_is_cancelled_once_and_an_old_page_is_told_so(ana, couple, bo, cy):
    book(ana, couple)
    session = TherapySession.unscoped.get()
    path = at(couple, f"sessions/{session.pk}/cancel/")
    assert send(as_(ana), path, version=session.version + 7).status_code == 412
    assert send(as_(ana), path).status_code == 400
    assert send(as_(ana), path, version=session.version).status_code == 302
    session.refresh_from_db()
    assert session.state == "cancelled"


def test_a_session_of_another_couple_is_not_found_under_this_one(ana, couple, other_couple, dee, bo, cy):
    theirs = session_for(other_couple, dee)
    mine = session_for(couple, bo, cy)
    assert as_(ana).get(at(couple, f"sessions/{mine.pk}/")).status_code == 200
    assert as_(ana).get(at(couple, f"sessions/{theirs.pk}/")).status_code == 404


def test_the_front_desk_books_moves_and_cancels_by_name_alone(ana, couple, bo, cy, practice):
    client = as_(colleague(practice, is_scheduler=True))
    assert "Bo and Cy" in words(client.get("/desk/calendar/book/"))
    picked = send(client, "/desk/calendar/book/", couple=str(couple.pk))
    assert picked.status_code == 200
    fields = {
        "couple": str(couple.pk), "day": "2026-10-06", "starts": "18:30", "ends": "19:20", "place": "Room 1",
        "zone": "Europe/London", "who": "ab", "repeats": "0", "count": "",
    }  # fmt: skip
    assert send(client, "/desk/calendar/book/", **fields).status_code == 302
    session = TherapySession.unscoped.get()
    path = f"/desk/calendar/{session.pk}/"
    assert "Bo and Cy" in words(client.get("/desk/calendar/?week=2026-10-06"))
    moved = {"day": "2026-10-07", "starts": "10:00", "ends": "10:50", "place": "", "version": session.version}
    assert send(client, path, **moved).status_code == 302
    session.refresh_from_db()
    assert send(client, f"{path}cancel/", version=session.version).status_code == 302


def test_the_front_desk_of_another_practice_books_nobody_here(couple, bo, cy):
    client = as_(StaffFactory(is_scheduler=True))
    assert str(couple.pk) not in text(client.get("/desk/calendar/book/"))
    assert send(client, "/desk/calendar/book/", couple=str(couple.pk)).status_code == 400


def test_ones_own_calendar_address_is_shown_once(ana, couple):
    client = as_(ana)
    first = send(client, "/desk/calendar/address/", key="k1", do="make")
    assert "/appointments.ics" in text(first)
    again = send(client, "/desk/calendar/address/", key="k1", do="make")
    assert "/appointments.ics" not in text(again)
    assert "shown once already" in words(again)


@pytest.mark.parametrize("week", ["", "x", "2026-10-06", "0001-01-01", "9999-12-31"])
def test_any_week_in_the_address_shows_a_week(week, ana, couple):
    assert as_(ana).get(f"/desk/calendar/?week={week}").status_code == 200
