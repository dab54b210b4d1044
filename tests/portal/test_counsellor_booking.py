"""Booking from a form: a series is looked at first, what is unusual is asked once more, and what is taken is named."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
import time_machine

from practice.models import Attendee, Cancellation, OpenHours, Room, Series, SessionChange, TherapySession
from tests.portal.couples_pages import as_, send, text, words
from tests.portal.desk_pages import at, colleague

OCTOBER = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_october():
    with time_machine.travel(OCTOBER, tick=True):
        yield


def book(client, couple, **fields):
    filled = {
        "day": "2026-10-06", "starts": "18:30", "minutes": "50", "place": "", "zone": "Europe/London",
        "who": "ab", "repeats": "0", "count": "6",
    }  # fmt: skip
    return send(client, at(couple, "sessions/book/"), **(filled | fields))


def starts():
    return [
        f"{row:%m-%d %H:%M}"
        for row in TherapySession.unscoped.order_by("starts_at").values_list("starts_at", flat=True)
    ]


def test_a_series_is_shown_with_every_date_before_anything_is_booked(ana, couple, bo, cy):
    client = as_(ana)
    answer = book(client, couple, repeats="2", count="3")
    shown = words(answer)
    assert "Nothing is booked yet" in shown
    for day in ("Tuesday 6 October 2026", "Tuesday 20 October 2026", "Tuesday 3 November 2026"):
        assert day in shown
    assert not TherapySession.unscoped.exists()
    assert 'type="hidden" name="starts" value="18:30"' in text(answer)
    assert book(client, couple, repeats="2", count="3", step="book").status_code == 302
    assert starts() == ["10-06 17:30", "10-20 17:30", "11-03 18:30"]


def test_something_can_be_changed_after_the_dates_were_seen(ana, couple, bo, cy):
    answer = book(as_(ana), couple, repeats="1", count="3", step="change")
    assert answer.status_code == 200
    assert answer.context["form"]["starts"].value() == "18:30"
    assert "Nothing is booked yet" not in words(answer)
    assert not TherapySession.unscoped.exists()


def test_a_clock_change_within_a_series_is_told_by_its_rule(ana, couple, bo, cy):
    missing = book(as_(ana), couple, day="2027-03-21", starts="01:30", repeats="1", count="2")
    assert "01:30 does not exist on that day, so it is 02:30" in words(missing)
    twice = book(as_(ana), couple, day="2026-10-18", starts="01:30", repeats="1", count="2")
    assert "comes twice on that day, and it is the first" in words(twice)


def test_monthly_until_a_day(ana, couple, bo, cy):
    fields = {"repeats": "m", "count": "", "until": "2026-12-31", "step": "book"}
    assert book(as_(ana), couple, **fields).status_code == 302
    assert starts() == ["10-06 17:30", "11-03 18:30", "12-01 18:30"]
    assert Series.unscoped.get().unit == "month"


def test_a_date_that_is_taken_stands_marked_and_nothing_can_be_pressed(ana, couple, bo, cy):
    client = as_(ana)
    book(client, couple, day="2026-10-20")
    answer = book(client, couple, repeats="2", count="3")
    assert "There is a session already on 20 October 2026, from 18:30 to 19:20" in words(answer)
    assert 'value="book"' not in text(answer)
    assert book(client, couple, repeats="2", count="3", step="book").status_code == 409
    assert TherapySession.unscoped.count() == 1


def test_what_is_taken_names_the_other_time(ana, couple, bo, cy):
    client = as_(ana)
    book(client, couple)
    answer = book(client, couple, starts="19:00")
    assert answer.status_code == 409
    assert "from 18:30 to 19:20" in words(answer)


def test_outside_of_the_hours_is_asked_once_more_and_then_booked(ana, couple, bo, cy, practice):
    OpenHours.unscoped.create(practice=practice, weekday=1, opens=time(9), closes=time(17))
    client = as_(ana)
    answer = book(client, couple, place="By the lake")
    assert answer.status_code == 409
    assert "Book it all the same" in words(answer)
    assert answer.context["form"]["place"].value() == "By the lake"
    assert not TherapySession.unscoped.exists()
    assert book(client, couple, place="By the lake", anyway="yes").status_code == 302


def test_a_series_outside_of_the_hours_is_booked_all_the_same_from_its_dates(ana, couple, bo, cy, practice):
    OpenHours.unscoped.create(practice=practice, weekday=1, opens=time(9), closes=time(17))
    client = as_(ana)
    answer = book(client, couple, repeats="1", count="2")
    assert "Book them all the same" in words(answer)
    assert 'name="anyway" value="yes"' in text(answer)
    assert book(client, couple, repeats="1", count="2", step="book", anyway="yes").status_code == 302
    assert TherapySession.unscoped.count() == 2


def test_with_a_colleague_in_a_room(ana, couple, bo, cy, practice):
    ada = colleague(practice, is_counsellor=True)
    room = Room.unscoped.create(practice=practice, called="Blue")
    book(as_(ana), couple, second=str(ada.pk), room=str(room.pk))
    session = TherapySession.unscoped.get()
    assert (session.second, session.room) == (ada, room)


@pytest.mark.parametrize("field", ["second", "room"])
def test_what_is_not_in_the_list_cannot_be_picked(field, ana, couple, bo, cy, other_couple):
    room = Room.unscoped.create(practice=other_couple.practice, called="Theirs") if field == "room" else None
    value = str(room.pk if room else other_couple.counsellor_id)
    wrong = other_couple.practice_id == couple.practice_id
    answer = book(as_(ana), couple, **{field: value})
    assert answer.status_code == (302 if wrong else 400)


def series(client, couple, count=4):
    book(client, couple, repeats="1", count=str(count), step="book")
    return list(TherapySession.unscoped.order_by("starts_at"))


def test_from_here_on_the_rest_of_a_series_moves_along(ana, couple, bo, cy):
    client = as_(ana)
    second = series(client, couple)[1]
    fields = {
        "day": "2026-10-14", "starts": "10:00", "minutes": "50", "scope": "onward", "version": second.version,
    }  # fmt: skip
    assert send(client, at(couple, f"sessions/{second.pk}/move/"), **fields).status_code == 302
    assert starts() == ["10-06 17:30", "10-14 09:00", "10-21 09:00", "10-28 10:00"]


def test_calling_off_from_here_on_with_who_and_why_for_the_counsellor_alone(ana, couple, bo, cy):
    client = as_(ana)
    third = series(client, couple)[2]
    path = at(couple, f"sessions/{third.pk}/cancel/")
    assert "For you alone" in words(client.get(path))
    fields = {"version": third.version, "scope": "onward", "called_by": "a", "late": "yes", "reason": "Ill."}
    answer = send(client, path, **fields)
    assert "done=cancelled" in answer["Location"]
    off = Cancellation.unscoped.filter(session=third).get()
    assert (off.partner, off.is_late, off.reason) == (bo, True, "Ill.")
    assert TherapySession.unscoped.booked().count() == 2
    page = words(client.get(at(couple, f"sessions/{third.pk}/")))
    assert "Ill." in page


def test_a_slip_is_taken_back_at_once_for_all_that_changed_with_it(ana, couple, bo, cy):
    client = as_(ana)
    first = series(client, couple)[0]
    send(client, at(couple, f"sessions/{first.pk}/cancel/"), version=first.version, scope="all")
    assert not TherapySession.unscoped.booked().exists()
    answer = send(client, at(couple, f"sessions/{first.pk}/undo/"))
    assert "done=undone" in answer["Location"]
    assert TherapySession.unscoped.booked().count() == 4
    assert not Cancellation.unscoped.exists()


def test_there_is_nothing_to_take_back_of_what_was_only_booked(ana, couple, bo, cy):
    client = as_(ana)
    book(client, couple)
    session = TherapySession.unscoped.get()
    answer = send(client, at(couple, f"sessions/{session.pk}/undo/"))
    assert answer.status_code == 409
    assert SessionChange.unscoped.count() == 1


def test_a_series_goes_on(ana, couple, bo, cy):
    client = as_(ana)
    first = series(client, couple, 2)[0]
    version = Series.unscoped.get().version
    path = at(couple, f"sessions/{first.pk}/extend/")
    assert send(client, path, more="2", version=version + 3).status_code == 412
    assert send(client, path, more="0", version=version).status_code == 400
    assert send(client, path, more="2", version=version).status_code == 302
    assert starts() == ["10-06 17:30", "10-13 17:30", "10-20 17:30", "10-27 18:30"]
    assert Attendee.unscoped.count() == 8
