"""Which note goes with which: nearest first, one to one, none wasted, in near-linear time."""

from collections import Counter
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from homework.knowing.pairing import pair_nearest
from tests.homework.knowing.noting import steps_taken

places = st.lists(st.integers(0, 7), max_size=9)


def pairs(left: list[int], right: list[int]) -> Counter[tuple[int, int]]:
    return Counter(pair_nearest(left, right, place=lambda number: ((), number)).pairs)


def most(left: tuple[int, ...], right: tuple[int, ...]) -> int:
    """The largest number of pairs a step apart, by trying everything."""
    if not left:
        return 0
    first, rest = left[0], left[1:]
    options = [most(rest, right)]
    for step in (-1, 1):
        if first + step in right:
            at = right.index(first + step)
            options.append(1 + most(rest, right[:at] + right[at + 1 :]))
    return max(options)


def test_the_same_place_comes_before_the_one_beside_it() -> None:
    assert pairs([1, 2], [2]) == {(2, 2): 1}
    assert pairs([2], [1, 3]) == {(2, 1): 1}
    assert pairs([1], [3]) == {}


def test_stepping_back_first_leaves_no_pair_unmade() -> None:
    assert pairs([0, 2], [1, 3]) == {(0, 1): 1, (2, 3): 1}
    assert pairs([2, 4], [1, 3]) == {(2, 1): 1, (4, 3): 1}


def test_among_notes_at_one_place_the_first_goes_first() -> None:
    found = pair_nearest(["ours", "later"], ["theirs"], place=lambda _note: ((), 0))
    assert found.pairs == (("ours", "theirs"),)
    assert found.left == ("later",)


def test_what_must_be_equal_is_never_crossed() -> None:
    found = pair_nearest([("x", 1)], [("y", 1), ("y", 2)], place=lambda note: note)
    assert found.pairs == ()
    assert (found.left, found.right) == ((("x", 1),), (("y", 1), ("y", 2)))


@given(places, places)
def test_nothing_is_lost_used_twice_or_left_where_it_could_be_paired(
    left: list[int], right: list[int]
) -> None:
    found = pair_nearest(left, right, place=lambda number: ((), number))
    assert Counter(left) == Counter([ours for ours, _ in found.pairs]) + Counter(found.left)
    assert Counter(right) == Counter([theirs for _, theirs in found.pairs]) + Counter(found.right)
    assert all(abs(ours - theirs) <= 1 for ours, theirs in found.pairs)
    assert not any(abs(ours - theirs) <= 1 for ours, theirs in product(found.left, found.right))


@given(places, places)
def test_same_places_first_and_then_as_many_as_there_can_be(left: list[int], right: list[int]) -> None:
    same = Counter(left) & Counter(right)
    beside = most(tuple((Counter(left) - same).elements()), tuple((Counter(right) - same).elements()))
    found = pairs(left, right)
    assert sum(count for (ours, theirs), count in found.items() if ours == theirs) == same.total()
    assert found.total() == same.total() + beside


@given(places, places)
def test_either_side_may_be_called_the_left_one(left: list[int], right: list[int]) -> None:
    assert pairs(left, right).total() == pairs(right, left).total()


def test_ten_times_the_notes_take_about_ten_times_the_steps() -> None:
    def work(size: int) -> int:
        left, right = list(range(size)), [number * 3 // 2 for number in range(size)]
        return steps_taken(lambda: pair_nearest(left, right, place=lambda number: ((), number)))

    assert work(4000) < 11 * work(400)
