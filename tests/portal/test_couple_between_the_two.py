"""Together: replies, sealed words side by side, the loop, hours for two. Nothing tells of what was not done."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from homework import entering
from homework.models import Entry, EntryPart, Reply, SharedTime
from tests.conftest import looking
from tests.factories.homework import AssignmentFactory, EntryFactory, exercise, joint_work, shared_part
from tests.portal.couples_pages import appreciation, as_, send, text, words


def later(minutes):
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False)


@pytest.fixture
def theirs(couple, bo, cy):
    """What Cy shared, as it stands before Bo."""
    return shared_part(
        EntryFactory(assignment=appreciation(couple), partner=cy), words="You let me sleep in."
    )


@pytest.fixture
def deck(couple, bo, cy):
    joint_work(couple)
    return AssignmentFactory(couple=couple, exercise=exercise("inner-world-questions"), cadence="weekly")


def release(deck, person, answer):
    from homework.days import today

    entering.write(
        deck,
        person,
        today(deck.couple.practice),
        {"my_answer": answer, "my_guess": "Rain."},
        by=looking(person),
        audience="partner",
    )


def test_a_reply_is_one_tap_and_another_tap_takes_it_away(theirs, bo, cy):
    client = as_(bo)
    send(client, f"/together/reply/{theirs.pk}/", kind="thanks")
    assert Reply.unscoped.get().kind == "thanks"
    assert 'aria-pressed="true"' in text(client.get("/together/"))
    assert "Bo: Thank you" not in words(as_(cy).get("/together/"))
    with later(11):
        assert "Bo: Thank you" in words(as_(cy).get("/together/"))
        send(as_(bo), f"/together/reply/{theirs.pk}/", kind="")
        assert "Bo: Thank you" not in words(as_(cy).get("/together/"))


def test_a_reply_is_to_the_others_words_that_have_arrived(theirs, couple, bo, cy):
    settling = shared_part(
        EntryFactory(
            assignment=theirs.entry.assignment, partner=cy, day=theirs.entry.day - timedelta(days=1)
        ),
        minutes_ago=2,
    )
    assert send(as_(bo), f"/together/reply/{settling.pk}/", kind="kept").status_code == 404
    assert send(as_(cy), f"/together/reply/{theirs.pk}/", kind="kept").status_code == 404
    assert send(as_(bo), f"/together/reply/{theirs.pk}/", kind="fits").status_code == 400
    assert not Reply.unscoped.exists()


def test_no_answer_looks_like_nothing(theirs, bo, cy):
    shown = words(as_(cy).get("/together/"))
    assert "You let me sleep in." in shown
    assert not [word for word in ("Not answered", "unread", "seen", "Waiting") if word in shown]


def test_sealed_words_open_side_by_side_as_one_item(deck, bo, cy):
    release(deck, bo, "Toast.")
    with later(11):
        done = words(as_(bo).get(f"/d/{deck.pk}/", follow=True))
        assert "It opens only when you have both written and released yours." in done
        assert "Toast." not in text(as_(cy).get("/together/"))
        release(deck, cy, "Old books.")
    with later(22):
        client = as_(bo)
        page = text(client.get("/together/"))
        assert page.count("<article") == 1
        assert page.index("Toast.") < page.index("Old books.")
        assert "From you both" in page
        opened = client.get(f"/d/{deck.pk}/")
        assert "Open to you both" in words(opened)
        answer = send(
            client, f"/d/{deck.pk}/", after="1", **{"a-guess_close": "partly", "audience": "counsellor"}
        )
        assert answer.status_code == 302
        assert EntryPart.unscoped.get(field="guess_close").audience == "counsellor"
        assert "Partly" not in words(as_(cy).get("/together/"))


def test_what_is_sealed_tells_nothing_of_the_other_one(deck, bo, cy):
    def seen():
        return [words(as_(bo).get(path)) for path in ("/today/", "/together/", f"/d/{deck.pk}/")]

    with later(15):
        before = seen()
    release(deck, cy, "Old books.")
    with later(15):
        assert seen() == before


def test_the_counsellor_may_be_let_open_it_in_the_room_and_that_can_be_undone(deck, bo, cy):
    from homework.days import today

    entry = entering.write(deck, bo, today(deck.couple.practice), {"my_answer": "Toast."}, by=looking(bo))
    client = as_(bo)
    assert "May Ana open it in the room?" in words(client.get(f"/only-me/{entry.pk}/room/"))
    send(client, f"/only-me/{entry.pk}/room/", room="yes")
    part = EntryPart.unscoped.get()
    assert (part.in_room, part.audience) == (True, "counsellor")
    send(client, f"/only-me/{entry.pk}/room/", room="no")
    assert not EntryPart.unscoped.get().in_room
    assert as_(cy).get(f"/only-me/{entry.pk}/room/").status_code == 404


def test_words_that_fit_for_both_become_the_loop(couple, bo, cy):
    joint_work(couple)
    diary = AssignmentFactory(couple=couple, exercise=exercise("cycle-diary"))
    mine = shared_part(EntryFactory(assignment=diary, partner=bo), field="my_move", words="I press.")
    move = shared_part(EntryFactory(assignment=diary, partner=cy), field="my_move", words="I go quiet.")
    client = as_(bo)
    assert "That fits" in words(client.get("/together/"))
    assert "I go quiet." not in text(client.get("/together/loop/"))
    send(client, f"/together/reply/{move.pk}/", kind="fits")
    drawn = text(client.get("/together/loop/"))
    assert "I go quiet." in drawn
    assert "I press." not in drawn
    assert mine.pk != move.pk
    with later(11):
        assert "I go quiet." in text(as_(cy).get("/together/loop/"))


def propose(client, **fields):
    day = (timezone.now() + timedelta(days=3)).date().isoformat()
    sent = {"what": "A walk", "day": day, "at": "18:30", "minutes": "60", **fields}
    return send(client, "/together/times/", **sent)


def test_an_hour_is_proposed_agreed_and_stands_on_top(couple, theirs, bo, cy):
    assert propose(as_(bo)).status_code == 302
    assert "A walk" not in text(as_(cy).get("/together/"))
    with later(11):
        client = as_(cy)
        assert "Proposed by Bo" in words(client.get("/together/"))
        row = SharedTime.unscoped.get()
        assert send(as_(bo), f"/together/times/{row.pk}/", act="agree").status_code == 404
        send(client, f"/together/times/{row.pk}/", act="agree")
        shown = text(as_(bo).get("/together/"))
        assert shown.index("A time for you two") < shown.index("You let me sleep in.")
        send(client, f"/together/times/{row.pk}/", act="another")
        assert "Cy: another time" in words(as_(bo).get("/together/"))
        send(as_(bo), f"/together/times/{row.pk}/", act="back")
        assert "A walk" not in text(client.get("/together/"))


@pytest.mark.parametrize(
    "wrong", [{"what": " "}, {"day": "soon"}, {"at": ""}, {"minutes": "9999"}, {"minutes": "x"}]
)
def test_what_is_wrong_with_an_hour_is_told_and_what_was_typed_stays(couple, theirs, bo, wrong):
    answer = propose(as_(bo), **wrong)
    assert answer.status_code == 400
    assert not SharedTime.unscoped.exists()
    if "what" not in wrong:
        assert 'value="A walk"' in text(answer)


def test_pages_ask_the_database_equally_often_however_much_there_is(couple, bo, cy):
    assignment = appreciation(couple)

    def counts():
        client, held = as_(bo), {}
        for path in ("/today/", "/together/", "/only-me/", f"/d/{assignment.pk}/"):
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            held[path] = len(asked)
        return held

    for person in (bo, cy):
        shared_part(EntryFactory(assignment=assignment, partner=person, day=assignment.starts_on))
    few = counts()
    for back in range(1, 4):
        for person in (bo, cy):
            entry = EntryFactory(
                assignment=assignment, partner=person, day=assignment.starts_on + timedelta(days=back)
            )
            part = shared_part(entry, minutes_ago=30 + back)
            other = cy if person is bo else bo
            Reply.unscoped.create(part=part, partner=other, kind="kept", at=part.released_at)
    assert counts() == few
    assert Entry.unscoped.count() == 8
    assert list(few.values()) == [23, 15, 14, 12], few
