"""Everybody's own calendar, as a program reads it, beside the model."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import icalendar
import recurring_ical_events
from django.utils import timezone

from practice.calendar import feeds
from practice.models import FeedToken, Series, TherapySession
from tests.practice.scheduling.machine.model import Model

PART_OF_A_SERIES = re.compile(r"^\d{8}-")
"""Where a series goes on after an hour that a clock change makes unclear, its UID has the day before it."""

count: Counter[str] = Counter()
Times = tuple[datetime, datetime]


class Calendars:
    """What each person's calendar said last, so that a number that falls or a name that changes is noticed."""

    def __init__(self, people: dict[str, Any]) -> None:
        self.people = people
        self.names: dict[tuple[str, int], str] = {}
        self.series: dict[tuple[str, int], str] = {}
        self.numbers: dict[tuple[str, str, str], int] = {}
        self.said: dict[tuple[str, str], tuple[str, int]] = {}
        self.read: dict[str, tuple[bytes, dict[Times, str]]] = {}
        self.window: Any = None

    def compare(self, model: Model) -> None:
        today = timezone.now().date()
        window = feeds.window(today)
        is_same_window = window[:2] == self.window
        self.window = window[:2]
        for name, person in self.people.items():
            feed = FeedToken.unscoped.get(user=person.user_id, revoked_at=None)
            found = self._found(name, bytes(feeds.body(feed, today)), is_same_window)
            self._same_hours(name, model, found)
            self._same_names(name, model, found)
        count["looks"] += 1

    def _found(self, name: str, body: bytes, is_same_window: bool) -> dict[Times, str]:
        """What a program reads; the same bytes are read once."""
        if not is_same_window or self.read.get(name, (b"", {}))[0] != body:
            whole = icalendar.Calendar.from_ical(body)
            self._rising_numbers(name, whole, is_same_window)
            self.read[name] = (body, self._read(whole, self.window))
        return self.read[name][1]

    @staticmethod
    def _read(whole: Any, window: Any) -> dict[Times, str]:
        """Every session that takes place and begins within the window, with the name it goes by."""
        events = recurring_ical_events.of(whole).between(window[0], window[1])
        read = [
            ((event.start.astimezone(UTC), event.end.astimezone(UTC)), str(event["UID"]))
            for event in events
            if str(event.get("STATUS")) != "CANCELLED"
        ]
        assert len(dict(read)) == len(read), "one hour stands in a calendar twice"
        return {times: uid for times, uid in read if window[0] <= times[0] < window[1]}

    def _expected(self, name: str, model: Model) -> dict[Times, Any]:
        return {
            (hour.start, hour.end): hour
            for hour in model.hours
            if hour.is_booked and name in hour.who and self.window[0] <= hour.start < self.window[1]
        }

    def _same_hours(self, name: str, model: Model, found: dict[Times, str]) -> None:
        wanted = self._expected(name, model)
        assert sorted(found) == sorted(wanted), f"the calendar of {name} is another one"
        count["hours"] += len(wanted)

    def _same_names(self, name: str, model: Model, found: dict[Times, str]) -> None:
        for times, hour in self._expected(name, model).items():
            uid = found[times]
            assert self.names.setdefault((name, hour.key), uid) == uid, "a session has a new name"
            whole = PART_OF_A_SERIES.sub("", uid)
            whose = (name, -1 - hour.key if hour.series is None else hour.series)
            assert self.series.setdefault(whose, whole) == whole, "a series has a new name"
        assert len(set(self.series.values())) == len(self.series), "two things go by one name"

    def _rising_numbers(self, name: str, whole: Any, is_same_window: bool) -> None:
        """A number never falls, and where anything else has changed the highest of its name has risen."""
        groups: dict[str, list[Any]] = {}
        for event in whole.walk("VEVENT"):
            uid, which = str(event["UID"]), str(event.get("RECURRENCE-ID", ""))
            number = int(event["SEQUENCE"])
            assert number >= self.numbers.get((name, uid, which), 0), "a sequence fell"
            self.numbers[name, uid, which] = number
            groups.setdefault(uid, []).append(event)
        for uid, events in groups.items():
            highest = max(int(event["SEQUENCE"]) for event in events)
            content = "".join(sorted(_content(event) for event in events))
            before, was = self.said.get((name, uid), (content, highest))
            if is_same_window and before != content:
                assert highest > was, "something changed under an old number"
                count["changes"] += 1
            self.said[name, uid] = (content, highest)


def _content(event: Any) -> str:
    lines = event.to_ical().decode().splitlines()
    return "\n".join(line for line in lines if not line.startswith(("SEQUENCE", "DTSTAMP")))


def compare_rows(model: Model, rows: list[Any], series: list[Any]) -> None:
    """The numbers that the rows themselves keep."""
    kept = {row.pk: row for row in TherapySession.unscoped.filter(pk__in=rows)}
    for hour, pk in zip(model.hours, rows, strict=True):
        row = kept[pk]
        stands = row.starts_at, row.ends_at, row.state == "booked"
        assert stands == (hour.start, hour.end, hour.is_booked), "a session stands elsewhere"
        assert (row.sequence, row.version) == (hour.changes, hour.changes + 1), "a session has another number"
    runs = {row.pk: row for row in Series.unscoped.filter(pk__in=series)}
    for run, pk in zip(model.runs, series, strict=True):
        assert (runs[pk].sequence, runs[pk].count) == (run.bumps, run.count), "a series has another number"
