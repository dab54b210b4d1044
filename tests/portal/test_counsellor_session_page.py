"""The page of the hour: who came, what is owed, what they bring, what they ask for, and notes that are locked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from practice import scheduling
from practice.access import viewer_for
from practice.models import (
    Attendance,
    Bringing,
    ChangeRequest,
    Fee,
    FollowUp,
    InviteReply,
    Note,
    Room,
    TherapySession,
)
from practice.scheduling import bringing, wishing
from tests.portal.couples_pages import as_, send, session_for, text, words
from tests.portal.desk_pages import at, colleague, grant


@pytest.fixture
def past(couple, bo, cy):
    return session_for(couple, bo, cy, in_hours=-3)


@pytest.fixture
def ahead(couple, bo, cy):
    return session_for(couple, bo, cy, in_hours=72)


@pytest.fixture
def finn(practice):
    return colleague(practice, is_scheduler=True, called="Finn")


def hour(couple, session, end=""):
    return at(couple, f"sessions/{session.pk}/{end}")


def test_who_came_is_noted_for_each(ana, couple, bo, cy, past):
    client = as_(ana)
    fields = {"came_a": "came", "version_a": "0", "came_b": "missed", "version_b": "0"}
    assert send(client, hour(couple, past, "attendance/"), **fields).status_code == 302
    assert {(row.partner, row.outcome) for row in Attendance.unscoped.all()} == {(bo, "came"), (cy, "missed")}
    shown = text(client.get(hour(couple, past)))
    assert 'name="came_b" value="missed" checked' in shown
    assert "Charge Cy for the hour" in shown


def test_who_was_quicker_is_not_overwritten(ana, couple, bo, cy, past):
    client = as_(ana)
    send(client, hour(couple, past, "attendance/"), came_a="came", version_a="0")
    answer = send(client, hour(couple, past, "attendance/"), came_a="late", version_a="0")
    assert answer.status_code == 412
    assert Attendance.unscoped.get().outcome == "came"


def test_the_front_desk_never_reads_who_came(finn, ana, couple, bo, cy, past):
    send(as_(ana), hour(couple, past, "attendance/"), came_b="missed", version_b="0")
    assert "Did not come" not in words(as_(finn).get(f"/desk/calendar/{past.pk}/"))
    assert as_(finn).get(hour(couple, past)).status_code == 404


def test_fees_are_written_once_paid_and_let_go(ana, couple, bo, cy, past, practice):
    practice.session_fee = 9001
    practice.save()
    client = as_(ana)
    assert send(client, hour(couple, past, "charge/")).status_code == 302
    assert send(client, hour(couple, past, "charge/")).status_code == 302
    first, second = Fee.unscoped.order_by("amount")
    assert (first.amount, second.amount) == (4500, 4501)
    assert "45.01 GBP" in words(client.get(hour(couple, past)))
    path = at(couple, f"sessions/fees/{first.pk}/")
    assert send(client, path, state="paid", version="1").status_code == 302
    assert send(client, path, state="waived", version="1").status_code == 412
    first.refresh_from_db()
    assert (first.state, first.paid_on) == ("paid", timezone.localdate())


def test_the_front_desk_notes_what_was_paid(finn, ana, couple, bo, cy, past, practice):
    practice.session_fee = 9000
    practice.save()
    send(as_(ana), hour(couple, past, "charge/"))
    fee = Fee.unscoped.filter(payer=bo).get()
    client = as_(finn)
    assert "45.00 GBP" in words(client.get(f"/desk/calendar/{past.pk}/"))
    answer = send(client, f"/desk/calendar/fees/{fee.pk}/", state="paid", paid_on="2100-01-01", version="1")
    assert answer.status_code == 400
    assert send(client, f"/desk/calendar/fees/{fee.pk}/", state="paid", version="1").status_code == 302


def test_nothing_can_be_owed_where_nobody_said_what_it_costs(ana, couple, bo, cy, past):
    answer = send(as_(ana), hour(couple, past, "charge/"))
    assert answer.status_code == 409
    assert "Say first what a session costs" in words(answer)


def test_what_each_brings_is_marked_by_who_reads_it(ana, couple, bo, cy, ahead):
    bringing.bring(couple, bo, words="The silent evening.", by=viewer_for(bo.user))
    shared = bringing.bring(couple, cy, words="A good Sunday.", by=viewer_for(cy.user))
    Bringing.unscoped.filter(pk=shared.pk).update(shared_at=timezone.now() - timedelta(hours=1))
    client = as_(ana)
    shown = words(client.get(hour(couple, ahead)))
    assert "The silent evening. You and Bo read this. Nobody else." in shown
    assert "A good Sunday. All three of you read this." in shown
    mine = Bringing.unscoped.exclude(pk=shared.pk).get()
    path = at(couple, f"sessions/brought/{mine.pk}/")
    assert send(client, path, to="done", session=str(ahead.pk)).status_code == 302
    mine.refresh_from_db()
    assert mine.done_at


def test_what_one_brings_is_not_on_the_page_of_the_others_own_hour(ana, couple, bo, cy):
    bringing.bring(couple, bo, words="The silent evening.", by=viewer_for(bo.user))
    own = session_for(couple, cy, in_hours=24)
    assert "The silent evening." not in words(as_(ana).get(hour(couple, own)))


def wish(partner, session, **facts):
    moment = (session.starts_at + timedelta(days=1)).replace(tzinfo=None, second=0, microsecond=0)
    asked = {"kind": "move", "wished": [moment], "words": "My mother lands then."} | facts
    return wishing.ask(session, partner, by=viewer_for(partner.user), **asked)


def test_a_wish_is_granted_with_a_time_that_suits(ana, couple, bo, cy, ahead):
    row = wish(bo, ahead)
    client = as_(ana)
    shown = words(client.get(hour(couple, ahead)))
    assert "Bo asks for another time" in shown
    assert "My mother lands then." in shown
    path = at(couple, f"sessions/requests/{row.pk}/")
    fields = {"answer": "yes", "time": f"{row.wished[0]}:00", "version": row.version, "reply": "Gladly."}
    assert send(client, path, **fields).status_code == 302
    row.refresh_from_db()
    before = ahead.starts_at
    ahead.refresh_from_db()
    assert (row.state, row.reply) == ("granted", "Gladly.")
    assert ahead.starts_at > before


def test_another_time_than_the_wished_ones_can_be_given(ana, couple, bo, cy, ahead):
    row = wish(bo, ahead)
    path = at(couple, f"sessions/requests/{row.pk}/")
    fields = {"answer": "yes", "time": "other", "version": row.version}
    assert send(as_(ana), path, **fields).status_code == 400
    day = (ahead.starts_at + timedelta(days=3)).date()
    assert send(as_(ana), path, **fields, day=str(day), starts="10:00").status_code == 302


def test_a_wish_is_declined_with_a_sentence_by_the_front_desk(finn, couple, bo, cy, ahead):
    row = wish(bo, ahead, kind="cancel", wished=[])
    client = as_(finn)
    assert "Bo asks to call it off" in words(client.get(f"/desk/calendar/{ahead.pk}/"))
    path = f"/desk/calendar/requests/{row.pk}/"
    answer = send(client, path, answer="no", reply="Let us talk first.", version=row.version)
    assert answer.status_code == 302
    assert send(client, path, answer="no", reply="", version=row.version).status_code == 412
    row.refresh_from_db()
    assert (row.state, row.reply) == ("declined", "Let us talk first.")


def test_today_shows_what_was_asked_who_cannot_come_and_what_to_come_back_to(ana, couple, bo, cy, ahead):
    wish(bo, ahead)
    InviteReply.unscoped.create(session=ahead, user=cy.user, answer="declined")
    row = FollowUp.unscoped.create(
        couple=couple, made_by=ana, kind="review", due_on=timezone.localdate(), words="The agreement."
    )
    client = as_(ana)
    shown = words(client.get("/desk/"))
    for said in ("Bo asks for another time", "Cy can’t come", "To come back to", "The agreement."):
        assert said in shown, said
    assert "Can’t come" in words(client.get(hour(couple, ahead)))
    path = at(couple, f"sessions/follow-ups/{row.pk}/done/")
    assert send(client, path, version=row.version, **{"from": "today"})["Location"] == "/desk/"
    assert "The agreement." not in words(client.get("/desk/"))


def test_a_reminder_is_made_changed_and_done(ana, couple, bo, cy):
    client, path = as_(ana), at(couple, "sessions/follow-ups/")
    day = timezone.localdate() + timedelta(days=10)
    made = {"kind": "review", "due_on": str(day), "words": "First agreement."}
    assert send(client, path, **made | {"due_on": "2001-01-01"}).status_code == 400
    assert send(client, path, **made).status_code == 302
    row = FollowUp.unscoped.get()
    later = {"due_on": str(day + timedelta(days=1)), "words": "Second thoughts.", "version": row.version}
    assert send(client, f"{path}{row.pk}/", **later).status_code == 302
    stale = send(client, f"{path}{row.pk}/", **later | {"words": "Too late."})
    assert stale.status_code == 412
    assert "Too late." in text(stale)
    assert "Second thoughts." in words(stale)


def test_what_is_the_counsellors_alone_is_not_there_while_the_screen_is_shared(ana, couple, bo, cy, ahead):
    client = as_(ana)
    wish(bo, ahead)
    bringing.bring(couple, bo, words="The silent evening.", by=viewer_for(bo.user))
    send(client, "/desk/shared-view/", to="shared", couple=str(couple.pk))
    for path in (hour(couple, ahead), at(couple, "sessions/")):
        shown = words(client.get(path))
        for said in ("My mother", "asks for", "silent evening", "Fees", "Called off", "What was done"):
            assert said not in shown, said
    for path in ("sessions/terms/", "sessions/follow-ups/", f"sessions/{ahead.pk}/cancel/"):
        assert "Not in the shared view" in words(client.get(at(couple, path)))


def test_the_note_of_an_hour_has_three_parts_and_is_one_note(ana, couple, bo, cy, past):
    client = as_(ana)
    fields = {
        "about": "joint",
        "session": str(past.pk),
        "happened": "They spoke.",
        "tried": "",
        "next": "A walk.",
    }
    assert send(client, at(couple, "notes/new/"), **fields).status_code == 302
    assert Note.unscoped.get().body == "What happened\nThey spoke.\n\nNext\nA walk."
    empty = send(client, at(couple, "notes/new/"), about="joint", session=str(past.pk))
    assert empty.status_code == 400
    assert list(empty.context["form"].errors) == ["happened"]


def test_a_locked_note_stays_and_is_added_to(ana, couple, bo, cy):
    note = Note.unscoped.create(couple=couple, author=ana, kind="joint", body="First words.")
    client = as_(ana)
    assert client.get(at(couple, f"notes/{note.pk}/add/")).status_code == 404
    assert send(client, at(couple, f"notes/{note.pk}/lock/"), version=note.version).status_code == 302
    late = send(client, at(couple, f"notes/{note.pk}/"), body="Other words.", version=note.version + 1)
    assert late.status_code == 409
    assert send(client, at(couple, f"notes/{note.pk}/add/"), body="And later.").status_code == 302
    added = Note.unscoped.exclude(pk=note.pk).get()
    assert (added.adds_to, added.body) == (note, "And later.")
    assert "Locked" in words(client.get(at(couple, "notes/")))


def test_the_terms_of_a_couple_are_set_for_both_alike(ana, couple, bo, cy, practice):
    room = Room.unscoped.create(practice=practice, called="Blue")
    client, path = as_(ana), at(couple, "sessions/terms/")
    hours = {
        "about": "hours", "version": "0", "mode": "book", "alone": "yes", "minutes": "80", "room": str(room.pk),
        "notice_hours": "48", "days_ahead": "30",
    }  # fmt: skip
    assert send(client, path, **hours).status_code == 302
    terms = scheduling.terms_of(couple)
    assert (terms.mode, terms.alone, terms.minutes, terms.room) == ("book", True, 80, room)
    stale = send(client, path, **hours | {"minutes": "90"})
    assert stale.status_code == 412
    assert stale.context["hours"]["minutes"].value() == "90"
    fee = {"about": "fee", "version": "0", "amount": "120,50", "split": "b"}
    assert send(client, path, **fee | {"amount": "much"}).status_code == 400
    assert send(client, path, **fee).status_code == 302
    shown = text(client.get(path))
    assert 'value="120.50"' in shown


def test_a_supervisor_looks_and_changes_nothing(practice, couple, bo, cy, ahead, past):
    sue = colleague(practice, is_counsellor=True)
    grant(couple, sue, kind="supervision")
    client = as_(sue)
    shown = text(client.get(hour(couple, past)))
    for act in ("attendance/", "charge/", "Keep the note"):
        assert act not in shown
    for act in ("attendance/", "charge/", "undo/", "cancel/"):
        assert send(client, hour(couple, past, act), version=1).status_code == 404
    assert ChangeRequest.unscoped.count() == 0


def test_the_list_of_sessions_takes_the_same_queries_however_long(
    ana, couple, bo, cy, django_assert_max_num_queries
):
    for hours in range(-400, 400, 20):
        session_for(couple, bo, cy, in_hours=hours + 0.5)
    assert TherapySession.unscoped.count() == 40
    client = as_(ana)
    client.get(at(couple, "sessions/"))
    with django_assert_max_num_queries(20):
        client.get(at(couple, "sessions/"))
