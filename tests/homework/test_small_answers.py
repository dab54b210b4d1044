"""A small answer: one each, changed or unsaid at will, to what has arrived, ten minutes later, and no mail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from homework import replying, revealing
from homework.models import EntryPart, Reply
from practice.models import Membership, Message
from practice.refusals import BadInput, NotFound
from tests.conftest import looking
from tests.factories import homework as sets


@pytest.fixture
def entry(appreciation, bo, cy, tuesday):
    return sets.EntryFactory(assignment=appreciation, partner=bo, day=tuesday)


@pytest.fixture
def part(entry):
    """Bo's words, which reached Cy ten minutes ago."""
    return sets.shared_part(entry)


def seen_by(person):
    return list(Reply.objects.visible_to(looking(person)).values_list("kind", flat=True))


def test_an_answer_reaches_the_author_after_ten_minutes(part, bo, cy, ana, clock):
    replying.reply(part, "thanks", by=looking(cy))
    assert (seen_by(cy), seen_by(bo)) == (["thanks"], [])
    clock.shift(timedelta(minutes=9, seconds=59))
    assert seen_by(bo) == []
    clock.shift(timedelta(seconds=1))
    assert seen_by(bo) == seen_by(ana) == ["thanks"]
    assert not Message.unscoped.exists()


def test_there_is_one_each_and_another_kind_replaces_it_and_settles_anew(part, bo, cy, clock):
    first = replying.reply(part, "thanks", by=looking(cy))
    clock.shift(timedelta(minutes=10))
    assert replying.reply(part, "thanks", by=looking(cy)).at == first.at
    assert seen_by(bo) == ["thanks"]
    replying.reply(part, "talk", by=looking(cy))
    assert (Reply.unscoped.count(), seen_by(bo), seen_by(cy)) == (1, [], ["talk"])


def test_unsaid_is_as_if_it_had_never_been(part, bo, cy, clock):
    said = replying.reply(part, "kept", by=looking(cy))
    clock.shift(timedelta(minutes=30))
    for person in (bo,):
        with pytest.raises(NotFound):
            replying.unsay(said, by=looking(person))
    replying.unsay(said, by=looking(cy))
    assert seen_by(bo) == seen_by(cy) == []
    with pytest.raises(NotFound):
        replying.unsay(said, by=looking(cy))


def test_only_what_has_arrived_can_be_answered_and_all_else_looks_alike(part, entry, bo, cy, ana, dee, clock):
    settling = sets.shared_part(entry, field="mattered", minutes_ago=9)
    private = sets.EntryPartFactory(entry=entry, field="told", words="yes")
    gone = EntryPart(pk=private.pk.__class__(int=7))
    refusals = []
    for hidden, person in (
        (settling, cy),
        (private, cy),
        (gone, cy),
        (part, bo),
        (part, dee),
        (part, ana),
    ):
        with pytest.raises(NotFound) as refusal:
            replying.reply(hidden, "thanks", by=looking(person))
        refusals.append((refusal.value.code, str(refusal.value.sentence)))
    assert len(set(refusals)) == 1
    clock.shift(timedelta(minutes=1))
    assert replying.reply(settling, "thanks", by=looking(cy)).kind == "thanks"


def test_taken_back_or_parted_the_answer_is_shown_to_nobody(part, bo, cy, clock):
    said = replying.reply(part, "thanks", by=looking(cy))
    clock.shift(timedelta(minutes=10))
    revealing.take_back(part, by=looking(bo))
    assert seen_by(bo) == seen_by(cy) == []
    with pytest.raises(NotFound):
        replying.unsay(said, by=looking(cy))
    revealing.share(part, by=looking(bo))
    clock.shift(timedelta(minutes=10))
    assert seen_by(cy) == ["thanks"]
    Membership.unscoped.filter(partner=bo).update(left_at=timezone.now())
    assert seen_by(bo) == seen_by(cy) == []


def test_only_a_wording_of_the_cycle_can_fit(part, couple, bo, cy, tuesday):
    with pytest.raises(BadInput):
        replying.reply(part, "fits", by=looking(cy))
    with pytest.raises(BadInput):
        replying.reply(part, "lovely", by=looking(cy))
    cycle = sets.AssignmentFactory(couple=couple, exercise=sets.exercise("cycle-diary"))
    entry = sets.EntryFactory(assignment=cycle, partner=bo, day=tuesday)
    wording = sets.shared_part(entry, field="trigger", words="A late evening.")
    assert replying.reply(wording, "fits", by=looking(cy)).kind == "fits"
