"""Small calls for contact from both ends: paired in time, shares, and how far both accounts agree."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homework.knowing.bids import balance, pair_bids
from homework.knowing.events import PARTS_OF_DAY, RESPONSES, Bid
from homework.knowing.shown import Hidden
from tests.homework.knowing.noting import bids, day, steps_taken, swapped

logs = st.lists(bids, max_size=25)


def made(
    part: Any = "evening", kind: Any = "talk", response: Any = "toward", *, step: int = 0, by: Any = "a"
) -> Bid:
    return Bid(day(step), part, by, by, kind, response)


def received(
    part: Any = "evening", kind: Any = "talk", response: Any = "toward", *, step: int = 0, by: Any = "a"
) -> Bid:
    return Bid(day(step), part, "b" if by == "a" else "a", by, kind, response)


@pytest.mark.parametrize(
    ("ours", "theirs", "is_pair"),
    [
        (made(), received(), True),
        (made("morning"), received("daytime"), True),
        (made("daytime"), received("morning"), True),
        (made("morning"), received("evening"), False),
        (made("morning"), received("night"), False),
        (made(kind="talk"), received(kind="touch"), True),
        (made(), received(step=1), False),
        (made(by="a"), received(by="b"), False),
        (made(), made(), False),
        (made(""), received(""), True),
        (made(""), received("morning"), False),
        (made(kind=""), received(kind="play"), True),
    ],
)
def test_both_ends_of_one_bid_share_maker_day_and_part_of_the_day(
    ours: Bid, theirs: Bid, is_pair: bool
) -> None:
    assert bool(pair_bids([ours, theirs]).pairs) is is_pair
    assert pair_bids([theirs, ours]) == pair_bids([ours, theirs])


def test_the_same_kind_next_door_goes_before_another_kind_at_the_same_time() -> None:
    talk, other_kind, later = (
        made("daytime", "talk"),
        received("daytime", "touch"),
        received("evening", "talk"),
    )
    found = pair_bids([talk, other_kind, later])
    assert found.pairs == ((talk, later),)
    assert found.right == (other_kind,)


def test_which_of_several_alike_finds_its_other_end_does_not_hang_on_the_order_of_writing() -> None:
    notes = [made(response="toward"), made(response="missed"), received()]
    assert pair_bids(notes) == pair_bids(notes[::-1])


def test_made_and_received_stand_side_by_side_and_single_events_are_counted_once() -> None:
    found = balance(
        [
            made(response="missed"),
            received(response="toward"),
            made("morning", step=2),
            received("night", step=3, by="b"),
        ]
    )
    ours, theirs = found.by_maker.a, found.by_maker.b
    assert (ours.made.n, ours.received.n) == (2, 1)
    assert (ours.both_logged, ours.only_maker, ours.only_receiver) == (1, 1, 0)
    assert (theirs.both_logged, theirs.only_maker, theirs.only_receiver) == (0, 0, 1)
    assert (ours.made.missed.count, ours.received.missed.count) == (1, 0)


def test_shares_are_hidden_under_ten_and_shown_from_ten_on() -> None:
    nine = balance([made(step=step) for step in range(9)]).by_maker.a.made
    ten = balance([made(step=step) for step in range(10)]).by_maker.a.made
    assert nine.toward.hidden == Hidden("too_few_entries", 9, 10)
    assert (nine.n, nine.toward.count, nine.toward.share) == (9, 9, None)
    assert (ten.toward.share, ten.against.share) == (1.0, 0.0)
    assert ten.toward.low == pytest.approx(0.7225, abs=5e-5)  # 10 / (10 + 1.96^2), the closed form at the end


def told_by_both(table: dict[tuple[str, str], int]) -> list[Bid]:
    events = [cell for cell, count in table.items() for _ in range(count)]
    return [
        note
        for step, (ours, theirs) in enumerate(events)
        for note in (made(response=ours, step=step), received(response=theirs, step=step))
    ]


def test_the_textbook_kappa_of_two_raters() -> None:
    """Counts 20, 5, 10, 15: po .70, pe .50, kappa .40 (clinical reference, test vector T15)."""
    table = {
        ("toward", "toward"): 20,
        ("toward", "missed"): 5,
        ("missed", "toward"): 10,
        ("missed", "missed"): 15,
    }
    found = balance(told_by_both(table)).agreement
    assert (found.pairs, found.unclear, found.agreed) == (50, 0, 35)
    assert found.kappa == pytest.approx(0.4)
    assert found.hidden is None
    assert found.table[RESPONSES.index("toward")][RESPONSES.index("missed")] == 5


def test_the_example_of_cohen_1960_over_three_classes() -> None:
    """Educational and Psychological Measurement 20, table 1, as counts of 200: po .70, pe .41, kappa .492."""
    cells = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    words = ("toward", "away", "missed")
    table = {(row, column): cells[i][j] for i, row in enumerate(words) for j, column in enumerate(words)}
    assert balance(told_by_both(table)).agreement.kappa == pytest.approx(0.4915, abs=5e-5)


def test_kappa_keeps_to_its_own_minimum_and_needs_two_kinds_of_answer() -> None:
    nineteen = balance(told_by_both({("toward", "toward"): 18, ("away", "away"): 1})).agreement
    twenty = balance(told_by_both({("toward", "toward"): 19, ("away", "away"): 1})).agreement
    flat = balance(told_by_both({("toward", "toward"): 25})).agreement
    assert (nineteen.kappa, nineteen.hidden) == (None, Hidden("too_few_pairs", 19, 20))
    assert (twenty.kappa, twenty.hidden) == (pytest.approx(1.0), None)
    assert (flat.kappa, flat.hidden) == (None, Hidden("all_alike", 1, 2))


def test_where_nothing_says_which_is_which_agreement_is_not_made_up() -> None:
    twice = [made(response="toward"), made(response="missed")]
    found = balance([*twice, received(response="missed"), received(response="toward")])
    assert found.by_maker.a.both_logged == 2
    assert (found.agreement.pairs, found.agreement.unclear) == (0, 2)
    same = balance([made(), made(), received(), received()])
    assert (same.agreement.pairs, same.agreement.unclear) == (2, 0)


@given(logs)
def test_swapping_the_partners_swaps_exactly_the_marks(notes: list[Bid]) -> None:
    assert balance(swapped(notes)) == swapped(balance(notes))


@given(logs, st.randoms())
def test_the_order_of_the_notes_changes_nothing(notes: list[Bid], random: Random) -> None:
    shuffled = random.sample(notes, len(notes))
    assert balance(shuffled) == balance(notes)
    assert pair_bids(shuffled) == pair_bids(notes)


@given(logs)
def test_every_note_is_used_once_and_pairs_are_two_ends_of_one_bid(notes: list[Bid]) -> None:
    found = pair_bids(notes)
    used = [note for pair in found.pairs for note in pair]
    assert Counter(notes) == Counter([*used, *found.left, *found.right])
    for ours, theirs in found.pairs:
        assert ours.logged_by == ours.made_by == theirs.made_by != theirs.logged_by
        assert ours.day == theirs.day
        if ours.part_of_day != theirs.part_of_day:
            steps = [PARTS_OF_DAY.index(note.part_of_day) for note in (ours, theirs)]
            assert abs(steps[0] - steps[1]) == 1


@given(logs)
def test_the_counts_add_up(notes: list[Bid]) -> None:
    found = balance(notes)
    for one in found.by_maker:
        assert one.both_logged + one.only_maker == one.made.n
        assert one.both_logged + one.only_receiver == one.received.n
        assert one.both_logged <= min(one.made.n, one.received.n)
        for seen in (one.made, one.received):
            assert seen.toward.count + seen.away.count + seen.against.count + seen.missed.count == seen.n
    agreement = found.agreement
    assert agreement.pairs + agreement.unclear == sum(one.both_logged for one in found.by_maker)
    assert sum(map(sum, agreement.table)) == agreement.pairs


def test_a_year_takes_about_twelve_times_the_steps_of_a_month() -> None:
    def work(length: int) -> int:
        random = Random(11)
        notes = [
            Bid(
                day(step),
                random.choice(PARTS_OF_DAY),
                logger,
                random.choice("ab"),
                random.choice(["talk", "help", "play"]),
                random.choice(RESPONSES),
            )
            for step in range(length)
            for logger in "ab"
            for _ in range(5)
        ]
        return steps_taken(lambda: balance(notes))

    assert work(360) < 13 * work(30)
