"""Everything that rules may look at, for one couple at one moment, as plain frozen records. Pure.

Both sides have the same shape, and nothing knows who is first. A thing that is not there is missing; it is never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from assessments.format.vocabulary import Direction
from homework.suggesting.names import Mark, swap

PROVISIONAL_POINTS = 25


@dataclass(frozen=True)
class Score:
    """A newest score, and the first one on the same wording where it is an earlier one.

    value: 0-100, or on its authors' own range for an instrument that a practice brought in. points: how far apart
    two scores must be before it is more than chance. wording: which one was answered; only like can be laid beside like.
    """

    value: float
    on: date
    title: str = ""
    higher_is: Direction = "better"
    first: float | None = None
    first_on: date | None = None
    points: float = PROVISIONAL_POINTS
    wording: int = 1


@dataclass(frozen=True)
class Item:
    """One answer, turned so that more is more of what the question is about. A word stays a word."""

    value: int | str
    on: date
    text: str = ""
    of: int = 4


@dataclass(frozen=True)
class ItemList:
    """A short list that has no score. share: its mean answer from 0 to 100, only ever compared, never shown."""

    reading: Literal["high", "not high"] | None
    on: date
    title: str = ""
    share: float | None = None
    wording: int = 1


@dataclass(frozen=True)
class Facets:
    """Facets in order, the strongest first; level ones stand together. too_few: those that were hardly answered."""

    order: tuple[tuple[str, ...], ...]
    on: date
    too_few: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mean:
    """The mean of several entries' answers. until: the day of the newest."""

    value: float
    n: int
    until: date


@dataclass(frozen=True)
class Share:
    """Days done of days planned, in percent, over the last two weeks."""

    value: float
    planned: float
    until: date


@dataclass(frozen=True)
class Signal:
    """Private word from one partner about an exercise: "comfort", "felt_safe", "pressure" or "not_safe"."""

    kind: str
    exercise: str
    on: date


@dataclass(frozen=True)
class Flags:
    """What stands in the way on the side of safety: yes or no, and closed unless somebody opened it.

    cleared: the private questions are in and reviewed, and nothing new stands against joint work.
    """

    cleared: bool = False
    red: bool = False
    amber: bool = False
    self_harm_open: bool = False
    separating: bool = False
    on: date | None = None


@dataclass(frozen=True)
class Side:
    """One partner's side. Names are "form/scale" and "form/question"; a line of a grid is "form/question/row".

    flat: forms on which every answer was the same one, with the day. step: the counsellor's own rating.
    positions: "self" and "partner", from -100 (steps back) to 100 (presses closer), as this partner reports them.
    received: how their own thanks were taken, over two weeks. wanted: how welcome affection was to them.
    done: how many entries of each exercise this partner has written.
    """

    scales: Mapping[str, Score] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    lists: Mapping[str, ItemList] = field(default_factory=dict)
    positions: Mapping[str, Score] = field(default_factory=dict)
    facets: Facets | None = None
    flat: Mapping[str, date] = field(default_factory=dict)
    step: Item | None = None
    received: Mean | None = None
    wanted: Mean | None = None
    completion: Share | None = None
    done: Mapping[str, int] = field(default_factory=dict)
    signals: tuple[Signal, ...] = ()
    flags: Flags = Flags()


@dataclass(frozen=True)
class Running:
    """An exercise that is set now, for both or for the one with this mark."""

    exercise: str
    marks: str
    is_brief: bool
    since: date


@dataclass(frozen=True)
class Inputs:
    """One couple on one day. brief: exercises of a few minutes that each does alone; the rest are the couple's."""

    a: Side
    b: Side
    on: date
    running: tuple[Running, ...] = ()
    brief: frozenset[str] = frozenset()
    joint_work_open: bool = False

    def side(self, mark: Mark) -> Side:
        return self.a if mark == "a" else self.b

    def swapped(self) -> Inputs:
        """The same couple with the partners changed round."""
        running = tuple(replace(each, marks=swap(each.marks)) for each in self.running)
        return replace(self, a=self.b, b=self.a, running=running)
