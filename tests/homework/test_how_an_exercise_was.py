"""Six questions about how an exercise was: each partner's own, read by the counsellor, never by the other one."""

import pytest

from homework import debrief, debriefing
from homework.exercise import ExerciseError
from homework.models import Debrief
from practice.refusals import BadInput, NotFound, StaleEdit
from tests.conftest import looking
from tests.factories import homework as sets

WENT = {"amount": 3, "quality": 2, "obstacle": "no_time", "want_again": 4}


def test_it_is_the_partners_own_and_the_counsellors(appreciation, bo, cy, ana, fay):
    row = debriefing.give(appreciation, bo, WENT, by=looking(bo))
    for person in (bo, ana):
        assert Debrief.objects.visible_to(looking(person)).get().given == WENT
    for person in (cy, fay):
        assert not Debrief.objects.visible_to(looking(person)).exists()
    assert [(words.field, words.text) for words in debriefing.in_words(row)][2:] == [
        ("obstacle", "There was no time"),
        ("want_again", "Yes, gladly"),
    ]


def test_it_can_be_changed_in_its_newest_version(appreciation, bo):
    first = debriefing.give(appreciation, bo, WENT, by=looking(bo), version=0)
    second = debriefing.give(appreciation, bo, {"amount": 1}, by=looking(bo), version=first.version)
    assert (second.version, second.given, Debrief.unscoped.count()) == (2, {"amount": 1}, 1)
    for stale in (0, 1, 3):
        with pytest.raises(StaleEdit):
            debriefing.give(appreciation, bo, WENT, by=looking(bo), version=stale)


def test_none_has_to_be_answered_and_what_is_no_answer_is_explained(appreciation, bo):
    assert debriefing.give(appreciation, bo, {"usefulness": 0}, by=looking(bo)).given == {"usefulness": 0}
    for given, field in (({"amount": 5}, "amount"), ({"obstacle": "not_safe"}, "obstacle"), ({"x": 1}, "x")):
        with pytest.raises(BadInput) as refusal:
            debriefing.give(appreciation, bo, given, by=looking(bo))
        assert set(refusal.value.fields) == {field}
    with pytest.raises(BadInput):
        debriefing.give(appreciation, bo, {}, by=looking(bo))


def test_only_about_what_was_set_for_them_and_only_by_themselves(couple, appreciation, bo, cy, ana, dee):
    for_cy = sets.AssignmentFactory(couple=couple, exercise=sets.exercise(sets.SELF), for_partner=cy)
    assert debriefing.give(for_cy, cy, WENT, by=looking(cy))
    for assignment, partner, person in ((for_cy, bo, bo), (appreciation, bo, cy), (appreciation, bo, ana)):
        with pytest.raises(NotFound):
            debriefing.give(assignment, partner, WENT, by=looking(person))
    with pytest.raises(NotFound):
        debriefing.give(appreciation, dee, WENT, by=looking(dee))


def test_one_that_has_ended_can_still_be_told_of_and_one_at_rest_not(couple, self_check, appreciation, bo):
    for assignment in (self_check, appreciation):
        type(assignment).unscoped.filter(pk=assignment.pk).update(state="ended", ended_at=assignment.set_at)
        assert debriefing.give(assignment, bo, WENT, by=looking(bo))
    sets.joint_work(couple, "paused")
    assert debriefing.give(self_check, bo, WENT, by=looking(bo))
    with pytest.raises(NotFound):
        debriefing.give(appreciation, bo, WENT, by=looking(bo))


def test_the_file_asks_the_six_questions_and_its_mistakes_are_explained():
    assert [field.id for field in debriefing.questions()] == list(debrief.FIELDS)
    text = debrief.FILE.read_text(encoding="utf-8")
    for wrong, says in (
        (text.replace('id = "amount"', 'id = "much"'), "it asks amount"),
        (text.replace('audience = "counsellor"', 'audience = "partner"', 1), "at the widest"),
        (text + '\ncolour = "blue"\n', "field 6"),
        ('colour = "blue"\n' + text, "colour"),
    ):
        with pytest.raises(ExerciseError, match=says):
            debrief.parse(wrong)
