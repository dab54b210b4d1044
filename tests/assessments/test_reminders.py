"""A reminder is the mail that every event makes; at most one a day and two in all, and never in quiet hours."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from assessments import administering, closing, reminding
from assessments.models import Administration
from practice import caring, reaching
from practice.models import ContactCard, Message
from tests.conftest import looking
from tests.factories.assessments import CLOSE, AdministrationFactory, shipped

pytestmark = pytest.mark.django_db
DUE = date(2026, 9, 10)
EVE = datetime(2026, 9, 9, 8, tzinfo=UTC)  # nine in London, the day before


def waiting(couple: Any, partner: Any, **facts: Any) -> Administration:
    facts = {"due_on": DUE, "opened_at": EVE - timedelta(days=5), **facts}
    form: Administration = AdministrationFactory(couple=couple, partner=partner, **facts)
    return form


def rounds(clock: Any, *, hours: int) -> None:
    for _hour in range(hours):
        reminding.remind()
        clock.shift(timedelta(hours=1))


def test_the_eve_and_the_day_itself_and_never_more(couple: Any, bo: Any) -> None:
    form = waiting(couple, bo)
    with time_machine.travel(EVE - timedelta(hours=30), tick=False) as clock:
        rounds(clock, hours=30)
        assert not Message.unscoped.exists()
        rounds(clock, hours=16)
        assert Message.unscoped.count() == 1
        rounds(clock, hours=72)
    form.refresh_from_db()
    assert (Message.unscoped.count(), form.reminders) == (2, 2)


def test_many_forms_make_one_mail_a_day(couple: Any, bo: Any, cy: Any) -> None:
    for slug in ("weekly-pulse", "turning-toward", "inner-world"):
        waiting(couple, bo, instrument=shipped(slug))
    with time_machine.travel(EVE, tick=False) as clock:
        rounds(clock, hours=6)
    letter = Message.unscoped.get()
    assert letter.user_id == bo.user_id


def test_the_mail_says_what_every_mail_says(couple: Any, bo: Any, ana: Any) -> None:
    administering.send(couple, bo, shipped("weekly-pulse").slug, by=looking(ana))
    first = Message.unscoped.get()
    Administration.unscoped.update(due_on=DUE, opened_at=EVE - timedelta(days=2))
    with time_machine.travel(EVE, tick=False):
        reminding.remind()
    second = Message.unscoped.exclude(pk=first.pk).get()
    assert second.letter == first.letter


@pytest.mark.parametrize(
    "facts",
    [
        {"reminds": False},
        {"due_on": None},
        {"state": "void"},
        {"state": "declined"},
        {"reminders": 2},
        {"opened_at": EVE},
        {"closes_on": date(2026, 9, 8)},
    ],
)
def test_what_shall_not_be_reminded_of_is_not(facts: dict[str, Any], couple: Any, bo: Any) -> None:
    waiting(couple, bo, **facts)
    with time_machine.travel(EVE, tick=False):
        assert reminding.remind() == 0
    assert not Message.unscoped.exists()


def test_a_form_without_a_wished_day_is_told_of_before_it_closes(couple: Any, bo: Any) -> None:
    waiting(couple, bo, due_on=None, closes_on=DUE)
    with time_machine.travel(EVE, tick=False):
        assert reminding.remind() == 1


def test_it_stops_when_the_form_is_in_or_left(couple: Any, bo: Any, cy: Any) -> None:
    bos, cys = waiting(couple, bo), waiting(couple, cy)
    administering.submit(bos, by=looking(bo), changes=CLOSE)
    closing.decline(cys, by=looking(cy))
    with time_machine.travel(EVE, tick=False):
        assert reminding.remind() == 0


def test_whoever_wants_no_mail_gets_none_and_quiet_hours_are_kept(couple: Any, bo: Any, cy: Any) -> None:
    waiting(couple, bo)
    waiting(couple, cy)
    closed, quiet = (ContactCard.unscoped.create(partner=partner) for partner in (bo, cy))
    reaching.change(closed, by=looking(bo), may_mail=False)
    reaching.change(quiet, by=looking(cy), quiet_from=time(8), quiet_until=time(18))
    with time_machine.travel(EVE, tick=False):
        reminding.remind()
        letter = Message.unscoped.get()
    assert letter.user_id == cy.user_id
    assert letter.due_at == datetime(2026, 9, 9, 17, tzinfo=UTC)


def test_while_things_rest_nobody_is_reminded(couple: Any, bo: Any, ana: Any) -> None:
    waiting(couple, bo)
    caring.change_status(couple, "paused", by=looking(ana))
    with time_machine.travel(EVE, tick=False):
        assert reminding.remind() == 0
        Administration.unscoped.update(occasion="follow-up-3")
        assert reminding.remind() == 1


def test_two_workers_remind_once(couple: Any, bo: Any) -> None:
    form = waiting(couple, bo)
    with time_machine.travel(EVE, tick=False):
        reminding.remind()
        Administration.unscoped.update(reminded_at=None)  # what a second worker had read before
        assert reminding.remind() == 0
    form.refresh_from_db()
    assert form.reminders == 1


def test_a_round_asks_once_however_many_wait(
    couple: Any, bo: Any, cy: Any, django_assert_num_queries: Any
) -> None:
    for partner in (bo, cy):
        waiting(couple, partner, due_on=DUE + timedelta(days=1))
    with time_machine.travel(EVE, tick=False), django_assert_num_queries(1):
        reminding.remind()
