"""The couple's cycle as one loop, from both partners' own words. Pure.

Only wording that both approved goes in. What is left out leaves no trace: no gap, no count, no mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from homework.knowing.events import SLOTS, CycleLine, Slot
from homework.knowing.marks import MARKS, Both, Mark, for_both


@dataclass(frozen=True, slots=True)
class LoopSlot:
    """One place in the loop and each partner's words for it; a slot may be empty on either side."""

    slot: Slot
    words: Both[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Loop:
    """All slots, always in the same order: trigger, move, what I tell myself, what is underneath, what I need."""

    slots: tuple[LoopSlot, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing has been approved by both yet."""
        return not any(words for slot in self.slots for words in slot.words)


def merge(lines: Iterable[CycleLine]) -> Loop:
    """Both partners' approved wording as one loop, oldest first, the same words once.

    Source: the negative cycle of emotionally focused therapy, steps 2-4 (Johnson 2004), filled from the cycle diary.
    """
    approved = sorted(
        (line for line in lines if line.approved_by.issuperset(MARKS)),
        key=lambda line: (line.day, line.text),
    )
    return Loop(tuple(_slot(slot, approved) for slot in SLOTS))


def _slot(slot: Slot, approved: list[CycleLine]) -> LoopSlot:
    return LoopSlot(slot, for_both(lambda mark: _words(slot, mark, approved)))


def _words(slot: Slot, mark: Mark, approved: list[CycleLine]) -> tuple[str, ...]:
    """Each wording once, in the form it was first approved in; spaces and capitals do not make it another."""
    words: dict[str, str] = {}
    for line in approved:
        text = " ".join(line.text.split())
        if line.slot == slot and line.mark == mark and text:
            words.setdefault(text.casefold(), text)
    return tuple(words.values())
