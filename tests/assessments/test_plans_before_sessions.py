"""Before each session: to those who come, some days ahead; a moved session takes them along, a cancelled one away."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from assessments import administering, carrying_out, closing, planning, sending
from assessments.format.batteries import Part
from assessments.models import Administration, PlanRun
from practice import scheduling
from practice.models import Message
from tests.conftest import looking
from tests.factories.assessments import PULSE, shipped

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 9, 7, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _published(db: None) -> None:
    shipped(PULSE)


def book(couple: Any, ana: Any, days: int, hour: int = 18, **how: Any) -> Any:
    starts = datetime(2026, 9, 7, hour) + timedelta(days=days)
    return scheduling.book(couple, starts=starts, minutes=50, by=looking(ana), **how)


def plan(couple: Any, ana: Any, **how: Any) -> Any:
    return planning.set_up(couple, [Part(PULSE)], by=looking(ana), kind="session", lead_days=2, **how)


def forms_of(session: Any) -> Any:
    return Administration.unscoped.filter(before_session=session)


def go_by(clock: Any, **span: int) -> None:
    clock.shift(timedelta(**span))
    carrying_out.carry_out_what_is_due()


def test_each_session_has_its_own_forms_two_days_ahead_and_open_until_its_day(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        first, second = book(couple, ana, 4), book(couple, ana, 11)
        plan(couple, ana)
        assert not Administration.unscoped.exists()
        go_by(clock, days=1, hours=22)  # Wednesday, eleven in the morning
        go_by(clock, minutes=1)
        assert {form.partner_id for form in forms_of(first)} == {bo.pk, cy.pk}
        assert {(form.due_on, form.closes_on, form.occasion) for form in forms_of(first)} == {
            (first.starts_at.date(), first.starts_at.date(), "session")
        }
        assert Message.unscoped.count() == 2
        assert not forms_of(second).exists()
        clock.shift(timedelta(days=7))
        closing.close_what_is_over()
        go_by(clock, minutes=1)
    assert {form.state for form in forms_of(first)} == {"lapsed"}
    assert forms_of(second).count() == 2


def test_a_session_that_is_near_when_the_plan_begins_is_served_at_once(
    couple: Any, bo: Any, ana: Any
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        session = book(couple, ana, 1)
        plan(couple, ana)
        assert forms_of(session).count() == 1


def test_an_hour_with_one_of_them_asks_nothing_of_the_other(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    with time_machine.travel(MONDAY, tick=False):
        alone = book(couple, ana, 1, attendees=[bo])
        plan(couple, ana)
    assert [form.partner_id for form in forms_of(alone)] == [bo.pk]
    assert [letter.user_id for letter in Message.unscoped.all()] == [bo.user_id]


def test_a_moved_session_takes_what_is_open_and_what_is_to_come_along(couple: Any, bo: Any, ana: Any) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        near, far = book(couple, ana, 2), book(couple, ana, 9)
        plan(couple, ana)
        later = datetime(2026, 9, 11, 10)
        scheduling.move(near, starts=later, by=looking(ana))
        form = forms_of(near).get()
        assert (form.due_on, form.closes_on) == (later.date(), later.date())
        administering.submit(form, by=looking(bo), changes={"felt_close": 3})
        scheduling.move(far, starts=datetime(2026, 9, 30, 10), by=looking(ana))
        go_by(clock, days=8)
        assert not forms_of(far).exists()
        go_by(clock, days=14)
        assert forms_of(far).count() == 1
    assert PlanRun.unscoped.count() == 2


def test_a_cancelled_session_takes_away_what_was_not_sent_in(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        session, later = book(couple, ana, 1), book(couple, ana, 9)
        plan(couple, ana)
        bos, cys = forms_of(session).get(partner=bo), forms_of(session).get(partner=cy)
        administering.save_answer(bos, {"felt_close": 3}, by=looking(bo))
        scheduling.cancel(session, by=looking(ana))
        scheduling.cancel(later, by=looking(ana))
        go_by(clock, days=8)
    bos.refresh_from_db()
    cys.refresh_from_db()
    assert (bos.state, cys.state) == ("lapsed", "void")
    assert bos.answers == {"felt_close": {"v": 3}}  # nobody's words are lost
    assert not forms_of(later).exists()


def test_what_was_sent_in_stays_when_its_session_is_cancelled(couple: Any, bo: Any, ana: Any) -> None:
    with time_machine.travel(MONDAY, tick=False):
        session = book(couple, ana, 1)
        plan(couple, ana)
        form = administering.submit(forms_of(session).get(), by=looking(bo), changes={"felt_close": 3})
        scheduling.cancel(session, by=looking(ana))
    form.refresh_from_db()
    assert form.state == "submitted"


def test_a_second_worker_finds_the_session_served(couple: Any, bo: Any, ana: Any) -> None:
    with time_machine.travel(MONDAY, tick=False):
        session = book(couple, ana, 1)
        held = plan(couple, ana)
        assert carrying_out._before(held, session, looking(ana)) == 0
    assert forms_of(session).count() == 1


def test_the_round_asks_as_often_for_many_couples_as_for_one(
    couple: Any, bo: Any, other_couple: Any, dee: Any, ana: Any, fay: Any, django_assert_num_queries: Any
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        book(couple, ana, 9)
        plan(couple, ana)
        with django_assert_num_queries(4):
            carrying_out.carry_out_what_is_due()
        scheduling.book(other_couple, starts=datetime(2026, 9, 16, 9), minutes=50, by=looking(fay))
        planning.set_up(other_couple, [Part(PULSE)], by=looking(fay), kind="session")
        with django_assert_num_queries(4):
            carrying_out.carry_out_what_is_due()


def test_a_session_that_takes_place_after_all_brings_its_forms_back(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        session = book(couple, ana, 1)
        plan(couple, ana)
        bos, cys = forms_of(session).get(partner=bo), forms_of(session).get(partner=cy)
        administering.save_answer(bos, {"felt_close": 3}, by=looking(bo))
        scheduling.cancel(session, by=looking(ana))
        scheduling.undo(session, by=looking(ana))
        bos.refresh_from_db()
        cys.refresh_from_db()
        assert (bos.state, cys.state) == ("open", "open")
        assert bos.answers == {"felt_close": {"v": 3}}
        administering.submit(bos, by=looking(bo))


def test_what_the_counsellor_had_taken_back_does_not_come_back_with_its_session(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        session = book(couple, ana, 1)
        plan(couple, ana)
        closing.void(forms_of(session).get(partner=bo), by=looking(ana))
        scheduling.cancel(session, by=looking(ana))
        scheduling.undo(session, by=looking(ana))
    assert {form.partner_id: form.state for form in forms_of(session)} == {bo.pk: "void", cy.pk: "open"}


def test_a_form_sent_anew_meanwhile_is_not_doubled(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    with time_machine.travel(MONDAY, tick=False):
        session = book(couple, ana, 1)
        plan(couple, ana)
        scheduling.cancel(session, by=looking(ana))
        for partner in (bo, cy):
            sending.send(couple, partner, PULSE, by=looking(ana))
        scheduling.undo(session, by=looking(ana))
    assert Administration.unscoped.open().count() == 2
    assert not forms_of(session).filter(state="open").exists()
