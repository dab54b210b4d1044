"""What the partners noted, as the readings take it: plain records, no texts but approved ones. Pure.

A mark says who wrote it. The caller hands over only what the reader of the result may read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from homework.knowing.marks import Mark

Reached = Literal["yes", "no", "unsure", ""]
PartOfDay = Literal["morning", "daytime", "evening", "night", ""]
BidKind = Literal["talk", "attention", "help", "touch", "play", "comfort", ""]
Response = Literal["toward", "away", "against", "missed"]
Starter = Literal["a", "b", "both"]
DayState = Literal["done", "skipped"]
Position = Literal["pursue", "withdraw"]
Slot = Literal["trigger", "my_move", "tell_myself", "underneath", "need"]

PARTS_OF_DAY: tuple[str, ...] = ("morning", "daytime", "evening", "night")
RESPONSES: tuple[Response, ...] = get_args(Response)
SLOTS: tuple[Slot, ...] = get_args(Slot)


@dataclass(frozen=True, slots=True)
class Thanks:
    """One entry about appreciation: what its writer gave that day, and what reached them.

    told: they said their thanks aloud. received: how it seemed to land, 0-4, as the giver guesses.
    reached: did a kind word reach the writer; landed: how well it did, 0-4, as the receiver knows. "" and None: left blank.
    """

    day: date
    mark: Mark
    told: bool
    reached: Reached = ""
    received: int | None = None
    landed: int | None = None


@dataclass(frozen=True, slots=True)
class Bid:
    """One small call for contact, noted by whoever made it or by whoever it was meant for.

    response: how the partner it was meant for met it, in the writer's eyes. A blank part of the day stays unknown.
    """

    day: date
    part_of_day: PartOfDay
    logged_by: Mark
    made_by: Mark
    kind: BidKind
    response: Response


@dataclass(frozen=True, slots=True)
class Flicker:
    """One day's small signs of thaw, as one partner saw them."""

    day: date
    mark: Mark
    ease: bool = False
    warmth: bool = False
    laugh: bool = False
    tension: bool = False
    setback: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """Who started something shared, by the account of `mark`."""

    day: date
    mark: Mark
    exercise: str
    started_by: Starter


@dataclass(frozen=True, slots=True)
class Dose:
    """How often a week one partner means to do an exercise, from the first to the last day of it (None: open)."""

    mark: Mark
    exercise: str
    planned_per_week: float
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One partner's day with one exercise: done, or left out with a reason. pressure: they said that it felt like pressure."""

    mark: Mark
    exercise: str
    day: date
    state: DayState
    reason: str = ""
    pressure: bool = False


@dataclass(frozen=True, slots=True)
class CycleLine:
    """One partner's wording for one slot of the cycle, and who has approved exactly this wording."""

    day: date
    mark: Mark
    slot: Slot
    text: str
    approved_by: frozenset[Mark]
