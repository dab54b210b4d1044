"""Positive to negative moments by each account, and when no ratio is given."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homework.knowing.events import Bid, Response
from homework.knowing.ratio import ratios
from homework.knowing.shown import Hidden
from tests.homework.knowing.noting import bids, day, swapped


def noted(*counts: int, over: int = 5) -> list[Bid]:
    """Partner a's notes: toward, away, against, missed, spread over so many days."""
    words: tuple[Response, ...] = ("toward", "away", "against", "missed")
    responses = [word for word, count in zip(words, counts, strict=True) for _ in range(count)]
    return [
        Bid(day(number % over), "evening", "a", "b", "talk", response)
        for number, response in enumerate(responses)
    ]


@pytest.mark.parametrize(
    ("counts", "over", "ratio", "hidden"),
    [
        ((20, 3, 2, 9), 5, 4.0, None),
        ((20, 2, 2, 9), 5, None, Hidden("too_few_negatives", 4, 5)),
        ((20, 3, 2, 9), 4, None, Hidden("too_few_days", 4, 5)),
        ((0, 5, 0, 0), 5, 0.0, None),
        ((30, 0, 0, 0), 6, None, Hidden("too_few_negatives", 0, 5)),
        ((0, 0, 0, 0), 5, None, Hidden("too_few_days", 0, 5)),
    ],
)
def test_a_ratio_needs_five_negatives_and_five_days(
    counts: tuple[int, int, int, int], over: int, ratio: float | None, hidden: Hidden | None
) -> None:
    found = ratios(noted(*counts, over=over))
    assert (found.a.positive, found.a.negative, found.a.missed) == (
        counts[0],
        counts[1] + counts[2],
        counts[3],
    )
    assert (found.a.ratio, found.a.hidden) == (ratio, hidden)
    assert found.b.days == found.b.positive == found.b.negative == 0


@given(st.lists(bids, max_size=25), st.randoms())
def test_swapping_swaps_the_marks_and_order_changes_nothing(notes: list[Bid], random: Random) -> None:
    assert ratios(swapped(notes)) == swapped(ratios(notes))
    assert ratios(random.sample(notes, len(notes))) == ratios(notes)
