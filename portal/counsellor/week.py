"""Where things stand in a week from seven to nine: places as classes of the style sheet, since pages carry no styles.

Nothing here asks the database. All times are the practice's wall clock, without a zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

FIRST_HOUR, LAST_HOUR = 7, 21
STEP = 5
SHORTEST = timedelta(minutes=25)
MOST_LANES = 6
HALF = timedelta(minutes=30)
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class Slot:
    """An empty half hour that leads to booking."""

    starts: datetime
    place: str


def hours() -> range:
    return range(FIRST_HOUR, LAST_HOUR)


def edges(day: date) -> Stretch:
    """The first and the last moment of a day that the week shows."""
    return datetime.combine(day, time(FIRST_HOUR)), datetime.combine(day, time(LAST_HOUR))


def place(day: date, starts: datetime, ends: datetime) -> str:
    """Classes for a stretch of a day: from an hour and minute until another. Cut to what the week shows."""
    first, last = edges(day)
    since, until = _down(max(starts, first)), _up(min(ends, last))
    if until - since < SHORTEST:
        until = min(max(since + SHORTEST, first + SHORTEST), last)
        since = min(since, until - SHORTEST)
    return f"h{since:%H} m{since:%M} uh{until:%H} um{until:%M}"


def _down(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // STEP * STEP, second=0, microsecond=0)


def _up(moment: datetime) -> datetime:
    down = _down(moment)
    return down if down == moment else down + timedelta(minutes=STEP)


def on_day(stretches: Iterable[Stretch], day: date) -> list[Stretch]:
    """What of these stretches falls on this day."""
    since = datetime.combine(day, time.min)
    until = since + timedelta(days=1)
    return [(max(a, since), min(b, until)) for a, b in stretches if a < until and b > since]


def lanes(stretches: Sequence[Stretch]) -> list[str]:
    """Classes that put what overlaps side by side; the stretches come in the order of their starts."""
    found: list[str] = []
    for cluster in _clusters(stretches):
        held = _lanes_of(cluster)
        many = min(max(held) + 1, MOST_LANES)
        found += [f"lane{min(lane, many - 1)} of{many}" for lane in held]
    return found


def _clusters(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    found: list[list[Stretch]] = []
    last: datetime | None = None
    for starts, ends in stretches:
        if last is None or starts >= last:
            found.append([])
            last = starts
        found[-1].append((starts, ends))
        last = max(last, ends, starts + SHORTEST)
    return found


def _lanes_of(cluster: Sequence[Stretch]) -> list[int]:
    free: list[datetime] = []
    taken: list[int] = []
    for starts, ends in cluster:
        lane = next((number for number, until in enumerate(free) if until <= starts), len(free))
        if lane == len(free):
            free.append(ends)
        free[lane] = max(ends, starts + SHORTEST)
        taken.append(lane)
    return taken


def slots(day: date, open_hours: Sequence[tuple[time, time]] | None) -> list[Slot]:
    """The half hours of a day at which a session may begin; all that are shown where nobody entered hours."""
    starts, last = edges(day)
    found = []
    while starts < last:
        if open_hours is None or any(a <= starts.time() < b for a, b in open_hours):
            found.append(Slot(starts, place(day, starts, starts + HALF)))
        starts += HALF
    return found
