"""Today: one thing in a settled order, and nothing on it tells of the other partner."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from homework.days import today as practice_today
from practice import consenting
from practice.models import Couple
from tests.factories.homework import EntryFactory, shared_part
from tests.factories.practice import partner_in
from tests.portal.couples_pages import appreciation, as_, intake, pulse, screen, session_for, words


@pytest.fixture
def at_noon():
    """So that "within two hours" and "this evening" mean the same whenever the tests run."""
    noon = timezone.now().replace(hour=12, minute=5)
    with time_machine.travel(noon, tick=True):
        yield noon


def one_thing(person):
    return words(as_(person).get("/today/"))


def test_a_session_within_two_hours_comes_first(at_noon, couple, bo, cy):
    appreciation(couple)
    session_for(couple, bo, cy, in_hours=1.5)
    assert "You meet Ana soon." in one_thing(bo)


def test_then_todays_exercise(at_noon, couple, bo, cy):
    appreciation(couple)
    session_for(couple, bo, cy, in_hours=5)
    pulse(couple, bo, due_on=practice_today(couple.practice))
    shown = one_thing(bo)
    assert "What is one thing Cy did that you noticed?" in shown
    assert "Only you, for now." in shown
    assert "This week" in shown


def test_then_a_form_that_is_due_within_two_days(at_noon, couple, bo, cy):
    intake(couple, bo)
    pulse(couple, bo, due_on=practice_today(couple.practice) + timedelta(days=2))
    shown = one_thing(bo)
    assert shown.index("This week.") < shown.index("A few things about you")


def test_then_the_first_forms(at_noon, couple, bo, cy):
    pulse(couple, bo)
    intake(couple, bo)
    assert "A few things about you." in one_thing(bo)


def test_otherwise_there_is_nothing_today(at_noon, couple, bo, cy):
    shown = one_thing(bo)
    assert "Nothing today." in shown
    assert "Your counsellor is choosing your next step." in shown


def test_the_reason_is_there_to_be_opened(at_noon, couple, bo, cy):
    appreciation(couple, reason="You both said evenings go quiet.")
    shown = one_thing(bo)
    assert "Why this one?" in shown
    assert "You both said evenings go quiet." in shown


def test_how_far_a_form_is_stands_beside_it(at_noon, couple, bo, cy):
    pulse(couple, bo, answers={"felt_close": {"v": 2}})
    assert "1 of 4 answered and kept." in one_thing(bo)


@pytest.mark.parametrize(
    ("hour", "hello"), [(7, "Good morning"), (13, "Good afternoon"), (22, "Good evening")]
)
def test_the_greeting_follows_the_clock_of_the_practice(couple, bo, cy, hour, hello):
    couple.practice.time_zone = "Asia/Tokyo"
    couple.practice.save()
    moment = timezone.now().replace(month=6, day=1, hour=(hour - 9) % 24, minute=0)
    with time_machine.travel(moment, tick=True):
        assert f"{hello}, Bo." in one_thing(bo)


def test_the_newest_shared_thing_stands_there_with_its_author(couple, bo, cy):
    shared_part(EntryFactory(assignment=appreciation(couple), partner=cy), words="You let me sleep in.")
    shown = one_thing(bo)
    assert "“You let me sleep in.”" in shown
    assert "From Cy, shared with you" in shown


def test_a_paused_couple_reads_one_neutral_sentence(couple, bo, cy):
    appreciation(couple)
    Couple.unscoped.filter(pk=couple.pk).update(status="paused")
    for partner in (bo, cy):
        shown = one_thing(partner)
        assert "Things are paused. Ana will be in touch." in shown
        assert "Write it down" not in shown


def test_after_one_has_stopped_the_other_reads_the_same_sentence(couple, bo, cy):
    from tests.conftest import looking

    Couple.unscoped.filter(pk=couple.pk).update(status="paused")
    paused = one_thing(bo)
    Couple.unscoped.filter(pk=couple.pk).update(status="active")
    consenting.withdraw(partner=cy, by=looking(cy))
    assert one_thing(bo) == paused


def test_a_partner_who_came_first_is_not_told_about_the_other(couple):
    gus = partner_in(couple, "a", called="Gus")
    shown = one_thing(gus)
    assert "When your partner has joined, what you two share lands here." in shown


def test_papers_that_wait_are_mentioned_until_they_are_signed(couple, bo, cy):
    consenting.publish_papers(couple.practice)
    assert "for you to read and sign" in one_thing(bo)


def test_nothing_the_other_partner_does_in_private_changes_this_page(couple, bo, cy):
    assignment = appreciation(couple)
    before = one_thing(bo)
    EntryFactory(assignment=assignment, partner=cy)
    pulse(couple, cy, answers={"felt_close": {"v": 0}})
    screen(couple, cy)
    session_for(couple, cy)
    assert one_thing(bo) == before


def test_a_session_opened_by_a_mailed_code_shows_nothing_of_this(couple, bo, cy, client):
    from tests.signing import sign_in

    appreciation(couple)
    page = sign_in(client, bo, reduced=True).get("/today/")
    assert page.status_code == 403
    assert "Write it down" not in words(page)


def test_more_forms_do_not_cost_more_queries(couple, bo, cy):
    client = as_(bo)
    pulse(couple, bo)
    client.get("/today/")
    with CaptureQueriesContext(connection) as few:
        client.get("/today/")
    intake(couple, bo)
    for _ in range(3):
        session_for(couple, bo)
    with CaptureQueriesContext(connection) as more:
        client.get("/today/")
    assert len(more) == len(few)
