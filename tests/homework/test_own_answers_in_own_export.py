"""Small answers stand in their giver's own export, whatever becomes of the words; nothing of the other one's does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from homework import entering, replying, revealing
from homework.models import EntryPart, Reply
from practice import registry
from tests.conftest import looking
from tests.factories import homework as sets


@pytest.fixture
def entry(appreciation, cy, tuesday):
    return sets.EntryFactory(assignment=appreciation, partner=cy, day=tuesday - timedelta(days=1))


@pytest.fixture
def part(entry):
    return sets.shared_part(entry, words="You sang in the hall.")


def answers(partner):
    return registry.own_data_of(partner)["homework besides"]["answers"]


def test_what_one_answered_is_ones_own_and_what_was_answered_to_one_is_not(part, bo, cy):
    said = replying.reply(part, "thanks", by=looking(bo))
    assert answers(bo) == [{"at": said.at.isoformat(), "answer": "Thank you"}]
    assert "sang" not in str(registry.own_data_of(bo))
    assert answers(cy) == []


def test_what_was_unsaid_is_in_nobodys_export(part, bo, cy):
    replying.unsay(replying.reply(part, "kept", by=looking(bo)), by=looking(bo))
    assert answers(bo) == answers(cy) == []


def test_that_the_other_one_deleted_what_they_took_back_shows_in_nothing_that_is_missing(
    part, entry, bo, cy, ana
):
    replying.reply(part, "thanks", by=looking(bo))
    revealing.take_back_entry(entry, by=looking(cy))
    before = answers(bo)
    entry.refresh_from_db()
    entering.discard(entry, by=looking(cy), version=entry.version)
    assert not EntryPart.unscoped.filter(pk=part.pk).exists()
    assert answers(bo) == before != []
    for person in (bo, cy, ana):
        assert not Reply.objects.visible_to(looking(person)).exists()
