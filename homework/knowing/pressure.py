"""Where homework itself feels like pressure, for the counsellor alone. Pure.

Pushing is what backfires: a task that one partner starts and the other one feels pressed by repeats pursuing and withdrawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from homework.knowing.events import Day, Position, Start
from homework.knowing.marks import Both, Mark, for_both, other
from homework.knowing.weeks import window

WINDOW_DAYS = 28
REPEATED = 2
PRESSURE_REASON = "pressure"


@dataclass(frozen=True, slots=True)
class Felt:
    """Pressure that one partner felt in one exercise: left out because of it, done and said so, on how many days in all."""

    exercise: str
    skips: int
    answers: int
    days: int


@dataclass(frozen=True, slots=True)
class Caution:
    """A word to the counsellor. repeated: on two days or more. pursue_withdraw: felt by the partner who withdraws,
    while the other one starts more often. The starts are those of this exercise, or of all where it has none, by both
    accounts together."""

    exercise: str
    why: Literal["repeated", "pursue_withdraw"]
    days: int
    started_by_partner: int
    started_by_self: int


@dataclass(frozen=True, slots=True)
class Pressure:
    """What one partner felt over the window, and what the counsellor should look at."""

    mark: Mark
    felt: tuple[Felt, ...]
    cautions: tuple[Caution, ...]


def pressure(
    days: Iterable[Day],
    starts: Iterable[Start] = (),
    *,
    positions: Mapping[Mark, Position] | None = None,
    until: date,
    window_days: int = WINDOW_DAYS,
) -> Both[Pressure]:
    """Each partner's count over the last four weeks, by exercise, with its cautions.

    positions: of the cycle map, where both reports agree; a partner without one raises only "repeated".
    Source: the product's pressure signal; pursue and withdraw as in Christensen & Heavey (1990).
    """
    first, last = window(until, days=window_days)
    pressed = [day for day in days if first <= day.day <= last and _is_pressed(day)]
    started = [start for start in starts if first <= start.day <= last]
    where = positions or {}
    return for_both(
        lambda mark: _of(mark, [day for day in pressed if day.mark == mark], started, where.get(mark))
    )


def _is_pressed(day: Day) -> bool:
    return day.pressure or (day.state == "skipped" and day.reason == PRESSURE_REASON)


def _of(mark: Mark, pressed: list[Day], started: list[Start], position: Position | None) -> Pressure:
    felt = tuple(_felt(exercise, pressed) for exercise in sorted({day.exercise for day in pressed}))
    cautions = (caution for one in felt for caution in _cautions(mark, one, started, position))
    return Pressure(mark, felt, tuple(cautions))


def _felt(exercise: str, pressed: list[Day]) -> Felt:
    skips = {day.day for day in pressed if day.exercise == exercise and day.state == "skipped"}
    answers = {day.day for day in pressed if day.exercise == exercise and day.state == "done"}
    return Felt(exercise, len(skips), len(answers), len(skips | answers))


def _cautions(mark: Mark, felt: Felt, started: list[Start], position: Position | None) -> list[Caution]:
    here = [start for start in started if start.exercise == felt.exercise] or started
    theirs = sum(start.started_by == other(mark) for start in here)
    own = sum(start.started_by == mark for start in here)
    cautions = []
    if position == "withdraw" and theirs > own:
        cautions.append(Caution(felt.exercise, "pursue_withdraw", felt.days, theirs, own))
    if felt.days >= REPEATED:
        cautions.append(Caution(felt.exercise, "repeated", felt.days, theirs, own))
    return cautions
