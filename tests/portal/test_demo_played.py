"""The demo story told once, on a Wednesday afternoon: every view of homework has something to show, and the rules held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from assessments import gate
from assessments.safety.models import SafetyAlert
from homework import planning_time, reading, unsafe, waiting
from homework.models import Assignment, AssignmentReview, Entry, EntryPart, Reply, SuggestionDecision
from homework.models.entries import reaches
from homework.reading.knowing import Known, know
from portal.demo.clock import standing_at
from portal.demo.story import Story
from practice.access import Viewer, viewer_for
from practice.models import Couple, Membership, Partner

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One telling for all of these tests: it takes a while, and none of them changes anything."""
    with django_db_blocker.unblock(), standing_at(WEDNESDAY), transaction.atomic():
        Story().play()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _told(played: None) -> None:
    """Every test here comes after the story."""


def person(called: str) -> Partner:
    return Partner.unscoped.select_related("user").get(user__login_name__startswith=called)


def couple_of(called: str) -> Couple:
    rows = Membership.unscoped.select_related("couple__counsellor__user", "couple__practice")
    return rows.get(partner=person(called)).couple


def counsellor_of(couple: Couple) -> Viewer:
    return viewer_for(couple.counsellor.user, second_factor=True)


def known(called: str) -> Known:
    couple = couple_of(called)
    return know(couple, by=counsellor_of(couple))


def looking(partner: Partner) -> Viewer:
    assert partner.user is not None
    return viewer_for(partner.user)


def test_the_ledger_shows_what_was_given_noticed_missed_unlogged_and_landed():
    for direction in known("noor").thanks:
        counts = direction.counts
        assert min(counts.given_and_noticed, counts.given_but_missed, counts.noticed_but_unlogged) > 0
        assert direction.guessed.value is not None
        assert direction.landed.value is not None
    assert len(known("noor").thanks_weeks) >= 5


def test_small_reaches_agree_in_figures_for_one_couple_and_are_too_few_for_the_other():
    balance = known("noor").balance
    assert all(each.made.n >= 12 and each.both_logged and each.only_maker for each in balance.by_maker)
    assert balance.agreement.kappa is not None
    few = known("kit").balance.agreement
    assert few.kappa is None
    assert few.hidden is not None
    assert few.hidden.why == "too_few_pairs"


def test_the_small_signs_rise_a_little_and_keep_their_setback():
    for curve in known("remy").thaw:
        assert len(curve.days) >= 24
        assert curve.setbacks == 1
        assert curve.per_four_weeks is not None
        assert 0 < curve.per_four_weeks < 3


def test_the_loop_holds_words_of_both_in_every_place():
    loop = known("remy").loop
    assert all(slot.words.a and slot.words.b for slot in loop.slots)
    noor = person("noor")
    assert not reading.loop_of(noor, by=looking(noor))[0].is_empty


def test_pressure_and_low_comfort_reach_the_counsellor_alone():
    couple = couple_of("wren")
    marks = [felt.mark for felt in known("wren").pressure if felt.cautions]
    assert len(marks) == 1
    flags = unsafe.flags_for(couple, counsellor_of(couple))
    assert {(flag.called, flag.kind) for flag in flags} == {("Wren", "comfort"), ("Wren", "pressure")}
    warmth = Assignment.unscoped.get(couple=couple, exercise__slug="warmth-without-agenda")
    assert warmth.state == Assignment.State.PAUSED
    pages = [reading.today(person(who), by=looking(person(who))).things for who in ("kit", "wren")]
    assert [thing.title for thing in pages[0]] == [thing.title for thing in pages[1]]


def test_what_was_tried_has_terms_doses_reviews_and_debriefs():
    tried = known("noor").tried.values()
    assert any(own.cue and own.remind_at for each in tried for own in each.terms)
    assert any(review.note and review.rating is not None for each in tried for review in each.reviews)
    assert any(each.debriefs.a and each.debriefs.b for each in tried)
    assert any(each.measures for each in tried)
    assert any(not own.is_open for each in tried for own in each.terms)
    couple = couple_of("noor")
    assert [row.exercise.slug for row in waiting.ready_for_both(couple, by=counsellor_of(couple))] == [
        "shared-time-plan"
    ]
    assert AssignmentReview.unscoped.filter(assignment__couple=couple).count() > 5


def test_suggestions_were_taken_up_and_left():
    decisions = SuggestionDecision.unscoped.filter(couple=couple_of("noor"))
    assert {row.decision for row in decisions} == {"accepted", "declined"}
    assert all((row.assignment is not None) == (row.decision == "accepted") for row in decisions)
    assert all(row.why for row in decisions if row.decision == "declined")


def test_two_rounds_stand_open_and_the_third_still_waits_for_one():
    remy, noor = person("remy"), person("noor")
    cards = Assignment.unscoped.get(couple=couple_of("remy"), exercise__slug="inner-world-questions")
    for number in (0, 1):
        for partner in (remy, noor):
            item = reading.opened(partner, cards.pk, number, by=looking(partner))
            assert item is not None
            assert len(item.sides) == 2
    assert EntryPart.unscoped.filter(entry__assignment=cards, entry__round=2).count() == 2
    for partner in (remy, noor):
        assert reading.opened(partner, cards.pk, 2, by=looking(partner)) is None
    words = EntryPart.unscoped.filter(entry__assignment=cards, entry__round=2)
    assert not words.filter(reaches(partner=remy)).exists()


def test_the_couple_s_own_pages_hold_something():
    remy, noor = person("remy"), person("noor")
    week = reading.together(noor, by=looking(noor), day=WEDNESDAY.date().replace(day=12))
    items = [item for day in week.days for item in day.items]
    assert {item.mine for item in items} == {True, False}
    assert reading.today(noor, by=looking(noor)).things
    assert any(
        part.reaches == "author" for own in reading.own_entries(noor, by=looking(noor)) for part in own.parts
    )
    assert reading.look_backs(noor, by=looking(noor))
    for partner in (remy, noor):
        assert {hour.state for hour in planning_time.coming(partner, by=looking(partner))} == {
            "agreed",
            "proposed",
        }
    given = Reply.unscoped.filter(part__entry__assignment__couple=couple_of("noor"))
    assert {row.kind for row in given} == set(Reply.Kind.values)


def test_a_day_that_did_not_feel_safe_was_taken_on_and_left_no_trace_beside():
    sol, eunji = person("sol"), person("eunji")
    couple = couple_of("sol")
    left_out = [row for row in Entry.unscoped.filter(partner=sol) if row.skip_reason == "not_safe"]
    assert len(left_out) == 1
    alerts = SafetyAlert.unscoped.filter(couple=couple)
    assert alerts.filter(raised_at__gte=left_out[0].saved_at).exists()
    assert not alerts.unacknowledged().exists()
    assert not Entry.objects.visible_to(looking(eunji)).exclude(partner=eunji).exists()
    things = [
        [thing.title for thing in reading.today(each, by=looking(each)).things] for each in (sol, eunji)
    ]
    assert things[0] == things[1] != []


@pytest.mark.parametrize("called", ["sol", "bea"])
def test_nothing_is_set_for_two_where_joint_work_is_closed(called: str):
    couple = couple_of(called)
    assert not gate.joint_work_is_open(couple)
    rows = Assignment.unscoped.filter(couple=couple)
    assert rows.exists()
    assert not rows.filter(exercise__joint_work=True).exists()
    assert not EntryPart.unscoped.filter(entry__assignment__couple=couple, audience="partner").exists()
    partner = person(called)
    assert reading.together(partner, by=looking(partner)).days == ()
