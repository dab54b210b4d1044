"""Sealed words open only together: both written, both released, or both opened in the room by the counsellor."""

from datetime import timedelta

import pytest

from homework import asking, entering, in_room, reading, revealing
from homework.models import EntryPart
from practice.refusals import BadInput, Conflict, NotFound, NotNow
from tests.conftest import looking
from tests.factories import homework as sets

QUESTIONS = "inner-world-questions"
OURS = {"my_answer": "The lake, in the rain.", "my_guess": "Their grandmother’s kitchen."}


@pytest.fixture
def guessing(couple, bo, cy):
    sets.joint_work(couple)
    return sets.AssignmentFactory(couple=couple, exercise=sets.exercise(QUESTIONS), cadence="weekly")


def write(assignment, partner, day, audience="partner"):
    return entering.write(assignment, partner, day, OURS, by=looking(partner), audience=audience)


def theirs(reader):
    own = {"entry__partner__user": reader.user}
    return EntryPart.objects.visible_to(looking(reader)).exclude(**own).count()


def rows_of(person):
    return list(EntryPart.objects.visible_to(looking(person)).order_by("pk").values())


def test_they_open_for_both_ten_minutes_after_the_second_release(guessing, bo, cy, tuesday, clock):
    write(guessing, bo, tuesday)
    clock.shift(timedelta(hours=1))
    assert theirs(cy) == 0
    write(guessing, cy, tuesday)
    clock.shift(timedelta(minutes=9, seconds=59))
    assert (theirs(bo), theirs(cy)) == (0, 0)
    clock.shift(timedelta(seconds=1))
    assert (theirs(bo), theirs(cy)) == (2, 2)


def test_that_the_other_one_has_written_and_released_cannot_be_told(guessing, bo, cy, tuesday, clock):
    write(guessing, bo, tuesday)
    clock.shift(timedelta(hours=1))
    before = rows_of(bo), reading.own_entries(bo, by=looking(bo)), reading.today(bo, by=looking(bo))
    entry = write(guessing, cy, tuesday)
    clock.shift(timedelta(minutes=5))
    revealing.take_back_entry(entry, by=looking(cy))
    clock.shift(timedelta(hours=1))
    assert before == (
        rows_of(bo),
        reading.own_entries(bo, by=looking(bo)),
        reading.today(bo, by=looking(bo)),
    )


def test_taken_back_they_close_for_both(guessing, bo, cy, tuesday, clock):
    entry = write(guessing, bo, tuesday)
    write(guessing, cy, tuesday)
    clock.shift(timedelta(hours=1))
    revealing.take_back(EntryPart.unscoped.filter(entry=entry)[0], by=looking(bo))
    assert (theirs(bo), theirs(cy)) == (0, 0)


def test_sealed_words_of_one_entry_go_together(guessing, bo, cy, tuesday, clock):
    entry = write(guessing, bo, tuesday, audience="author")
    revealing.share(EntryPart.unscoped.get(entry=entry, field="my_guess"), by=looking(bo))
    assert set(EntryPart.unscoped.filter(entry=entry).values_list("audience", flat=True)) == {"partner"}


def test_words_of_another_round_open_nothing(guessing, bo, cy, tuesday, clock):
    write(guessing, bo, tuesday)
    clock.shift(timedelta(days=7))
    write(guessing, cy, tuesday + timedelta(days=7))
    clock.shift(timedelta(days=1))
    assert (theirs(bo), theirs(cy)) == (0, 0)


def test_they_show_as_one_moment_so_that_neither_was_first(guessing, bo, cy, tuesday, clock):
    write(guessing, bo, tuesday)
    clock.shift(timedelta(hours=1))
    write(guessing, cy, tuesday)
    clock.shift(timedelta(minutes=10))
    items = [item for day in reading.together(bo, by=looking(bo)).days for item in day.items]
    assert [item.sealed for item in items] == [True]
    assert {side.mine for side in items[0].sides} == {True, False}


def test_one_entry_a_round(guessing, bo, tuesday, clock):
    write(guessing, bo, tuesday, audience="author")
    clock.shift(timedelta(days=1))
    with pytest.raises(Conflict):
        write(guessing, bo, tuesday + timedelta(days=1), audience="author")
    clock.shift(timedelta(days=6))
    write(guessing, bo, tuesday + timedelta(days=7), audience="author")


def test_what_comes_after_the_reveal_is_asked_then_and_not_before(guessing, bo, cy, tuesday, clock):
    entry = write(guessing, bo, tuesday)
    asked = {field.id for field in asking.fields_for(guessing, bo, tuesday)}
    with pytest.raises(NotNow):
        entering.answer_after(entry, {"surprise": 3}, by=looking(bo))
    write(guessing, cy, tuesday)
    clock.shift(timedelta(minutes=10))
    assert {field.id for field in asking.fields_for(guessing, bo, tuesday)} - asked == {
        "guess_close",
        "surprise",
    }
    entering.answer_after(entry, {"surprise": 3}, by=looking(bo), audience="counsellor")
    assert EntryPart.unscoped.get(entry=entry, field="surprise").audience == "counsellor"
    assert theirs(cy) == 2


def test_it_cannot_be_answered_in_advance(guessing, bo, tuesday):
    with pytest.raises(BadInput):
        entering.write(guessing, bo, tuesday, {**OURS, "surprise": 3}, by=looking(bo))


def test_the_counsellor_opens_a_round_when_both_have_allowed_it(guessing, bo, cy, ana, tuesday):
    entries = [write(guessing, each, tuesday, audience="author") for each in (bo, cy)]
    in_room.allow(entries[0], by=looking(bo))
    number = entries[0].round
    assert in_room.can_be_opened(guessing, by=looking(ana)) == []
    with pytest.raises(Conflict):
        in_room.open_round(guessing, number, by=looking(ana))
    in_room.allow(entries[1], by=looking(cy))
    assert in_room.can_be_opened(guessing, by=looking(ana)) == [number]
    in_room.open_round(guessing, number, by=looking(ana))
    assert (theirs(bo), theirs(cy)) == (2, 2)


def test_allowing_it_in_the_room_tells_the_other_one_nothing(guessing, bo, cy, tuesday):
    write(guessing, cy, tuesday, audience="author")
    before = rows_of(cy)
    entry = write(guessing, bo, tuesday, audience="author")
    in_room.allow(entry, by=looking(bo))
    assert rows_of(cy) == before
    with pytest.raises(NotFound):
        in_room.allow(entry, by=looking(cy))
    in_room.keep(entry, by=looking(bo))
    assert not EntryPart.unscoped.filter(in_room=True).exists()


def test_nothing_is_opened_while_joint_work_rests(guessing, couple, bo, cy, ana, tuesday):
    for each in (bo, cy):
        in_room.allow(write(guessing, each, tuesday, audience="author"), by=looking(each))
    sets.joint_work(couple, "paused")
    with pytest.raises(NotNow):
        in_room.open_round(guessing, 2, by=looking(ana))
    sets.joint_work(couple)
    number = in_room.can_be_opened(guessing, by=looking(ana))[0]
    in_room.open_round(guessing, number, by=looking(ana))
    assert theirs(bo) == 2
