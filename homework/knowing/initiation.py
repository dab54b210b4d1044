"""Who starts shared things, by each partner's own account. Pure.

It shows quietly when one partner carries the whole of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from homework.knowing.events import Start
from homework.knowing.marks import MARKS, Both, Mark, for_both, other
from homework.knowing.shown import Rate, rate

MINIMUM_STARTS = 8
MINIMUM_PAIRS = 8
"""House rules: shared things are fewer than bids; the interval says how little eight can tell."""


@dataclass(frozen=True, slots=True)
class Account:
    """What one partner says: `own` started by themselves, `partners` by the other, `together` by both. They add up to n."""

    by: Mark
    n: int
    own: Rate
    partners: Rate
    together: Rate


@dataclass(frozen=True, slots=True)
class Initiation:
    """Both accounts, and the share of shared things that both noted in which they name the same starter.

    unclear: pairs left out, because one noted the same thing twice that day with different starters.
    mostly: the partner who started most of it, only when both accounts say so beyond chance.
    """

    accounts: Both[Account]
    agreed: Rate
    unclear: int
    mostly: Mark | None


def initiation(starts: Iterable[Start]) -> Initiation:
    """The initiation balance over everything handed in; hand in one exercise's starts for one exercise.

    Source: the product's own measure; shares with Wilson (1927) intervals and a minimum of eight.
    """
    noted = tuple(starts)
    accounts = for_both(lambda mark: _account(mark, [start for start in noted if start.mark == mark]))
    agreed, unclear = _agreement(noted)
    return Initiation(accounts, agreed, unclear, _mostly(accounts))


def _account(mark: Mark, noted: Sequence[Start]) -> Account:
    def share(starter: str) -> Rate:
        count = sum(start.started_by == starter for start in noted)
        return rate(count, len(noted), minimum=MINIMUM_STARTS)

    return Account(mark, len(noted), share(mark), share(other(mark)), share("both"))


def _agreement(noted: Iterable[Start]) -> tuple[Rate, int]:
    together: dict[tuple[date, str], Both[list[str]]] = {}
    for start in noted:
        told = together.setdefault((start.day, start.exercise), Both([], []))
        told.of(start.mark).append(start.started_by)
    clear = [(told, _pairs(told)) for told in together.values() if len(set(told.a)) == len(set(told.b)) == 1]
    unclear = sum(map(_pairs, together.values())) - sum(pairs for _, pairs in clear)
    agreed = sum(pairs for told, pairs in clear if told.a[0] == told.b[0])
    return rate(agreed, sum(pairs for _, pairs in clear), minimum=MINIMUM_PAIRS), unclear


def _pairs(told: Both[list[str]]) -> int:
    return min(len(told.a), len(told.b))


def _mostly(accounts: Both[Account]) -> Mark | None:
    for mark in MARKS:
        lows = (accounts.of(mark).own.low, accounts.of(other(mark)).partners.low)
        if all(low is not None and low > 0.5 for low in lows):
            return mark
    return None
