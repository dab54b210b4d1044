"""What a partner brings: the counsellor reads it at once, the other one only when shared, and ten minutes later."""

from datetime import timedelta

import pytest

from practice import caring, consenting, scheduling
from practice.models import AuditEntry, Bringing, Membership
from practice.refusals import BadInput, Conflict, NotFound, NotNow, StaleEdit
from practice.scheduling import bringing, brought
from tests.conftest import looking

from .conftest import session_of

HARBOUR = "I would like to talk about the harbour."


def bring(couple, partner, **facts):
    return bringing.bring(couple, partner, by=looking(partner), **({"words": HARBOUR} | facts))


def rows_of(person):
    return list(Bringing.objects.visible_to(looking(person)))


def words_for(partner):
    return [each.words for each in brought.from_other(partner, by=looking(partner))]


def test_by_itself_it_is_read_by_its_author_and_the_counsellor(couple, session, bo, cy, ana, desk, fay):
    row = bring(couple, bo)
    assert rows_of(bo) == rows_of(ana) == [row]
    for other in (cy, desk, fay):
        assert rows_of(other) == []
    assert Bringing.unscoped.get().words == HARBOUR


def test_shared_it_arrives_after_ten_minutes_and_not_before(couple, session, open_space, bo, cy, clock):
    bring(couple, bo, share=True)
    clock.shift(timedelta(minutes=9, seconds=59))
    assert rows_of(cy) == words_for(cy) == []
    clock.shift(timedelta(seconds=1))
    assert len(rows_of(cy)) == 1
    assert words_for(cy) == [HARBOUR]


@pytest.mark.parametrize(("minutes", "unseen"), [(0, True), (9, True), (10, False), (600, False)])
def test_taken_back_it_is_as_if_it_had_never_been(
    couple, session, open_space, bo, cy, clock, minutes, unseen
):
    row = bring(couple, bo)
    bringing.share(row, by=looking(bo), version=1)
    clock.shift(timedelta(minutes=minutes))
    row.refresh_from_db()
    assert bringing.is_unseen(row) is unseen
    bringing.unshare(row, by=looking(bo), version=2)
    clock.shift(timedelta(minutes=20))
    assert rows_of(cy) == words_for(cy) == []


def test_shared_again_it_settles_again_and_shows_nothing_of_before(
    couple, session, open_space, bo, cy, clock
):
    row = bring(couple, bo, share=True)
    bringing.unshare(row, by=looking(bo))
    bringing.rewrite(row, words="The sea.", by=looking(bo))
    clock.shift(timedelta(minutes=15))
    bringing.share(row, by=looking(bo))
    first = bringing.share(row, by=looking(bo)).shared_at
    clock.shift(timedelta(minutes=9))
    assert words_for(cy) == []
    clock.shift(timedelta(minutes=1))
    (seen,) = brought.from_other(cy, by=looking(cy))
    assert (seen.words, seen.arrived_at) == ("The sea.", first + timedelta(minutes=10))
    assert set(seen.__dict__) == {"id", "words", "session_id", "arrived_at"}


def test_what_is_shared_is_taken_back_before_it_is_changed(couple, session, open_space, bo):
    row = bring(couple, bo, share=True)
    with pytest.raises(Conflict):
        bringing.rewrite(row, words="Other.", by=looking(bo))
    bringing.unshare(row, by=looking(bo))
    with pytest.raises(StaleEdit):
        bringing.rewrite(row, words="Other.", by=looking(bo), version=1)
    assert bringing.rewrite(row, words="Other.", by=looking(bo), version=2).version == 3


def test_nobody_else_touches_it(couple, session, open_space, bo, cy, ana):
    row = bring(couple, bo)
    for other in (cy, ana):
        for act in (bringing.share, bringing.unshare, bringing.withdraw):
            with pytest.raises(NotFound):
                act(row, by=looking(other))
        with pytest.raises(NotFound):
            bringing.rewrite(row, words="Mine.", by=looking(other))
    with pytest.raises(NotFound):
        bringing.bring(couple, bo, words="Mine.", by=looking(cy))
    with pytest.raises(NotFound):
        brought.own(bo, by=looking(cy))
    with pytest.raises(NotFound):
        brought.from_other(cy, by=looking(bo))


def test_withdrawn_it_is_gone_for_the_counsellor_too(couple, session, open_space, bo, cy, ana, clock):
    row = bring(couple, bo, share=True)
    clock.shift(timedelta(minutes=11))
    bringing.withdraw(row, by=looking(bo))
    for person in (bo, cy, ana):
        assert rows_of(person) == []


def test_an_hour_of_ones_own_is_never_told_of_by_sharing(couple, session, alone, open_space, bo, cy):
    row = bring(couple, bo, session=alone)
    with pytest.raises(Conflict) as refusal:
        bringing.share(row, by=looking(bo))
    assert refusal.value.code == "not_for_sharing"
    with pytest.raises(Conflict):
        bring(couple, bo, session=alone, share=True)
    assert bring(couple, bo, session=session, share=True).shared_at is not None
    with pytest.raises(NotFound):
        bring(couple, cy, session=alone)


def test_nothing_is_brought_to_what_is_over_or_elsewhere(couple, session, held, other_couple, bo, dee, ana):
    with pytest.raises(NotNow):
        bring(couple, bo, session=held)
    with pytest.raises(NotFound):
        bring(couple, bo, session=session_of(dee, couple=other_couple))
    scheduling.cancel(session, by=looking(ana))
    with pytest.raises(NotNow):
        bring(couple, bo, session=session)
    with pytest.raises(NotFound):
        bring(other_couple, bo)
    with pytest.raises(BadInput):
        bring(couple, bo, words="  ")


def test_sharing_rests_with_one_sentence_whatever_the_reason(couple, session, bo, cy, ana, open_space):
    row = bring(couple, bo)

    def refused():
        with pytest.raises(NotNow) as refusal:
            bringing.share(row, by=looking(bo))
        return refusal.value.code, str(refusal.value.sentence)

    open_space.state = "paused"
    open_space.save()
    said = {refused()}
    open_space.state = "open"
    open_space.save()
    caring.change_status(couple, "paused", by=looking(ana))
    said.add(refused())
    caring.change_status(couple, "active", by=looking(ana))
    Membership.unscoped.filter(partner=cy).update(joined_at=None)
    said.add(refused())
    assert len(said) == 1
    assert next(iter(said))[0] == "resting"


def test_what_was_shared_rests_with_joint_work_and_is_there_again_after_it(
    couple, session, bo, cy, open_space, clock
):
    bring(couple, bo, share=True)
    clock.shift(timedelta(minutes=10))
    open_space.state = "paused"
    open_space.save()
    assert words_for(cy) == []
    open_space.state = "open"
    open_space.save()
    assert words_for(cy) == [HARBOUR]


@pytest.mark.parametrize("leaves", ["bo", "cy"])
def test_once_somebody_left_it_stays_with_its_author_and_the_counsellor(
    couple, session, open_space, bo, cy, ana, clock, leaves
):
    row = bring(couple, bo, share=True)
    clock.shift(timedelta(minutes=30))
    who = bo if leaves == "bo" else cy
    consenting.withdraw(partner=who, by=looking(who))
    assert rows_of(bo) == rows_of(ana) == [row]
    assert rows_of(cy) == words_for(cy) == []
    assert brought.own(bo, by=looking(bo))[0].reach == "frozen"
    for act in (bringing.share, bringing.unshare, bringing.withdraw):
        with pytest.raises(Conflict) as refusal:
            act(row, by=looking(bo))
        assert refusal.value.code == "bringing_frozen"


def test_who_left_brings_nothing_and_who_stays_still_speaks_to_the_counsellor(
    couple, session, open_space, bo, cy, ana
):
    kept = bring(couple, cy)
    consenting.withdraw(partner=bo, by=looking(bo))
    with pytest.raises(NotFound):
        bring(couple, bo)
    assert bringing.rewrite(kept, words="Still here.", by=looking(cy)).words == "Still here."
    assert len(rows_of(ana)) == 1
    with pytest.raises(NotNow):
        bringing.share(kept, by=looking(cy))


def test_after_the_end_there_is_no_session_to_bring_it_to(couple, session, bo, ana):
    caring.change_status(couple, "ended", by=looking(ana))
    with pytest.raises(NotNow):
        bring(couple, bo)


def test_the_counsellor_marks_it_as_talked_about(couple, session, open_space, bo, cy, ana, desk, clock):
    row = bring(couple, bo, share=True)
    clock.shift(timedelta(minutes=10))
    for other in (bo, cy, desk):
        with pytest.raises(NotFound):
            bringing.mark_done(row, by=looking(other))
    with pytest.raises(StaleEdit):
        bringing.mark_done(row, by=looking(ana), version=7)
    assert bringing.mark_done(row, by=looking(ana), version=1).done_at is not None
    assert words_for(cy) == []
    bringing.unshare(row, by=looking(bo))
    with pytest.raises(NotNow):
        bringing.rewrite(row, words="Late.", by=looking(bo))
    assert bringing.mark_done(row, by=looking(ana), done=False).done_at is None


def test_beside_a_session_stands_what_is_meant_for_it_or_for_the_next_one(
    couple, session, alone, bo, cy, ana, clock
):
    later = session_of(bo, cy, couple=couple, days=17)
    bring(couple, bo, words="next")
    bring(couple, bo, words="both", session=session)
    bring(couple, cy, words="hers")
    bring(couple, cy, words="later", session=later)

    def beside(one):
        return {each.words for each in brought.for_session(one, by=looking(ana))}

    assert beside(alone) == {"next"}
    assert beside(session) == {"both", "hers"}
    assert beside(later) == {"later"}
    clock.shift(timedelta(days=4))
    assert beside(session) == {"both"}
    assert beside(later) == {"next", "both", "hers", "later"}


def test_what_was_meant_for_a_session_that_is_off_comes_to_the_next_one(couple, session, bo, cy, ana):
    later = session_of(bo, cy, couple=couple, days=17)
    bring(couple, bo, words="both", session=session)
    scheduling.cancel(session, by=looking(ana))
    assert [each.words for each in brought.for_session(later, by=looking(ana))] == ["both"]


def test_beside_a_session_it_is_for_those_who_look_after_the_couple(couple, session, bo, cy, desk, fay):
    bring(couple, bo)
    for partner in (bo, cy):
        with pytest.raises(NotFound):
            brought.for_session(session, by=looking(partner))
    for other in (desk, fay):
        assert brought.for_session(session, by=looking(other)) == []


def test_the_author_sees_how_far_it_reaches(couple, session, open_space, bo, clock):
    row = bring(couple, bo)

    def reach():
        (mine,) = brought.own(bo, by=looking(bo))
        return mine.reach, mine.settles_at is not None

    assert reach() == ("counsellor", False)
    bringing.share(row, by=looking(bo))
    assert reach() == ("settling", True)
    clock.shift(timedelta(minutes=10))
    assert reach() == ("shared", False)


def test_the_trail_holds_no_word_of_it(couple, session, open_space, bo, ana):
    row = bring(couple, bo, share=True)
    bringing.unshare(row, by=looking(bo))
    bringing.rewrite(row, words="The sea.", by=looking(bo))
    bringing.mark_done(row, by=looking(ana))
    bringing.withdraw(row, by=looking(bo))
    trail = list(AuditEntry.unscoped.filter(act__startswith="bringing.").values())
    assert len(trail) == 5
    assert not any(word in str(trail) for word in ("harbour", "sea"))
