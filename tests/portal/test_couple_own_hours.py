"""Asking for another time, booking a free hour, bringing something, and choosing how a calendar looks."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone

from practice import scheduling
from practice.calendar import choosing
from practice.models import Attendee, Bringing, CalendarChoice, ChangeRequest, TherapySession
from practice.scheduling import wishing
from tests.conftest import looking
from tests.factories.homework import joint_work
from tests.portal.couples_pages import as_, send, session_for, words

ALL_WEEK = {weekday: [(time(8), time(20))] for weekday in range(7)}


@pytest.fixture
def bookable(couple, bo, cy, ana):
    """Bo and Cy may pick from what Ana has free."""
    scheduling.set_hours(couple.practice, ALL_WEEK, staff=ana, by=looking(ana))
    return scheduling.set_terms(couple, mode="book", alone=True, by=looking(ana))


def test_one_asks_for_another_time_and_the_other_never_sees_it(couple, bo, cy, ana):
    session = session_for(couple, bo, cy)
    client, day = as_(bo), (timezone.now() + timedelta(days=9)).date()
    page = f"/sessions/{session.pk}/ask/"
    before = as_(cy).get(f"/sessions/{session.pk}/").content
    done = send(client, page, kind="move", day1=str(day), at1="18:00", words="Mornings are hard just now.")
    assert done.status_code == 302
    shown = words(client.get(f"/sessions/{session.pk}/"))
    assert "You asked for another time" in shown
    assert "18:00" in shown
    assert _bare(as_(cy).get(f"/sessions/{session.pk}/").content) == _bare(before)
    request = ChangeRequest.unscoped.get()
    send(client, f"/sessions/asked/{request.pk}/")
    assert ChangeRequest.unscoped.get().state == "withdrawn"
    assert as_(cy).post(f"/sessions/asked/{request.pk}/", {"idempotency_key": "x"}).status_code == 404


def _bare(body: bytes) -> str:
    """A page without what is new in it each time."""
    import re

    return re.sub(r'name="(idempotency_key|csrfmiddlewaretoken)" value="[^"]*"', "", body.decode())


def test_a_time_that_cannot_be_read_stays_in_its_field(couple, bo, cy):
    session = session_for(couple, bo, cy)
    refused = send(as_(bo), f"/sessions/{session.pk}/ask/", kind="move", day1="", at1="18:00", words="Please")
    assert refused.status_code == 400
    assert 'value="18:00"' in refused.content.decode()
    assert "Please" in words(refused)
    assert not ChangeRequest.unscoped.exists()


def test_the_answer_is_read_where_it_was_asked(couple, bo, cy, ana):
    session = session_for(couple, bo, cy)
    asked = wishing.ask(session, bo, kind="move", words="Later?", by=looking(bo))
    wishing.answer(asked, granted=False, reply="That week is full, I am sorry.", by=looking(ana))
    assert "That week is full" in words(as_(bo).get(f"/sessions/{session.pk}/"))
    assert "That week is full" not in words(as_(cy).get(f"/sessions/{session.pk}/"))


def test_who_may_only_see_has_no_page_to_ask(couple, bo, cy, ana):
    session = session_for(couple, bo, cy)
    scheduling.set_terms(couple, mode="see", by=looking(ana))
    client = as_(bo)
    assert "I need another time" not in words(client.get(f"/sessions/{session.pk}/"))
    assert client.get(f"/sessions/{session.pk}/ask/").status_code == 404
    assert client.get("/sessions/free/").status_code == 404


def test_one_tap_books_an_hour_for_both(couple, bo, cy, bookable):
    client = as_(bo)
    hour = scheduling.free_hours(couple, bo, viewer=looking(bo))[0].starts_at.isoformat()
    assert hour in client.get("/sessions/free/").content.decode()
    assert send(client, "/sessions/free/", starts_at=hour, who="both").status_code == 302
    session = TherapySession.unscoped.get()
    assert Attendee.unscoped.filter(session=session).count() == 2
    assert as_(cy).get(f"/sessions/{session.pk}/").status_code == 200


def test_an_hour_of_ones_own_is_nowhere_for_the_other(couple, bo, cy, bookable):
    hour = scheduling.free_hours(couple, bo, viewer=looking(bo))[0].starts_at.isoformat()
    send(as_(bo), "/sessions/free/", starts_at=hour, who="alone")
    session = TherapySession.unscoped.get()
    assert as_(cy).get(f"/sessions/{session.pk}/").status_code == 404
    assert "Nothing booked" in words(as_(cy).get("/sessions/"))


def test_an_hour_that_has_gone_shows_what_is_left(couple, bo, cy, bookable):
    hour = scheduling.free_hours(couple, bo, viewer=looking(bo))[0].starts_at.isoformat()
    send(as_(cy), "/sessions/free/", starts_at=hour, who="both")
    refused = send(as_(bo), "/sessions/free/", starts_at=hour, who="both")
    assert refused.status_code == 409
    assert "has just gone" in words(refused)
    assert hour not in refused.content.decode()
    for made_up in ("", "tomorrow", "2026-12-01T10:00"):
        assert send(as_(bo), "/sessions/free/", starts_at=made_up).status_code == 400
    assert TherapySession.unscoped.count() == 1


def test_what_one_brings_is_for_the_counsellor_until_it_is_shared(couple, bo, cy):
    joint_work(couple)
    client = as_(bo)
    assert send(client, "/sessions/bring/", words="The evenings feel long.").status_code == 302
    assert "The evenings feel long." in words(client.get("/sessions/bring/"))
    assert "evenings" not in words(as_(cy).get("/sessions/bring/"))
    row = Bringing.unscoped.get()
    assert send(client, f"/sessions/bring/{row.pk}/", do="share").status_code == 302
    assert "evenings" not in words(as_(cy).get("/sessions/bring/"))
    Bringing.unscoped.update(shared_at=timezone.now() - timedelta(minutes=11))
    assert "The evenings feel long." in words(as_(cy).get("/sessions/bring/"))
    send(client, f"/sessions/bring/{row.pk}/", do="unshare")
    assert "evenings" not in words(as_(cy).get("/sessions/bring/"))
    assert as_(cy).get(f"/sessions/bring/{row.pk}/").status_code == 404


def test_words_are_changed_on_a_page_of_their_own(couple, bo, cy):
    client = as_(bo)
    send(client, "/sessions/bring/", words="The evenings")
    row = Bringing.unscoped.get()
    page = f"/sessions/bring/{row.pk}/"
    assert "The evenings" in words(client.get(page))
    send(client, page, do="keep", words="The evenings feel long.", version=row.version)
    assert Bringing.unscoped.get().words == "The evenings feel long."
    stale = send(client, page, do="keep", words="Something else", version=row.version)
    assert stale.status_code == 412
    assert "Something else" in words(stale)
    send(client, page, do="remove")
    assert not Bringing.unscoped.exists()


def test_an_empty_thought_is_asked_for_again(couple, bo, cy):
    refused = send(as_(bo), "/sessions/bring/", words="  ")
    assert refused.status_code == 400
    assert not Bringing.unscoped.exists()


def test_a_calendar_says_what_its_person_chose(couple, bo, cy):
    client, page = as_(bo), "/sessions/calendar/"
    fields = {
        "do": "choose",
        "channel": "feed",
        "title": "Dentist",
        "alarm": "30",
        "mail": "24",
        "version": "0",
    }
    assert send(client, page, **fields, shows_place="yes").status_code == 302
    choice = choosing.choices_of(bo.user)
    assert (choice.title, choice.shows_place, choice.alarm_minutes, choice.mail_hours) == (
        "Dentist",
        True,
        30,
        24,
    )
    stale = send(client, page, **fields | {"title": "Call"})
    assert stale.status_code == 412
    assert 'value="Call"' in stale.content.decode()
    assert choosing.choices_of(cy.user).title == ""


def test_a_choice_that_is_none_is_refused_and_kept_on_the_page(couple, bo, cy):
    fields = {"do": "choose", "channel": "pigeon", "title": "Call", "alarm": "7", "mail": "", "version": "0"}
    refused = send(as_(bo), "/sessions/calendar/", **fields)
    assert refused.status_code == 400
    assert 'value="Call"' in refused.content.decode()
    assert not CalendarChoice.unscoped.exists()


def test_a_mailed_code_opens_none_of_it(couple, bo, cy, client):
    from tests.signing import sign_in

    session = session_for(couple, bo, cy)
    reduced = sign_in(client, bo, reduced=True)
    for page in ("/sessions/bring/", "/sessions/free/", f"/sessions/{session.pk}/ask/"):
        assert reduced.get(page).status_code == 403
    assert "I need another time" not in words(reduced.get(f"/sessions/{session.pk}/"))
