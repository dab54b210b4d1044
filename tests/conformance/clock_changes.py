"""Every change of the clocks in some years of a zone, found by asking the zone minute by minute where it matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ClockChange:
    """At `onset` of the old clock, the clock of that zone moved by `shift`: ahead if above zero."""

    zone: str
    onset: datetime
    shift: timedelta

    @property
    def odd_hour(self) -> datetime:
        """A wall time in the middle of what is skipped, or of what is run through twice."""
        return self.onset + self.shift / 2

    def __str__(self) -> str:
        return f"{self.zone} {self.onset:%Y-%m-%d %H:%M} {self.shift.total_seconds() / 60:+.0f} min"


@lru_cache
def clock_changes(zone: str, first_year: int, last_year: int) -> tuple[ClockChange, ...]:
    tz, found = ZoneInfo(zone), []
    day, stop = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while day < stop:
        before, after = offset(day, tz), offset(day + DAY, tz)
        if before != after:
            moment = day
            while offset(moment, tz) == before:
                moment += MINUTE
            found.append(ClockChange(zone, (moment + before).replace(tzinfo=None), after - before))
        day += DAY
    return tuple(found)


def offset(moment: datetime, tz: ZoneInfo) -> timedelta:
    return moment.astimezone(tz).utcoffset() or timedelta()
