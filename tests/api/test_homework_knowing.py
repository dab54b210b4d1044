"""What both ends come to together, as JSON: for the counsellor alone, and only from what may reach the counsellor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from homework.days import today
from tests.factories import homework as sets

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
STATEMENTS = 13
PARTS = {"told": ("yes", "counsellor"), "reached_me": ("yes", "counsellor"), "mood_before": (9, "author")}


@pytest.fixture
def thanks(couple: Any, bo: Any, cy: Any) -> Any:
    sets.joint_work(couple)
    return sets.AssignmentFactory(couple=couple)


def a_day_of_both(assignment: Any, back: int, *people: Any) -> None:
    day = today(assignment.couple.practice) - timedelta(days=back)
    for person in people:
        entry = sets.EntryFactory(assignment=assignment, partner=person, day=day)
        for place, (field, (words, audience)) in enumerate(PARTS.items()):
            sets.EntryPartFactory(entry=entry, field=field, place=place, words=words, audience=audience)


def test_the_counsellor_reads_both_ends_and_nobody_else_any(
    thanks: Any, couple: Any, bo: Any, cy: Any, ana: Any, fay: Any, client_of: Any
) -> None:
    a_day_of_both(thanks, 1, bo, cy)
    at = f"{V1}/knowing/{couple.pk}/"
    body = client_of(ana).get(at).json()
    assert body["thanks"]["a"]["counts"]["given_and_noticed"] == 1
    assert {"balance", "thaw", "initiation", "pressure", "strip", "loop", "ratios"} <= body.keys()
    assert str(thanks.pk) in body["tried"]
    assert body["thanks"]["a"]["landed"]["hidden"]["need"] > 0
    for other in (bo, cy, fay):
        assert client_of(other).get(at).status_code == 404


def test_it_asks_as_often_for_many_as_for_one(
    thanks: Any, couple: Any, bo: Any, cy: Any, ana: Any, client_of: Any, django_assert_num_queries: Any
) -> None:
    client, at = client_of(ana), f"{V1}/knowing/{couple.pk}/"
    client.get(at)
    for back in range(1, 4):
        a_day_of_both(thanks, back, bo, cy)
        client.get(at)
        with django_assert_num_queries(STATEMENTS):
            client.get(at)
