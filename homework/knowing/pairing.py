"""Which note of one partner goes with which of the other: nearest first, one to one, in near-linear time. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

E = TypeVar("E")
Place = tuple[Any, int]
"""What must be equal (sortable, hashable), and where along the line it stands."""


@dataclass(frozen=True, slots=True)
class Pairing(Generic[E]):
    """Pairs of one from the left and one from the right, and what was left over on either side."""

    pairs: tuple[tuple[E, E], ...]
    left: tuple[E, ...]
    right: tuple[E, ...]


def pair_nearest(left: Iterable[E], right: Iterable[E], *, place: Callable[[E], Place]) -> Pairing[E]:
    """Pair what stands at the same place, then what stands one step apart; nothing further apart is a pair.

    House rule. After the first round every place has something left on one side only, so that walking the line once,
    taking the step before ahead of the step after, leaves no pair unmade (a greedy matching on a line is a largest one).
    Each note is put in its place once and taken out once. Among notes at one place the given order decides.
    """
    ours, theirs = _placed(left, place), _placed(right, place)
    pairs: list[tuple[E, E]] = []
    line = sorted(ours)
    for here in line:
        _take(pairs, ours[here], theirs.get(here, []))
    for key, step in line:
        for neighbour in ((key, step - 1), (key, step + 1)):
            _take(pairs, ours[key, step], theirs.get(neighbour, []))
    return Pairing(tuple(pairs), _what_is_left(ours), _what_is_left(theirs))


def _placed(notes: Iterable[E], place: Callable[[E], Place]) -> dict[Place, list[E]]:
    """Each place's notes, the first of them at the end, where it is cheap to take."""
    placed: defaultdict[Place, list[E]] = defaultdict(list)
    for note in notes:
        placed[place(note)].append(note)
    return {where: found[::-1] for where, found in placed.items()}


def _take(pairs: list[tuple[E, E]], ours: list[E], theirs: list[E]) -> None:
    while ours and theirs:
        pairs.append((ours.pop(), theirs.pop()))


def _what_is_left(placed: dict[Place, list[E]]) -> tuple[E, ...]:
    return tuple(note for where in sorted(placed) for note in reversed(placed[where]))
