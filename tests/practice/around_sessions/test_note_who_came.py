"""Whether somebody came is the counsellor's alone."""

from datetime import timedelta

import pytest

from practice import caring, scheduling
from practice.models import Attendance
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from practice.scheduling import attending
from tests.conftest import looking
from tests.factories import practice as people


def test_only_the_counsellor_reads_who_came(held, bo, cy, ana, desk, fay):
    row = attending.note_attendance(held, bo, outcome="missed", by=looking(ana))
    assert list(Attendance.objects.visible_to(looking(ana))) == [row]
    for other in (bo, cy, desk, fay):
        assert not Attendance.objects.visible_to(looking(other)).exists()


def test_nobody_else_notes_it(held, bo, cy, desk, fay):
    for other in (bo, cy, desk, fay):
        with pytest.raises(NotFound):
            attending.note_attendance(held, bo, outcome="came", by=looking(other))


def test_who_covers_notes_it_and_a_supervisor_does_not(held, couple, bo, cy, ana, fay, clock):
    ends = held.ends_at + timedelta(days=5)
    grant = caring.give_grant(couple, fay, kind="supervision", reason="Look", ends_at=ends, by=looking(ana))
    with pytest.raises(NotFound):
        attending.note_attendance(held, bo, outcome="came", by=looking(fay))
    caring.end_grant(grant, by=looking(ana))
    caring.give_grant(couple, fay, kind="cover", reason="Away", ends_at=ends, by=looking(ana))
    assert attending.note_attendance(held, bo, outcome="came", by=looking(fay)).outcome == "came"


def test_a_session_to_come_has_nobody_who_came(session, bo, ana, clock):
    with pytest.raises(NotNow) as refusal:
        attending.note_attendance(session, bo, outcome="came", by=looking(ana))
    assert refusal.value.code == "session_ahead"
    clock.shift(timedelta(days=3))
    assert attending.note_attendance(session, bo, outcome="late", by=looking(ana)).version == 1


def test_a_cancelled_session_has_nobody_either(session, bo, ana, clock):
    scheduling.cancel(session, by=looking(ana))
    clock.shift(timedelta(days=4))
    with pytest.raises(NotNow):
        attending.note_attendance(session, bo, outcome="came", by=looking(ana))


def test_it_is_noted_of_those_who_were_expected(held, alone, clock, cy, dee, ana):
    clock.shift(timedelta(days=3))
    for session, partner in ((alone, cy), (held, dee), (held, people.partner_in(held.couple, "c"))):
        with pytest.raises(NotFound):
            attending.note_attendance(session, partner, outcome="came", by=looking(ana))


def test_it_is_changed_by_who_knows_how_it_stands(held, bo, ana):
    def note(outcome, version=None):
        return attending.note_attendance(held, bo, outcome=outcome, by=looking(ana), version=version)

    assert note("came", 0).version == 1
    with pytest.raises(StaleEdit):
        note("missed", 0)
    assert note("missed", 1).version == 2
    assert note("missed").version == 2
    with pytest.raises(BadInput):
        note("forgot")
    assert Attendance.unscoped.get().outcome == "missed"
