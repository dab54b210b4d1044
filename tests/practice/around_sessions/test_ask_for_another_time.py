"""One partner asks for a change; the counsellor or the front desk answers; the other partner never learns of it."""

from datetime import datetime, timedelta

import pytest

from practice import consenting, scheduling
from practice.models import (
    AuditEntry,
    BookingTerms,
    Cancellation,
    ChangeRequest,
    Message,
    TherapySession,
)
from practice.refusals import BadInput, Conflict, NotFound, NotNow, StaleEdit
from practice.scheduling import wishing
from tests.conftest import looking

from .conftest import session_of

FRIDAY = datetime(2026, 10, 16, 15)
THURSDAY = datetime(2026, 10, 15, 11, 30)


def asked(session, partner, **facts):
    how = {"kind": "move", "wished": [FRIDAY], "words": "School play."} | facts
    return wishing.ask(session, partner, by=looking(partner), **how)


def seen_by(person):
    return list(ChangeRequest.objects.visible_to(looking(person)))


def test_a_request_is_read_by_its_author_the_counsellor_and_the_desk_and_not_by_the_other(
    session, bo, cy, ana, fay, desk
):
    request = asked(session, bo)
    assert [seen_by(who) for who in (bo, ana, desk)] == [[request]] * 3
    assert [seen_by(who) for who in (cy, fay)] == [[], []]
    assert ChangeRequest.unscoped.get().words == "School play."


def test_wished_times_are_kept_in_their_order_on_the_clock(session, bo):
    assert asked(session, bo, wished=[FRIDAY, THURSDAY, FRIDAY]).wished == [
        "2026-10-15T11:30",
        "2026-10-16T15:00",
    ]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "swap"}, "kind"),
        ({"wished": [FRIDAY + timedelta(days=each) for each in range(4)]}, "wished"),
        ({"wished": [datetime(2026, 10, 5, 15)]}, "wished"),
        ({"wished": [datetime(2027, 3, 28, 1, 30)]}, "wished"),
        ({"wished": [], "words": " "}, "wished"),
        ({"words": "x" * 1_001}, "words"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_field(session, bo, facts, field):
    with pytest.raises(BadInput) as refusal:
        asked(session, bo, **facts)
    assert set(refusal.value.fields) == {field}


def test_words_alone_are_enough_and_calling_off_needs_none(session, alone, bo):
    assert asked(session, bo, wished=[]).wished == []
    assert asked(alone, bo, kind="cancel", wished=[FRIDAY], words="").wished == []


def test_nobody_asks_for_somebody_else_nor_about_an_hour_that_is_not_theirs(session, alone, bo, cy, dee):
    for by in (cy, dee):
        with pytest.raises(NotFound):
            wishing.ask(session, bo, kind="cancel", by=looking(by))
    with pytest.raises(NotFound):
        asked(alone, cy)
    with pytest.raises(NotFound):
        asked(session, dee)


def test_one_open_request_each_and_the_other_ones_is_no_obstacle(session, bo, cy):
    asked(session, bo)
    with pytest.raises(Conflict) as refusal:
        asked(session, bo)
    assert refusal.value.code == "already_asked"
    assert asked(session, cy).state == "open"


def test_where_partners_only_see_their_sessions_both_are_told_the_same(session, bo, cy, couple):
    BookingTerms.unscoped.create(couple=couple, mode="see")
    said = set()
    for partner in (bo, cy):
        with pytest.raises(NotNow) as refusal:
            asked(session, partner)
        said.add((refusal.value.code, str(refusal.value.sentence)))
    assert len(said) == 1


def test_a_session_that_has_begun_or_is_off_is_not_asked_about(session, held, bo):
    with pytest.raises(NotNow):
        asked(held, bo)
    TherapySession.unscoped.filter(pk=session.pk).update(state="cancelled")
    with pytest.raises(NotNow):
        asked(session, bo)


def test_a_request_is_taken_back_by_its_author_alone_and_asked_anew(session, bo, cy, ana):
    request = asked(session, bo)
    for other in (cy, ana):
        with pytest.raises(NotFound):
            wishing.withdraw(request, by=looking(other))
    with pytest.raises(StaleEdit):
        wishing.withdraw(request, by=looking(bo), version=9)
    assert wishing.withdraw(request, by=looking(bo), version=1).state == "withdrawn"
    with pytest.raises(NotNow):
        wishing.withdraw(request, by=looking(bo))
    assert asked(session, bo).state == "open"


def test_granting_another_time_moves_the_session(session, bo, cy, desk):
    request = asked(session, bo)
    done = wishing.answer(request, granted=True, starts=FRIDAY, reply="Fine.", by=looking(desk), version=1)
    assert (done.state, done.reply, done.version) == ("granted", "Fine.", 2)
    moved = TherapySession.objects.visible_to(looking(cy)).get()
    assert moved.starts_at.isoformat() == "2026-10-16T14:00:00+00:00"
    assert seen_by(cy) == []


def test_granting_another_time_needs_one_and_a_refused_move_leaves_the_request_open(
    session, bo, ana, couple, cy
):
    request = asked(session, bo)
    with pytest.raises(BadInput):
        wishing.answer(request, granted=True, by=looking(ana))
    session_of(bo, cy, couple=couple, days=10)
    with pytest.raises(scheduling.SessionOverlaps):
        wishing.answer(request, granted=True, starts=datetime(2026, 10, 16, 10), by=looking(ana))
    assert ChangeRequest.unscoped.get().state == "open"


def test_granting_to_call_off_writes_down_who_asked_for_the_counsellor_alone(session, bo, cy, ana, desk):
    request = asked(session, bo, kind="cancel")
    done = wishing.answer(request, granted=True, by=looking(ana))
    assert (done.state, done.answered_at is not None) == ("granted", True)
    off = Cancellation.objects.visible_to(looking(ana)).get()
    assert (off.by, off.partner, off.is_late, off.reason) == ("partner", bo, False, None)
    for other in (bo, cy, desk):
        assert not Cancellation.objects.visible_to(looking(other)).exists()
    assert TherapySession.objects.visible_to(looking(cy)).get().state == "cancelled"


def test_saying_no_changes_no_session(session, bo, ana):
    done = wishing.answer(asked(session, bo), granted=False, reply="Sorry, all taken.", by=looking(ana))
    session.refresh_from_db()
    assert (done.state, session.version, session.state) == ("declined", 1, "booked")


def test_an_answer_is_given_once_by_those_who_keep_the_hours(session, bo, cy, ana, fay):
    request = asked(session, bo)
    for other in (bo, cy, fay):
        with pytest.raises(NotFound):
            wishing.answer(request, granted=False, by=looking(other))
    with pytest.raises(StaleEdit):
        wishing.answer(request, granted=False, by=looking(ana), version=2)
    wishing.answer(request, granted=False, by=looking(ana), version=1)
    with pytest.raises(NotNow):
        wishing.answer(request, granted=False, by=looking(ana))


def test_an_answer_is_told_to_who_asked_and_to_nobody_else(session, bo, cy, ana):
    wishing.answer(asked(session, bo), granted=False, by=looking(ana))
    assert list(Message.unscoped.values_list("user", flat=True)) == [bo.user_id]


def test_a_session_that_is_called_off_leaves_nothing_to_answer(session, bo, cy, ana):
    asked(session, bo, kind="cancel")
    asked(session, cy)
    scheduling.cancel(session, by=looking(ana))
    states = dict(ChangeRequest.unscoped.values_list("partner", "state"))
    assert states == {bo.pk: "granted", cy.pk: "declined"}
    assert not wishing.waiting(looking(ana)).exists()


def test_who_leaves_asks_for_nothing_more(session, bo, cy, ana):
    asked(session, bo)
    asked(session, cy)
    consenting.withdraw(partner=bo, by=looking(bo))
    states = dict(ChangeRequest.unscoped.values_list("partner", "state"))
    assert states == {bo.pk: "withdrawn", cy.pk: "open"}
    with pytest.raises(NotFound):
        asked(session, bo)


def test_what_waits_is_what_can_still_be_answered(session, alone, bo, cy, ana, fay, desk, clock):
    far, near = asked(session, bo), asked(alone, bo)
    assert list(wishing.waiting(looking(desk))) == list(wishing.waiting(looking(ana))) == [near, far]
    assert list(wishing.waiting(looking(fay))) == []
    clock.shift(timedelta(days=2))
    assert list(wishing.waiting(looking(ana))) == [far]
    with pytest.raises(NotNow):
        wishing.answer(near, granted=True, starts=FRIDAY, by=looking(ana))
    assert wishing.answer(near, granted=False, by=looking(ana)).state == "declined"


def test_the_trail_holds_no_word_of_it(session, bo, ana):
    wishing.answer(asked(session, bo), granted=False, reply="Not this week.", by=looking(ana))
    trail = str(list(AuditEntry.unscoped.filter(act__startswith="change.").values()))
    assert trail.count("'act': 'change.") == 2
    assert "School" not in trail
    assert "week" not in trail
