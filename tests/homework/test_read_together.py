"""Twelve weeks read together for the counsellor alone: from what may reach them, and from nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from homework.models import Debrief, Reply
from homework.reading.knowing import know
from practice import sealing
from practice.refusals import NotFound
from tests.conftest import looking
from tests.factories import homework as sets


def noted(assignment, partner, day, *, audience="counsellor", **answers):
    """An entry with these answers; each reaches as far as `audience` says."""
    entry = sets.EntryFactory(assignment=assignment, partner=partner, day=day)
    for place, (field, words) in enumerate(answers.items()):
        sets.EntryPartFactory(entry=entry, field=field, place=place, words=words, audience=audience)
    return entry


def test_both_ends_of_a_kind_word_meet(couple, appreciation, ana, bo, cy, tuesday):
    noted(appreciation, bo, tuesday, told="yes", received=3)
    noted(appreciation, cy, tuesday, reached_me="yes", landed=4)
    counts = know(couple, by=looking(ana)).thanks.a.counts
    assert (counts.given, counts.noticed, counts.given_and_noticed) == (1, 1, 1)


def test_what_its_author_keeps_is_not_read(couple, appreciation, ana, bo, cy, tuesday):
    noted(appreciation, bo, tuesday, audience="author", told="yes", received=3)
    known = know(couple, by=looking(ana))
    assert known.thanks.a.counts.given == 0
    assert known.strip.a[-1].done == 1  # the tick that the counsellor sees anyway


def test_sealed_words_are_not_read(couple, ana, bo, cy, tuesday):
    sets.joint_work(couple)
    deck = sets.AssignmentFactory(couple=couple, exercise=sets.exercise("inner-world-questions"))
    entry = sets.EntryFactory(assignment=deck, partner=bo, day=tuesday)
    sets.shared_part(entry, field="surprise", words=4, sealed=True)
    measures = know(couple, by=looking(ana)).tried[deck.pk].measures
    assert not any(each.by_mark.a.n for each in measures if each.measure.of)


def test_nothing_is_counted_over_a_question_that_stays_with_its_author(couple, appreciation, ana, bo, cy):
    measures = know(couple, by=looking(ana)).tried[appreciation.pk].measures
    assert "mood_later" not in {each.measure.id for each in measures}
    assert "landed_felt" in {each.measure.id for each in measures}


def test_the_loop_holds_only_what_the_other_one_said_fits(couple, ana, bo, cy, tuesday):
    sets.joint_work(couple)
    diary = sets.AssignmentFactory(couple=couple, exercise=sets.exercise("cycle-diary"))
    entry = sets.EntryFactory(assignment=diary, partner=bo, day=tuesday)
    fits = sets.shared_part(entry, field="trigger", words="A phone at the table.")
    sets.shared_part(entry, field="need", place=4, words="A sign.")
    Reply.unscoped.create(part=fits, partner=cy, kind="fits")
    loop = know(couple, by=looking(ana)).loop
    assert [slot.slot for slot in loop.slots if slot.words.a] == ["trigger"]
    fits.audience, fits.released_at = "author", None
    fits.save()
    assert know(couple, by=looking(ana)).loop.is_empty


def test_both_debriefs_stand_side_by_side(couple, appreciation, ana, bo, cy):
    for partner in (bo, cy):
        Debrief.unscoped.create(assignment=appreciation, partner=partner, given={"difficulty": 1})
    found = know(couple, by=looking(ana)).tried[appreciation.pk].debriefs
    assert [len(words) for words in found] == [1, 1]


def test_partners_and_other_counsellors_are_told_nothing(couple, appreciation, bo, fay):
    for person in (bo, fay):
        with pytest.raises(NotFound):
            know(couple, by=looking(person))


def test_a_long_course_costs_as_many_queries_as_a_short_one(couple, appreciation, ana, bo, cy, tuesday):
    def reading():
        sealing.memory.forget()
        with CaptureQueriesContext(connection) as held:
            know(couple, by=looking(ana))
        return len(held)

    for partner in (bo, cy):
        noted(appreciation, partner, tuesday, told="yes", received=3)
    short = reading()
    for back in range(1, 40):
        for partner in (bo, cy):
            noted(appreciation, partner, tuesday - timedelta(days=back), told="yes", received=2, landed=1)
    assert reading() == short
    assert short <= 9 + 4  # and the keys of the practice, the couple and both partners
