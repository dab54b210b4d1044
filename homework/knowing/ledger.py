"""Appreciation from both ends: what was given, what was noticed, what landed. Pure.

Both partners write blind. "Unappreciated" is often appreciation that never arrived.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from homework.knowing.events import Thanks
from homework.knowing.marks import Both, Mark, for_both, other
from homework.knowing.pairing import Pairing, Place, pair_nearest
from homework.knowing.shown import Mean, mean_of
from homework.knowing.weeks import week_of, weeks_of

MINIMUM_RATINGS = 3
"""Clinical rule for exercises: no mean from fewer than three entries."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Kind words in one direction. missed_unanswered: those of the missed around which the other one noted nothing at all,
    so that "missed" may only mean "not written down"."""

    given_and_noticed: int
    given_but_missed: int
    missed_unanswered: int
    noticed_but_unlogged: int

    @property
    def given(self) -> int:
        """Noted by the giver."""
        return self.given_and_noticed + self.given_but_missed

    @property
    def noticed(self) -> int:
        """Noted by the receiver."""
        return self.given_and_noticed + self.noticed_but_unlogged


@dataclass(frozen=True, slots=True)
class Direction:
    """Everything from `giver` to the other. guessed and landed: 0-4, the giver's guess and the receiver's own word."""

    giver: Mark
    counts: Counts
    guessed: Mean
    landed: Mean
    missed_on: tuple[date, ...]
    unlogged_on: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class WeekOfThanks:
    """One week from Monday on, by giver. A pair belongs to the week it was given in."""

    week_on: date
    by_giver: Both[Counts]


def ledger(thanks: Iterable[Thanks]) -> Both[Direction]:
    """The appreciation ledger by giver, over everything handed in.

    Source: the product's own log (given, noticed, landed), matched one to one within a day, the same day first;
    the ratings and their minimum as in the appreciation exercise (Algoe, Kurtz & Hilaire 2016: it matters how it is met).
    """
    entries = tuple(thanks)
    return for_both(lambda giver: _direction(entries, giver))


def ledger_by_week(thanks: Iterable[Thanks]) -> tuple[WeekOfThanks, ...]:
    """The same counts week by week, gaps included; they add up to those of `ledger`, which is also their source."""
    entries = tuple(thanks)
    counts = for_both(lambda giver: _weekly(entries, giver))
    nothing = Counts(0, 0, 0, 0)
    return tuple(
        WeekOfThanks(week, Both(counts.a.get(week, nothing), counts.b.get(week, nothing)))
        for week in weeks_of(entry.day for entry in entries)
    )


def _direction(entries: tuple[Thanks, ...], giver: Mark) -> Direction:
    paired = _paired(entries, giver)
    told = [entry for entry in entries if entry.mark == giver and entry.told]
    reached = [entry for entry in entries if entry.mark == other(giver) and entry.reached == "yes"]
    return Direction(
        giver=giver,
        counts=_counts(paired, _answered(entries, giver)),
        guessed=mean_of((entry.received for entry in told), minimum=MINIMUM_RATINGS),
        landed=mean_of((entry.landed for entry in reached), minimum=MINIMUM_RATINGS),
        missed_on=tuple(entry.day for entry in paired.left),
        unlogged_on=tuple(entry.day for entry in paired.right),
    )


def _paired(entries: tuple[Thanks, ...], giver: Mark) -> Pairing[Thanks]:
    return pair_nearest(
        (entry for entry in entries if entry.mark == giver and entry.told),
        (entry for entry in entries if entry.mark == other(giver) and entry.reached == "yes"),
        place=_day,
    )


def _day(entry: Thanks) -> Place:
    return (), entry.day.toordinal()


def _answered(entries: tuple[Thanks, ...], giver: Mark) -> frozenset[int]:
    """Days (as ordinals) that the receiver said something about, whatever it was, with a day around each."""
    said = {entry.day.toordinal() for entry in entries if entry.mark == other(giver) and entry.reached}
    return frozenset(day + step for day in said for step in (-1, 0, 1))


def _counts(paired: Pairing[Thanks], answered: frozenset[int]) -> Counts:
    return Counts(
        given_and_noticed=len(paired.pairs),
        given_but_missed=len(paired.left),
        missed_unanswered=sum(entry.day.toordinal() not in answered for entry in paired.left),
        noticed_but_unlogged=len(paired.right),
    )


def _weekly(entries: tuple[Thanks, ...], giver: Mark) -> dict[date, Counts]:
    paired, answered = _paired(entries, giver), _answered(entries, giver)
    weeks: dict[date, tuple[list[tuple[Thanks, Thanks]], list[Thanks], list[Thanks]]] = {}
    for pair in paired.pairs:
        weeks.setdefault(week_of(pair[0].day), ([], [], []))[0].append(pair)
    for entry in paired.left:
        weeks.setdefault(week_of(entry.day), ([], [], []))[1].append(entry)
    for entry in paired.right:
        weeks.setdefault(week_of(entry.day), ([], [], []))[2].append(entry)
    return {
        week: _counts(Pairing(tuple(pairs), tuple(left), tuple(right)), answered)
        for week, (pairs, left, right) in weeks.items()
    }
