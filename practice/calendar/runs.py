"""A series cut where a clock change makes a session's hour unclear, so that no reader has to understand it.

Readers agree on a rule as long as its clock is plain. Of an hour that the clocks skip or run through twice, ical.js
takes another reading than RFC 5545 section 3.3.5 asks for, libical and node-ical carry the corrected time on to the
sessions after it, and a length is added on the clock by some and in time by others. So a session like that stands
alone, as an instant, and the rule goes on after it under a name of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby

from practice.calendar.content_lines import local_of, needs_table
from practice.calendar.recurrence import Occurrence, Rule, check_local, occurrences


@dataclass(frozen=True, slots=True)
class Run:
    """Sessions of a series that one rule says, or a single one that stands alone.

    day: empty for the sessions that the plan begins with, otherwise the day of the first one. It follows from the plan
    alone and not from what is shown of it, so that nothing is called by another name when the window moves on.
    """

    day: str
    planned: tuple[Occurrence, ...]
    stands_alone: bool

    def uid(self, uid: str) -> str:
        return f"{self.day}-{uid}" if self.day else uid


@lru_cache(maxsize=1024)
def runs(rule: Rule) -> tuple[Run, ...]:
    """All sessions of the plan, in order."""
    found: list[Run] = []
    for is_clear, group in groupby(occurrences(rule), lambda one: _is_clear(one, rule.zone)):
        those = tuple(group)
        for planned in [those] if is_clear else [(one,) for one in those]:
            day = f"{planned[0].local:%Y%m%d}" if found else ""
            found.append(Run(day, planned, stands_alone=not is_clear))
    return tuple(found)


def runs_evenly(start: datetime, end: datetime, zone: str) -> bool:
    """Whether the clock shows both ends of a session once, and as far apart as they are."""
    if not needs_table(zone):
        return True
    first, last = local_of(start, zone), local_of(end, zone)
    length = end.replace(microsecond=0) - start.replace(microsecond=0)
    return last - first == length and {check_local(first, zone), check_local(last, zone)} == {"ok"}


def _is_clear(one: Occurrence, zone: str) -> bool:
    return check_local(one.local, zone) == "ok" and runs_evenly(one.start, one.end, zone)
