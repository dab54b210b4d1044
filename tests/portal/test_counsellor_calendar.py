"""The week at the desk: hours and days, who is seen by whom, and the way from an empty hour to a booking."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.counsellor import week
from practice import scheduling
from practice.access import viewer_for
from practice.models import Attendee, BusyBlock, BusySource, Cancellation, OpenHours, Room, TherapySession
from tests.factories.practice import CoupleFactory, partner_in
from tests.portal.couples_pages import as_, send, text, words
from tests.portal.desk_pages import colleague

OCTOBER = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
WEEK = "/desk/calendar/?week=2026-10-06"


@pytest.fixture(autouse=True)
def _in_october():
    with time_machine.travel(OCTOBER, tick=True):
        yield


@pytest.fixture
def finn(practice):
    return colleague(practice, is_scheduler=True, called="Finn")


@pytest.fixture
def oli(practice):
    return colleague(practice, is_owner=True)


def book(couple, day=6, hour=18, minute=30, **facts):
    by = viewer_for(couple.counsellor.user, second_factor=True)
    starts = datetime(2026, 10, day, hour, minute)
    return scheduling.book(couple, starts=starts, minutes=50, by=by, anyway=True, **facts)


def test_a_session_stands_at_its_hour_and_leads_to_its_page(ana, couple, bo, cy):
    session = book(couple)
    shown = text(as_(ana).get(WEEK))
    assert "cal__one cal__one--mine h18 m30 uh19 um20 lane0 of1" in shown
    assert f"/desk/couples/{couple.pk}/sessions/{session.pk}/" in shown
    assert f'data-move="/desk/couples/{couple.pk}/sessions/{session.pk}/move/"' in shown
    assert "style=" not in shown


def test_the_same_week_as_a_list_keeps_to_the_list(ana, couple, bo, cy):
    book(couple)
    shown = text(as_(ana).get(f"{WEEK}&view=list"))
    assert "cal--list" in shown
    assert "/desk/calendar/?week=2026-10-12&view=list" in shown


def test_open_hours_are_shaded_and_their_half_hours_lead_to_booking(ana, couple, bo, cy, practice):
    OpenHours.unscoped.create(practice=practice, weekday=1, opens=time(9), closes=time(10))
    shown = text(as_(ana).get(WEEK))
    assert "cal__open h09 m00 uh10 um00" in shown
    assert shown.count("cal__slot") == 2
    assert "/desk/calendar/book/?day=2026-10-06&amp;starts=09:30" in as_(ana).get(WEEK).content.decode()


def test_a_closed_day_says_so_and_offers_no_hour(ana, oli, couple, bo, cy, practice):
    by = viewer_for(oli.user, second_factor=True)
    scheduling.add_closed_days(practice, first_day=date(2026, 10, 7), called="Fire drill", by=by)
    answer = as_(ana).get(WEEK)
    assert "Fire drill" in words(answer)
    assert "day=2026-10-07&amp;starts" not in answer.content.decode()


def test_an_empty_hour_comes_to_the_form_with_day_and_time(ana, couple, bo, cy):
    client = as_(ana)
    picking = text(client.get("/desk/calendar/book/?day=2026-10-06&starts=09:30"))
    assert 'value="09:30"' in picking
    form = client.get(f"/desk/calendar/book/?couple={couple.pk}&day=2026-10-06&starts=09:30").context["form"]
    assert (form["day"].value(), form["starts"].value()) == ("2026-10-06", "09:30")


def test_busy_hours_say_busy_and_nothing_else(ana, couple, bo, cy):
    source = BusySource.unscoped.create(staff=ana, called="Choir of Saint Anne")
    BusyBlock.unscoped.create(
        source=source,
        starts_at=datetime(2026, 10, 6, 13, tzinfo=UTC),
        ends_at=datetime(2026, 10, 6, 14, tzinfo=UTC),
    )
    shown = words(as_(ana).get(WEEK))
    assert "14:00–15:00 Busy" in shown
    assert "Choir" not in shown


def test_a_second_counsellor_sees_the_hour_without_names(ana, couple, bo, cy, practice):
    ada = colleague(practice, is_counsellor=True, called="Ada Lane")
    book(couple, second=ada)
    shown = words(as_(ada).get(WEEK))
    assert f"With {ana.spoken}" in shown
    assert "Bo and Cy" not in shown
    assert "data-move=" not in text(as_(ada).get(WEEK))


def test_another_counsellors_sessions_are_not_in_ones_own_week(couple, bo, cy, practice):
    book(couple)
    ada = colleague(practice, is_counsellor=True)
    assert "cal__one" not in text(as_(ada).get(WEEK))


def test_the_front_desk_sees_all_and_filters_by_colleague_and_room(finn, ana, couple, bo, cy, practice):
    blue, red = (Room.unscoped.create(practice=practice, called=name) for name in ("Blue", "Red"))
    ada = colleague(practice, is_counsellor=True, called="Ada")
    theirs = CoupleFactory(practice=practice, counsellor=ada)
    partner_in(theirs, "a", called="Xan")
    book(couple, room=blue)
    book(theirs, day=7, room=red)
    client = as_(finn)
    both, of_ada, in_blue = (
        words(client.get(f"{WEEK}{more}")) for more in ("", f"&colleague={ada.pk}", f"&room={blue.pk}")
    )
    assert ("Xan" in both, "Bo and Cy" in both) == (True, True)
    assert ("Xan" in of_ada, "Bo and Cy" in of_ada) == (True, False)
    assert ("Xan" in in_blue, "Bo and Cy" in in_blue) == (False, True)
    assert "Everybody" in both


def test_sessions_at_one_hour_stand_side_by_side(finn, ana, couple, bo, cy, practice):
    ada = colleague(practice, is_counsellor=True)
    theirs = CoupleFactory(practice=practice, counsellor=ada)
    partner_in(theirs, "a", called="Xan")
    book(couple)
    book(theirs, minute=45)
    shown = text(as_(finn).get(WEEK))
    assert "lane0 of2" in shown
    assert "lane1 of2" in shown


def test_the_week_takes_the_same_queries_however_full_it_is(ana, couple, bo, cy):
    book(couple)
    few = _queries(ana)
    for hour in (8, 10, 12, 14, 16):
        book(couple, day=7, hour=hour)
        book(couple, day=8, hour=hour)
    assert _queries(ana) == few <= 18


def _queries(person):
    client = as_(person)
    client.get(WEEK)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        client.get(WEEK)
    return len(caught)


def test_what_was_dragged_is_moved_and_taken_back_from_the_calendar(ana, couple, bo, cy):
    session = book(couple)
    client = as_(ana)
    fields = {
        "day": "2026-10-08", "starts": "10:15", "minutes": "50", "room": "", "place": "", "link": "",
        "scope": "one", "version": session.version, "from": "calendar",
    }  # fmt: skip
    moved = send(client, f"/desk/couples/{couple.pk}/sessions/{session.pk}/move/", **fields)
    assert moved["Location"].startswith("/desk/calendar/?week=2026-10-08&done=moved")
    assert "Take that back" in words(client.get(moved["Location"]))
    undo = f"/desk/couples/{couple.pk}/sessions/{session.pk}/undo/"
    assert f'action="{undo}"' in text(client.get(moved["Location"]))
    back = send(client, undo, **{"from": "calendar"})
    assert back["Location"] == "/desk/calendar/?week=2026-10-06&done=undone"
    session.refresh_from_db()
    assert session.starts_at == datetime(2026, 10, 6, 17, 30, tzinfo=UTC)


def test_the_front_desk_moves_cancels_and_takes_back(finn, couple, bo, cy):
    session = book(couple)
    client, path = as_(finn), f"/desk/calendar/{session.pk}/"
    answer = send(client, f"{path}cancel/", version=session.version)
    assert "done=cancelled" in answer["Location"]
    assert "Take that back" in words(client.get(answer["Location"]))
    assert send(client, f"{path}undo/").status_code == 302
    session.refresh_from_db()
    assert session.state == "booked"
    assert send(client, f"{path}undo/").status_code == 409


def test_the_front_desk_is_never_asked_why(finn, couple, bo, cy):
    session = book(couple)
    client = as_(finn)
    assert 'name="reason"' not in text(client.get(f"/desk/calendar/{session.pk}/"))
    send(
        client,
        f"/desk/calendar/{session.pk}/cancel/",
        version=session.version,
        called_by="a",
        reason="Ill.",
    )
    assert not Cancellation.unscoped.exists()


@pytest.mark.parametrize(
    ("starts", "ends", "place"),
    [
        ((9, 2), (9, 58), "h09 m00 uh10 um00"),
        ((5, 0), (6, 0), "h07 m00 uh07 um25"),
        ((22, 0), (23, 0), "h20 m35 uh21 um00"),
        ((20, 30), (22, 0), "h20 m30 uh21 um00"),
        ((12, 0), (12, 5), "h12 m00 uh12 um25"),
    ],
)
def test_every_hour_has_a_place_in_the_week(starts, ends, place):
    day = date(2026, 10, 6)
    assert week.place(day, datetime.combine(day, time(*starts)), datetime.combine(day, time(*ends))) == place


def test_more_at_one_hour_than_fits_still_has_a_place():
    hour = (datetime(2026, 10, 6, 9), datetime(2026, 10, 6, 10))
    assert week.lanes([hour] * 9)[-1] == "lane5 of6"


def test_whose_seat_it_is_decides_the_name_in_the_week(ana, couple, bo, cy):
    book(couple, attendees=[cy])
    assert TherapySession.unscoped.count() == Attendee.unscoped.count() == 1
    shown = words(as_(ana).get(WEEK))
    assert cy.called in shown
    assert f"{bo.called} and" not in shown
