"""A year of notes is read in cells along one index, so that the counsellor's page stays quick."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext

from homework import reading
from homework.reading.knowing import know
from tests.conftest import looking
from tests.factories import homework as sets

DAYS = 30


@pytest.fixture
def noted(appreciation, bo, cy, tuesday):
    for back in range(DAYS):
        for partner in (bo, cy):
            day = tuesday - timedelta(days=back)
            entry = sets.EntryFactory(assignment=appreciation, partner=partner, day=day)
            for place, (field, words) in enumerate({"told": "yes", "received": 3, "landed": 4}.items()):
                sets.EntryPartFactory(
                    entry=entry, field=field, place=place, words=words, audience="counsellor"
                )


@contextmanager
def rows_made() -> Iterator[Counter[str]]:
    made: Counter[str] = Counter()

    def count(sender, **_rest):
        made[sender.__name__] += 1

    post_init.connect(count)
    try:
        yield made
    finally:
        post_init.disconnect(count)


def test_reading_together_makes_no_whole_row_of_an_answer_or_an_entry(noted, couple, ana):
    with rows_made() as made:
        known = know(couple, by=looking(ana))
    assert known.thanks.a.counts.given == DAYS
    assert (made["EntryPart"], made["Entry"]) == (0, 0)


def test_the_exercise_is_read_once_and_not_with_each_of_its_entries(noted, couple, ana, tuesday):
    with rows_made() as made:
        found = reading.entries(couple, by=looking(ana), since=tuesday - timedelta(days=DAYS), until=tuesday)
    assert sum(len(each.words) for each in found) == 2 * DAYS * 3
    assert (made["ExerciseVersion"], made["EntryPart"]) == (1, 0)


def test_entries_are_found_by_their_exercise_and_not_among_all_days_of_a_partner(noted, couple, ana):
    with CaptureQueriesContext(connection) as held:
        know(couple, by=looking(ana))
    asked = [each["sql"] for each in held if 'FROM "homework_entry" ' in each["sql"]]
    assert asked
    assert all('"homework_entry"."assignment_id" IN (' in sql for sql in asked)


def test_what_is_new_is_counted_beside_the_exercise_and_not_by_grouping_it(noted, couple, ana):
    with CaptureQueriesContext(connection) as held:
        [seen] = reading.assignments(couple, by=looking(ana))
    assert seen.new_since_review == 2 * DAYS
    [asked] = [each["sql"] for each in held if 'FROM "homework_assignment" ' in each["sql"]]
    assert [group for group in re.findall(r"GROUP BY ([^)]*)", asked) if '"body"' in group] == []
