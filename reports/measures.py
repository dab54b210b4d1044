"""Submitted forms as lines and gaps, for one audience: one query for both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from assessments.models import Administration
from assessments.statistics.change import PROVISIONAL_POINTS, classify
from homework.days import day_of, monday_of
from reports.agreeing import Kind
from reports.audiences import Reading
from reports.progress import AlikeApart, Mark, Point, ScaleLine

PULSE, CLOSENESS = "weekly-pulse", "closeness"
AREAS = ("forgotten-four", "turning-toward", "emotional-safety", "flooding-and-repair")
WEEK = timedelta(days=7)


def administrations(reading: Reading) -> list[Administration]:
    """What this audience may draw on, oldest first."""
    wanted = ((PULSE,) if "closeness" in reading.include else ()) + (
        AREAS if "alike_apart" in reading.include and reading.audience != "partner" else ()
    )
    if not wanted:
        return []
    first, last = reading.moments
    rows = _rows(reading).filter(
        couple=reading.couple,
        instrument__slug__in=wanted,
        submitted_at__gte=first,
        submitted_at__lt=last,
    )
    rows = rows.select_related("instrument", "partner").defer("instrument__body", "answers")
    return list(rows.order_by("submitted_at", "pk"))


def _rows(reading: Reading) -> Any:
    if reading.audience == "partner":
        return Administration.objects.visible_to(reading.own).submitted().readable().about_self()  # type: ignore[attr-defined]
    if reading.audience == "counsellor":
        return Administration.objects.visible_to(reading.by).submitted().readable().about_self()  # type: ignore[attr-defined]
    scored = reading.showing(Kind.SCORES) if reading.all_show(Kind.SCORES) else ()
    agreed = Q(instrument__slug=PULSE, partner__in=list(reading.showing(Kind.LINES)))
    agreed |= Q(instrument__slug__in=AREAS, partner__in=list(scored))
    return Administration.unscoped.submitted().readable().about_self().filter(agreed)


def closeness(reading: Reading, rows: Iterable[Administration]) -> tuple[ScaleLine, ...] | None:
    """One line for each person whose own is shown, in the pair's order; None when nobody's is."""
    pulses: dict[Mark, list[Administration]] = {}
    for row in rows:
        if row.instrument.slug == PULSE:
            pulses.setdefault(reading.marks[row.partner_id], []).append(row)
    lines = [line for mark in sorted(pulses) if (line := _line(reading, mark, pulses[mark])) is not None]
    return tuple(lines) or None


def _line(reading: Reading, mark: Mark, rows: list[Administration]) -> ScaleLine | None:
    """A new wording begins a new line, so the newest wording alone is drawn. The last form of a week stands for it."""
    newest = max(row.instrument.number for row in rows)
    weeks: dict[date, float | None] = {}
    for row in rows:
        if row.instrument.number == newest and row.submitted_at is not None:
            week = monday_of(day_of(row.submitted_at, reading.couple.practice))
            weeks[week] = value_of(row, CLOSENESS)
    known = [value for _week, value in sorted(weeks.items()) if value is not None]
    if not known:
        return None
    change = classify(known[0], known[-1], PROVISIONAL_POINTS, "better") if len(known) > 1 else None
    return ScaleLine(mark, _points(weeks), band=PROVISIONAL_POINTS, change=change)


def _points(weeks: dict[date, float | None]) -> tuple[Point, ...]:
    """Every week from the first to the last one; a week without a form breaks the line."""
    first, last = min(weeks), max(weeks)
    every = [first + WEEK * step for step in range((last - first).days // 7 + 1)]
    return tuple(Point(week, weeks.get(week)) for week in every)


def alike_apart(reading: Reading, rows: Iterable[Administration]) -> tuple[AlikeApart, ...] | None:
    """The areas that both answered last in the same words; None when there are none."""
    latest: dict[tuple[str, UUID], Administration] = {
        (row.instrument.slug, row.partner_id): row for row in rows if row.instrument.slug in AREAS
    }
    if len(reading.members) < 2:
        return None
    a, b = (member.partner_id for member in reading.members)
    found: list[AlikeApart] = []
    for slug in AREAS:
        if (slug, a) in latest and (slug, b) in latest:
            found += areas(latest[slug, a], latest[slug, b])
    return tuple(found) or None


def areas(a: Administration, b: Administration) -> list[AlikeApart]:
    """Each scale that both have a score on; a scale where more is harder is turned round, so 100 is going well."""
    if a.instrument_id != b.instrument_id:
        return []
    rows = []
    for scale in a.instrument.definition.scales:
        turned = scale.higher_is == "worse"
        first, second = (value_of(row, scale.id, turned=turned) for row in (a, b))
        if first is not None and second is not None:
            rows.append(AlikeApart(scale.title, first, second))
    return rows


def value_of(row: Administration, scale_id: str, *, turned: bool = False) -> float | None:
    """A score as a whole number, as it is printed, so that the gaps printed beside it add up.

    turned: 100 is going well. It is turned before it is rounded, as the counsellor's overview does.
    """
    value = (row.scores or {}).get("scales", {}).get(scale_id, {}).get("value")
    if value is None:
        return None
    return float(int((100 - value if turned else value) + 0.5))
