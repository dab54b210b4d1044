"""What a guard holds back cannot be set, whoever asks and by whichever door; the counsellor alone hears why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from homework import assigning
from homework.models import Assignment
from homework.suggesting.weighing import HeldBack, insist_on_nothing_against
from practice import sealing
from tests.conftest import looking
from tests.factories import homework as sets
from tests.factories.assessments import screened

WHY = "You both said that evenings go quiet."


@pytest.fixture(autouse=True)
def library(db):
    sets.exercise()


def rules_against(couple, slug, ana, **facts):
    with pytest.raises(HeldBack) as refusal:
        assigning.assign(couple, slug, reason=WHY, by=looking(ana), **facts)
    return [kept.rule for kept in refusal.value.kept]


def test_one_small_daily_thing_at_a_time_even_where_joint_work_is_closed(couple, ana, bo, cy):
    assert assigning.assign(couple, sets.SELF, reason=WHY, for_marks="a", by=looking(ana))
    for marks in ("a", "ab"):
        with pytest.raises(HeldBack) as refusal:
            insist_on_nothing_against(couple, sets.SELF, by=looking(ana), marks=marks)
        assert [kept.rule for kept in refusal.value.kept] == ["K10"]


def test_what_one_partner_has_on_their_plate_leaves_room_for_the_other(couple, ana, bo, cy):
    for mark in "ab":
        assert assigning.assign(couple, sets.SELF, reason=WHY, for_marks=mark, by=looking(ana))
    assert Assignment.unscoped.count() == 2


def test_a_full_plate_is_not_filled_further(couple, ana, bo, cy):
    screened(couple, bo, cy)
    sets.joint_work(couple)
    for slug in ("play-menu", "novelty-date"):
        assigning.assign(couple, slug, reason=WHY, by=looking(ana))
    assert rules_against(couple, "weekly-check-in", ana) == ["K10"]


def test_asking_the_guards_costs_the_same_for_a_long_course(couple, ana, bo, cy, tuesday):
    screened(couple, bo, cy)
    sets.joint_work(couple)

    def asking():
        sealing.memory.forget()
        with CaptureQueriesContext(connection) as held:
            insist_on_nothing_against(couple, "novelty-date", by=looking(ana))
        return len(held)

    assigning.assign(couple, "play-menu", reason=WHY, by=looking(ana))
    ended = sets.AssignmentFactory(couple=couple)

    def written(days):
        for back in days:
            for partner in (bo, cy):
                day = tuesday - timedelta(days=back)
                entry = sets.EntryFactory(assignment=ended, partner=partner, day=day)
                sets.EntryPartFactory(entry=entry, field="received", audience="counsellor", words=3)

    written(range(1))
    assigning.end(ended, by=looking(ana))
    short = asking()
    written(range(1, 13))
    assert asking() == short
