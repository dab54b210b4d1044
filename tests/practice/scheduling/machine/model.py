"""What ought to become of sessions, in plain Python: no database, no verb of ours, and rules of a series by dateutil."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil import rrule

Stand = tuple[datetime, int, bool]
"""When a session begins, for how many minutes, and whether it takes place."""


class CannotBe(Exception):
    """This is refused; the text is the code of the refusal."""


@dataclass(frozen=True)
class Step:
    press: int
    what: str
    before: Stand


@dataclass
class Hour:
    """One session. planned: its wall time in the plan of its series."""

    key: int
    zone: str
    who: frozenset[str]
    start: datetime
    minutes: int
    series: int | None = None
    planned: datetime | None = None
    is_booked: bool = True
    changes: int = 0
    past: list[Step] = field(default_factory=list)

    @property
    def stand(self) -> Stand:
        return self.start, self.minutes, self.is_booked

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)

    @property
    def wall(self) -> datetime:
        """What was meant; of an hour that a clock change made odd, only the plan remembers it."""
        if self.planned is not None and moment(self.planned, self.zone) == self.start:
            return self.planned
        return self.start.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)


@dataclass
class Run:
    """A series. bumps: how many presses changed any of its sessions."""

    first: datetime
    zone: str
    unit: str
    every: int
    minutes: int
    count: int
    bumps: int = 0

    def plan(self, count: int) -> list[datetime]:
        day = self.first.date()
        nth = (day.day - 1) // 7 + 1
        weekday = rrule.weekday(day.weekday())
        by = {"byweekday": weekday(nth if nth < 5 else -1)} if self.unit == "month" else {}
        kind = rrule.MONTHLY if self.unit == "month" else rrule.WEEKLY
        return list(rrule.rrule(kind, dtstart=self.first, interval=self.every, count=count, **by))


def moment(wall: datetime, zone: str) -> datetime:
    """A skipped hour is the one after the gap, one that comes twice is its first."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


class Model:
    def __init__(self) -> None:
        self.hours: list[Hour] = []
        self.runs: list[Run] = []
        self.presses = 0

    # ------------------------------------------------------------ what people do
    def book(self, wall: datetime, minutes: int, zone: str, who: frozenset[str]) -> list[Hour]:
        return self._add([Hour(0, zone, who, moment(wall, zone), minutes)])

    def book_series(self, run: Run, who: frozenset[str]) -> list[Hour]:
        added = self._add(
            [
                Hour(0, run.zone, who, moment(wall, run.zone), run.minutes, len(self.runs), wall)
                for wall in run.plan(run.count)
            ]
        )
        self.runs.append(run)
        return added

    def extend(self, series: int, more: int) -> list[Hour]:
        run = self.runs[series]
        standing = [hour for hour in self._of(series) if hour.is_booked]
        if not standing:
            raise CannotBe("series_cancelled")
        shifts = {hour.wall - hour.planned for hour in standing[-2:] if hour.planned}
        shift = shifts.pop() if len(standing) > 1 and len(shifts) == 1 else timedelta()
        new = [
            Hour(0, run.zone, standing[-1].who, moment(wall + shift, run.zone), run.minutes, series, wall)
            for wall in run.plan(run.count + more)[run.count :]
        ]
        added = self._add(new)
        run.count += more
        run.bumps += 1
        return added

    def move(self, hour: Hour, wall: datetime, minutes: int | None, scope: str, now: datetime) -> list[Hour]:
        if not hour.is_booked:
            raise CannotBe("session_cancelled")
        shift = wall - hour.wall
        return self._change(
            "moved",
            {
                each.key: (
                    moment(each.wall + shift, each.zone) if shift else each.start,
                    minutes or each.minutes,
                    True,
                )
                for each in self._meant(hour, scope, now)
            },
        )

    def cancel(self, hour: Hour, scope: str, now: datetime) -> list[Hour]:
        meant = [each for each in self._meant(hour, scope, now) if each.is_booked]
        return self._change("cancelled", {each.key: (each.start, each.minutes, False) for each in meant})

    def undo(self, hour: Hour, now: datetime) -> list[Hour]:
        if not hour.past or hour.past[-1].what == "undone":
            raise CannotBe("nothing_to_undo")
        press = hour.past[-1].press
        if self._has_begun(hour, now):
            raise CannotBe("too_late_to_undo")
        same = [each for each in self.hours if each.past and each.past[-1].press == press]
        return self._change(
            "undone", {each.key: each.past[-1].before for each in same if not self._has_begun(each, now)}
        )

    # ------------------------------------------------------------ how it works
    def _of(self, series: int) -> list[Hour]:
        found = [hour for hour in self.hours if hour.series == series]
        return sorted(found, key=lambda hour: hour.planned or hour.start)

    def _meant(self, hour: Hour, scope: str, now: datetime) -> list[Hour]:
        if scope == "one" or hour.series is None:
            return [hour]
        later = [each for each in self._of(hour.series) if each.is_booked and each.start > now]
        if scope == "onward":
            later = [each for each in later if each.planned and hour.planned and each.planned >= hour.planned]
        return [hour, *(each for each in later if each is not hour)]

    def _has_begun(self, hour: Hour, now: datetime) -> bool:
        return min(hour.start, hour.past[-1].before[0]) <= now

    def _change(self, what: str, stands: dict[int, Stand]) -> list[Hour]:
        changed = [self.hours[key] for key, stand in stands.items() if self.hours[key].stand != stand]
        if not changed:
            return []
        after = {hour.key: (stands.get(hour.key, hour.stand)) for hour in self.hours}
        self._insist_free(after[hour.key] for hour in self.hours)
        self.presses += 1
        for hour in changed:
            hour.past.append(Step(self.presses, what, hour.stand))
            hour.start, hour.minutes, hour.is_booked = stands[hour.key]
            hour.changes += 1
        for series in {hour.series for hour in changed if hour.series is not None}:
            self.runs[series].bumps += 1
        return changed

    def _add(self, new: list[Hour]) -> list[Hour]:
        self._insist_free(hour.stand for hour in [*self.hours, *new])
        for hour in new:
            hour.key = len(self.hours)
            self.hours.append(hour)
        return new

    def _insist_free(self, stands: Iterable[Stand]) -> None:
        taken = sorted(
            (start, start + timedelta(minutes=long)) for start, long, is_booked in stands if is_booked
        )
        if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(taken)):
            raise CannotBe("session_overlaps")
