"""Exercises that wait, rest and go on; how often and when, for each partner alone."""

from datetime import time, timedelta

import pytest

from homework import assigning, entering, reading, revealing, terms, waiting
from homework.days import today
from homework.models import Assignment, AssignmentTerms
from homework.terms import Terms
from practice.refusals import BadInput, NotFound, StaleEdit
from tests.conftest import looking
from tests.factories import homework as sets


@pytest.fixture(autouse=True)
def published(db):
    sets.exercise()


def offered(person):
    return {thing.title for thing in reading.today(person, by=looking(person)).things}


def set_one(couple, ana, slug=sets.SELF, **how):
    return assigning.assign(couple, slug, reason="A quiet start.", by=looking(ana), **how)


def tick(assignment, partner, day):
    return entering.write(assignment, partner, day, {"feeling": "fine"}, by=looking(partner))


@pytest.fixture
def first(couple, bo, cy, ana):
    return set_one(couple, ana, target_times=2, starts_on=today(couple.practice) - timedelta(days=7))


def titles(assignment):
    return assignment.exercise.title


def test_each_partner_gets_terms_of_their_own(couple, bo, cy, ana):
    agreed = {"a": Terms(times_a_week=3, weekdays="420", cue="after dinner", remind_at=time(20))}
    row = set_one(couple, ana, terms=agreed)
    mine = AssignmentTerms.objects.visible_to(looking(bo)).get(assignment=row)
    assert (mine.times_a_week, mine.weekdays, mine.cue) == (3, "024", "after dinner")
    assert [each.partner_id for each in AssignmentTerms.objects.visible_to(looking(cy))] == [cy.pk]
    assert AssignmentTerms.objects.visible_to(looking(cy)).get().times_a_week == 7


@pytest.mark.parametrize("wrong", [Terms(times_a_week=0), Terms(times_a_week=36), Terms(weekdays="7")])
def test_terms_outside_reason_are_refused(couple, bo, cy, ana, wrong):
    with pytest.raises(BadInput):
        set_one(couple, ana, terms={"b": wrong})
    assert not Assignment.unscoped.exists()


def test_the_cue_is_ones_own_and_the_dose_the_counsellors(first, bo, cy, ana):
    row = AssignmentTerms.unscoped.get(assignment=first, partner=bo)
    terms.change_cue(row, by=looking(bo), cue="when the kettle is on", remind_at=time(7, 30))
    with pytest.raises(NotFound):
        terms.change_cue(row, by=looking(cy), cue="x")
    with pytest.raises(NotFound):
        terms.change_dose(row, by=looking(bo), times_a_week=1)
    changed = terms.change_dose(row, by=looking(ana), times_a_week=4, weekdays="13")
    assert (changed.cue, changed.times_a_week, changed.weekdays) == ("when the kettle is on", 4, "13")
    with pytest.raises(StaleEdit):
        terms.change_dose(row, by=looking(ana), times_a_week=2, version=1)


def test_one_that_waits_for_ones_own_opens_for_that_partner_alone(couple, first, bo, cy, ana, tuesday):
    second = _waiting(couple, ana, first, "after_own")
    tick(first, bo, tuesday)
    assert titles(second) not in offered(bo)
    tick(first, bo, tuesday - timedelta(days=1))
    assert titles(second) in offered(bo)
    assert titles(second) not in offered(cy)


def test_one_that_waits_for_both_is_opened_by_the_counsellor_and_never_by_itself(
    couple, first, bo, cy, ana, tuesday
):
    second = _waiting(couple, ana, first, "after_both")
    for partner in (bo, cy):
        assert waiting.ready_for_both(couple, by=looking(ana)) == []
        tick(first, partner, tuesday)
        tick(first, partner, tuesday - timedelta(days=1))
    waiting.open_what_is_due()
    assert titles(second) not in offered(bo) | offered(cy)
    assert waiting.ready_for_both(couple, by=looking(ana)) == [second]
    with pytest.raises(NotFound):
        waiting.ready_for_both(couple, by=looking(bo))
    assigning.open_now(second, by=looking(ana))
    assert titles(second) in offered(bo) & offered(cy)


def test_what_one_writes_before_it_opens_changes_nothing_for_the_other(couple, first, bo, cy, ana, tuesday):
    _waiting(couple, ana, first, "after_both")
    before = reading.today(cy, by=looking(cy))
    for back in range(2):
        tick(first, bo, tuesday - timedelta(days=back))
    waiting.open_what_is_due()
    assert reading.today(cy, by=looking(cy)) == before


def test_the_last_day_of_the_first_one_opens_the_next(couple, bo, cy, ana, tuesday, clock):
    first = set_one(couple, ana, ends_on=tuesday + timedelta(days=2))
    second = _waiting(couple, ana, first, "after_own")
    clock.shift(timedelta(days=2))
    waiting.open_what_is_due()
    assert titles(second) not in offered(bo)
    clock.shift(timedelta(days=1))
    assert waiting.open_what_is_due() == 2
    assert waiting.open_what_is_due() == 0
    assert titles(second) in offered(bo) & offered(cy)


def test_resting_and_going_on(first, bo, ana):
    assigning.pause(first, by=looking(ana))
    assert offered(bo) == set()
    assigning.resume(first, by=looking(ana))
    assert offered(bo) == {titles(first)}
    with pytest.raises(NotFound):
        assigning.pause(first, by=looking(bo))


def test_a_joint_one_goes_on_only_while_joint_work_may(appreciation, couple, ana):
    from assessments.gate import JointWorkHeld

    assigning.pause(appreciation, by=looking(ana))
    sets.joint_work(couple, "paused")
    with pytest.raises(JointWorkHeld):
        assigning.resume(appreciation, by=looking(ana))


def test_each_field_can_have_a_circle_of_its_own(appreciation, bo, ana, cy, tuesday, clock):
    given = {"noticed": "You made tea.", "mattered": "I felt seen.", "told": "yes", "received": 3}
    circles = {"noticed": "partner", "received": "counsellor"}
    entry = entering.write(appreciation, bo, tuesday, given, by=looking(bo), audience=circles)
    clock.shift(timedelta(minutes=10))
    item = reading.today(cy, by=looking(cy)).newest
    assert item is not None
    assert [words.field for words in item.words] == ["noticed"]
    kept = {part.words.field: part.reaches for part in reading.own_entries(bo, by=looking(bo))[0].parts}
    assert kept == {"noticed": "partner", "mattered": "author", "told": "author", "received": "counsellor"}
    revealing.take_back_entry(entry, by=looking(bo))


def test_a_review_keeps_a_note_and_a_rating_for_the_counsellor(first, bo, ana):
    review = assigning.mark_reviewed(first, by=looking(ana), note="Both laughed.", rating=3)
    review.refresh_from_db()
    assert (review.note, review.rating) == ("Both laughed.", 3)
    for wrong in (5, -1, True):
        with pytest.raises(BadInput):
            assigning.mark_reviewed(first, by=looking(ana), rating=wrong)


def _waiting(couple, ana, first, opens):
    sets.joint_work(couple)
    row = sets.AssignmentFactory(
        couple=couple,
        exercise=sets.exercise(sets.TEN_MINUTES),
        opens=opens,
        after=first,
        terms__opens_at=None,
    )
    return row
