"""What the counsellor is reminded of: by their own wish, after every sixth session, and three times after the end."""

from datetime import date, timedelta

import pytest

from practice import caring
from practice.models import AuditEntry, FollowUp
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from practice.scheduling import following_up
from tests.conftest import looking

from .conftest import session_of

TUESDAY = date(2026, 10, 6)


def remind(couple, ana, **facts):
    how = {"kind": "other", "due_on": TUESDAY, "words": "Ask about the move."} | facts
    return following_up.remind(couple, by=looking(ana), **how)


def due(person, until=TUESDAY):
    return list(following_up.due(looking(person), until))


def kinds(couple):
    rows = FollowUp.unscoped.filter(couple=couple).order_by("due_on")
    return list(rows.values_list("kind", "due_on"))


def test_a_reminder_is_the_counsellors_alone(clock, couple, bo, cy, ana, desk, fay):
    row = remind(couple, ana)
    assert due(ana) == [row]
    for other in (bo, cy, desk, fay):
        assert due(other) == []
        with pytest.raises(NotFound):
            remind(couple, other)


def test_what_is_due_stands_in_the_order_of_its_days_until_it_is_done(clock, couple, ana):
    late = remind(couple, ana, due_on=TUESDAY + timedelta(days=2))
    soon = remind(couple, ana, due_on=TUESDAY)
    assert due(ana) == [soon]
    assert due(ana, TUESDAY + timedelta(days=2)) == [soon, late]
    assert following_up.done(soon, by=looking(ana), version=1).version == 2
    assert following_up.done(soon, by=looking(ana)).version == 2
    assert due(ana) == []


def test_a_reminder_is_put_off_by_who_knows_how_it_stands(clock, couple, ana, bo):
    row = remind(couple, ana)
    changed = following_up.change(row, due_on=date(2026, 11, 1), words="Later.", by=looking(ana), version=1)
    assert (changed.due_on, changed.words, changed.version) == (date(2026, 11, 1), "Later.", 2)
    with pytest.raises(StaleEdit):
        following_up.change(row, words="Never.", by=looking(ana), version=1)
    with pytest.raises(StaleEdit):
        following_up.done(row, by=looking(ana), version=1)
    with pytest.raises(NotFound):
        following_up.change(row, words="Mine.", by=looking(bo))
    following_up.done(row, by=looking(ana))
    with pytest.raises(NotNow):
        following_up.change(row, words="Again.", by=looking(ana))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"due_on": date(2026, 10, 5)}, "due_on"),
        ({"due_on": date(2036, 10, 5)}, "due_on"),
        ({"words": "x" * 1_001}, "words"),
    ],
)
def test_a_reminder_that_makes_no_sense_is_refused(clock, couple, ana, facts, field):
    with pytest.raises(BadInput) as refusal:
        remind(couple, ana, **facts)
    assert set(refusal.value.fields) == {field}


def held_sessions(couple, *partners, number, since=-1):
    return [session_of(*partners, couple=couple, days=since - place / 10) for place in range(number)]


def test_after_every_sixth_session_a_look_back_is_proposed_once(clock, couple, bo, cy, ana):
    held_sessions(couple, bo, cy, number=5)
    assert following_up.propose_reviews() == 0
    session_of(bo, couple=couple, days=1)
    session_of(bo, cy, couple=couple, days=-3, state="cancelled")
    assert following_up.propose_reviews() == 0
    clock.shift(timedelta(days=2))
    assert [following_up.propose_reviews() for _ in range(3)] == [1, 0, 0]
    (row,) = due(ana, date(2026, 10, 8))
    assert (row.kind, row.made_by, row.due_on) == ("review", None, date(2026, 10, 8))


def test_what_was_done_is_not_proposed_again_until_six_more(clock, couple, bo, cy, ana):
    held_sessions(couple, bo, cy, number=6)
    following_up.propose_reviews()
    following_up.done(FollowUp.unscoped.get(), by=looking(ana))
    held_sessions(couple, bo, cy, number=5, since=-3)
    assert following_up.propose_reviews() == 0
    held_sessions(couple, bo, cy, number=1, since=-4)
    assert following_up.propose_reviews() == 1
    assert len(due(ana)) == 1


def test_a_long_course_begins_with_one_proposal_and_an_old_one_with_none(
    clock, couple, other_couple, bo, cy, dee, eli
):
    held_sessions(couple, bo, cy, number=19)
    held_sessions(other_couple, dee, eli, number=7, since=-30)
    assert following_up.propose_reviews() == 1
    assert following_up.propose_reviews() == 0
    assert FollowUp.unscoped.get().couple == couple


def test_proposing_asks_as_often_for_many_couples_as_for_one(
    clock, couple, other_couple, bo, cy, dee, eli, django_assert_num_queries
):
    held_sessions(couple, bo, cy, number=6)
    held_sessions(other_couple, dee, eli, number=6)
    with django_assert_num_queries(3):
        assert following_up.propose_reviews() == 2
    with django_assert_num_queries(2):
        assert following_up.propose_reviews() == 0


def test_after_the_end_the_counsellor_is_reminded_after_three_six_and_twelve_months(clock, couple, ana):
    clock.move_to("2026-11-30T12:00:00Z")
    caring.change_status(couple, "ended", by=looking(ana))
    assert kinds(couple) == [
        ("follow-up", date(2027, 2, 28)),
        ("follow-up", date(2027, 5, 30)),
        ("follow-up", date(2027, 11, 30)),
    ]


def test_a_new_beginning_takes_them_away_and_another_end_brings_them_back(clock, couple, ana):
    caring.change_status(couple, "ended", by=looking(ana))
    own = remind(couple, ana, kind="follow-up")
    caring.change_status(couple, "active", by=looking(ana))
    assert list(FollowUp.unscoped.all()) == [own]
    clock.shift(timedelta(days=10))
    caring.change_status(couple, "ended", by=looking(ana))
    assert [day for _kind, day in kinds(couple)] == [
        TUESDAY,
        date(2027, 1, 16),
        date(2027, 4, 16),
        date(2027, 10, 16),
    ]


def test_what_was_asked_already_stays_when_a_course_begins_anew(clock, couple, ana):
    caring.change_status(couple, "ended", by=looking(ana))
    first = FollowUp.unscoped.order_by("due_on").first()
    following_up.done(first, by=looking(ana))
    caring.change_status(couple, "active", by=looking(ana))
    assert list(FollowUp.unscoped.all()) == [first]


def test_an_end_leaves_no_look_back_due_and_an_enquiry_nothing_at_all(
    clock, couple, other_couple, bo, cy, ana, fay
):
    held_sessions(couple, bo, cy, number=6)
    following_up.propose_reviews()
    caring.change_status(couple, "ended", by=looking(ana))
    assert {row.kind for row in due(ana, date(2029, 1, 1))} == {"follow-up"}
    other_couple.status = "enquiry"
    other_couple.save()
    caring.change_status(other_couple, "ended", by=looking(fay))
    assert due(fay, date(2029, 1, 1)) == []


def test_the_trail_holds_no_word_of_it(clock, couple, ana):
    following_up.done(remind(couple, ana), by=looking(ana))
    trail = list(AuditEntry.unscoped.filter(act__startswith="follow_up.").values())
    assert len(trail) == 2
    assert "move" not in str(trail)
