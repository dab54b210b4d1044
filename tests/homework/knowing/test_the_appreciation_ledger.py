"""Kind words given, noticed and landed, from both ends."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homework.knowing.events import Thanks
from homework.knowing.ledger import Counts, ledger, ledger_by_week
from homework.knowing.shown import Hidden
from tests.homework.knowing.noting import MONDAY, day, reached, steps_taken, swapped, thanks, told

logs = st.lists(thanks, max_size=25)


@pytest.mark.parametrize(
    ("gave", "noticed", "both", "missed", "unlogged"),
    [
        ([0], [0], 1, 0, 0),
        ([0], [1], 1, 0, 0),
        ([1], [0], 1, 0, 0),
        ([0], [2], 0, 1, 1),
        ([0, 0], [0], 1, 1, 0),
        ([0], [0, 0], 1, 0, 1),
        ([0, 1], [1, 2], 1, 1, 1),  # the same day goes first, even where two pairs could be had
        ([0, 2], [1, 3], 2, 0, 0),
        ([0, 1, 2, 3, 4, 5, 6, 6, 6], [1, 3, 9], 2, 7, 1),
        ([], [], 0, 0, 0),
    ],
)
def test_given_and_noticed_meet_within_a_day_one_to_one(
    gave: list[int], noticed: list[int], both: int, missed: int, unlogged: int
) -> None:
    found = ledger([told("a", step) for step in gave] + [reached("b", step) for step in noticed])
    counts = found.a.counts
    assert (counts.given_and_noticed, counts.given_but_missed, counts.noticed_but_unlogged) == (
        both,
        missed,
        unlogged,
    )
    assert (counts.given, counts.noticed) == (len(gave), len(noticed))
    assert found.b.counts == Counts(0, 0, 0, 0)


def test_only_words_said_aloud_are_given_and_only_a_yes_is_noticed() -> None:
    kept = Thanks(day(0), "a", told=False, received=4)
    unsure = [Thanks(day(0), "b", told=False, reached=word, landed=4) for word in ("no", "unsure", "")]
    found = ledger([kept, *unsure])
    assert found.a.counts == Counts(0, 0, 0, 0)
    assert (found.a.guessed.n, found.a.landed.n) == (0, 0)


def test_missed_with_no_word_from_the_other_is_told_apart_from_missed_with_one() -> None:
    nothing_came = Thanks(day(1), "b", told=False, reached="no")
    found = ledger([told("a", 0), told("a", 9), nothing_came])
    assert (found.a.counts.given_but_missed, found.a.counts.missed_unanswered) == (2, 1)
    assert found.a.missed_on == (day(0), day(9))
    assert ledger([reached("b", 4)]).a.unlogged_on == (day(4),)


def test_the_givers_guess_and_the_receivers_word_stand_apart_and_need_three() -> None:
    notes = [told("a", 0, 4), told("a", 1, 4), told("a", 2, 3), reached("b", 0, 1), reached("b", 1, 2)]
    found = ledger(notes).a
    assert found.guessed.value == pytest.approx(11 / 3)
    assert found.landed.value is None
    assert found.landed.hidden == Hidden("too_few_entries", 2, 3)
    assert ledger([*notes, reached("b", 5, 0)]).a.landed.value == 1.0


def test_a_pair_over_sunday_belongs_to_the_week_it_was_given_in_and_empty_weeks_stay() -> None:
    weeks = ledger_by_week([told("a", 6), reached("b", 7), told("b", 21)])
    assert [week.week_on for week in weeks] == [MONDAY + timedelta(weeks=week) for week in range(4)]
    assert weeks[0].by_giver.a == Counts(1, 0, 0, 0)
    assert weeks[1].by_giver.a == weeks[2].by_giver.b == Counts(0, 0, 0, 0)
    assert weeks[3].by_giver.b == Counts(0, 1, 1, 0)
    assert ledger_by_week([]) == ()


@given(logs)
def test_swapping_the_partners_swaps_exactly_the_marks(notes: list[Thanks]) -> None:
    assert ledger(swapped(notes)) == swapped(ledger(notes))
    assert ledger_by_week(swapped(notes)) == swapped(ledger_by_week(notes))


@given(logs, st.randoms())
def test_the_order_of_the_notes_changes_nothing(notes: list[Thanks], random: Random) -> None:
    shuffled = random.sample(notes, len(notes))
    assert ledger(shuffled) == ledger(notes)
    assert ledger_by_week(shuffled) == ledger_by_week(notes)


@given(logs)
def test_no_more_are_matched_than_were_given_or_noticed(notes: list[Thanks]) -> None:
    for giver in ledger(notes):
        counts = giver.counts
        assert counts.given == sum(note.told and note.mark == giver.giver for note in notes)
        assert counts.noticed == sum(note.reached == "yes" and note.mark != giver.giver for note in notes)
        assert counts.given_and_noticed <= min(counts.given, counts.noticed)
        assert counts.missed_unanswered <= counts.given_but_missed == len(giver.missed_on)


@given(logs)
def test_the_weeks_add_up_to_the_whole(notes: list[Thanks]) -> None:
    def total(counts: Any) -> tuple[int, ...]:
        each = [
            (one.given_and_noticed, one.given_but_missed, one.missed_unanswered, one.noticed_but_unlogged)
            for one in counts
        ]
        return tuple(map(sum, zip((0, 0, 0, 0), *each, strict=True)))

    whole, weeks = ledger(notes), ledger_by_week(notes)
    assert total([whole.a.counts]) == total([week.by_giver.a for week in weeks])
    assert total([whole.b.counts]) == total([week.by_giver.b for week in weeks])


def test_a_year_takes_about_twelve_times_the_steps_of_a_month() -> None:
    def work(length: int) -> int:
        random = Random(7)
        notes = [
            Thanks(day(step), mark, told=random.random() < 0.6, reached=random.choice(["yes", "no", ""]))
            for step in range(length)
            for mark in ("a", "b")
        ]
        return steps_taken(lambda: (ledger(notes), ledger_by_week(notes)))

    assert work(360) < 13 * work(30)
