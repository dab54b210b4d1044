"""What a calendar file says, what it never says, and that one bad event takes nothing else down."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Component

from practice.calendar import ical
from practice.calendar.recurrence import Rule, check_local, occurrences
from tests.practice.calendars import ACROSS_A_CHANGE, STAMP, Found, fortnightly, session

ZONES = sorted({zone for zone, _ in ACROSS_A_CHANGE})


def body_of(*events: ical.FeedEvent, **options: Any) -> bytes:
    made = ical.feed(events, name="Appointments", **options)
    assert made.skipped == ()
    return made.body


def events_in(body: bytes) -> list[Component]:
    calendar = Calendar.from_ical(body)
    assert not any(part.errors for part in calendar.walk())
    return list(calendar.events)


def standing_in(body: bytes) -> Found:
    """What recurring-ical-events finds, cancelled sessions left out."""
    found = recurring_ical_events.of(Calendar.from_ical(body)).between(
        datetime(2019, 12, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC)
    )
    return sorted(
        (str(one["UID"]), one.start.astimezone(UTC), one.end.astimezone(UTC))
        for one in found
        if one["STATUS"] == "CONFIRMED"
    )


def test_one_session_is_written_in_full() -> None:
    body = ical.one(replace(session(), location="12 High Street; first floor, left", sequence=2))
    assert body.decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Evenlight//Sessions//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/London",
        "BEGIN:STANDARD",
        "DTSTART:20190101T000000",
        "TZNAME:GMT",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0000",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:20190331T010000",
        "TZNAME:BST",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0100",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20191027T020000",
        "TZNAME:GMT",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0000",
        "END:STANDARD",
        "BEGIN:STANDARD",
        "DTSTART:20250101T000000",
        "TZNAME:GMT",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0000",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:20250330T010000",
        "TZNAME:BST",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0100",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20251026T020000",
        "TZNAME:GMT",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0000",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "SUMMARY:Appointment",
        "DTSTART;TZID=Europe/London:20250107T100000",
        "DURATION:PT50M",
        "DTSTAMP:20250102T093000Z",
        "UID:one@evenlight",
        "SEQUENCE:2",
        r"LOCATION:12 High Street\; first floor\, left",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_series_is_one_rule_with_its_exceptions() -> None:
    events, _ = fortnightly("Europe/London", datetime(2025, 3, 4, 18, 0))
    lines = body_of(*events).decode().split("\r\n")
    assert [line for line in lines if line.startswith(("RRULE", "EXDATE", "RECURRENCE-ID", "DURATION"))] == [
        "DURATION:PT50M",
        "RRULE:FREQ=WEEKLY;COUNT=7;INTERVAL=2",
        "EXDATE;TZID=Europe/London:20250318T180000",
        "DURATION:PT80M",
        "RECURRENCE-ID;TZID=Europe/London:20250415T180000",
    ]


def test_a_feed_names_itself_and_how_often_to_come_back() -> None:
    made = ical.feed([session()], name="Our, evenings", prodid="-//X//EN", refresh_minutes=90)
    calendar = Calendar.from_ical(made.body)
    assert calendar["PRODID"] == "-//X//EN"
    assert b"\r\nNAME:Our\\, evenings\r\n" in made.body
    assert b"\r\nX-WR-CALNAME:Our\\, evenings\r\n" in made.body
    assert "X-WR-TIMEZONE" not in calendar
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(minutes=90)
    assert "METHOD" not in calendar


def test_a_feed_without_sessions_is_still_a_calendar() -> None:
    assert events_in(body_of()) == []


@pytest.mark.parametrize(("zone", "starts_local"), ACROSS_A_CHANGE)
def test_a_fortnightly_series_is_read_back_to_the_instant(zone: str, starts_local: datetime) -> None:
    events, expected = fortnightly(zone, starts_local)
    assert standing_in(body_of(*events)) == expected


series_of_any_kind = st.builds(
    Rule,
    starts_local=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    zone=st.sampled_from(ZONES),
    every=st.integers(1, 4),
    minutes=st.integers(10, 180),
    count=st.integers(1, 30),
)


@given(series_of_any_kind, st.randoms(use_true_random=False))
def test_any_series_keeps_its_wall_time_in_the_file(rule: Rule, chance: random.Random) -> None:
    planned = [one for one in occurrences(rule) if check_local(one.local, rule.zone) == "ok"]
    cancelled = [one for one in planned if chance.random() < 0.2]
    body = body_of(ical.series(rule, uid="s", stamp=STAMP, exdates=[one.start for one in cancelled]))
    shown = {start.astimezone(ZoneInfo(rule.zone)).replace(tzinfo=None) for _, start, _ in standing_in(body)}
    assert {one.local for one in planned} - {one.local for one in cancelled} <= shown
    assert not shown & {one.local for one in cancelled}


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)), st.sampled_from(ZONES)
)
def test_any_single_session_is_read_back_to_the_second(start: datetime, zone: str) -> None:
    end = start + timedelta(minutes=50)
    body = body_of(replace(session(), start=start, end=end, zone=zone))
    whole = (start.replace(microsecond=0), end.replace(microsecond=0))
    assert standing_in(body) == [("one@evenlight", *whole)]


def test_a_session_in_a_repeated_hour_is_written_in_utc() -> None:
    second = datetime(2025, 10, 26, 1, 30, tzinfo=UTC)
    body = body_of(replace(session(), start=second, end=second + timedelta(minutes=50)))
    assert b"DTSTART:20251026T013000Z\r\nDTEND:20251026T022000Z\r\n" in body


@given(st.randoms(use_true_random=False))
def test_the_same_sessions_give_the_same_bytes_in_any_order(chance: random.Random) -> None:
    events = [*fortnightly("Pacific/Chatham", datetime(2025, 9, 2, 17, 30))[0], session()]
    events += [session(f"{zone}@evenlight", zone, day=9) for zone in ZONES]
    expected = body_of(*events)
    chance.shuffle(events)
    assert body_of(*events) == expected


def test_a_cancelled_session_says_so_and_frees_the_hour() -> None:
    (event,) = events_in(body_of(replace(session(), cancelled=True, sequence=1)))
    assert (event["STATUS"], event["TRANSP"], event["SEQUENCE"]) == ("CANCELLED", "TRANSPARENT", 1)


def test_a_moved_session_that_is_cancelled_later_leaves_the_series() -> None:
    (master, moved), expected = fortnightly("Europe/London", datetime(2025, 3, 4, 18, 0))
    left = standing_in(body_of(master, replace(moved, cancelled=True)))
    assert left == [one for one in expected if one[1] != moved.start]


def test_an_exception_is_found_by_its_day_when_the_stored_start_is_an_hour_off() -> None:
    events, expected = fortnightly("Europe/London", datetime(2025, 3, 4, 18, 0))
    master = replace(events[0], exdates=(events[0].exdates[0] + timedelta(hours=1),))
    assert standing_in(body_of(master, events[1])) == expected


def test_one_session_of_a_series_stands_alone_when_added_by_hand() -> None:
    _, moved = fortnightly("Europe/London", datetime(2025, 3, 4, 18, 0))[0]
    (event,) = events_in(ical.one(moved))
    assert event.start == moved.start
    assert "RECURRENCE-ID" not in event


@given(st.text(), st.text())
def test_no_text_can_break_a_line_or_be_cut(summary: str, location: str) -> None:
    body = body_of(replace(session(), summary=summary, location=location), prodid="-//X//EN")
    lines = body.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    text = body.decode()
    assert not set(text.replace("\r\n", "")) & {*map(chr, range(32)), "\x7f", "\x85", "\u2028", "\u2029"}
    (event,) = events_in(body)
    assert set(event) == {
        *("UID", "DTSTAMP", "DTSTART", "DURATION", "SUMMARY", "SEQUENCE", "STATUS"),
        *(["LOCATION"] if "LOCATION" in event else []),
    }


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff")))
def test_a_printable_title_comes_back_unchanged(summary: str) -> None:
    (event,) = events_in(body_of(replace(session(), summary=summary)))
    assert event["SUMMARY"] == (summary.strip() or "Appointment")


@pytest.mark.parametrize(
    "breaker", ["\r\n", "\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\t"]
)
def test_a_line_break_in_a_title_becomes_a_space(breaker: str) -> None:
    title = f"Evening{breaker}ATTENDEE:mailto:bo@example.org"
    (event,) = events_in(body_of(replace(session(), summary=title)))
    assert event["SUMMARY"] == "Evening ATTENDEE:mailto:bo@example.org"
    assert "ATTENDEE" not in event


def test_control_characters_and_half_characters_vanish() -> None:
    (event,) = events_in(body_of(replace(session(), summary="A\x00p\x07p\x9b\ud83d!")))
    assert event["SUMMARY"] == "App!"


def test_nobody_is_named_and_nothing_is_sorted_into_kinds() -> None:
    events, _ = fortnightly("Europe/London", datetime(2025, 3, 4, 18, 0))
    for word in (b"ORGANIZER", b"ATTENDEE", b"CATEGORIES", b"DESCRIPTION", b"CONTACT", b"URL"):
        assert word not in body_of(*events, session())


SERIES = fortnightly("Europe/London", datetime(2025, 3, 4, 18, 0))[0]
BAD = session("bad@evenlight")
NAIVE = datetime(2025, 3, 4, 18, 0)


@pytest.mark.parametrize(
    "bad",
    [
        [replace(BAD, uid="")],
        [replace(BAD, uid="x\r\nSUMMARY:y")],
        [replace(BAD, uid="x" * 256)],
        [replace(BAD, uid=None)],  # type: ignore[arg-type]
        [replace(BAD, zone="Mars/Olympus")],
        [replace(BAD, zone="Europe/London\r\nX-EVIL:1")],
        [replace(BAD, zone=None)],  # type: ignore[arg-type]
        [replace(BAD, start=NAIVE)],
        [replace(BAD, stamp=NAIVE)],
        [replace(BAD, start=None)],  # type: ignore[arg-type]
        [replace(BAD, end=BAD.start)],
        [replace(BAD, start=datetime(9999, 12, 31, tzinfo=UTC), end=datetime.max.replace(tzinfo=UTC))],
        [replace(BAD, start=datetime(1, 1, 1, tzinfo=UTC))],
        [replace(BAD, sequence=-1)],
        [replace(BAD, sequence="1\r\nX:1")],  # type: ignore[arg-type]
        [replace(BAD, summary=None)],  # type: ignore[arg-type]
        [replace(BAD, exdates=(STAMP,))],
        [session("two"), session("two")],
        [replace(BAD, alarm_minutes=-1)],
        [replace(BAD, alarm_minutes=10**6)],
        [replace(BAD, count=3)],
        [replace(SERIES[0], start=STAMP)],
        [replace(SERIES[0], count=0)],
        [replace(SERIES[0], count=8)],
        [replace(SERIES[0], zone="Europe/Paris")],
        [replace(SERIES[0], exdates=(STAMP,))],
        [replace(SERIES[0], exdates=(NAIVE,))],
        [replace(SERIES[0], rrule="FREQ=DAILY")],  # type: ignore[arg-type]
        [SERIES[1]],
        [SERIES[0], SERIES[1], replace(SERIES[1], sequence=9)],
        [SERIES[0], replace(SERIES[1], recurrence_id=SERIES[0].exdates[0])],
        [SERIES[0], replace(SERIES[1], recurrence_id=STAMP)],
        [SERIES[0], replace(SERIES[1], rrule=SERIES[0].rrule)],
        [SERIES[0], replace(SERIES[1], end=SERIES[1].start)],
    ],
)
def test_an_event_that_cannot_be_written_is_left_out_and_reported(bad: list[ical.FeedEvent]) -> None:
    good = [session(), session("later@evenlight", day=7)]
    made = ical.feed([good[0], *bad, good[1]], name="Appointments")
    assert made.body == body_of(*good)
    (skipped,) = made.skipped
    assert skipped.reason
    assert "\n" not in skipped.uid + skipped.reason


def test_a_reason_quotes_nothing_of_the_event() -> None:
    bad = replace(session(), summary="Kitchen", location="Attic", end=session().start)
    (skipped,) = ical.feed([bad], name="Appointments").skipped
    assert not {"Kitchen", "Attic"} & set(skipped.reason.split())


def test_one_bad_session_added_by_hand_is_refused() -> None:
    with pytest.raises(ical.CannotWrite, match="ends before it begins"):
        ical.one(replace(session(), end=session().start))


def test_a_series_with_every_session_cancelled_shows_none() -> None:
    rule = Rule(datetime(2025, 3, 4, 18, 0), "Europe/London", 1, 50, count=3)
    starts = [one.start for one in occurrences(rule)]
    assert standing_in(body_of(ical.series(rule, uid="s", stamp=STAMP, exdates=starts))) == []


def test_a_series_can_begin_and_end_within_its_plan() -> None:
    rule = Rule(datetime(2025, 3, 4, 18, 0), "Europe/London", 1, 50, count=8)
    planned = occurrences(rule)
    part = replace(
        ical.series(rule, uid="s", stamp=STAMP), start=planned[2].start, end=planned[2].end, count=3
    )
    assert standing_in(body_of(part)) == [("s", one.start, one.end) for one in planned[2:5]]


def test_a_monthly_series_stays_on_its_weekday_wherever_it_is_cut() -> None:
    rule = Rule(datetime(2025, 4, 29, 18, 0), "Europe/London", 1, 50, count=14, unit="month")
    planned = occurrences(rule)
    for first in range(len(planned)):
        part = replace(
            ical.series(rule, uid="s", stamp=STAMP), start=planned[first].start, end=planned[first].end
        )
        assert standing_in(body_of(part)) == [("s", one.start, one.end) for one in planned[first:]]


def test_a_cancelled_session_of_a_series_is_shown_as_cancelled() -> None:
    (master, moved), _expected = fortnightly("Europe/London", datetime(2025, 3, 4, 18, 0))
    events = events_in(body_of(master, replace(moved, cancelled=True)))
    assert [(one["STATUS"], "RECURRENCE-ID" in one) for one in events] == [
        ("CONFIRMED", False),
        ("CANCELLED", True),
    ]


def test_a_series_that_is_cancelled_altogether_says_so() -> None:
    (master, _moved), _expected = fortnightly("Europe/London", datetime(2025, 3, 4, 18, 0))
    body = body_of(replace(master, cancelled=True))
    assert [one["STATUS"] for one in events_in(body)] == ["CANCELLED"]
    assert standing_in(body) == []


def test_a_calendar_can_remind_by_itself_in_the_words_of_its_event() -> None:
    event = replace(session(), summary="Dentist, maybe", alarm_minutes=90)
    (written,) = events_in(body_of(event))
    (alarm,) = written.walk("VALARM")
    assert (alarm["ACTION"], alarm["DESCRIPTION"]) == ("DISPLAY", "Dentist, maybe")
    assert alarm["TRIGGER"].dt == timedelta(minutes=-90)
    assert b"VALARM" not in body_of(replace(event, cancelled=True))


def test_an_address_to_meet_at_stands_beside_the_place() -> None:
    (written,) = events_in(body_of(replace(session(), location="Room 2", url="https://meet.example/a?b=1,2")))
    assert (written["LOCATION"], written["URL"]) == ("Room 2", "https://meet.example/a?b=1,2")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "https://x.example/a b",
        "https://x.example/\r\nATTENDEE:mailto:bo@example.org",
        "https://é.example",
    ],
)
def test_what_is_no_web_address_is_said_as_text(address: str) -> None:
    (written,) = events_in(body_of(replace(session(), url=address)))
    assert "URL" not in written
    assert written["LOCATION"] == " ".join(address.split())


def test_a_whole_day_is_written_in_minutes() -> None:
    body = body_of(replace(session(), end=session().start + timedelta(days=1)))
    assert b"\r\nDURATION:PT1440M\r\n" in body


def test_what_was_made_from_the_same_events_is_taken_as_it_is() -> None:
    events = [*SERIES, session(), session("later@evenlight", day=7)]
    first = ical.feed(events, name="Appointments")
    kept = {
        part.uid: replace(part, body=part.body.replace(b"Appointment", b"As it was")) for part in first.parts
    }
    moved = [*events[:-1], session("later@evenlight", day=8)]
    second = ical.feed(moved, name="Appointments", kept=kept)
    assert second.body.count(b"As it was") == 3
    assert [part.uid for part in second.parts] == ["one@evenlight", "later@evenlight", "series@evenlight"]
    assert second.body.count(b"SUMMARY:Appointment") == 1
    assert ical.feed(moved, name="Appointments", kept={p.uid: p for p in first.parts}).body == body_of(*moved)


def test_parts_lie_one_after_the_other_behind_the_head() -> None:
    made = ical.feed([*SERIES, session()], name="Appointments")
    assert made.body[: made.head] + b"".join(part.body for part in made.parts) + ical.END == made.body
