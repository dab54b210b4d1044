"""Calling sessions off: one, this and all after it, or all; by whom, and how late, for the counsellor alone."""

from datetime import UTC, datetime

import pytest

from practice import scheduling
from practice.models import AuditEntry, Cancellation, SessionChange
from practice.refusals import BadInput, NotFound
from practice.scheduling import CalledOff
from tests.conftest import looking
from tests.practice.scheduling.conftest import of


def states(series):
    return [one.state for one in of(series)]


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        ("one", ["booked", "cancelled", "booked", "booked"]),
        ("onward", ["booked", "cancelled", "cancelled", "cancelled"]),
        ("all", ["cancelled"] * 4),
    ],
)
def test_one_this_and_all_after_it_or_all(series, ana, scope, left):
    booked = series()
    scheduling.cancel(of(booked)[1], scope=scope, by=looking(ana))
    assert states(booked) == left
    booked.refresh_from_db()
    assert (booked.sequence, booked.count) == (1, 4)
    assert [one.sequence for one in of(booked)] == [int(state == "cancelled") for state in left]


def test_what_has_begun_is_not_called_off_with_the_rest(series, ana, clock):
    booked = series()
    clock.move_to(datetime(2026, 3, 17, 18, 1, tzinfo=UTC))
    scheduling.cancel(of(booked)[2], scope="all", by=looking(ana))
    assert states(booked) == ["booked", "booked", "cancelled", "cancelled"]


def test_calling_off_twice_is_calling_off_once(book, ana):
    session = book()
    scheduling.cancel(session, by=looking(ana))
    again = scheduling.cancel(session, by=looking(ana))
    assert (again.sequence, again.version) == (1, 2)
    assert SessionChange.unscoped.filter(what="cancelled").count() == 1
    assert AuditEntry.unscoped.filter(act="session.cancelled").count() == 1


def test_who_called_it_off_and_why_stands_in_a_row_of_its_own(book, ana, bo):
    session = book()
    scheduling.cancel(
        session, called_off=CalledOff(by="partner", partner=bo, reason="A cold."), by=looking(ana)
    )
    row = Cancellation.unscoped.get()
    assert (row.session_id, row.by, row.partner, row.reason, row.is_late) == (
        session.pk,
        "partner",
        bo,
        "A cold.",
        False,
    )
    assert not Cancellation.objects.visible_to(looking(bo)).exists()
    assert "cold" not in str(list(AuditEntry.unscoped.values_list("facts", flat=True)))


@pytest.mark.parametrize(
    ("now", "by", "is_late"),
    [
        (datetime(2026, 3, 9, 17, 59), "both", False),
        (datetime(2026, 3, 9, 18, 0), "both", False),
        (datetime(2026, 3, 9, 18, 1), "both", True),
        (datetime(2026, 3, 10, 18, 20), "both", True),
        (datetime(2026, 3, 10, 17), "practice", False),
    ],
)
def test_late_is_counted_from_the_notice_that_the_practice_asks_for(book, ana, clock, now, by, is_late):
    session = book()
    clock.move_to(now.replace(tzinfo=UTC))
    scheduling.cancel(session, called_off=CalledOff(by=by), by=looking(ana))
    assert Cancellation.unscoped.get().is_late is is_late


def test_the_counsellor_may_see_it_otherwise(book, ana, clock):
    session = book()
    clock.move_to(datetime(2026, 3, 10, 17, tzinfo=UTC))
    scheduling.cancel(session, called_off=CalledOff(by="both", is_late=False), by=looking(ana))
    assert not Cancellation.unscoped.get().is_late


def test_of_a_series_only_what_was_near_is_late(series, ana, clock):
    booked = series()
    clock.move_to(datetime(2026, 3, 10, 12, tzinfo=UTC))
    scheduling.cancel(of(booked)[0], scope="all", called_off=CalledOff(by="both"), by=looking(ana))
    late = {row.session_id: row.is_late for row in Cancellation.unscoped.all()}
    assert [late[one.pk] for one in of(booked)] == [True, False, False, False]


def test_a_partner_who_does_not_come_there_called_nothing_off(book, ana, bo, cy):
    session = book(attendees=[cy])
    with pytest.raises(NotFound):
        scheduling.cancel(session, called_off=CalledOff(by="partner", partner=bo), by=looking(ana))
    for odd in (CalledOff(by="partner"), CalledOff(by="practice", partner=cy), CalledOff(by="nobody")):
        with pytest.raises(BadInput):
            scheduling.cancel(session, called_off=odd, by=looking(ana))
    assert not Cancellation.unscoped.exists()
