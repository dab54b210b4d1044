"""Where a clock change makes a session's hour unclear, it stands alone and the rule goes on after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from practice.calendar import ical
from practice.calendar.recurrence import Rule, occurrences
from practice.calendar.runs import runs
from tests.practice.calendars import STAMP

SKIPPED = Rule(datetime(2026, 3, 14, 2, 30), "America/New_York", 1, 50, count=4)
NIGHTLY = Rule(datetime(2026, 2, 22, 2, 30), "America/New_York", 1, 50, count=5)  # the third hour is skipped


def test_a_series_at_clear_hours_is_one_run() -> None:
    (run,) = runs(SKIPPED)
    assert (run.day, len(run.planned), run.stands_alone) == ("", 4, False)


def test_a_session_in_a_skipped_hour_stands_alone_between_two_runs() -> None:
    assert [(run.day, len(run.planned), run.stands_alone) for run in runs(NIGHTLY)] == [
        ("", 2, False),
        ("20260308", 1, True),
        ("20260315", 2, False),
    ]


def test_a_session_over_a_clock_change_stands_alone() -> None:
    over = Rule(datetime(2026, 10, 18, 0, 30), "Europe/Dublin", 1, 120, count=3)
    assert [run.stands_alone for run in runs(over)] == [False, True, False]


def test_no_rule_and_no_exception_names_the_unclear_hour() -> None:
    master = ical.series(NIGHTLY, uid="s", stamp=STAMP)
    events = Calendar.from_ical(ical.feed([master], name="Appointments").body).events
    assert [(str(event["UID"]), event.start.astimezone(UTC)) for event in events] == [
        ("s", datetime(2026, 2, 22, 7, 30, tzinfo=UTC)),
        ("20260308-s", datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        ("20260315-s", datetime(2026, 3, 15, 6, 30, tzinfo=UTC)),
    ]


def test_a_session_keeps_its_name_when_the_series_is_shown_from_later_on() -> None:
    later = occurrences(NIGHTLY)[3]
    master = replace(ical.series(NIGHTLY, uid="s", stamp=STAMP), start=later.start, end=later.end)
    (event,) = Calendar.from_ical(ical.feed([master], name="Appointments").body).events
    assert (str(event["UID"]), event["RRULE"]["COUNT"]) == ("20260315-s", [2])


def test_a_moved_session_that_stands_alone_counts_no_lower_than_its_series() -> None:
    odd = occurrences(NIGHTLY)[2]
    master = replace(ical.series(NIGHTLY, uid="s", stamp=STAMP), sequence=7)
    to = odd.start + timedelta(days=1)
    moved = replace(
        master, rrule=None, start=to, end=to + timedelta(minutes=50), sequence=1, recurrence_id=odd.start
    )
    events = Calendar.from_ical(ical.feed([master, moved], name="Appointments").body).events
    alone = next(event for event in events if event["UID"] == "20260308-s")
    assert (alone["SEQUENCE"], alone.start.astimezone(UTC), "RECURRENCE-ID" in alone) == (7, to, False)
