"""What is booked in a made-up calendar: series, single sessions, and what was changed in them afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Unit = Literal["once", "week", "month"]


@dataclass(frozen=True, slots=True)
class Moved:
    """This session of the series is at another time, or lasts longer or shorter than the others."""

    local: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Cancelled:
    """This session was called off. Written as a bare exception, or as a session that is marked as cancelled."""

    marked: bool


Change = Moved | Cancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One series or one single session, as wall time of its zone, with the changes by the session's number."""

    uid: str
    title: str
    zone: str
    first: datetime
    unit: Unit
    every: int = 1
    count: int = 1
    minutes: int = 50
    changes: Mapping[int, Change] = field(default_factory=dict)
