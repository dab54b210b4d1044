"""A series keeps its wall time, and the hours that a clock change spoils are found."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.calendar.recurrence import (
    MOST_SESSIONS,
    BadRule,
    Rule,
    check_local,
    instant,
    occurrences,
    unclear,
)

ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Africa/Casablanca",
    "America/St_Johns",
    "Europe/Dublin",
    "Asia/Kolkata",
    "UTC",
]

rules = st.builds(
    Rule,
    starts_local=st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    zone=st.sampled_from(ZONES),
    every=st.integers(1, 8),
    minutes=st.integers(1, 240),
    count=st.integers(1, 60),
)


@given(rules)
def test_every_session_of_a_series_stands_at_the_same_wall_time(rule: Rule) -> None:
    for number, one in enumerate(occurrences(rule)):
        assert one.local == rule.starts_local + timedelta(weeks=rule.every * number)
        shown = one.start.astimezone(ZoneInfo(rule.zone)).replace(tzinfo=None, fold=0)
        assert shown == one.local or check_local(one.local, rule.zone) == "missing"


@given(rules)
def test_every_session_lasts_its_minutes_and_they_come_in_order(rule: Rule) -> None:
    planned = occurrences(rule)
    assert len(planned) == rule.count
    assert all(one.end - one.start == timedelta(minutes=rule.minutes) for one in planned)
    assert all(one.start.utcoffset() == timedelta() for one in planned)
    assert [one.start for one in planned] == sorted({one.start for one in planned})


@given(rules)
def test_ending_on_the_day_of_the_last_session_is_the_same_as_counting(rule: Rule) -> None:
    last = occurrences(rule)[-1].local.date()
    until = Rule(rule.starts_local, rule.zone, rule.every, rule.minutes, until=last)
    assert occurrences(until) == occurrences(rule)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)), st.sampled_from(ZONES)
)
def test_an_hour_that_the_clocks_show_is_never_called_missing(moment: datetime, zone: str) -> None:
    moment = moment.replace(microsecond=0)
    shown = moment.astimezone(ZoneInfo(zone))
    reading = check_local(shown.replace(tzinfo=None, fold=0), zone)
    assert reading == ("twice" if shown.fold else reading) != "missing"
    if reading == "ok":
        assert instant(shown.replace(tzinfo=None), zone) == moment


@pytest.mark.parametrize(
    ("zone", "local", "reading"),
    [
        ("Europe/London", "2025-03-30T00:59:59", "ok"),
        ("Europe/London", "2025-03-30T01:00:00", "missing"),
        ("Europe/London", "2025-03-30T01:59:59", "missing"),
        ("Europe/London", "2025-03-30T02:00:00", "ok"),
        ("Europe/London", "2025-10-26T00:59:59", "ok"),
        ("Europe/London", "2025-10-26T01:00:00", "twice"),
        ("Europe/London", "2025-10-26T02:00:00", "ok"),
        ("America/New_York", "2025-03-09T02:30:00", "missing"),
        ("America/New_York", "2025-11-02T01:30:00", "twice"),
        ("Australia/Lord_Howe", "2025-10-05T02:15:00", "missing"),
        ("Australia/Lord_Howe", "2025-10-05T02:30:00", "ok"),
        ("Australia/Lord_Howe", "2025-04-06T01:45:00", "twice"),
        ("Australia/Lord_Howe", "2025-04-06T01:29:59", "ok"),
        ("Pacific/Chatham", "2025-09-28T02:45:00", "missing"),
        ("Pacific/Chatham", "2025-04-06T02:45:00", "twice"),
        ("Africa/Casablanca", "2025-02-23T02:30:00", "twice"),
        ("Africa/Casablanca", "2025-04-06T02:30:00", "missing"),
        ("Europe/Dublin", "2025-03-30T01:30:00", "missing"),
        ("Pacific/Apia", "2011-12-30T12:00:00", "missing"),
        ("UTC", "2025-03-30T01:30:00", "ok"),
    ],
)
def test_the_spoiled_hours_of_known_clock_changes(zone: str, local: str, reading: str) -> None:
    assert check_local(datetime.fromisoformat(local), zone) == reading


def test_a_missing_hour_is_read_later_and_a_repeated_one_as_the_first() -> None:
    missing = instant(datetime(2025, 3, 30, 1, 30), "Europe/London")
    twice = instant(datetime(2025, 10, 26, 1, 30), "Europe/London")
    assert missing.astimezone(ZoneInfo("Europe/London")).strftime("%H:%M") == "02:30"
    assert twice == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


def test_fortnightly_evenings_in_new_york_over_the_spring_change() -> None:
    rule = Rule(datetime(2025, 2, 25, 18, 0), "America/New_York", 2, 50, count=3)
    assert [one.start.isoformat() for one in occurrences(rule)] == [
        "2025-02-25T23:00:00+00:00",
        "2025-03-11T22:00:00+00:00",
        "2025-03-25T22:00:00+00:00",
    ]


def test_a_series_tells_which_of_its_hours_are_spoiled() -> None:
    night = Rule(datetime(2025, 3, 16, 1, 30), "Europe/London", 1, 50, count=40)
    evening = Rule(datetime(2025, 3, 16, 18, 30), "Europe/London", 1, 50, count=40)
    assert unclear(evening) == []
    assert unclear(night) == [
        (datetime(2025, 3, 30, 1, 30), "missing"),
        (datetime(2025, 10, 26, 1, 30), "twice"),
    ]


def test_the_last_day_belongs_to_the_series() -> None:
    start = datetime(2025, 1, 7, 10, 0)
    on_the_day = Rule(start, "Europe/London", 2, 50, until=date(2025, 1, 21))
    a_day_short = Rule(start, "Europe/London", 2, 50, until=date(2025, 1, 20))
    assert (len(occurrences(on_the_day)), len(occurrences(a_day_short))) == (2, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"every": 0},
        {"every": 53},
        {"minutes": 0},
        {"minutes": 1441},
        {"count": 0},
        {"count": MOST_SESSIONS + 1},
        {"count": None},
        {"until": date(2025, 3, 1)},
        {"count": None, "until": date(2025, 1, 6)},
        {"every": 52, "count": 100},
        {"zone": "Mars/Olympus"},
        {"zone": "Europe/London\r\nX:1"},
        {"zone": "../etc/passwd"},
        {"zone": "Europe"},
        {"zone": ""},
        {"zone": "localtime"},
        {"starts_local": datetime(2025, 1, 7, 10, 0, tzinfo=UTC)},
        {"starts_local": datetime(2025, 1, 7, 10, 0, 0, 1)},
        {"starts_local": datetime(1969, 12, 31, 10, 0)},
    ],
)
def test_a_series_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    right: dict[str, object] = {
        "starts_local": datetime(2025, 1, 7, 10, 0),
        "zone": "Europe/London",
        "every": 1,
        "minutes": 50,
        "count": 6,
    }
    Rule(**right)  # type: ignore[arg-type]
    with pytest.raises(BadRule):
        Rule(**{**right, **wrong})  # type: ignore[arg-type]
