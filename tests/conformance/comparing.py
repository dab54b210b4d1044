"""Lays what a reader found beside what was to be found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tests.conformance.reference import Found

PART_OF_A_SERIES = re.compile(r"^\d{8}-")
"""Where a series goes on after an hour that a clock change makes unclear, its UID has the day before it."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One session that a reader does not have, has too many, or calls cancelled where it is not."""

    what: str
    session: Found

    def __str__(self) -> str:
        one, begins = self.session, datetime.fromtimestamp(self.session.start, UTC)
        return f"{self.what}: {one.uid} {begins:%Y-%m-%d %H:%M}Z, {(one.end - one.start) // 60} minutes, {one.title!r}"


def disagreements(expected: Iterable[Found], found: Iterable[Found]) -> list[Disagreement]:
    """What stands has to be the same, one by one. What is cancelled may be absent, or be there as cancelled."""
    wanted, seen = Counter(expected), Counter(_of_series(one) for one in found)
    standing, called_off = (
        Counter({one: n for one, n in wanted.items() if one.cancelled is c}) for c in (False, True)
    )
    shown, shown_off = (
        Counter({one: n for one, n in seen.items() if one.cancelled is c}) for c in (False, True)
    )
    differences = {
        "missing": standing - shown,
        "not to be there": shown - standing,
        "wrongly cancelled": shown_off - called_off,
    }
    return [
        Disagreement(what, one) for what, those in differences.items() for one in sorted(those.elements())
    ]


def _of_series(one: Found) -> Found:
    return replace(one, uid=PART_OF_A_SERIES.sub("", one.uid))
