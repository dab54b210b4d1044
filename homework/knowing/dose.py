"""What was planned, done and left out, per partner and week. Pure. No streaks, and an empty day is only an empty day."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from homework.knowing.events import Day, Dose
from homework.knowing.marks import Both, Mark, for_both
from homework.knowing.shown import Hidden
from homework.knowing.weeks import weeks_between, window

COMPLETION_DAYS = 14
"""Clinical rule K10 looks at two weeks."""

Cell = Literal["done", "skipped", ""]


@dataclass(frozen=True, slots=True)
class ExerciseWeek:
    """One exercise in one week: times planned, days done, days left out with their reasons, and seven cells from Monday."""

    exercise: str
    planned: float
    done: int
    skipped: int
    reasons: tuple[tuple[str, int], ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class WeekOfDose:
    """One partner's week over all exercises; the rows hold each of them."""

    week_on: date
    planned: float
    done: int
    skipped: int
    reasons: tuple[tuple[str, int], ...]
    exercises: tuple[ExerciseWeek, ...]


@dataclass(frozen=True, slots=True)
class Completion:
    """How much of what was planned was done: 0 to 1, or hidden. More of one exercise does not stand in for another."""

    mark: Mark
    done: float
    planned: float
    share: float | None
    hidden: Hidden | None


Plans = dict[str, list[Dose]]
Diary = dict[str, dict[date, Day]]


def strip(
    doses: Iterable[Dose], days: Iterable[Day], *, first: date, last: date
) -> Both[tuple[WeekOfDose, ...]]:
    """Each partner's weeks from the one of `first` to the one of `last`, empty ones too.

    A week in which a plan starts or ends counts by the days it ran. A day done counts once, whatever else was noted.
    Source: the product's dose strip; reasons as in the obstacles of Kazantzis et al. (2004).
    """
    plans, diary = tuple(doses), tuple(days)
    mondays = weeks_between(first, last)
    return for_both(lambda mark: _weeks(_plans(plans, mark), _diary(diary, mark), mondays))


def completion(
    doses: Iterable[Dose], days: Iterable[Day], *, until: date, window_days: int = COMPLETION_DAYS
) -> Both[Completion]:
    """Each partner's share of the plan over two weeks up to `until`; hidden without a plan, or while it is younger.

    Source: clinical rule K10 (raise the dose from 60 %, halve it under 40 %). The rule draws the line, not this number.
    """
    plans, diary = tuple(doses), tuple(days)
    first, last = window(until, days=window_days)
    return for_both(lambda mark: _completion(mark, _plans(plans, mark), _diary(diary, mark), first, last))


def _plans(doses: tuple[Dose, ...], mark: Mark) -> Plans:
    plans: Plans = {}
    for dose in doses:
        if dose.mark == mark:
            plans.setdefault(dose.exercise, []).append(dose)
    return plans


def _diary(days: tuple[Day, ...], mark: Mark) -> Diary:
    """One note per exercise and day: done before left out, and among several reasons always the same one."""
    diary: Diary = {}
    for day in sorted((day for day in days if day.mark == mark), key=lambda day: (day.state, day.reason)):
        diary.setdefault(day.exercise, {}).setdefault(day.day, day)
    return diary


def _weeks(plans: Plans, diary: Diary, mondays: tuple[date, ...]) -> tuple[WeekOfDose, ...]:
    return tuple(_week(plans, diary, monday) for monday in mondays)


def _week(plans: Plans, diary: Diary, monday: date) -> WeekOfDose:
    rows = [_row(name, plans.get(name, []), diary.get(name, {}), monday) for name in plans | diary]
    rows = sorted(
        (row for row in rows if row.planned or row.done or row.skipped), key=lambda row: row.exercise
    )
    reasons: Counter[str] = Counter()
    for row in rows:
        reasons.update(dict(row.reasons))
    return WeekOfDose(
        week_on=monday,
        planned=math.fsum(row.planned for row in rows),
        done=sum(row.done for row in rows),
        skipped=sum(row.skipped for row in rows),
        reasons=tuple(sorted(reasons.items())),
        exercises=tuple(rows),
    )


def _row(exercise: str, doses: list[Dose], notes: dict[date, Day], monday: date) -> ExerciseWeek:
    week = [monday + timedelta(days=step) for step in range(7)]
    noted = [notes[day] for day in week if day in notes]
    reasons = Counter(note.reason for note in noted if note.state == "skipped")
    return ExerciseWeek(
        exercise=exercise,
        planned=_planned(doses, week[0], week[-1]),
        done=sum(note.state == "done" for note in noted),
        skipped=sum(reasons.values()),
        reasons=tuple(sorted(reasons.items())),
        cells=tuple(notes[day].state if day in notes else "" for day in week),
    )


def _planned(doses: list[Dose], first: date, last: date) -> float:
    return math.fsum(dose.planned_per_week * _days_run(dose, first, last) / 7 for dose in doses)


def _days_run(dose: Dose, first: date, last: date) -> int:
    begin = max(first, dose.starts_on or first)
    end = min(last, dose.ends_on or last)
    return max(0, (end - begin).days + 1)


def _completion(mark: Mark, plans: Plans, diary: Diary, first: date, last: date) -> Completion:
    planned = {name: _planned(doses, first, last) for name, doses in plans.items()}
    done = math.fsum(min(_done(diary.get(name, {}), first, last), times) for name, times in planned.items())
    total = math.fsum(planned.values())
    hidden = _hidden(plans, total, first, last)
    return Completion(mark, done, total, None if hidden else done / total, hidden)


def _done(notes: dict[date, Day], first: date, last: date) -> int:
    return sum(note.state == "done" and first <= note.day <= last for note in notes.values())


def _hidden(plans: Plans, planned: float, first: date, last: date) -> Hidden | None:
    if planned <= 0:
        return Hidden("nothing_planned", 0, 1)
    starts = [
        max(first, dose.starts_on or first)
        for doses in plans.values()
        for dose in doses
        if _days_run(dose, first, last) and dose.planned_per_week > 0
    ]
    have, need = (last - min(starts)).days + 1, (last - first).days + 1
    return Hidden("too_few_days", have, need) if have < need else None
