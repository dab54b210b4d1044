"""Rounds of an exercise: which one a day belongs to, who has which role in it, and which card is drawn. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Literal, TypeVar
from uuid import UUID

Role = Literal["first", "second"]
Drawn = TypeVar("Drawn")


def round_of(*, weekly: bool, starts_on: date, day: date) -> int:
    """The how-manieth round this day belongs to, from 0: days since the start, or Mondays crossed since then."""
    if not weekly:
        return max((day - starts_on).days, 0)
    return max((_monday(day) - _monday(starts_on)).days // 7, 0)


def role_of(seed: UUID, mark: str, number: int) -> Role:
    """What falls to the partner with this mark in this round. Who begins is drawn once; then they change places."""
    begins = "ab"[_random(seed, "turns").randrange(2)]
    return "first" if (mark == begins) == (number % 2 == 0) else "second"


def card_of(seed: UUID, cards: Sequence[Drawn], number: int) -> Drawn:
    """The card of this round, the same for both. None comes again until the deck is through."""
    turn, place = divmod(number, len(cards))
    order = list(range(len(cards)))
    _random(seed, f"deck {turn}").shuffle(order)
    return cards[order[place]]


def _random(seed: UUID, what: str) -> Random:
    """A source that gives the same on every machine and in every process."""
    return Random(int.from_bytes(hashlib.sha256(f"{seed} {what}".encode()).digest()[:8], "big"))  # noqa: S311


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
