"""Both partners' words for their cycle, of which only what both approved is joint."""

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from homework.knowing.cycle import Loop, merge
from homework.knowing.events import SLOTS, CycleLine
from homework.knowing.marks import Both
from tests.homework.knowing.noting import day, lines, swapped

BOTH: frozenset[Any] = frozenset("ab")


def says(mark: Any, slot: Any, text: str, approved_by: frozenset[Any] = BOTH, *, step: int = 0) -> CycleLine:
    return CycleLine(day(step), mark, slot, text, approved_by)


def words(loop: Loop, slot: str) -> Both[tuple[str, ...]]:
    return next(one.words for one in loop.slots if one.slot == slot)


def test_the_loop_holds_both_partners_words_slot_by_slot() -> None:
    loop = merge(
        [says("a", "my_move", "I ask again"), says("b", "my_move", "I go quiet"), says("b", "need", "Time")]
    )
    assert [one.slot for one in loop.slots] == list(SLOTS)
    assert words(loop, "my_move") == Both(("I ask again",), ("I go quiet",))
    assert words(loop, "need") == Both((), ("Time",))
    assert not loop.is_empty


def test_a_line_that_only_one_of_them_approved_leaves_no_trace() -> None:
    kept = says("a", "trigger", "Late home")
    for approved_by in (frozenset("a"), frozenset("b"), frozenset()):
        assert merge([kept, says("b", "trigger", "A sigh", approved_by)]) == merge([kept])
    assert merge([says("a", "need", "Closeness", frozenset("a"))]) == merge([])
    assert merge([]).is_empty


def test_the_same_words_stand_once_in_the_form_they_first_had_and_the_oldest_first() -> None:
    loop = merge(
        [
            says("a", "need", "a  hug", step=4),
            says("a", "need", "A hug ", step=1),
            says("a", "need", "Time", step=0),
        ]
    )
    assert words(loop, "need").a == ("Time", "A hug")
    assert merge([says("a", "need", "  ")]).is_empty


@given(st.lists(lines, max_size=20), st.randoms())
def test_swapping_swaps_the_marks_and_order_changes_nothing(notes: list[CycleLine], random: Random) -> None:
    assert merge(swapped(notes)) == swapped(merge(notes))
    assert merge(random.sample(notes, len(notes))) == merge(notes)


@given(st.lists(lines, max_size=20))
def test_the_loop_is_made_of_what_both_approved_and_of_nothing_else(notes: list[CycleLine]) -> None:
    assert merge(notes) == merge([note for note in notes if note.approved_by == BOTH])
