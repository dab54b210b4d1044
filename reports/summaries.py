"""What a couple's one sealed summary says about each scale, as plain data; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from assessments.results.standing import CLOSENESS
from assessments.statistics.change import APART_POINTS, PROVISIONAL_POINTS, Change
from reports.progress import Mark

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Course:
    """One partner's way along one scale. number: the wording; points: when and what, oldest first, 0 to 100."""

    number: int
    change: Change
    points: tuple[tuple[datetime, float], ...]

    @property
    def last(self) -> float:
        return self.points[-1][1]

    @property
    def last_at(self) -> datetime:
        return self.points[-1][0]

    def at(self, moment: datetime) -> float | None:
        """The value that stood at this moment; None before the first."""
        before = [value for when, value in self.points if when <= moment]
        return before[-1] if before else None

    def weekly(self, last: date, weeks: int) -> list[float | None]:
        """One value for each of the last weeks up to this day; None where a week has none."""
        found: list[float | None] = [None] * weeks
        for when, value in self.points:
            back = (last - when.date()).days // 7
            if 0 <= back < weeks:
                found[weeks - 1 - back] = value
        return found


@dataclass(frozen=True)
class Scale:
    """One scale for both. id: "slug/scale"."""

    id: str
    higher_is: str
    marks: Mapping[Mark, Course]

    def gap(self, moment: datetime | None = None) -> float | None:
        """Points between the two, now or as it stood; None unless both have a score in the same words."""
        a, b = self.marks.get("a"), self.marks.get("b")
        if a is None or b is None or a.number != b.number:
            return None
        first, second = (one.at(moment) if moment else one.last for one in (a, b))
        return None if first is None or second is None else abs(first - second)

    @property
    def is_apart(self) -> bool:
        gap = self.gap()
        return gap is not None and gap >= APART_POINTS


@dataclass(frozen=True)
class Summary:
    """All scales of one couple, and when each partner last sent a form."""

    scales: Mapping[str, Scale]
    sent_at: Mapping[Mark, datetime]

    @property
    def closeness(self) -> Mapping[Mark, Course]:
        found = self.scales.get(CLOSENESS)
        return found.marks if found else {}

    @property
    def widest(self) -> Scale | None:
        """The scale on which the two are furthest apart."""
        known = [scale for scale in self.scales.values() if scale.gap() is not None]
        return max(known, key=lambda scale: (scale.gap() or 0.0, scale.id), default=None)


def read(facts: Mapping[str, Any] | None) -> Summary:
    """The summary in a sealed row's `facts`, whose shape assessments.results.standing describes."""
    mine = (facts or {}).get("assessments") or {}
    scales = {name: _scale(name, held) for name, held in mine.get("scales", {}).items()}
    sent = {cast("Mark", m): datetime.fromisoformat(at) for m, at in mine.get("last_submits", {}).items()}
    return Summary(scales, sent)


def _scale(name: str, held: Mapping[str, Any]) -> Scale:
    marks = {cast("Mark", mark): _course(line) for mark, line in held["marks"].items()}
    return Scale(name, held["higher_is"], marks)


def _course(line: Mapping[str, Any]) -> Course:
    points = tuple((datetime.fromisoformat(at), float(value)) for at, value in line["series"])
    return Course(line["number"], line["change"], points)


def moved(course: Course, since: datetime | None) -> float | None:
    """Points since this moment, or since the first score; None without anything newer to compare."""
    before = course.at(since) if since is not None else course.points[0][1]
    newer = since is None or course.last_at > since
    if before is None or not newer or len(course.points) < 2:
        return None
    return course.last - before


def is_past_noise(points: float | None) -> bool:
    return points is not None and abs(points) >= PROVISIONAL_POINTS
