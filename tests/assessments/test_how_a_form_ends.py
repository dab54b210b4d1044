"""A form closes with its window, is left by its partner, taken back, or sent again; what was written stays its author's."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from assessments import administering, closing, publishing, sending
from assessments.exchange.own_export import own_forms
from assessments.models import Administration, TakenBack
from assessments.results import reading
from practice.models import AuditEntry
from practice.refusals import BadInput, NotFound
from tests.conftest import looking
from tests.factories.assessments import CLOSE, PULSE, AdministrationFactory, shipped

pytestmark = pytest.mark.django_db
LAST = date(2026, 9, 10)
NIGHT = datetime(2026, 9, 10, 22, 59, tzinfo=UTC)  # a minute before midnight in London
REASON = "It is too much this week."


@pytest.fixture(autouse=True)
def _published(db: None) -> None:
    shipped(PULSE)


def test_the_last_day_counts_until_midnight_on_the_practices_clock(couple: Any, bo: Any, cy: Any) -> None:
    bos, cys = (AdministrationFactory(couple=couple, partner=one, closes_on=LAST) for one in (bo, cy))
    with time_machine.travel(NIGHT, tick=False) as clock:
        assert closing.close_what_is_over() == 0
        administering.submit(cys, by=looking(cy), changes=CLOSE)
        administering.save_answer(bos, {"felt_close": 1}, by=looking(bo))
        clock.shift(timedelta(minutes=1))
        with pytest.raises(administering.Closed):  # before the worker has come round
            administering.save_answer(bos, {"felt_close": 4}, by=looking(bo))
        assert closing.close_what_is_over() == 1
        assert closing.close_what_is_over() == 0
    bos.refresh_from_db()
    assert (bos.state, bos.answers, bos.scores) == ("lapsed", {"felt_close": {"v": 1}}, None)


def test_what_was_left_half_way_is_its_authors_alone(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    form = AdministrationFactory(couple=couple, partner=bo, closes_on=LAST, answers={"felt_close": {"v": 1}})
    with time_machine.travel(NIGHT + timedelta(hours=1), tick=False):
        closing.close_what_is_over()
    held = Administration.unscoped.get(pk=form.pk)
    assert not reading.given(held, looking(ana))
    assert not Administration.objects.visible_to(looking(cy)).exists()
    assert own_forms(bo)[0]["answers"][0]["answer"]


def test_a_partner_may_leave_a_form_with_or_without_a_word(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    told, silent = (AdministrationFactory(couple=couple, partner=one) for one in (bo, cy))
    left = closing.decline(told, by=looking(bo), reason=f"  {REASON} ")
    assert (left.state, left.declined) == ("declined", {"reason": REASON})
    assert closing.decline(silent, by=looking(cy)).declined == {"reason": ""}
    version = left.version
    assert closing.decline(told, by=looking(bo), reason="again").version == version
    assert Administration.unscoped.get(pk=told.pk).declined == {"reason": REASON}
    for person in (cy, ana):
        with pytest.raises(NotFound):
            closing.decline(told, by=looking(person))
    assert REASON not in str(list(AuditEntry.unscoped.values("act", "facts")))


def test_a_reason_is_sealed_and_bounded(couple: Any, bo: Any) -> None:
    form = AdministrationFactory(couple=couple, partner=bo)
    with pytest.raises(BadInput) as refused:
        closing.decline(form, by=looking(bo), reason="x" * 601)
    assert list(refused.value.fields) == ["reason"]
    closing.decline(form, by=looking(bo), reason=REASON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT declined FROM assessments_administration")
        kept = bytes(cursor.fetchone()[0])
    assert len(kept) > len(REASON)
    assert REASON.encode() not in kept


def test_one_device_leaves_while_the_other_still_writes(couple: Any, bo: Any) -> None:
    form = AdministrationFactory(couple=couple, partner=bo)
    administering.save_answer(form, {"felt_close": 2}, by=looking(bo))
    closing.decline(form, by=looking(bo))
    for late in (administering.save_answer, lambda row, changes, by: administering.submit(row, by=by)):
        with pytest.raises(administering.Closed):
            late(form, {"felt_close": 3}, by=looking(bo))
    assert Administration.unscoped.get(pk=form.pk).answers == {"felt_close": {"v": 2}}
    sent = administering.submit(
        AdministrationFactory(couple=couple, partner=bo), by=looking(bo), changes=CLOSE
    )
    with pytest.raises(administering.Closed):
        closing.decline(sent, by=looking(bo))


def test_why_a_form_was_taken_back_is_read_at_the_desk_alone(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    form = AdministrationFactory(couple=couple, partner=bo)
    closing.void(form, by=looking(ana), reason=REASON)
    assert closing.void(form, by=looking(ana), reason="again").state == "void"
    assert TakenBack.objects.visible_to(looking(ana)).get().reason == REASON
    for person in (bo, cy):
        assert not TakenBack.objects.visible_to(looking(person)).exists()
    closing.void(AdministrationFactory(couple=couple, partner=cy), by=looking(ana))
    assert TakenBack.unscoped.count() == 1


@pytest.mark.parametrize("state", ["lapsed", "declined", "void", "submitted"])
def test_a_form_that_ended_can_be_sent_again_and_the_first_stays(
    state: str, couple: Any, bo: Any, ana: Any, fay: Any
) -> None:
    facts = {"submitted_at": NIGHT} if state == "submitted" else {}
    first = AdministrationFactory(
        couple=couple, partner=bo, state=state, occasion="regular", battery="every-four-weeks", **facts
    )
    with pytest.raises(NotFound):
        sending.send_again(first, by=looking(fay))
    again = sending.send_again(first, by=looking(ana), due_on=date(2099, 1, 2), closes_on=date(2099, 1, 9))
    assert (again.again_of_id, again.state, again.occasion, again.battery) == (
        first.pk, "open", "regular", "every-four-weeks",
    )  # fmt: skip
    first.refresh_from_db()
    assert first.state == state
    for waiting in (first, again):
        with pytest.raises(sending.AlreadyWaiting):
            sending.send_again(waiting, by=looking(ana))


def test_a_window_that_makes_no_sense_is_refused_beside_its_field(couple: Any, bo: Any, ana: Any) -> None:
    today = date.today()
    for window in (
        {"closes_on": today - timedelta(days=2)},
        {"closes_on": today + timedelta(days=1), "due_on": today + timedelta(days=3)},
    ):
        with pytest.raises(BadInput) as refused:
            administering.send(couple, bo, PULSE, by=looking(ana), **window)
        assert list(refused.value.fields) == ["closes_on"]
    with pytest.raises(BadInput):
        administering.send(couple, bo, PULSE, by=looking(ana), occasion="on a whim")


def test_a_newer_wording_waits_until_the_older_is_answered(couple: Any, bo: Any, ana: Any) -> None:
    administering.send(couple, bo, PULSE, by=looking(ana))
    publishing.publish(shipped(PULSE).body.replace("version = 1", "version = 2"))
    with pytest.raises(sending.AlreadyWaiting):
        administering.send(couple, bo, PULSE, by=looking(ana))
