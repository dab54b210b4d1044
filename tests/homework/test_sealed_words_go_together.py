"""Who keeps back one of their sealed answers can't open the other one's with the rest."""

import pytest

from homework import entering
from homework.models import EntryPart
from practice.refusals import BadInput
from tests.conftest import looking
from tests.factories import homework as sets

OURS = {"my_answer": "The lake, in the rain.", "my_guess": "Their grandmother\u2019s kitchen."}


@pytest.fixture
def guessing(couple, bo, cy):
    sets.joint_work(couple)
    return sets.AssignmentFactory(
        couple=couple, exercise=sets.exercise("inner-world-questions"), cadence="weekly"
    )


def test_half_of_what_is_sealed_cannot_be_shared_as_it_is_written(guessing, bo, tuesday):
    with pytest.raises(BadInput) as refusal:
        entering.write(guessing, bo, tuesday, OURS, by=looking(bo), audience={"my_answer": "partner"})
    assert set(refusal.value.fields) == {"my_guess"}
    assert not EntryPart.unscoped.exists()


def test_all_of_it_can_and_what_was_left_blank_does_not_count(guessing, bo, cy, tuesday):
    both = {"my_answer": "partner", "my_guess": "partner"}
    entering.write(guessing, bo, tuesday, OURS, by=looking(bo), audience=both)
    only_one = {"my_answer": OURS["my_answer"]}
    entering.write(guessing, cy, tuesday, only_one, by=looking(cy), audience={"my_answer": "partner"})
    assert EntryPart.unscoped.filter(audience="partner").count() == 3


def test_one_can_be_for_the_counsellor_while_the_other_stays_ones_own(guessing, bo, tuesday):
    entering.write(guessing, bo, tuesday, OURS, by=looking(bo), audience={"my_answer": "counsellor"})
    assert set(EntryPart.unscoped.values_list("audience", flat=True)) == {"author", "counsellor"}
