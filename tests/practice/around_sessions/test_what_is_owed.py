"""Fees: a row for each payer, divided exactly, charged by the counsellor's act, and no bill that tells of the other one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice import scheduling
from practice.models import Couple, Fee, FeeTerms, Partner, TherapySession
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from practice.scheduling import attending, fee_shares
from practice.scheduling.changing import CalledOff
from tests.conftest import looking

from .conftest import session_of


@pytest.fixture(autouse=True)
def price(practice):
    practice.session_fee = 8_001
    practice.save()


def terms(couple, ana, **facts):
    how = {"amount": 9_000, "split": "halves"} | facts
    return attending.set_fee_terms(couple, by=looking(ana), **how)


def owed(session):
    return dict(Fee.unscoped.filter(session=session).values_list("payer", "amount"))


def missed(session, partner, ana, outcome="missed"):
    attending.note_attendance(session, partner, outcome=outcome, by=looking(ana))


def test_without_terms_the_fee_of_the_practice_is_halved_to_the_last_coin(held, bo, cy, ana):
    fees = attending.charge(held, by=looking(ana))
    assert {fee.payer_id for fee in fees} == {bo.pk, cy.pk}
    assert sorted(fee.amount for fee in fees) == [4_000, 4_001]
    assert {(fee.currency, fee.state) for fee in fees} == {("GBP", "due")}


def test_each_payer_reads_their_own_fee_alone(held, bo, cy, ana, desk, fay):
    attending.charge(held, by=looking(ana))
    for who in (bo, cy):
        assert [fee.payer for fee in Fee.objects.visible_to(looking(who))] == [who]
    assert Fee.objects.visible_to(looking(desk)).count() == 2
    assert not Fee.objects.visible_to(looking(fay)).exists()


def test_charging_twice_is_charging_once(held, ana):
    first = attending.charge(held, by=looking(ana))
    assert attending.charge(held, by=looking(ana)) == first


@given(amount=st.integers(0, 10**7), ids=st.tuples(st.uuids(), st.uuids(), st.uuids()))
def test_halves_add_up_and_know_no_order(amount, ids):
    session = TherapySession(pk=ids[0])
    pair = [Partner(pk=ids[1]), Partner(pk=ids[2])]
    agreed = FeeTerms(amount=amount, split="halves")
    parts = fee_shares.shares(session, pair, pair, agreed)
    turned = fee_shares.shares(session, pair[::-1], pair[::-1], agreed)
    if ids[1] != ids[2]:
        assert dict(parts) == dict(turned)
    amounts = [part for _partner, part in parts]
    assert sum(amounts) == amount
    assert max(amounts) - min(amounts) <= 1


def test_over_many_sessions_the_odd_coin_falls_to_each_of_the_two(couple, bo, cy, clock):
    agreed = FeeTerms(amount=1, split="halves")
    drawn = [fee_shares.shares(TherapySession(), [bo, cy], [bo, cy], agreed)[0][0] for _ in range(200)]
    assert 50 < drawn.count(bo) < 150


@pytest.mark.parametrize("split", ["halves", "one", "comes"])
def test_an_hour_of_ones_own_is_on_nobody_elses_bill(couple, bo, cy, ana, clock, split):
    own = session_of(bo, couple=couple, days=-2)
    terms(couple, ana, split=split, payer=cy if split == "one" else None)
    attending.charge(own, by=looking(ana))
    assert owed(own) == {bo.pk: 9_000}
    assert not Fee.objects.visible_to(looking(cy)).exists()


def test_one_pays_all_where_that_was_agreed(held, couple, bo, cy, ana):
    terms(couple, ana, split="one", payer=cy)
    missed(held, cy, ana)
    attending.charge(held, by=looking(ana))
    assert owed(held) == {cy.pk: 9_000}


@pytest.mark.parametrize(("split", "amount"), [("halves", 4_500), ("comes", 9_000)])
@pytest.mark.parametrize("outcome", ["missed", "excused"])
def test_who_was_not_there_is_not_charged_along(held, couple, bo, cy, ana, split, amount, outcome):
    terms(couple, ana, split=split)
    missed(held, cy, ana, outcome)
    attending.charge(held, by=looking(ana))
    assert owed(held) == {bo.pk: amount}


def test_nobody_came_and_nothing_is_owed(held, bo, cy, ana):
    missed(held, bo, ana)
    missed(held, cy, ana, "excused")
    assert attending.charge(held, by=looking(ana)) == []


def test_who_missed_it_is_charged_by_the_counsellors_decision_alone(held, bo, cy, ana, desk):
    with pytest.raises(NotNow):
        attending.charge_absence(held, cy, by=looking(ana))
    missed(held, cy, ana)
    for other in (desk, bo, cy):
        with pytest.raises(NotFound):
            attending.charge_absence(held, cy, by=looking(other))
    fee = attending.charge_absence(held, cy, by=looking(ana))
    assert fee.amount in {4_000, 4_001}
    assert attending.charge_absence(held, cy, amount=5, by=looking(ana)) == fee
    assert owed(held) == {cy.pk: fee.amount}
    assert not Fee.objects.visible_to(looking(bo)).exists()


def test_a_late_cancellation_is_charged_to_who_called_off_and_tells_the_other_nothing(
    session, bo, cy, ana, clock
):
    clock.shift(timedelta(days=2, hours=12))
    off = CalledOff(by="partner", partner=bo)
    scheduling.cancel(session, called_off=off, by=looking(ana))
    with pytest.raises(NotNow):
        attending.charge(session, by=looking(ana))
    with pytest.raises(NotNow):
        attending.charge_absence(session, cy, by=looking(ana))
    attending.charge_absence(session, bo, amount=2_000, by=looking(ana))
    assert owed(session) == {bo.pk: 2_000}


@pytest.mark.parametrize(
    ("off", "charged"),
    [
        (CalledOff(by="practice", is_late=False), False),
        (CalledOff(by="both", is_late=True), True),
        (CalledOff(by="both", is_late=False), False),
        (None, False),
    ],
)
def test_called_off_in_time_or_by_the_practice_costs_nothing(session, cy, ana, off, charged):
    scheduling.cancel(session, called_off=off, by=looking(ana))
    if charged:
        assert attending.charge_absence(session, cy, by=looking(ana)).payer == cy
    else:
        with pytest.raises(NotNow):
            attending.charge_absence(session, cy, by=looking(ana))


def test_a_session_to_come_is_not_charged_nor_by_the_desk(session, held, ana, desk):
    with pytest.raises(NotNow):
        attending.charge(session, by=looking(ana))
    with pytest.raises(NotFound):
        attending.charge(held, by=looking(desk))


def test_where_nobody_said_what_a_session_costs_nothing_is_charged(held, practice, ana, couple):
    practice.session_fee = 0
    practice.save()
    held.couple = Couple.unscoped.get(pk=couple.pk)
    with pytest.raises(NotNow) as refusal:
        attending.charge(held, by=looking(ana))
    assert refusal.value.code == "no_fee"
    terms(couple, ana, amount=0)
    assert attending.charge(held, by=looking(ana)) == []


def test_terms_are_set_by_the_counsellor_or_the_desk_and_read_by_no_partner(couple, bo, cy, ana, desk, fay):
    assert terms(couple, desk, version=0).version == 1
    assert terms(couple, ana, split="one", payer=bo, version=1).payer == bo
    with pytest.raises(StaleEdit):
        terms(couple, ana, version=1)
    for other in (bo, cy, fay):
        with pytest.raises(NotFound):
            terms(couple, other)
        assert not FeeTerms.objects.visible_to(looking(other)).exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"split": "thirds"}, "split"),
        ({"split": "one"}, "payer"),
        ({"amount": -1}, "amount"),
        ({"amount": 10_000_001}, "amount"),
    ],
)
def test_terms_that_make_no_sense_are_refused(couple, ana, facts, field):
    with pytest.raises(BadInput) as refusal:
        terms(couple, ana, **facts)
    assert set(refusal.value.fields) == {field}


def test_a_stranger_pays_for_nobody(couple, ana, dee):
    with pytest.raises(BadInput):
        terms(couple, ana, split="one", payer=dee)


def test_a_fee_is_settled_at_the_desk_and_due_again_after_a_slip(held, bo, cy, ana, desk, fay):
    fee = next(fee for fee in attending.charge(held, by=looking(ana)) if fee.payer == bo)

    def settle(state, by=desk, **facts):
        return attending.settle_fee(fee, state=state, by=looking(by), **facts)

    paid = settle("paid", version=1)
    assert (paid.state, paid.paid_on, paid.version) == ("paid", date(2026, 10, 6), 2)
    with pytest.raises(StaleEdit):
        settle("waived", version=1)
    with pytest.raises(BadInput):
        settle("paid", paid_on=date(2026, 10, 7))
    with pytest.raises(BadInput):
        settle("lost")
    assert settle("due", by=ana, version=2).paid_on is None
    for other in (bo, cy, fay):
        with pytest.raises(NotFound):
            settle("paid", by=other)
