"""Two worlds that differ only in what one partner keeps to themselves look the same to the other one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from homework import assigning, entering, revealing
from homework.models import Entry, EntryPart
from practice import sealing
from tests.conftest import looking
from tests.factories import homework as sets
from tests.homework.observing import counts_of, observed, rows_of

TEA = {"noticed": "You made tea.", "mattered": "I felt seen.", "told": "yes", "received": 3, "mood_after": 2}


@pytest.fixture
def lived_in(appreciation, self_check, bo, cy, tuesday, clock):
    """Both have written, kept and shared before; there is something to see."""
    for person, words in ((bo, "You rang."), (cy, "You waited.")):
        day = tuesday - timedelta(days=2)
        entering.write(appreciation, person, day, {"noticed": words}, audience="partner", by=looking(person))
        entering.write(self_check, person, day, {"feeling": "Fine."}, by=looking(person))
    clock.shift(timedelta(minutes=15))


def keeps_an_entry(appreciation, cy, day):
    entering.write(appreciation, cy, day, TEA, by=looking(cy))


def tells_the_counsellor(appreciation, cy, day):
    entering.write(appreciation, cy, day, TEA, audience="counsellor", by=looking(cy))


def skips_with_a_reason(appreciation, cy, day):
    entering.skip(appreciation, cy, day, "pressure", by=looking(cy))


def shares_and_it_settles(appreciation, cy, day):
    entering.write(appreciation, cy, day, TEA, audience="partner", by=looking(cy))


def takes_back_what_had_arrived(appreciation, cy, day):
    entry = entering.write(appreciation, cy, day, TEA, by=looking(cy))
    for part in revealing.share_entry(entry, by=looking(cy)):
        EntryPart.unscoped.filter(pk=part.pk).update(released_at=part.released_at - timedelta(minutes=30))
    revealing.take_back_entry(entry, by=looking(cy))


def changes_and_deletes(appreciation, cy, day):
    entry = entering.write(appreciation, cy, day, TEA, by=looking(cy))
    entering.rewrite(entry, {"noticed": "Other."}, by=looking(cy))
    entering.discard(entry, by=looking(cy))


PRIVATE_DEEDS = [
    keeps_an_entry,
    tells_the_counsellor,
    skips_with_a_reason,
    shares_and_it_settles,
    takes_back_what_had_arrived,
    changes_and_deletes,
]


@pytest.mark.parametrize("deed", PRIVATE_DEEDS)
def test_a_private_deed_changes_nothing_for_the_other_partner(
    lived_in, deed, appreciation, couple, bo, cy, tuesday
):
    before = observed(bo, couple)
    assert before["today"].newest is not None
    deed(appreciation, cy, tuesday)
    assert observed(bo, couple) == before


@pytest.mark.parametrize("deed", PRIVATE_DEEDS)
def test_it_takes_the_same_queries(lived_in, deed, appreciation, couple, bo, cy, tuesday):
    def statements():
        sealing.memory.forget()
        with CaptureQueriesContext(
            connection,
        ) as held:
            observed(bo, couple)
        return len(held)

    before = statements()
    deed(appreciation, cy, tuesday)
    assert statements() == before


def test_an_assignment_for_one_partner_is_unobservable_to_the_other(
    lived_in, couple, ana, bo, cy, appreciation, self_check
):
    assigning.end(self_check, by=looking(ana))
    assigning.end(appreciation, by=looking(ana))  # enough is on their plate otherwise
    before = observed(bo, couple)
    held = assigning.assign(couple, sets.SELF, reason="For you alone.", for_marks="b", by=looking(ana))
    entering.write(held, cy, held.starts_on, {"feeling": "Low."}, by=looking(cy))
    assigning.mark_reviewed(held, by=looking(ana))
    assert observed(bo, couple) == before


def test_the_counsellor_sees_only_a_tick_for_only_me(appreciation, ana, bo, cy, tuesday):
    entry = entering.write(appreciation, bo, tuesday, TEA, by=looking(bo))
    assert list(Entry.objects.visible_to(looking(ana))) == [entry]
    assert not EntryPart.objects.visible_to(looking(ana)).exists()
    assert not Entry.objects.visible_to(looking(cy)).exists()


def test_what_is_for_the_counsellor_is_not_for_the_other_partner(appreciation, ana, bo, cy, tuesday):
    entering.write(appreciation, bo, tuesday, TEA, audience="counsellor", by=looking(bo))
    seen = set(EntryPart.objects.visible_to(looking(ana)).values_list("field", flat=True))
    assert seen == {"noticed", "mattered", "told", "received"}
    assert not EntryPart.objects.visible_to(looking(cy)).exists()


def test_strangers_and_other_counsellors_see_no_row(lived_in, appreciation, ana, bo, fay, dee, eli, tuesday):
    entering.write(appreciation, bo, tuesday, TEA, audience="partner", by=looking(bo))
    for person in (dee, eli):
        assert not any(counts_of(person).values())
    held = rows_of(fay)
    assert held.pop("ExerciseVersion") == rows_of(ana)["ExerciseVersion"]
    assert not any(held.values())


def test_a_reduced_session_and_a_scheduler_see_no_row(lived_in, practice, bo):
    from practice.access import viewer_for
    from tests.factories.practice import StaffFactory
    from tests.homework.observing import MODELS

    desk = StaffFactory(practice=practice, is_scheduler=True)
    for viewer in (viewer_for(bo.user, reduced=True), looking(desk)):
        assert not any(model.objects.visible_to(viewer).exists() for model in MODELS)
