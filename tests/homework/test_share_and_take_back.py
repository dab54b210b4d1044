"""A shared part arrives after ten minutes; taken back, it is as if it had never been."""

from datetime import timedelta

import pytest

from homework import entering, reading, revealing
from homework.models import EntryPart
from practice.refusals import Conflict, NotFound, NotNow
from tests.conftest import looking
from tests.factories import homework as sets

TEA = {"noticed": "You made tea.", "mattered": "I felt seen.", "told": "yes", "received": 3}


@pytest.fixture
def entry(appreciation, bo, tuesday):
    return entering.write(appreciation, bo, tuesday, TEA, by=looking(bo))


def part(entry, field="noticed"):
    return EntryPart.unscoped.get(entry=entry, field=field)


def fields_for(person):
    return set(EntryPart.objects.visible_to(looking(person)).values_list("field", flat=True))


def observed(person):
    """All that this partner can find out through the package."""
    viewer = looking(person)
    return (
        list(EntryPart.objects.visible_to(viewer).order_by("pk").values()),
        reading.today(person, by=viewer),
        reading.together(person, by=viewer),
        reading.own_entries(person, by=viewer),
    )


def test_a_shared_part_arrives_after_ten_minutes_and_not_before(entry, cy, bo, clock):
    revealing.share(part(entry), by=looking(bo))
    clock.shift(timedelta(minutes=9, seconds=59))
    assert fields_for(cy) == set()
    assert reading.together(cy, by=looking(cy)).days == ()
    clock.shift(timedelta(seconds=1))
    assert fields_for(cy) == {"noticed"}
    item = reading.today(cy, by=looking(cy)).newest
    assert [words.text for words in item.words] == ["You made tea."]


def test_sharing_an_entry_shares_only_what_may_travel(entry, bo, cy, ana, clock):
    shared = revealing.share_entry(entry, by=looking(bo))
    clock.shift(timedelta(minutes=10))
    assert {each.field for each in shared} == fields_for(cy) == {"noticed", "mattered", "told"}
    assert fields_for(ana) == {"noticed", "mattered", "told"}
    with pytest.raises(Conflict):
        revealing.share(part(entry, "received"), by=looking(bo))


def test_sharing_twice_does_not_start_the_minutes_again(entry, bo, cy, clock):
    first = revealing.share(part(entry), by=looking(bo))
    clock.shift(timedelta(minutes=6))
    assert revealing.share(part(entry), by=looking(bo)).released_at == first.released_at
    clock.shift(timedelta(minutes=4))
    assert fields_for(cy) == {"noticed"}


@pytest.mark.parametrize(("minutes", "unseen"), [(0, True), (9, True), (10, False), (3000, False)])
def test_taken_back_equals_never_existed(entry, bo, cy, clock, minutes, unseen):
    clock.shift(timedelta(minutes=minutes))
    never = observed(cy)
    clock.shift(timedelta(minutes=-minutes))
    revealing.share(part(entry), by=looking(bo))
    clock.shift(timedelta(minutes=minutes))
    assert revealing.take_back(part(entry), by=looking(bo)).was_unseen is unseen
    assert observed(cy) == never
    assert part(entry).audience == "author"


def test_what_was_taken_back_can_be_shared_again_and_settles_again(entry, bo, cy, clock):
    revealing.share(part(entry), by=looking(bo))
    revealing.take_back(part(entry), by=looking(bo))
    clock.shift(timedelta(minutes=30))
    revealing.share(part(entry), by=looking(bo))
    assert fields_for(cy) == set()
    clock.shift(timedelta(minutes=10))
    assert fields_for(cy) == {"noticed"}


def test_only_its_author_shares_and_takes_back(entry, ana, bo, cy, dee):
    for person in (ana, cy, dee):
        with pytest.raises(NotFound):
            revealing.share(part(entry), by=looking(person))
        with pytest.raises(NotFound):
            revealing.share_entry(entry, by=looking(person))
    revealing.share(part(entry), by=looking(bo))
    for person in (ana, cy, dee):
        with pytest.raises(NotFound):
            revealing.take_back(part(entry), by=looking(person))
        with pytest.raises(NotFound):
            revealing.take_back_entry(entry, by=looking(person))


def test_a_later_share_does_not_tell_when_the_words_were_written(entry, bo, cy, clock):
    clock.shift(timedelta(days=3))
    revealing.share(part(entry), by=looking(bo))
    clock.shift(timedelta(minutes=10))
    [day] = reading.together(cy, by=looking(cy)).days
    assert day.day == entry.day + timedelta(days=3)
    assert str(entry.day) not in repr(reading.together(cy, by=looking(cy)).days)


def test_while_joint_work_is_paused_nothing_is_shared_and_nothing_is_read(entry, couple, bo, cy, clock):
    revealing.share(part(entry), by=looking(bo))
    clock.shift(timedelta(minutes=10))
    assert fields_for(cy) == {"noticed"}
    sets.joint_work(couple, "paused")
    assert fields_for(cy) == set()
    for person in (bo, cy):
        seen = reading.today(person, by=looking(person))
        assert (seen.between, seen.newest) == (True, None)
        assert reading.together(person, by=looking(person)).days == ()
    with pytest.raises(NotNow):
        revealing.share(part(entry, "mattered"), by=looking(bo))
    sets.joint_work(couple)
    assert fields_for(cy) == {"noticed"}
